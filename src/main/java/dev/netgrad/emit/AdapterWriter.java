package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * Writes the class by which {@code dev.netgrad.train} drives a network: {@code train.Model}, which has the arrays of a
 * batch by name. It calls what the network's class has for its users, and nothing else.
 */
final class AdapterWriter {
  private static final ClassName BATCH = train("Batch");
  private static final ClassName GRADIENT = train("BatchGradient");
  private static final ClassName NAMED = train("NamedArray");
  private static final TypeName NAMED_LIST = list(NAMED);
  private static final TypeName NUMBERS = ParameterizedTypeName.get(Map.class, String.class, Float.class);

  private final Units units;
  private final Plan plan;
  private final ClassName network;
  private final TypeSpec.Builder type;
  private final boolean trains;
  /** What the source calls the numbers that only the caller knows, by what the network's methods call them. */
  private final Map<String, String> given = new LinkedHashMap<>();

  AdapterWriter(Units units) {
    this.units = units;
    this.plan = units.program().plan();
    this.network = units.network();
    this.type = TypeSpec.classBuilder(network.simpleName() + "Model");
    this.trains = plan.network().objective().isPresent() && plan.wholeTraining().backward().isPresent()
        && !plan.network().updates().isEmpty();
    units.optimizer().given().forEach((name, variable) -> given.put(variable, name));
  }

  private static ClassName train(String name) {
    return ClassName.get("dev.netgrad.train", name);
  }

  private static TypeName list(ClassName of) {
    return ParameterizedTypeName.get(ClassName.get(List.class), of);
  }

  private ClassName nested(String name) {
    return network.nestedClass(name);
  }

  /** The adapter; empty in double precision, and where a step gives gradients of inputs, too, which no model does. */
  Optional<TypeSpec> write() {
    boolean givesMore = plan.wholeTraining().ports().adjoints().arrays().stream().anyMatch(Optional::isPresent);
    if (!units.element().equals(TypeName.FLOAT) || trains && givesMore) {
      return Optional.empty();
    }
    type.addModifiers(Modifier.PUBLIC, Modifier.FINAL).addSuperinterface(train("Model"))
        .addJavadoc("{@link $T} for all that is in {@code dev.netgrad.train}.\n", network);
    fields();
    constructors();
    getter("name", TypeName.get(String.class), CodeBlock.of("$S", plan.network().name()));
    getter("inputs", list(train("Port")), ports(plan.network().training().inputs()));
    getter("inferenceInputs", list(train("Port")), ports(plan.network().evaluation().inputs()));
    getter("outputs", list(train("Port")), ports(plan.network().evaluation().outputs()));
    getter("trains", TypeName.BOOLEAN, CodeBlock.of("$L", trains));
    numbers();
    getter("parameters", NAMED_LIST, CodeBlock.of("parameters"));
    getter("state", NAMED_LIST, CodeBlock.of("states"));
    optimizerState();
    steps();
    if (trains) {
      gradient();
    } else {
      type.addMethod(override("gradient", GRADIENT).addParameter(BATCH, "batch").addParameter(long.class, "first")
          .addCode(refusal()).build());
      type.addMethod(override("apply", TypeName.VOID).addParameter(GRADIENT, "gradient").addCode(refusal()).build());
    }
    infer();
    plan.metrics().ifPresent(p -> MeasurementWriter.addTo(type, network, plan.network().metrics().orElseThrow(),
        more(measured(p))));
    helpers();
    return Optional.of(type.build());
  }

