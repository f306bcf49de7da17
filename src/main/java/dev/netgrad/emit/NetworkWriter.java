package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Metrics;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes the class of the network: what users call, and around it the classes of the blocks. */
final class NetworkWriter {
  private static final String STATE_TEXT = "what the optimizer keeps between steps";
  private final Units units;
  private final UnitNames names;
  private final Plan plan;
  private final Optimizer optimizer;
  private final ClassName workspace;
  private final boolean trains;
  private final boolean updates;
  private final WorkerWriter worker;
  /** What passes are given, by its name. */
  private final Map<String, TypeName> given = new LinkedHashMap<>();

  NetworkWriter(Units units) {
    this.units = units;
    this.names = units.whole();
    this.plan = units.program().plan();
    this.optimizer = units.optimizer();
    this.worker = new WorkerWriter(units);
    this.workspace = units.network().nestedClass("Workspace");
    this.trains = plan.wholeTraining().backward().isPresent();
    this.updates = trains && !plan.network().updates().isEmpty();
  }

  TypeSpec write() {
    TypeSpec.Builder type = TypeSpec.classBuilder(units.network().simpleName())
        .addModifiers(Modifier.PUBLIC, Modifier.FINAL).addJavadoc("$L", Documentation.of(plan))
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    type.addField(KernelsWriter.constant(units));
    type.addMethod(KernelsWriter.description(units));
    forward(type);
    if (trains) {
      backward(type);
    }
    infer(type, plan.wholeEvaluation(), "infer", "The network's outputs in evaluation.");
    derivatives(type);
    plan.network().metrics().ifPresent(metrics -> measure(type, metrics));
    if (updates) {
      update(type);
    }
    type.addMethod(commit());
    if (updates && plan.network().objective().isPresent()) {
      type.addMethod(Slots.requireFew(trainStep(), plan.network().training()));
    }
    // What is explained in one is not explained again in those behind it.
    units.blocks().forEach(u -> type.addType(new UnitWriter(units, u).block()));
    units.updates().forEach(u -> type.addType(new OptimizerWriter(units).formula(u)));
    new UnitWriter(units, names).members(type);
    KernelsWriter.loops(units, names).ifPresent(type::addType);
    type.addType(KernelsWriter.write(units));
    if (units.timed()) {
      type.addMethod(TimesWriter.times(units));
      type.addType(TimesWriter.write(units));
    }
    type.addType(new WorkspaceWriter(units).write());
    new SupportWriter(units).addTo(type, optimizer, updates);
    if (Pools.isLong(plan.trainingPool()) || Pools.isLong(plan.evaluationPool())
        || plan.derivatives().stream().anyMatch(p -> Pools.isLong(p.forward().scratch()))) {
      type.addMethod(Pools.method(units));
    }
    type.addType(new TeamWriter(units).write());
    type.addType(worker.write());
    type.addType(worker.given(units.given(), given));
    return type.build();
  }

  private MethodSpec.Builder entry(String name, String documentation) {
    MethodSpec.Builder method = MethodSpec.methodBuilder(name).addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addJavadoc("$L\n", documentation);
    Parameters.begin(method, names, workspace);
    return method;
  }

  private void batch(MethodSpec.Builder method, List<Tensor> ports, BlockPlan plan, BlockPlan.Pass pass) {
    Parameters.addBatch(method);
    method.addStatement("workspace.checkBatch(N)");
    for (Tensor t : ports) {
      String port = names.argument(pass, t);
      boolean isNumber = t.definition() instanceof Definition.RunTime;
      Parameters.add(method, isNumber ? numberType(port) : units.type(t), port, Parameters.text(plan, pass, t));
      if (!isNumber) {
        method.addStatement("check($L.length, $L, $S)", port, (t.isPerSample() ? "N * " : "") + t.elementsPerSample()
            + "L", t.name());
      }
      if (t.definition() instanceof Definition.Input input && input.classes() > 0) {
        method.addStatement("checkClasses($L, $L, $L, $L, $S)", port, (t.isPerSample() ? "N * " : "")
            + t.elementsPerSample(), t.elementsPerSample(), input.classes(), t.name());
      }
    }
  }

  /** A number that is given at run time; the step is counted. */
  private TypeName numberType(String name) {
    return name.equals(Numbers.STEP) ? TypeName.LONG : units.element();
  }

