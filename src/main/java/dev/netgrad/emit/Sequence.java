package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Statements one after the other, however many: beyond some, in methods of their own, which the JIT compiles one by
 * one; beyond many, these in classes of their own, since a class file holds 65,535 constants.
 */
final class Sequence {
  /** Steps of a pass in one method: their calls stay far below what the JIT compiles. */
  static final int STEPS = 48;
  /** Statements in one method that each copy an array or call a method that the JIT has compiled. */
  static final int SHORT_STEPS = 250;
  /** What the steps of one method are given in all: some 30 KB of bytecode, where a method may have 64. */
  private static final int ARGUMENTS = 4_000;
  /** Methods in one class. */
  private static final int METHODS = 20;

  private final Units units;
  private final String name;
  private final List<ParameterSpec> parameters;
  private final int mostSteps;
  private final List<List<CodeBlock>> parts = new ArrayList<>();
  private int steps;
  private int arguments;

  /**
   * @param name of the method that runs all of it
   * @param mostSteps in one method
   */
  Sequence(Units units, String name, List<ParameterSpec> parameters, int mostSteps) {
    this.mostSteps = mostSteps;
    this.units = units;
    this.name = name;
    this.parameters = parameters;
  }

  /** @param given how many arguments the step's calls have */
  void add(CodeBlock step, int given) {
    if (parts.isEmpty() || steps == mostSteps || arguments + given > ARGUMENTS) {
      parts.add(new ArrayList<>());
      steps = 0;
      arguments = 0;
    }
    parts.get(parts.size() - 1).add(step);
    steps++;
    arguments += given;
  }

  /** A method that may be called in the class in which it is. */
  MethodSpec.Builder method() {
    return method(name, false);
  }

  private MethodSpec.Builder method(String called, boolean apart) {
    MethodSpec.Builder method = MethodSpec.methodBuilder(called).addParameters(parameters);
    return (apart ? method : method.addModifiers(Modifier.PRIVATE)).addModifiers(Modifier.STATIC);
  }

  /**
   * Puts the statements into a type.
   *
   * @param method runs all of it
   */
  void write(TypeSpec.Builder type, MethodSpec.Builder method) {
    if (parts.size() <= 1) {
      parts.forEach(part -> part.forEach(method::addCode));
      type.addMethod(method.build());
      return;
    }
    List<JavaExpression> given = parameters.stream().map(p -> JavaExpression.name(p.name())).toList();
    boolean apart = parts.size() > METHODS;
    List<MethodSpec> methods = new ArrayList<>();
    List<TypeSpec> classes = new ArrayList<>();
    TypeSpec.Builder holder = null;
    for (int i = 0; i < parts.size(); i++) {
      String called = name + "Part" + (i + 1);
      MethodSpec.Builder part = method(called, apart);
      parts.get(i).forEach(part::addCode);
      if (apart && i % METHODS == 0) {
        holder = TypeSpec.classBuilder(units.freshClass(Identifiers.capital(name) + "Parts"))
            .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .addJavadoc("Parts of {@code $L}: one class can't hold the constants of all.\n", name);
      }
      if (apart) {
        holder.addMethod(part.build());
        if (i % METHODS == METHODS - 1 || i == parts.size() - 1) {
          classes.add(holder.build());
        }
      } else {
        methods.add(part.build());
      }
      method.addCode(JavaText.statement(apart
          ? new JavaExpression.Call(JavaExpression.name(holder.build().name()), called, given)
          : new JavaExpression.Own(called, given)));
    }
    type.addMethod(method.build());
    methods.forEach(type::addMethod);
    classes.forEach(type::addType);
  }
}
