package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.KernelCall;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Step;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Writes how the optimizer changes parameters: its formulas as loops over arrays of any length, and who gets which. */
final class OptimizerWriter {
  /** The arrays that values of the optimizer's formulas take turns in. */
  static final String SCRATCH = "scratch";

  /** How many arguments an update has, about. */
  private static final int ARGUMENTS = 10;

  private final Units units;
  private final Numbers numbers;
  private final Map<String, UnitNames> formulas = new HashMap<>();
  private final Map<Block, String> prefixes = new HashMap<>();

  OptimizerWriter(Units units, Numbers numbers) {
    this.units = units;
    this.numbers = numbers;
    List<Network.Update> updates = units.program().plan().network().updates();
    for (int i = 0; i < updates.size(); i++) {
      UnitNames formula = units.updates().get(i);
      updates.get(i).parameters().forEach(parameter -> formulas.putIfAbsent(parameter, formula));
    }
    prefixes(units.program().plan().network().training(), "", prefixes);
  }

  /** The optimizer's states by field, each of the structure of the gradients, and what methods call them. */
  Map<String, String> states() {
    return numbers.stateVariables();
  }

  /** The value that each state starts with, by its field. */
  Map<String, Double> initialValues() {
    Map<String, Double> states = new LinkedHashMap<>();
    units.updates().forEach(u -> u.unit().main().block().states().forEach(t ->
        states.put(numbers.state(t), ((Definition.State) t.definition()).initial())));
    return states;
  }

  /** Whether some of the optimizer's formulas keeps a value in an array while it runs: all threads share these. */
  boolean usesScratch() {
    return units.updates().stream().anyMatch(OptimizerWriter::usesScratch);
  }

  private static boolean usesScratch(UnitNames formula) {
    return !formula.unit().main().forward().scratch().isEmpty();
  }

  /** The numbers given at each step, such as the learning rate. */
  List<String> scalars() {
    return numbers.ofOptimizer();
  }

  /** The class of one of the optimizer's formulas. */
  TypeSpec formula(UnitNames names) {
    BlockPlan plan = names.unit().main();
    TypeSpec.Builder type = TypeSpec.classBuilder(names.type().simpleName())
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("$L", UnitWriter.documentation(plan.block()))
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    MethodSpec.Builder update = MethodSpec.methodBuilder("update").addModifiers(Modifier.STATIC)
        .addParameter(units.worker(), Units.WORKER).addParameter(int.class, "N");
    Map<Tensor, String> arrays = new LinkedHashMap<>();
    Identifiers locals = new Identifiers(Fixed.FORMULA);
    plan.block().inputs().forEach(t -> arrays.put(t, locals.declare(t.name())));
    plan.block().states().forEach(t -> arrays.put(t, locals.declare(t.name())));
    arrays.forEach((t, name) -> update.addParameter(units.type(t), name));
    if (usesScratch(names)) {
      update.addParameter(ArrayTypeName.of(units.array()), SCRATCH);
    }
    plan.storage().keySet().forEach(t -> plan.slot(t).ifPresent(slot -> {
      String name = locals.declare(t.name());
      arrays.put(t, name);
      update.addStatement("$T $L = $L[$L]", units.array(), name, SCRATCH, slot);
    }));
    PassWriter comments = new PassWriter(units, names, plan, plan.forward());
    for (Step step : plan.forward().steps()) {
      CodeBlock.Builder comment = CodeBlock.builder();
      comments.comment((Step.Group) step, comment);
      update.addCode(comment.build());
      KernelCall call = names.unit().calls().get((Step.Group) step);
      update.addCode(JavaText.statement(units.call(call,
          call.arguments().stream().map(t -> JavaExpression.name(arrays.get(plan.array(t)))).toList())));
    }
    return type.addMethod(Slots.requireFew(update.build(), plan.block())).build();
  }

