package dev.netgrad.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Generated classes that tell the {@link Recorder} of every access of an array's elements, and meet by it. */
final class RecordedClasses extends ClassLoader {
  /** No meeting is left out. */
  static final int NONE = -1;

  private static final String RECORDER = Type.getInternalName(Recorder.class);
  private static final Pattern VECTORS = Pattern.compile("Vector(\\d+)(\\$.*)?$");

  private final Map<String, byte[]> classes;
  private final int leftOut;
  private final List<String> places = new ArrayList<>();

  /**
   * @param classes by binary name
   * @param leftOut the number of the place where threads don't meet
   */
  RecordedClasses(Map<String, byte[]> classes, int leftOut) {
    super(Recorder.class.getClassLoader());
    this.classes = Map.copyOf(classes);
    this.leftOut = leftOut;
  }

  /** Where threads meet, by the numbers of {@link Recorder}: those of the classes that are loaded by now. */
  List<String> places() {
    return places;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] loaded = rewritten(bytes);
    return defineClass(name, loaded, 0, loaded.length);
  }

  private byte[] rewritten(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    String type = reader.getClassName();
    Matcher vectors = VECTORS.matcher(type);
    int lanes = vectors.find() ? Integer.parseInt(vectors.group(1)) / Float.SIZE : 1;
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
          String[] exceptions) {
        return new Rewriter(super.visitMethod(access, name, descriptor, signature, exceptions),
            type.substring(type.lastIndexOf('/') + 1) + "." + name, lanes);
      }
    }, 0);
    return writer.toByteArray();
  }

  private final class Rewriter extends MethodVisitor {
    private final String method;
    private final int lanes;
    private int meetings;

    private Rewriter(MethodVisitor code, String method, int lanes) {
      super(Opcodes.ASM9, code);
      this.method = method;
      this.lanes = lanes;
    }

    private void tell(String what, String descriptor) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, what, descriptor, false);
    }

    @Override
    public void visitInsn(int opcode) {
      switch (opcode) {
        case Opcodes.FALOAD, Opcodes.IALOAD -> {
          super.visitInsn(Opcodes.DUP2);
          tell("read", "(Ljava/lang/Object;I)V");
        }
        case Opcodes.FASTORE, Opcodes.IASTORE -> {
          // array, index, value: the value goes below, and the other two are there twice.
          super.visitInsn(Opcodes.DUP_X2);
          super.visitInsn(Opcodes.POP);
          super.visitInsn(Opcodes.DUP2_X1);
          tell("write", "(Ljava/lang/Object;I)V");
        }
        case Opcodes.DALOAD, Opcodes.DASTORE, Opcodes.LALOAD, Opcodes.LASTORE ->
            throw new IllegalStateException("not recorded: an access in " + method);
        default -> { }
      }
      super.visitInsn(opcode);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      if (name.equals("sync") && owner.endsWith("$Worker")) {
        super.visitInsn(Opcodes.POP);
        places.add(method + " " + ++meetings);
        if (places.size() - 1 != leftOut) {
          super.visitLdcInsn(places.size() - 1);
          tell("meet", "(I)V");
        }
        return;
      }
      if (name.equals("run") && owner.endsWith("$Team$Pass")) {
        tell("part", "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)V");
        return;
      }
      if (owner.startsWith("jdk/incubator/vector/") && (name.equals("fromArray") || name.equals("intoArray"))) {
        // With neither a mask nor an array of indices.
        if (!descriptor.matches("\\((Ljdk/incubator/vector/VectorSpecies;)?\\[[FI]I\\).*")) {
          throw new IllegalStateException("not recorded: " + name + descriptor + " in " + method);
        }
        super.visitInsn(Opcodes.DUP2);
        super.visitLdcInsn(lanes);
        super.visitInsn(name.equals("intoArray") ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
        tell("access", "(Ljava/lang/Object;IIZ)V");
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
    }
  }
}