  /** Parameters for what decides a pass's random numbers, beside what it is given anyway. */
  private void draw(MethodSpec.Builder method, BlockPlan p) {
    List<String> given = p.block().inputs().stream().map(t -> names.port(p.forward(), t)).toList();
    for (String name : Numbers.draws(p.block())) {
      if (!given.contains(name)) {
        Parameters.add(method, TypeName.LONG, name, number(name));
      }
    }
  }

  private static String number(String name) {
    return switch (name) {
      case Numbers.STEP -> "the number of the training step, from 1";
      case Numbers.KEY -> "decides, with the step, the random numbers";
      default -> "the number {@code " + name + "} of the optimizer";
    };
  }

  /**
   * The arrays that a forward pass works in, with the random numbers of the step.
   *
   * @param first the index of the first sample
   */
  private void buffers(CodeBlock.Builder code, BlockPlan p, String first) {
    code.addStatement("$T s = workspace.$L()", names.buffersType(p),
        p == plan.wholeTraining() ? "training" : names.inferenceName(p));
    if (p.block().drawsRandomNumbers()) {
      code.addStatement("s.draw($L, $L, $L)", Numbers.KEY, Numbers.STEP, first);
    }
  }

  private void forward(TypeSpec.Builder type) {
    BlockPlan p = plan.wholeTraining();
    MethodSpec.Builder method = entry("forward", "The forward pass of a training step.");
    List<Tensor> ports = PassPorts.of(p, p.forward());
    batch(method, ports, p, p.forward());
    draw(method, p);
    List<MethodSpec.Builder> methods = new ArrayList<>(List.of(method));
    if (p.block().drawsRandomNumbers()) {
      methods.add(0, ofWholeBatch(method.build()));
      Parameters.add(method, TypeName.LONG, Numbers.FIRST,
          "the index of the first sample in the step's batch, which may come in parts");
    }
    CodeBlock.Builder code = CodeBlock.builder();
    if (trains) {
      code.addStatement("workspace.kept = 0");
    }
    code.addStatement("workspace.found = false");
    buffers(code, p, Numbers.FIRST);
    run(type, code, "forward", UnitWriter.parameters(units, names, p, p.forward()));
    if (trains) {
      code.addStatement("workspace.kept = N");
    }
    code.addStatement("workspace.found = true");
    Optional<Tensor> objective = plan.network().objective();
    if (objective.isPresent()) {
      code.addStatement("return $L[0]",
          JavaText.of(new PassWriter(units, names, p, p.forward()).array(objective.get())));
    }
    method.addCode(using(code));
    for (MethodSpec.Builder m : methods) {
      objective.ifPresent(loss -> m.addJavadoc("@return the mean loss\n").returns(units.element()));
      type.addMethod(Slots.requireFew(m.build(), plan.network().training()));
    }
  }

  /** A forward pass of all that a step has. */
  private MethodSpec.Builder ofWholeBatch(MethodSpec forward) {
    return forward.toBuilder().addStatement("$Lforward($L, 0)", plan.network().objective().isPresent() ? "return " : "",
        forward.parameters().stream().map(ParameterSpec::name).collect(Collectors.joining(", ")));
  }

  private static CodeBlock using(CodeBlock.Builder code) {
    return WorkspaceWriter.using("workspace.", code.build());
  }

  /** Runs a pass on the workspace's threads: its arguments are handed over in an object made once. */
  private void run(TypeSpec.Builder type, CodeBlock.Builder code, String pass, List<ParameterSpec> parameters) {
    run(type, code, pass, parameters, Map.of());
  }

  /** @param named what the pass's parameters are called here, where they have another name */
  private void run(TypeSpec.Builder type, CodeBlock.Builder code, String pass, List<ParameterSpec> parameters,
      Map<String, String> named) {
    List<JavaExpression> arguments = new ArrayList<>(List.of(JavaExpression.name(Units.WORKER)));
    Set<String> fields = new HashSet<>();
    code.addStatement("$T given_ = workspace.given", units.given());
    for (ParameterSpec parameter : parameters.subList(1, parameters.size())) {
      String field = field(parameter, pass, fields);
      code.addStatement("given_.$L = $L", field, named.getOrDefault(parameter.name(), parameter.name()));
      arguments.add(JavaExpression.name("given").field(field));
    }
    code.addStatement("workspace.run($L)", pass.toUpperCase(Locale.ROOT));
    type.addField(FieldSpec.builder(units.pass(), pass.toUpperCase(Locale.ROOT), Modifier.PRIVATE, Modifier.STATIC,
        Modifier.FINAL).initializer("($L, given) -> $L", Units.WORKER,
            JavaText.of(new JavaExpression.Own(pass, arguments))).build());
  }

