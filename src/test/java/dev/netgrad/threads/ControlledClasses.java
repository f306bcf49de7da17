package dev.netgrad.threads;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Generated classes, with everything by which threads wait, wake and see each other in workspace, team and worker given
 * to the {@link Scheduler}. All else is as javac left it, but that they lose patience at once, as there is no time to
 * wait.
 */
final class ControlledClasses extends ClassLoader {
  private static final String SCHEDULER = Type.getInternalName(Scheduler.class);
  private static final String THREAD = "java/lang/Thread";
  private static final String MODEL_THREAD = SCHEDULER + "$ModelThread";

  private final Map<String, byte[]> classes;
  private final Set<String> missing;
  private final Set<String> volatiles = new HashSet<>();
  private final Map<String, Integer> constants = new HashMap<>();

  /**
   * @param classes by binary name
   * @param missing methods, without a result or long arguments, that are not called, or {@code monitorenter} for locks
   *     that are not taken
   */
  ControlledClasses(Map<String, byte[]> classes, Set<String> missing) {
    super(Scheduler.class.getClassLoader());
    this.classes = classes;
    this.missing = missing;
    classes.forEach((name, bytes) -> {
      if (isControlled(name)) {
        scan(bytes);
      }
    });
  }

  private static boolean isControlled(String name) {
    return name.endsWith("$Team") || name.endsWith("$Worker") || name.endsWith("$Workspace");
  }

  private void scan(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    reader.accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        if ((access & Opcodes.ACC_VOLATILE) != 0) {
          volatiles.add(reader.getClassName() + "." + name);
        }
        if (value instanceof Integer number) {
          constants.put(name, number);
        }
        return null;
      }
    }, 0);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] loaded = isControlled(name) ? rewritten(bytes) : bytes;
    return defineClass(name, loaded, 0, loaded.length);
  }

  private byte[] rewritten(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
          String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        // A constructor before its super call may not be left, and the lambda is the bottom of a thread's stack.
        boolean mayFail = !name.startsWith("<") && !name.startsWith("lambda$");
        return new Rewriter(method, mayFail);
      }
    }, 0);
    return writer.toByteArray();
  }

  private final class Rewriter extends MethodVisitor {
    private final boolean mayFail;

    private Rewriter(MethodVisitor method, boolean mayFail) {
      super(Opcodes.ASM9, method);
      this.mayFail = mayFail;
    }

    private void tell(String method, String descriptor) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, SCHEDULER, method, descriptor, false);
    }

    private void tell(String method) {
      tell(method, "()V");
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (volatiles.contains(owner + "." + name)) {
        tell(opcode == Opcodes.PUTFIELD ? "write" : "read");
      }
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      super.visitTypeInsn(opcode, opcode == Opcodes.NEW && type.equals(THREAD) ? MODEL_THREAD : type);
    }

    @Override
    public void visitInsn(int opcode) {
      switch (opcode) {
        case Opcodes.MONITORENTER, Opcodes.MONITOREXIT -> {
          if (missing.contains("monitorenter")) {
            super.visitInsn(Opcodes.POP);
          } else {
            tell(opcode == Opcodes.MONITORENTER ? "enter" : "exit", "(Ljava/lang/Object;)V");
          }
        }
        default -> super.visitInsn(opcode);
      }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      super.visitIntInsn(opcode, opcode == Opcodes.SIPUSH ? patience(operand) : operand);
    }

    private int patience(int times) {
      int spins = constants.get("SPINS");
      return times == spins ? 1 : times == spins + constants.get("YIELDS") ? 2 : times;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      if (missing.contains(name)) {
        int operands = Type.getArgumentTypes(descriptor).length + (opcode == Opcodes.INVOKESTATIC ? 0 : 1);
        for (int i = 0; i < operands; i++) {
          super.visitInsn(Opcodes.POP);
        }
        return;
      }
      boolean call = mayFail && !name.equals("<init>");
      if (call) {
        tell("call");
      }
      switch (owner + "." + name) {
        case THREAD + ".<init>" -> super.visitMethodInsn(opcode, MODEL_THREAD, name, descriptor, false);
        case THREAD + ".start" -> tell("start", "(Ljava/lang/Thread;)V");
        case THREAD + ".onSpinWait", THREAD + ".yield" -> tell("look");
        case THREAD + ".interrupted" -> tell("interrupted", descriptor);
        case THREAD + ".isInterrupted" -> tell("isInterrupted", "(Ljava/lang/Thread;)Z");
        case "java/lang/System.nanoTime" -> tell("nanoTime", descriptor);
        case "java/util/concurrent/locks/LockSupport.parkNanos" -> tell("parkNanos", descriptor);
        case "java/util/concurrent/locks/LockSupport.unpark" -> tell("unpark", descriptor);
        case "java/util/concurrent/atomic/AtomicLong.incrementAndGet" -> {
          tell("write");
          super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
        }
        default -> super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
      }
      if (call) {
        tell("call");
      }
    }
  }
}
