package dev.netgrad.checks;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A hint as the compiler's source writes it.
 *
 * @param place the class that gives it
 * @param isAdvice whether a person has to follow it
 * @param parts of its text what is the same every time, between what is not
 */
record WrittenHint(String place, boolean isAdvice, List<String> parts) {
  private static final Path SOURCES = Path.of("src/main/java/dev/netgrad");
  private static final String ANYTHING = "…";

  /** Of all packages that say something about {@code .net} files; a choice between two texts gives two hints. */
  static List<WrittenHint> all() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<WrittenHint> hints = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES);
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> java = files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
      JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
          manager.getJavaFileObjectsFromPaths(java));
      task.parse().forEach(unit -> {
        String name = SOURCES.toAbsolutePath().relativize(Path.of(unit.getSourceFile().toUri())).toString();
        if (!name.equals("source/Diagnostic.java") && !name.equals("source/Hint.java")) {
          unit.accept(new Scanner(name.replace(".java", ""), hints), null);
        }
      });
    }
    return hints;
  }

  boolean matches(String text) {
    String pattern = parts.stream().map(p -> p.equals(ANYTHING) ? ".*" : Pattern.quote(p))
        .collect(Collectors.joining());
    return text.matches("(?s)" + pattern);
  }

  /** Whether something of the text is known from the source. */
  boolean saysSomething() {
    return parts.stream().anyMatch(p -> !p.equals(ANYTHING));
  }

  @Override
  public String toString() {
    return (isAdvice ? "advice  " : "fix     ") + place + ": " + String.join("", parts);
  }

  private static final class Scanner extends TreeScanner<Void, Void> {
    private final String place;
    private final List<WrittenHint> hints;
    private Map<String, ExpressionTree> variables = new HashMap<>();

    Scanner(String place, List<WrittenHint> hints) {
      this.place = place;
      this.hints = hints;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      variables = new HashMap<>();
      return super.visitMethod(method, nothing);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
      if (variable.getInitializer() != null) {
        variables.put(variable.getName().toString(), variable.getInitializer());
      }
      return super.visitVariable(variable, nothing);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      if (call.getMethodSelect() instanceof MemberSelectTree m
          && Set.of("advice", "fix").contains(m.getIdentifier().toString())) {
        ExpressionTree text = call.getArguments().get(0);
        boolean isNamed = text instanceof IdentifierTree;
        texts(isNamed ? variables.getOrDefault(text.toString(), text) : text).forEach(parts ->
            hints.add(new WrittenHint(place, m.getIdentifier().contentEquals("advice"), parts)));
      }
      return super.visitMethodInvocation(call, nothing);
    }

    /** What an expression may give. */
    private List<List<String>> texts(ExpressionTree e) {
      if (e instanceof LiteralTree l) {
        return List.of(List.of(String.valueOf(l.getValue())));
      } else if (e instanceof ParenthesizedTree p) {
        return texts(p.getExpression());
      } else if (e instanceof BinaryTree b) {
        return texts(b.getLeftOperand()).stream().flatMap(left -> texts(b.getRightOperand()).stream().map(
            right -> Stream.concat(left.stream(), right.stream()).toList())).toList();
      } else if (e instanceof ConditionalExpressionTree c) {
        return Stream.concat(texts(c.getTrueExpression()).stream(), texts(c.getFalseExpression()).stream()).toList();
      }
      return List.of(List.of(ANYTHING));
    }
  }
}