  /** What a block's update is given. */
  List<ParameterSpec> parameters(UnitNames names) {
    List<ParameterSpec> parameters = new ArrayList<>(List.of(
        ParameterSpec.builder(units.worker(), Units.WORKER).build(),
        ParameterSpec.builder(names.weightsType(), "w").build(),
        ParameterSpec.builder(names.gradientsType(), "g").build()));
    states().values().forEach(s -> parameters.add(ParameterSpec.builder(names.gradientsType(), s).build()));
    if (usesScratch()) {
      parameters.add(ParameterSpec.builder(ArrayTypeName.of(units.array()), SCRATCH).build());
    }
    scalars().forEach(s -> parameters.add(ParameterSpec.builder(units.element(), s).build()));
    return parameters;
  }

  /** A block's part of the update: a call for each of its parameters, and for each block that it calls. */
  void update(TypeSpec.Builder type, UnitNames names) {
    Block block = names.unit().main().block();
    Sequence updates = new Sequence(units, "update", parameters(names), Sequence.SHORT_STEPS);
    formulas(names).forEach((parameter, formula) ->
        updates.add(JavaText.statement(call(formula, names.weight(parameter))), ARGUMENTS));
    Set<List<String>> seen = new LinkedHashSet<>();
    for (Call call : block.calls()) {
      if (seen.add(call.instances())) {
        updates.add(recurse(call, names), ARGUMENTS);
      }
    }
    updates.write(type, updates.method());
  }

  /** What updates each parameter of a block, without those of blocks that it calls. */
  Map<Tensor, UnitNames> formulas(UnitNames names) {
    Block block = names.unit().main().block();
    String prefix = prefixes.getOrDefault(block, "");
    Map<Tensor, UnitNames> formulas = new LinkedHashMap<>();
    block.parameters().forEach(p -> formulaOf(prefix + p.name()).ifPresent(f -> formulas.put(p, f)));
    return formulas;
  }

  private JavaExpression call(UnitNames formula, Pages.Path field) {
    List<JavaExpression> arguments = new ArrayList<>(
        List.of(JavaExpression.name(Units.WORKER), field.in("w").field("length")));
    List<Tensor> inputs = formula.unit().main().block().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      arguments.add(inputs.get(i).definition() instanceof Definition.RunTime
          ? JavaExpression.name(numbers.number(inputs.get(i))) : field.in(i == 0 ? "w" : "g"));
    }
    formula.unit().main().block().states().forEach(t -> arguments.add(field.in(numbers.stateVariable(t))));
    if (usesScratch(formula)) {
      arguments.add(JavaExpression.name(SCRATCH));
    }
    return new JavaExpression.Type(formula.type()).call("update", arguments);
  }

  private CodeBlock recurse(Call call, UnitNames names) {
    CodeBlock.Builder code = CodeBlock.builder();
    ClassName callee = units.of(call.block()).type();
    List<JavaExpression> arguments = new ArrayList<>(List.of(JavaExpression.name(Units.WORKER)));
    Stream.concat(Stream.of("w", "g"), states().values().stream()).forEach(variable -> {
      JavaExpression of = names.callField(call).in(variable);
      arguments.add(call.count() > 1 ? of.at(JavaExpression.name("i")) : of);
    });
    if (usesScratch()) {
      arguments.add(JavaExpression.name(SCRATCH));
    }
    scalars().forEach(s -> arguments.add(JavaExpression.name(s)));
    if (call.count() > 1) {
      code.beginControlFlow("for (int i = 0; i < $L; i++)", call.count());
    }
    JavaText.statement(new JavaExpression.Type(callee).call("update", arguments), code);
    if (call.count() > 1) {
      code.endControlFlow();
    }
    return code.build();
  }

  private Optional<UnitNames> formulaOf(String qualified) {
    return Optional.ofNullable(formulas.get(qualified));
  }

  /** How the names of each block's first use begin. */
  private static void prefixes(Block block, String prefix, Map<Block, String> into) {
    if (into.putIfAbsent(block, prefix) == null) {
      block.calls().forEach(call -> prefixes(call.block(), prefix + call.instances().get(0) + ".", into));
    }
  }
}