  /**
   * The field in which a pass finds an argument: that of its name, unless this is of another type for another pass.
   *
   * @param taken the fields in which it finds others
   */
  private String field(ParameterSpec parameter, String pass, Set<String> taken) {
    String field = parameter.name();
    while (taken.contains(field) || !given.computeIfAbsent(field, f -> parameter.type()).equals(parameter.type())) {
      field += "Of" + Identifiers.capital(pass);
    }
    taken.add(field);
    return field;
  }

  /** What the forward pass got, whether it is read again or not, then what the backward pass is given and gives. */
  private static List<Tensor> backwardPorts(BlockPlan p) {
    Set<Tensor> ports = new LinkedHashSet<>(PassPorts.of(p, p.forward()));
    ports.addAll(PassPorts.of(p, p.backward().orElseThrow()));
    return List.copyOf(ports);
  }

  private void backward(TypeSpec.Builder type) {
    BlockPlan p = plan.wholeTraining();
    MethodSpec.Builder method = entry("backward",
        "The backward pass, after {@code forward} with the same arguments. It uses up what that kept.");
    Parameters.add(method, names.gradientsType(), "g", "receives the gradients of the parameters");
    BlockPlan.Pass pass = p.backward().orElseThrow();
    batch(method, backwardPorts(p), p, pass);
    CodeBlock.Builder code = CodeBlock.builder().addStatement("workspace.useKept(N)").add(GradientMarks.begin(names))
        .addStatement("$T s = workspace.training()", names.buffersType(p));
    method.addJavadoc(
        "@throws IllegalStateException unless {@code forward} with as many samples came right before it\n");
    Map<String, String> named = new HashMap<>();
    backwardPorts(p).forEach(t -> named.put(names.port(pass, t), names.argument(pass, t)));
    run(type, code, "backward", UnitWriter.parameters(units, names, p, pass), named);
    type.addMethod(Slots.requireFew(method.addCode(using(code)).build(), plan.network().training()));
  }

  /** A method for each derivative that the network names. */
  private void derivatives(TypeSpec.Builder type) {
    Identifiers methods = new Identifiers(Fixed.METHODS);
    for (BlockPlan p : plan.derivatives()) {
      infer(type, p, methods.declare(p.block().name()), Documentation.ofDerivative(p.block()));
    }
  }

  /** The method that adds a batch to the metrics, and the class in which these grow. */
  private void measure(TypeSpec.Builder type, Metrics metrics) {
    BlockPlan p = plan.metrics().orElseThrow();
    ClassName grown = units.network().nestedClass("Metrics");
    MetricsWriter writer = new MetricsWriter(units, metrics, p);
    MethodSpec.Builder method = entry("measure", "Adds a batch to the metrics, in evaluation.");
    Parameters.add(method, grown, "metrics", "take up the batch, if nothing goes wrong");
    batch(method, p.block().inputs(), p, p.forward());
    draw(method, p);
    CodeBlock.Builder code = CodeBlock.builder();
    if (trains) {
      code.addStatement("workspace.kept = 0");
    }
    buffers(code, p, "0");
    Map<String, String> named = new HashMap<>();
    writer.arrays().forEach((tensor, field) -> named.put(names.port(p.forward(), tensor), "metrics." + field));
    run(type, code, names.inferName(p), UnitWriter.parameters(units, names, p, p.forward()), named);
    code.addStatement("metrics.take(N)");
    type.addMethod(Slots.requireFew(method.addCode(using(code)).build(), plan.network().training()));
    type.addType(writer.write(grown));
  }

