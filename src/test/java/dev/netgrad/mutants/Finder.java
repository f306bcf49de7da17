package dev.netgrad.mutants;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.netgrad.mutants.Place.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/** Finds the places in one source file, with the types that the compiler gives its expressions. */
final class Finder extends TreePathScanner<Void, Void> {
  private final Trees trees;
  private final CompilationUnitTree unit;
  private final String room;
  private final String file;
  private final String text;
  private final List<Place> found = new ArrayList<>();
  private final Map<String, Integer> turns = new HashMap<>();

  private Finder(Trees trees, CompilationUnitTree unit, Path file) throws IOException {
    this.trees = trees;
    this.unit = unit;
    this.room = Mutants.room(file);
    this.file = file.getFileName().toString();
    this.text = unit.getSourceFile().getCharContent(true).toString();
  }

  /** The places of each file, in order. */
  static List<Place> places(List<Path> files, SourceCompiler compiler) throws IOException {
    JavacTask task = compiler.task(files);
    List<Place> places = new ArrayList<>();
    List<CompilationUnitTree> units = new ArrayList<>();
    task.parse().forEach(units::add);
    task.analyze();
    for (CompilationUnitTree unit : units) {
      Finder finder = new Finder(Trees.instance(task), unit, Path.of(unit.getSourceFile().toUri()));
      finder.scan(unit, null);
      places.addAll(finder.found);
    }
    return places;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
    Element called = trees.getElement(new TreePath(getCurrentPath(), call.getMethodSelect()));
    if (called instanceof ExecutableElement method && isSealed(method.getEnclosingElement())
        && (method.getSimpleName().contentEquals("match") || method.getSimpleName().contentEquals("act"))) {
      arguments(method, method.getEnclosingElement(), call.getArguments());
    }
    return super.visitMethodInvocation(call, none);
  }

  @Override
  public Void visitNewClass(NewClassTree creation, Void none) {
    if (trees.getElement(getCurrentPath()) instanceof ExecutableElement constructor) {
      Element created = constructor.getEnclosingElement();
      if (created.getSimpleName().contentEquals("Cases") && isSealed(created.getEnclosingElement())) {
        arguments(constructor, created.getEnclosingElement(), creation.getArguments());
      }
    }
    return super.visitNewClass(creation, none);
  }

  @Override
  public Void visitSwitch(SwitchTree choice, Void none) {
    arms(choice.getExpression(), choice.getCases());
    return super.visitSwitch(choice, none);
  }

  @Override
  public Void visitSwitchExpression(SwitchExpressionTree choice, Void none) {
    arms(choice.getExpression(), choice.getCases());
    return super.visitSwitchExpression(choice, none);
  }

  private static boolean isSealed(Element element) {
    return element.getModifiers().contains(Modifier.SEALED);
  }

  /** Each argument answers for the case that the parameter is named after. */
  private void arguments(ExecutableElement called, Element family, List<? extends ExpressionTree> arguments) {
    // How the family hands the answers on to itself is no handling.
    if (arguments.size() < 2 || enclosing("").equals("match") || enclosing("").equals("act")) {
      return;
    }
    boolean acts = called.getSimpleName().contentEquals("act");
    List<String> names = called.getParameters().stream().map(p -> p.getSimpleName().toString()).toList();
    for (int i = 0; i < arguments.size(); i++) {
      int last = arguments.size() - 1;
      Change deletion = i < last ? new Change("deleted", start(arguments.get(i)), start(arguments.get(i + 1)), "")
          : new Change("deleted", end(arguments.get(i - 1)), end(arguments.get(i)), "");
      int from = start(arguments.get(i));
      int to = end(arguments.get(i));
      List<Change> corruptions = new ArrayList<>();
      String own = normal(arguments.get(i));
      if (acts && !own.equals("_ -> { }")) {
        corruptions.add(new Change("does nothing", from, to, "mutant -> { }"));
      }
      for (int j : others(i, arguments.size())) {
        if (!own.equals(normal(arguments.get(j)))) {
          corruptions.add(new Change("as " + names.get(j), from, to, text(arguments.get(j))));
        }
      }
      corruptions.add(acts ? new Change("throws", from, to, "mutant -> { throw new IllegalStateException(); }")
          : new Change("null", from, to, "mutant -> null"));
      add(arguments.get(i), family.getSimpleName().toString(), names.get(i), deletion, corruptions);
    }
  }

