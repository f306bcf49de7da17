package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.KernelCall;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * Writes how the optimizer changes parameters: its formulas as loops over arrays of any length, and which is for which.
 */
final class OptimizerWriter {
  /** How many arguments an update has, about. */
  private static final int ARGUMENTS = 10;

  private final Units units;
  private final Optimizer optimizer;

  OptimizerWriter(Units units) {
    this.units = units;
    this.optimizer = units.optimizer();
  }

  /** The class of one of the optimizer's formulas. */
  TypeSpec formula(UnitNames names) {
    BlockPlan plan = names.unit().main();
    TypeSpec.Builder type = TypeSpec.classBuilder(names.type().simpleName())
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("$L", Documentation.of(plan.block()))
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    MethodSpec.Builder update = MethodSpec.methodBuilder("update").addModifiers(Modifier.STATIC)
        .addParameter(units.worker(), Units.WORKER).addParameter(int.class, "N");
    Map<Tensor, String> arrays = new LinkedHashMap<>();
    Identifiers locals = new Identifiers(Fixed.FORMULA);
    plan.block().inputs().forEach(t -> arrays.put(t, locals.declare(t.name())));
    plan.block().states().forEach(t -> arrays.put(t, locals.declare(t.name())));
    arrays.forEach((t, name) -> update.addParameter(units.type(t), name));
    if (Optimizer.usesScratch(names)) {
      update.addParameter(ArrayTypeName.of(units.array()), Optimizer.SCRATCH);
    }
    plan.storage().keySet().forEach(t -> plan.slot(t).ifPresent(slot -> {
      String name = locals.declare(t.name());
      arrays.put(t, name);
      update.addStatement("$T $L = $L[$L]", units.array(), name, Optimizer.SCRATCH, slot);
    }));
    StepComments comments = new StepComments(units, names, plan, plan.forward());
    for (Step step : plan.forward().steps()) {
      CodeBlock.Builder comment = CodeBlock.builder();
      comments.group((Step.Group) step, comment);
      update.addCode(comment.build());
      KernelCall call = names.unit().calls().get((Step.Group) step);
      update.addCode(JavaText.statement(units.call(call,
          call.arguments().stream().map(t -> JavaExpression.name(arrays.get(plan.array(t)))).toList())));
    }
    type.addMethod(Slots.requireFew(update.build(), plan.block()));
    KernelsWriter.loops(units, names).ifPresent(type::addType);
    return type.build();
  }

  /** What a block's update is given. */
  List<ParameterSpec> parameters(UnitNames names) {
    List<ParameterSpec> parameters = new ArrayList<>(List.of(
        ParameterSpec.builder(units.worker(), Units.WORKER).build(),
        ParameterSpec.builder(names.weightsType(), "w").build(),
        ParameterSpec.builder(names.gradientsType(), "g").build()));
    optimizer.states().values().forEach(s -> parameters.add(ParameterSpec.builder(names.gradientsType(), s).build()));
    if (optimizer.usesScratch()) {
      parameters.add(ParameterSpec.builder(ArrayTypeName.of(units.array()), Optimizer.SCRATCH).build());
    }
    optimizer.scalars().forEach(s -> parameters.add(ParameterSpec.builder(units.element(), s).build()));
    return parameters;
  }

  /** A block's part of the update: a call for each of its parameters, and for each block that it calls. */
  void update(TypeSpec.Builder type, UnitNames names) {
    Block block = names.unit().main().block();
    Sequence updates = new Sequence(units, "update", parameters(names), Sequence.SHORT_STEPS);
    optimizer.formulas(names).forEach((parameter, formula) ->
        updates.add(JavaText.statement(call(formula, names.weight(parameter))), ARGUMENTS));
    Set<List<String>> seen = new LinkedHashSet<>();
    for (Call call : block.calls()) {
      if (seen.add(call.instances())) {
        updates.add(recurse(call, names), ARGUMENTS);
      }
    }
    updates.write(type, updates.method());
  }

  private JavaExpression call(UnitNames formula, Pages.Path field) {
    List<JavaExpression> arguments = new ArrayList<>(
        List.of(JavaExpression.name(Units.WORKER), field.in("w").field("length")));
    List<Tensor> inputs = formula.unit().main().block().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      arguments.add(inputs.get(i).definition() instanceof Definition.RunTime
          ? JavaExpression.name(optimizer.number(inputs.get(i))) : field.in(i == 0 ? "w" : "g"));
    }
    formula.unit().main().block().states().forEach(t -> arguments.add(field.in(optimizer.stateVariable(t))));
    if (Optimizer.usesScratch(formula)) {
      arguments.add(JavaExpression.name(Optimizer.SCRATCH));
    }
    return new JavaExpression.Type(formula.type()).call("update", arguments);
  }

  private CodeBlock recurse(Call call, UnitNames names) {
    CodeBlock.Builder code = CodeBlock.builder();
    ClassName callee = units.of(call.block()).type();
    List<JavaExpression> arguments = new ArrayList<>(List.of(JavaExpression.name(Units.WORKER)));
    Stream.concat(Stream.of("w", "g"), optimizer.states().values().stream()).forEach(variable -> {
      JavaExpression of = names.callField(call).in(variable);
      arguments.add(call.count() > 1 ? of.at(JavaExpression.name("i")) : of);
    });
    if (optimizer.usesScratch()) {
      arguments.add(JavaExpression.name(Optimizer.SCRATCH));
    }
    optimizer.scalars().forEach(s -> arguments.add(JavaExpression.name(s)));
    if (call.count() > 1) {
      code.beginControlFlow("for (int i = 0; i < $L; i++)", call.count());
    }
    JavaText.statement(new JavaExpression.Type(callee).call("update", arguments), code);
    if (call.count() > 1) {
      code.endControlFlow();
    }
    return code.build();
  }
}