  private void fields() {
    constant(nested("Weights"), "weights", CodeBlock.of("new $T()", nested("Weights")));
    constant(NAMED_LIST, "parameters", CodeBlock.of("named(weights.parameters())"));
    constant(NAMED_LIST, "states", CodeBlock.of("named(weights.states())"));
    if (trains) {
      constant(nested("Gradients"), "gradients", CodeBlock.of("new $T()", nested("Gradients")));
      constant(NAMED_LIST, "gradientArrays", CodeBlock.of("named(gradients.parameters())"));
      constant(NAMED_LIST, "nextStates", CodeBlock.of("new $T<>()", ArrayList.class));
      type.addField(FieldSpec.builder(nested("OptimizerState"), "optimizer", Modifier.PRIVATE)
          .initializer("new $T()", nested("OptimizerState")).build());
    }
    if (!given.isEmpty()) {
      constant(NUMBERS, "numbers", CodeBlock.of("new $T<>()", LinkedHashMap.class));
    }
    type.addField(FieldSpec.builder(int.class, "threads", Modifier.PRIVATE, Modifier.FINAL).build());
    type.addField(nested("Workspace"), "workspace", Modifier.PRIVATE);
    type.addField(long.class, "steps", Modifier.PRIVATE);
    if (units.drawsRandomNumbers()) {
      type.addField(long.class, "seed", Modifier.PRIVATE);
    }
  }

  private void constant(TypeName of, String name, CodeBlock value) {
    type.addField(FieldSpec.builder(of, name, Modifier.PRIVATE, Modifier.FINAL).initializer(value).build());
  }