  private void infer(TypeSpec.Builder type, BlockPlan p, String name, String documentation) {
    MethodSpec.Builder method = entry(name, documentation);
    List<Tensor> ports = PassPorts.of(p, p.forward());
    batch(method, ports, p, p.forward());
    draw(method, p);
    CodeBlock.Builder code = CodeBlock.builder();
    if (trains) {
      code.addStatement("workspace.kept = 0");
    }
    buffers(code, p, "0");
    run(type, code, names.inferName(p), UnitWriter.parameters(units, names, p, p.forward()));
    type.addMethod(Slots.requireFew(method.addCode(using(code)).build(), plan.network().training()));
  }

  private void update(TypeSpec.Builder type) {
    MethodSpec.Builder method = entry("update",
        "A step of the optimizer: changes the parameters by the gradients that {@code backward} gave.");
    Parameters.add(method, names.gradientsType(), "g", "the gradients of the parameters");
    Parameters.add(method, units.network().nestedClass("OptimizerState"), "o", STATE_TEXT);
    List<ParameterSpec> parameters = new OptimizerWriter(units).parameters(names);
    optimizer.scalars().forEach(scalar -> Parameters.add(method, numberType(scalar), scalar, number(scalar)));
    CodeBlock.Builder code = CodeBlock.builder();
    optimizer.states().forEach(
        (field, variable) -> code.addStatement("$T $L = o.$L", names.gradientsType(), variable, field));
    if (optimizer.usesScratch()) {
      code.addStatement("$1T $2L = o.$2L", ArrayTypeName.of(units.array()), Optimizer.SCRATCH);
    }
    run(type, code, "update", parameters);
    type.addMethod(Slots.requireFew(method.addCode(using(code)).build(), plan.network().training()));
  }

  private MethodSpec commit() {
    return entry("commit", "Lets the states take the values that the last forward pass found for them.")
        .addJavadoc("@throws IllegalStateException if there was none since the last time, or it failed\n")
        .addCode(using(CodeBlock.builder().addStatement("workspace.useFound()")
            .addStatement("commit(w, workspace.training())"))).build();
  }

  private MethodSpec trainStep() {
    BlockPlan p = plan.wholeTraining();
    BlockPlan.Pass backward = p.backward().orElseThrow();
    MethodSpec.Builder method = entry("trainStep", "One step: forward, backward, update, and the states' new values.")
        .returns(units.element());
    Parameters.add(method, names.gradientsType(), "g", "receives the gradients of the parameters");
    Parameters.add(method, units.network().nestedClass("OptimizerState"), "o", STATE_TEXT);
    Parameters.addBatch(method);
    Map<String, String> texts = new HashMap<>();
    Map<String, TypeName> given = new LinkedHashMap<>();
    for (Tensor t : p.block().inputs()) {
      String port = names.port(p.forward(), t);
      given.put(port, t.definition() instanceof Definition.RunTime ? numberType(port) : units.type(t));
      texts.put(port, Parameters.text(p, p.forward(), t));
    }
    List<String> inputs = List.copyOf(given.keySet());
    backwardPorts(p).forEach(t -> {
      given.putIfAbsent(names.argument(backward, t), units.type(t));
      texts.putIfAbsent(names.argument(backward, t), Parameters.text(p, backward, t));
    });
    List<String> forBackward = List.copyOf(given.keySet());
    optimizer.numbers(p.block()).forEach(s ->
        given.putIfAbsent(s, s.equals(Numbers.KEY) ? TypeName.LONG : numberType(s)));
    given.forEach((name, type) ->
        Parameters.add(method, type, name, texts.containsKey(name) ? texts.get(name) : number(name)));
    method.addJavadoc("@return the mean loss before the step\n");
    Set<String> forForward = new LinkedHashSet<>(inputs);
    forForward.addAll(Numbers.draws(p.block()));
    return method.addCode(using(CodeBlock.builder()
        .addStatement("$T loss_ = forward(w, workspace, N$L)", units.element(), more(forForward))
        .addStatement("backward(w, workspace, g, N$L)", more(forBackward))
        .addStatement("update(w, workspace, g, o$L)", more(optimizer.scalars()))
        .addStatement("commit(w, workspace)").addStatement("return loss_"))).build();
  }

  private static String more(Collection<String> arguments) {
    return arguments.stream().map(a -> ", " + a).collect(Collectors.joining());
  }
}
