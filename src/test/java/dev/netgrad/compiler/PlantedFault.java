package dev.netgrad.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads netgrad anew, with a fault in one of its methods, which throws. So a test
 * has a fault anywhere, and netgrad nothing that is there for tests.
 */
public final class PlantedFault extends ClassLoader {
  private final String owner;
  private final String method;

  /**
   * @param place the method of any parameters, such as {@code plan.Scheduler.schedule}
   * @throws IllegalArgumentException if there is no such class
   */
  public PlantedFault(String place) {
    super(PlantedFault.class.getClassLoader());
    owner = "dev.netgrad." + place.substring(0, place.lastIndexOf('.'));
    method = place.substring(place.lastIndexOf('.') + 1);
    if (getResource(owner.replace('.', '/') + ".class") == null) {
      throw new IllegalArgumentException("no class " + owner);
    }
  }

  /** What the method does first. */
  public static void hit() {
    IllegalStateException fault = new IllegalStateException("planted");
    StackTraceElement[] frames = fault.getStackTrace();
    fault.setStackTrace(Arrays.copyOfRange(frames, 1, frames.length));
    throw fault;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("dev.netgrad.") || name.equals(PlantedFault.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? findClass(name) : known;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = name.equals(owner) ? planted(in.readAllBytes()) : in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length, PlantedFault.class.getProtectionDomain());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] planted(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
          String[] exceptions) {
        MethodVisitor code = super.visitMethod(access, name, descriptor, signature, exceptions);
        return !name.equals(method) ? code : new MethodVisitor(Opcodes.ASM9, code) {
          private boolean first = true;

          @Override
          public void visitLineNumber(int line, Label start) {
            super.visitLineNumber(line, start);
            if (first) {
              super.visitMethodInsn(
                  Opcodes.INVOKESTATIC, Type.getInternalName(PlantedFault.class), "hit", "()V", false);
            }
            first = false;
          }
        };
      }
    }, 0);
    return writer.toByteArray();
  }
}