  private void constructors() {
    type.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC)
        .addJavadoc("Uses all processors.\n")
        .addStatement("this(Runtime.getRuntime().availableProcessors())").build());
    MethodSpec.Builder constructor = MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC)
        .addParameter(int.class, "threads")
        .addJavadoc("@param threads how many threads share a step; its results do not depend on it\n")
        .addStatement("this.threads = threads")
        .addStatement("workspace = new $T(1, threads)", nested("Workspace"));
    if (trains) {
      constructor.addStatement("states.forEach(array -> nextStates.add(array.copy()))");
    }
    given.values().forEach(name -> constructor.addStatement("numbers.put($S, null)", name));
    type.addMethod(constructor.build());
  }

  private static MethodSpec.Builder override(String name, TypeName returns) {
    return MethodSpec.methodBuilder(name).addAnnotation(Override.class).addModifiers(Modifier.PUBLIC).returns(returns);
  }

  private void getter(String name, TypeName returns, CodeBlock value) {
    type.addMethod(override(name, returns).addStatement("return $L", value).build());
  }

  private static CodeBlock ports(List<Tensor> tensors) {
    return tensors.stream().filter(t -> !(t.definition() instanceof Definition.RunTime)).map(AdapterWriter::port)
        .collect(CodeBlock.joining(",$W", "List.of(", ")"));
  }

  private static CodeBlock port(Tensor t) {
    String shape = Stream.iterate(0, i -> i < t.sampleRank(), i -> i + 1).map(i -> ", " + t.sampleExtent(i))
        .collect(Collectors.joining());
    CodeBlock port = t.isInteger() ? CodeBlock.of("$T.wholes($S, $L$L)", train("Port"), t.name(), classes(t), shape)
        : CodeBlock.of("$T.numbers($S$L)", train("Port"), t.name(), shape);
    return t.isPerSample() ? port : CodeBlock.of("$L.ofBatch()", port);
  }

  /** Below which number those of a whole-number tensor are. */
  private static CodeBlock classes(Tensor t) {
    long classes = t.definition() instanceof Definition.Input input ? input.classes()
        : t.isFormula() && t.formula().reduction().axes().stream().noneMatch(a -> a.extent().isBatch())
        ? t.formula().reduction().axes().stream().mapToLong(a -> a.extent().size()).reduce(1, (a, b) -> a * b) : 0;
    return classes > 0 && classes < Integer.MAX_VALUE ? CodeBlock.of("$L", classes)
        : CodeBlock.of("Integer.MAX_VALUE");
  }

  private void numbers() {
    getter("numbers", ParameterizedTypeName.get(List.class, String.class), given.isEmpty() ? CodeBlock.of("List.of()")
        : CodeBlock.of("new $T<>(numbers.keySet())", ArrayList.class));
    MethodSpec.Builder set = override("set", TypeName.VOID).addParameter(String.class, "number")
        .addParameter(float.class, "value");
    if (given.isEmpty()) {
      type.addMethod(set.addStatement("throw new $T($S + number)", IllegalArgumentException.class,
          plan.network().name() + " is given no numbers, so no ").build());
      return;
    }
    type.addMethod(set.addCode("""
        if (!numbers.containsKey(number)) {
          throw new $T("there is no number " + number + ", but " + String.join(", ", numbers.keySet()));
        }
        numbers.put(number, value);
        """, IllegalArgumentException.class).build());
    type.addMethod(MethodSpec.methodBuilder("number").addModifiers(Modifier.PRIVATE).returns(float.class)
        .addParameter(String.class, "name").addCode("""
            Float value = numbers.get(name);
            if (value == null) {
              throw new $T("the number " + name + " has no value yet: set it");
            }
            return value;
            """, IllegalStateException.class).build());
  }

  private void optimizerState() {
    MethodSpec.Builder all = override("optimizerState", NAMED_LIST)
        .addStatement("$T all = new $T<>()", NAMED_LIST, ArrayList.class);
    if (trains) {
      units.optimizer().states().keySet().forEach(state -> all.addStatement(
          "named(optimizer.$1L.parameters()).forEach(array -> all.add(array.renamed($2S + array.name())))", state,
          state + "."));
    }
    type.addMethod(all.addStatement("return all").build());
  }

  private void steps() {
    getter("steps", TypeName.LONG, CodeBlock.of("steps"));
    type.addMethod(override("resumeAfter", TypeName.VOID).addParameter(long.class, "before").addCode("""
        if (before < 0) {
          throw new $T("a training of " + before + " steps");
        }
        steps = before;
        """, IllegalArgumentException.class).build());
    MethodSpec.Builder initialise = override("initialise", TypeName.VOID).addParameter(TypeName.LONG, "seed")
        .addStatement("weights.initialise(seed)");
    if (trains) {
      initialise.addStatement("optimizer = new $T()", nested("OptimizerState"));
    }
    initialise.addStatement("steps = 0");
    if (units.drawsRandomNumbers()) {
      initialise.addStatement("this.seed = seed");
    }
    type.addMethod(initialise.build());
  }

  private CodeBlock refusal() {
    return CodeBlock.builder().addStatement("throw new $T($S)", UnsupportedOperationException.class,
        plan.network().name() + " has no " + (plan.network().objective().isEmpty() ? "loss" : "optimizer")).build();
  }

  private void gradient() {
    BlockPlan p = plan.wholeTraining();
    List<CodeBlock> inputs = p.block().inputs().stream().map(t -> argument(p, t, "batch", "steps + 1")).toList();
    List<CodeBlock> forward = new ArrayList<>(inputs);
    draws(p).forEach(name -> forward.add(number(name, "steps + 1")));
    if (p.block().drawsRandomNumbers()) {
      forward.add(CodeBlock.of("first"));
    }
    type.addMethod(override("gradient", GRADIENT).addParameter(BATCH, "batch").addParameter(long.class, "first")
        .addStatement("int samples = batch.samples()").addStatement("reserve(samples)")
        .addStatement("float loss = $T.forward(weights, workspace, samples$L)", network, more(forward))
        .addStatement("$T.backward(weights, workspace, gradients, samples$L)", network, more(inputs))
        .addComment("The states take their new values in a step and not before.")
        .addStatement("copy(states, nextStates)")
        .addStatement("$T.commit(weights, workspace)", network)
        .addStatement("exchange(states, nextStates)")
        .addStatement("return new $T(samples, loss, gradientArrays, nextStates)", GRADIENT).build());
    MethodSpec.Builder apply = override("apply", TypeName.VOID).addParameter(GRADIENT, "gradient");
    if (!given.isEmpty()) {
      apply.addComment("Nothing changes where one is missing.").addStatement("numbers.keySet().forEach(this::number)");
    }
    List<CodeBlock> numbers = units.optimizer().scalars().stream().map(name -> number(name, "steps + 1")).toList();
    type.addMethod(apply.addStatement("gradient.copyTo(gradientArrays, states)")
        .addStatement("$T.update(weights, workspace, gradients, optimizer$L)", network, more(numbers))
        .addStatement("steps++").build());
  }

  private void infer() {
    BlockPlan p = plan.wholeEvaluation();
    List<CodeBlock> arguments = new ArrayList<>();
    PassPorts.of(p, p.forward()).forEach(t ->
        arguments.add(argument(p, t, p.block().inputs().contains(t) ? "inputs" : "outputs", "Math.max(steps, 1)")));
    draws(p).forEach(name -> arguments.add(number(name, "Math.max(steps, 1)")));
    type.addMethod(override("infer", TypeName.VOID).addParameter(BATCH, "inputs").addParameter(BATCH, "outputs")
        .addStatement("reserve(inputs.samples())")
        .addStatement("$T.infer(weights, workspace, inputs.samples()$L)", network, more(arguments)).build());
  }

  /** What a batch is measured from. */
  private List<CodeBlock> measured(BlockPlan p) {
    List<CodeBlock> arguments = new ArrayList<>();
    p.block().inputs().forEach(t -> arguments.add(argument(p, t, "batch", "Math.max(steps, 1)")));
    draws(p).forEach(name -> arguments.add(number(name, "Math.max(steps, 1)")));
    return arguments;
  }

  /** What random numbers depend on, without what is an input anyway. */
  private List<String> draws(BlockPlan p) {
    List<String> inputs = p.block().inputs().stream().map(t -> units.whole().port(p.forward(), t)).toList();
    return Numbers.draws(p.block()).stream().filter(name -> !inputs.contains(name)).toList();
  }

  private CodeBlock argument(BlockPlan p, Tensor t, String batch, String step) {
    if (t.definition() instanceof Definition.RunTime) {
      return number(units.whole().port(p.forward(), t), step);
    }
    return CodeBlock.of("$L.$L($S)", batch, t.isInteger() ? "wholes" : "numbers", t.name());
  }

  private CodeBlock number(String variable, String step) {
    return switch (variable) {
      case Numbers.STEP -> CodeBlock.of("$L", step);
      case Numbers.KEY -> CodeBlock.of("seed");
      default -> CodeBlock.of("number($S)", given.get(variable));
    };
  }

  private static CodeBlock more(List<CodeBlock> arguments) {
    return arguments.stream().map(a -> CodeBlock.of(",$W$L", a)).collect(CodeBlock.joining(""));
  }

  private void helpers() {
    type.addMethod(MethodSpec.methodBuilder("named").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .returns(NAMED_LIST).addParameter(list(nested("NamedArray")), "arrays")
        .addStatement("$T all = new $T<>()", NAMED_LIST, ArrayList.class)
        .addStatement("arrays.forEach(array -> all.add(new $T(array.name(), array.shape(), array.values())))", NAMED)
        .addStatement("return all").build());
    type.addMethod(MethodSpec.methodBuilder("reserve").addModifiers(Modifier.PRIVATE)
        .addParameter(TypeName.INT, "samples").addCode("""
            if (samples > workspace.capacity()) {
              $1T larger = new $1T(samples, threads);
              workspace.close();
              workspace = larger;
            }
            """, nested("Workspace")).build());
    if (trains) {
      type.addMethod(ofLists("copy", """
          for (int i = 0; i < from.size(); i++) {
            float[] values = from.get(i).values();
            System.arraycopy(values, 0, to.get(i).values(), 0, values.length);
          }
          """));
      type.addMethod(ofLists("exchange", """
          for (int i = 0; i < from.size(); i++) {
            float[] a = from.get(i).values();
            float[] b = to.get(i).values();
            for (int k = 0; k < a.length; k++) {
              float other = a[k];
              a[k] = b[k];
              b[k] = other;
            }
          }
          """));
    }
  }

  private static MethodSpec ofLists(String name, String code) {
    return MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(NAMED_LIST, "from").addParameter(NAMED_LIST, "to").addCode(code).build();
  }
}
