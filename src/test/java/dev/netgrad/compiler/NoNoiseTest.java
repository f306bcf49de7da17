package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of generated code need not meet: what nobody uses, what was said before, what tells nothing. */
class NoNoiseTest {
  private static final Path GENERATED = Path.of("generated/dev/netgrad/examples");
  private static final int WIDEST = 100;

  /** What is said of each method that users call, since each is looked up alone. */
  private static final Pattern OF_ONE_METHOD = Pattern.compile("(?s) \\* @.*?(?=\n *\\*/|\n *\\* @)");
  private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");
  private static final Pattern QUOTED = Pattern.compile("(?s)<pre>.*?</pre>");

  private static List<Path> files(String network) throws IOException {
    try (Stream<Path> files = Files.list(GENERATED)) {
      return files.filter(f -> f.getFileName().toString().matches(network + "(Plain)?\\.java")).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "OneBlock", "Strided"})
  void linesFitWhatOneSees(String network) throws IOException {
    for (Path file : files(network)) {
      // What is quoted from a source is as it is there.
      String text = QUOTED.matcher(Files.readString(file)).replaceAll("");
      assertWithMessage("%s", file).that(text.lines().filter(l -> l.length() > WIDEST).toList()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "OneBlock", "Strided"})
  void everyMemberIsUsed(String network) throws IOException {
    Members members = Members.of(files(network));
    assertThat(members.declared).contains("KERNELS");
    Set<String> unused = new TreeSet<>(members.declared);
    unused.removeAll(members.used);
    assertThat(unused).isEmpty();
  }

  /** Numbers behind names are those of the source, which tell its layers apart. */
  @ParameterizedTest
  @ValueSource(strings = {"Add", "OneBlock", "Strided"})
  void noNameIsCounted(String network) throws IOException {
    Members members = Members.of(List.of(GENERATED.resolve(network + ".java")));
    Set<String> counted = members.named.stream().filter(n -> n.matches(".*\\d")).collect(
        Collectors.toCollection(TreeSet::new));
    counted.removeAll(members.arrays);
    assertThat(counted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "OneBlock", "Strided"})
  void noSentenceStandsTwice(String network) throws IOException {
    String text = QUOTED.matcher(Files.readString(GENERATED.resolve(network + ".java"))).replaceAll("");
    List<String> twice = new ArrayList<>();
    Set<String> said = new HashSet<>();
    Matcher javadoc = JAVADOC.matcher(text);
    while (javadoc.find()) {
      String prose = OF_ONE_METHOD.matcher(javadoc.group(1)).replaceAll("").replaceAll("\n *\\* ?", " ").strip();
      for (String sentence : prose.split("(?<=[.:;])\\s+")) {
        if (sentence.contains(" ") && sentence.endsWith(".") && !said.add(sentence)) {
          twice.add(sentence);
        }
      }
    }
    assertThat(said).contains("The network's outputs in evaluation.");
    assertThat(twice).isEmpty();
  }

  /** Names in some files: of members that are not public, of all else that is declared, and what is mentioned. */
  private static final class Members extends TreeScanner<Void, Void> {
    private final Set<String> declared = new TreeSet<>();
    private final Set<String> used = new HashSet<>();
    private final Set<String> arrays = new HashSet<>();
    private final Set<String> named = new TreeSet<>();
    private Tree around;

    static Members of(List<Path> files) throws IOException {
      JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
      Members members = new Members();
      try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
        JavacTask task = (JavacTask) javac.getTask(null, manager, null, null, null,
            manager.getJavaFileObjectsFromPaths(files));
        for (CompilationUnitTree unit : task.parse()) {
          members.scan(unit, null);
        }
      }
      return members;
    }

    private void declare(ModifiersTree modifiers, String name) {
      boolean overrides = modifiers.getAnnotations().stream()
          .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      if (!modifiers.getFlags().contains(Modifier.PUBLIC) && !overrides && !name.equals("<init>")) {
        declared.add(name);
      }
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (around != null) {
        declare(type.getModifiers(), type.getSimpleName().toString());
      }
      Tree outside = around;
      around = type;
      super.visitClass(type, nothing);
      around = outside;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      declare(method.getModifiers(), method.getName().toString());
      named.add(method.getName().toString());
      Tree outside = around;
      around = method;
      super.visitMethod(method, nothing);
      around = outside;
      return null;
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
      String name = variable.getName().toString();
      if (around.getKind() == Tree.Kind.METHOD) {
        named.add(name);
      } else if (around.getKind() != Tree.Kind.RECORD) {
        declare(variable.getModifiers(), name);
        arrays.add(name);
      }
      return super.visitVariable(variable, nothing);
    }

    @Override
    public Void visitIdentifier(IdentifierTree name, Void nothing) {
      used.add(name.getName().toString());
      return super.visitIdentifier(name, nothing);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree member, Void nothing) {
      used.add(member.getIdentifier().toString());
      return super.visitMemberSelect(member, nothing);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree member, Void nothing) {
      used.add(member.getName().toString());
      return super.visitMemberReference(member, nothing);
    }
  }

  /** That the tests look at all. */
  @Test
  void noiseIsFound() throws IOException {
    assertThat(Members.of(List.of(Path.of("src/test/java/dev/netgrad/compiler/NoNoiseTest.java"))).used)
        .contains("replaceAll");
  }
}
