package dev.netgrad.emit;

import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Proves that generated Java is put together right, before a compiler sees it: that no class declares something twice,
 * that what overrides a method is given the same, and of methods whose code is a tree, that each variable is declared
 * before it is used, that none hides another one, and that a call of another method has as many arguments as that has
 * parameters.
 */
final class JavaVerifier {
  private final String method;
  private final Map<String, Integer> methods;
  /** What is declared here so far. */
  private final Set<String> visible;
  /** The same but for constants, in its order. */
  private final List<String> declared = new ArrayList<>();

  private final JavaStatement.Cases statements = new JavaStatement.Cases(
      this::declare,
      assign -> {
        expression(assign.place());
        expression(assign.value());
      },
      run -> expression(run.call()),
      this::loop,
      when -> {
        expression(when.test());
        inside(when.body());
      },
      block -> inside(block.body()));

  /** What an expression is made of. */
  private final JavaExpression.Cases<List<JavaExpression>> parts = new JavaExpression.Cases<>(
      this::name,
      literal -> List.of(),
      type -> List.of(),
      field -> List.of(field.of()),
      element -> List.of(element.array(), element.index()),
      call -> JavaExpression.all(List.of(call.on()), call.arguments()),
      this::own,
      prefix -> List.of(prefix.operand()),
      cast -> List.of(cast.value()),
      infix -> List.of(infix.left(), infix.right()),
      conditional -> List.of(conditional.test(), conditional.yes(), conditional.no()),
      JavaExpression.NewArrays::arrays);

  private JavaVerifier(String method, Map<String, Integer> methods, Set<String> constants) {
    this.method = method;
    this.methods = methods;
    this.visible = new HashSet<>(constants);
  }

  /**
   * Verifies a class with methods whose code is a tree.
   *
   * @param type the class without these methods, whose constants they know
   * @param methods those of the class, and what they call each other
   * @param inherited other methods that they may call, and how many arguments these have
   * @throws IllegalStateException if it is put together wrong: an error of the compiler
   */
  static void verify(TypeSpec type, List<JavaMethod> methods, Map<String, Integer> inherited) {
    Map<String, Integer> known = new HashMap<>(inherited);
    methods.forEach(m -> require(known.put(m.name(), m.parameters().size()) == null,
        () -> "method " + m.name() + " is there twice"));
    Set<String> constants = type.fieldSpecs().stream().map(FieldSpec::name).collect(Collectors.toSet());
    methods.forEach(m -> {
      JavaVerifier verifier = new JavaVerifier(m.name(), known, constants);
      m.parameters().forEach(p -> verifier.declare(p.name()));
      verifier.all(m.body());
    });
  }

  /**
   * Verifies a class and those within it.
   *
   * @throws IllegalStateException if something is there twice: an error of the compiler
   */
  static void verify(TypeSpec type) {
    distinct(type, "field", type.fieldSpecs().stream().map(FieldSpec::name).toList());
    distinct(type, "class", type.typeSpecs().stream().map(TypeSpec::name).toList());
    distinct(type, "method", type.methodSpecs().stream().map(JavaVerifier::signature).toList());
    type.methodSpecs().forEach(m -> distinct(type, "parameter of " + m.name(),
        m.parameters().stream().map(ParameterSpec::name).toList()));
    type.typeSpecs().forEach(JavaVerifier::verify);
  }

  /**
   * Verifies that each method that a class overrides is in one of some classes, with the same parameters.
   *
   * @throws IllegalStateException if one is not: an error of the compiler
   */
  static void verifyOverrides(TypeSpec type, List<TypeSpec> superclasses) {
    Set<String> inherited = superclasses.stream().flatMap(s -> s.methodSpecs().stream())
        .map(JavaVerifier::signature).collect(Collectors.toSet());
    type.methodSpecs().stream().filter(JavaVerifier::overrides).forEach(m ->
        require(inherited.contains(signature(m)), () -> type.name() + " overrides " + signature(m)
            + ", which is not there"));
  }

  private static boolean overrides(MethodSpec method) {
    return method.annotations().stream().anyMatch(a -> a.type().equals(TypeName.get(Override.class)));
  }

  private static String signature(MethodSpec method) {
    return method.name() + method.parameters().stream().map(p -> p.type().toString())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static void distinct(TypeSpec type, String kind, List<String> names) {
    Set<String> seen = new HashSet<>();
    names.forEach(name -> require(seen.add(name), () -> kind + " " + name + " is twice in " + type.name()));
  }

  private static void require(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new IllegalStateException(what.get());
    }
  }

  private void all(List<JavaStatement> body) {
    body.forEach(s -> s.act(statements));
  }

  private void inside(List<JavaStatement> body) {
    int outside = declared.size();
    all(body);
    forget(outside);
  }

  /** Forgets the variables after the first so many. */
  private void forget(int known) {
    List<String> inner = declared.subList(known, declared.size());
    inner.forEach(visible::remove);
    inner.clear();
  }

  private void loop(JavaStatement.Loop loop) {
    int outside = declared.size();
    declare(loop.start());
    expression(loop.end());
    inside(loop.body());
    // What is declared in front of a loop that certainly runs is there after it, too.
    if (!loop.certain()) {
      forget(outside);
    }
  }

  private void declare(JavaStatement.Declare declare) {
    declare.variables().forEach(v -> {
      expression(v.value());
      declare(v.name());
    });
  }

  private void declare(String name) {
    require(visible.add(name), () -> "in " + method + ", " + name + " hides another variable");
    declared.add(name);
  }

  private void expression(JavaExpression e) {
    e.match(parts).forEach(this::expression);
  }

  private List<JavaExpression> name(JavaExpression.Name name) {
    require(visible.contains(name.name()), () -> "in " + method + ", " + name.name() + " is not declared");
    return List.of();
  }

  private List<JavaExpression> own(JavaExpression.Own own) {
    require(methods.getOrDefault(own.method(), -1) == own.arguments().size(),
        () -> "in " + method + ", a call of " + own.method() + " has " + own.arguments().size() + " arguments");
    return own.arguments();
  }
}
