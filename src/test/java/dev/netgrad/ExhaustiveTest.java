package dev.netgrad;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Sealed families are taken apart by a {@code match} that has an answer for each case, not by a chain of
 * {@code instanceof}, which goes on silently when a case is added. A test for one case or two is none.
 */
class ExhaustiveTest {
  /** So many cases of one family that are tested for in one method make a chain. */
  private static final int CHAIN = 3;

  @Test
  void familiesAreTakenApartByMatch() throws IOException, URISyntaxException {
    Path classes = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> chains = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes)) {
      files.filter(file -> file.toString().endsWith(".class")).forEach(file -> chains.addAll(chains(file)));
    }
    assertThat(chains).isEmpty();
  }

  @Test
  void chainIsFoundThoughItsCasesAreOfFamiliesWithinTheFamily() throws URISyntaxException {
    Path classes = Path.of(ExhaustiveTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(chains(classes.resolve("dev/netgrad/ExhaustiveTest.class")))
        .containsExactly("ExhaustiveTest#chain syntax.Ast", "ExhaustiveTest#chain syntax.Ast$Expr");
  }

  private static boolean chain(Ast.Expr e) {
    return e instanceof Ast.Reference || e instanceof Ast.Not || e instanceof Ast.Call;
  }

  /** The methods of a class that have a chain: class, method, family. */
  private static Set<String> chains(Path file) {
    Set<String> found = new TreeSet<>();
    try (InputStream in = Files.newInputStream(file)) {
      ClassReader reader = new ClassReader(in);
      reader.accept(new ClassVisitor(Opcodes.ASM9) {
        @Override
        public MethodVisitor visitMethod(int access, String method, String type, String signature, String[] thrown) {
          Map<String, Set<String>> cases = new TreeMap<>();
          return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitTypeInsn(int opcode, String of) {
              if (opcode == Opcodes.INSTANCEOF) {
                families(of).forEach(family -> cases.computeIfAbsent(family, f -> new TreeSet<>()).add(of));
              }
            }

            @Override
            public void visitEnd() {
              cases.forEach((family, tested) -> {
                if (tested.size() >= CHAIN) {
                  found.add(simple(reader.getClassName()) + "#" + method + " " + family);
                }
              });
            }
          };
        }
      }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** The sealed families of ours that a class is a case of, those that have a family as a case among them. */
  private static Set<String> families(String name) {
    Set<String> families = new TreeSet<>();
    if (name.startsWith("dev/netgrad/")) {
      try {
        families(Class.forName(name.replace('/', '.'), false, ExhaustiveTest.class.getClassLoader()), families);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return families;
  }

  private static void families(Class<?> type, Set<String> families) {
    Arrays.stream(type.getInterfaces()).filter(Class::isSealed).forEach(family -> {
      families.add(simple(family.getName()));
      families(family, families);
    });
  }

  private static String simple(String name) {
    return name.replace('/', '.').substring("dev.netgrad.".length());
  }
}