  /** What an answer says, whatever it calls its case. */
  private String normal(ExpressionTree answer) {
    if (answer instanceof LambdaExpressionTree lambda) {
      String parameter = lambda.getParameters().get(0).getName().toString();
      return text(lambda).replaceAll("\\b" + Pattern.quote(parameter) + "\\b", "_");
    }
    return text(answer);
  }

  /** Each label of each arm is a case. */
  private void arms(ExpressionTree selector, List<? extends CaseTree> arms) {
    Optional<String> family = enumName(trees.getTypeMirror(new TreePath(getCurrentPath(), selector)));
    if (family.isEmpty() || arms.stream().anyMatch(arm -> arm.getBody() == null)) {
      return;
    }
    for (int i = 0; i < arms.size(); i++) {
      CaseTree arm = arms.get(i);
      List<String> labels = labels(arm);
      int from = start(arm);
      int to = end(arm);
      for (String label : labels) {
        String rest = labels.size() == 1 ? "" : "case " + labels.stream().filter(l -> !l.equals(label))
            .collect(Collectors.joining(", ")) + " -> " + body(arm);
        String prefix = (label.equals("default") ? label : "case " + label) + " -> ";
        List<Change> corruptions = new ArrayList<>();
        for (int j : others(i, arms.size())) {
          String other = body(arms.get(j));
          if (!other.equals(body(arm))) {
            corruptions.add(new Change("as " + labels(arms.get(j)).get(0), from, to, prefix + other + rest));
          }
        }
        corruptions.add(new Change("throws", from, to, prefix + "throw new IllegalStateException();" + rest));
        add(arm, family.get(), label, new Change("deleted", from, to, rest), corruptions);
      }
    }
  }

  private List<String> labels(CaseTree arm) {
    return arm.getExpressions().isEmpty() ? List.of("default") : arm.getExpressions().stream().map(this::text).toList();
  }

  private String body(CaseTree arm) {
    String body = text(arm.getBody());
    return body.endsWith(";") || body.endsWith("}") ? body : body + ";";
  }

  private static Optional<String> enumName(TypeMirror type) {
    if (type.getKind() != TypeKind.DECLARED || ((DeclaredType) type).asElement().getKind() != ElementKind.ENUM) {
      return Optional.empty();
    }
    Element element = ((DeclaredType) type).asElement();
    Element around = element.getEnclosingElement();
    return Optional.of((around.getKind() == ElementKind.PACKAGE ? "" : around.getSimpleName() + ".")
        + element.getSimpleName());
  }

  /** The other places of so many, from the next one on. */
  private static int[] others(int place, int count) {
    return IntStream.range(1, count).map(step -> (place + step) % count).toArray();
  }

  private void add(Tree tree, String family, String name, Change deletion, List<Change> corruptions) {
    String method = enclosing("class");
    int turn = turns.merge(method + " " + family + "." + name, 1, Integer::sum);
    found.add(new Place(room, file, text, unit.getLineMap().getLineNumber(start(tree)), method, family, name, turn,
        deletion, corruptions));
  }

  /** The name of the method or field around. */
  private String enclosing(String otherwise) {
    for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof MethodTree method) {
        return method.getName().toString();
      } else if (path.getLeaf() instanceof VariableTree field && path.getParentPath().getLeaf() instanceof ClassTree) {
        return field.getName().toString();
      }
    }
    return otherwise;
  }

  private int start(Tree tree) {
    return (int) trees.getSourcePositions().getStartPosition(unit, tree);
  }

  private int end(Tree tree) {
    return (int) trees.getSourcePositions().getEndPosition(unit, tree);
  }

  private String text(Tree tree) {
    return text.substring(start(tree), end(tree));
  }
}
