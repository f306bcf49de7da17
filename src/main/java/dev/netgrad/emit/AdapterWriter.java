package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Storage;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes the class by which {@code dev.netgrad.train} drives a classifier. */
final class AdapterWriter {
  private static final String TRAIN = "dev.netgrad.train";

  private final Units units;
  private final Plan plan;
  private final ClassName network;

  AdapterWriter(Units units) {
    this.units = units;
    this.plan = units.program().plan();
    this.network = units.network();
  }

  /** The adapter; empty if the network is no classifier that trains in single precision. */
  Optional<TypeSpec> write() {
    Block training = plan.network().training();
    List<Tensor> images = training.inputs().stream().filter(t -> !t.isInteger() && t.isPerSample()).toList();
    List<Tensor> labels = training.inputs().stream().filter(t -> t.isInteger() && t.elementsPerSample() == 1).toList();
    List<Tensor> outputs = plan.network().evaluation().outputs();
    boolean gives = plan.wholeTraining().storage().values().stream().noneMatch(s -> s instanceof Storage.Port)
        || plan.wholeTraining().ports().adjoints().arrays().stream().allMatch(Optional::isEmpty);
    if (!units.element().equals(TypeName.FLOAT) || plan.network().objective().isEmpty()
        || plan.network().updates().isEmpty() || images.size() != 1 || labels.size() != 1
        || training.inputs().size() != 2 || outputs.size() != 1 || outputs.get(0).rank() != 2 || rates() > 1
        || plan.network().evaluation().inputs().size() != 1 || !gives) {
      return Optional.empty();
    }
    return Optional.of(adapter(images.get(0), outputs.get(0)));
  }

  private Set<String> numbers() {
    return units.optimizer().numbers(plan.network().training());
  }

  /** How many numbers a training step takes that only its caller can know. */
  private long rates() {
    return numbers().stream().filter(n -> !n.equals(Numbers.STEP) && !n.equals(Numbers.KEY)).count();
  }

  private TypeSpec adapter(Tensor image, Tensor logits) {
    long classes = logits.elementsPerSample();
    TypeSpec.Builder type = TypeSpec.classBuilder(network.simpleName() + "Model")
        .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
        .addJavadoc("{@link $T} for the training loop of {@code dev.netgrad.train}.\n", network)
        .addSuperinterface(ClassName.get(TRAIN, "Model"));
    field(type, "Weights", "weights", true);
    field(type, "Gradients", "gradients", true);
    field(type, "OptimizerState", "optimizer", false);
    type.addField(FieldSpec.builder(int.class, "threads", Modifier.PRIVATE, Modifier.FINAL).build());
    type.addField(FieldSpec.builder(network.nestedClass("Workspace"), "workspace", Modifier.PRIVATE).build());
    boolean counts = numbers().contains(Numbers.STEP);
    boolean draws = numbers().contains(Numbers.KEY);
    if (counts) {
      type.addField(long.class, "step", Modifier.PRIVATE);
    }
    if (draws) {
      type.addField(long.class, "seed", Modifier.PRIVATE);
    }
    type.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC)
        .addJavadoc("Uses all processors.\n")
        .addStatement("this(Runtime.getRuntime().availableProcessors())").build());
    type.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC).addParameter(int.class, "threads")
        .addJavadoc("@param threads how many threads share a step; its results do not depend on it\n")
        .addStatement("this.threads = threads")
        .addStatement("workspace = new $T(1, threads)", network.nestedClass("Workspace")).build());
    type.addMethod(
        override("name", TypeName.get(String.class)).addStatement("return $S", plan.network().name()).build());
    type.addMethod(override("inputShape", TypeName.get(int[].class)).addStatement("return new int[] {$L}",
        image.shape().stream().filter(e -> !e.isBatch()).map(Extent::toString)
            .collect(Collectors.joining(", "))).build());
    type.addMethod(override("classes", TypeName.INT).addStatement("return $L", classes).build());
    type.addMethod(arrays("parameters", "parameters"));
    type.addMethod(arrays("state", "states"));
    MethodSpec.Builder initialise = override("initialise", TypeName.VOID).addParameter(TypeName.LONG, "seed")
        .addStatement("weights.initialise(seed)")
        .addStatement("optimizer = new $T()", network.nestedClass("OptimizerState"));
    if (counts) {
      initialise.addStatement("step = 0");
    }
    if (draws) {
      initialise.addStatement("this.seed = seed");
    }
    type.addMethod(initialise.build());
    type.addMethod(trainStep(image));
    type.addMethod(override("infer", TypeName.VOID).addParameter(TypeName.INT, "batch")
        .addParameter(float[].class, "inputs").addParameter(float[].class, "logits")
        .addStatement("reserve(batch)")
        .addStatement("$T.infer(weights, workspace, batch, inputs, logits)", network).build());
    type.addMethod(MethodSpec.methodBuilder("reserve").addModifiers(Modifier.PRIVATE)
        .addParameter(TypeName.INT, "batch")
        .beginControlFlow("if (batch > workspace.capacity())")
        .addStatement("$1T larger = new $1T(batch, threads)", network.nestedClass("Workspace"))
        .addStatement("workspace.close()").addStatement("workspace = larger").endControlFlow().build());
    return type.build();
  }

  private void field(TypeSpec.Builder type, String nested, String name, boolean fixed) {
    FieldSpec.Builder field = FieldSpec.builder(network.nestedClass(nested), name, Modifier.PRIVATE)
        .initializer("new $T()", network.nestedClass(nested));
    type.addField((fixed ? field.addModifiers(Modifier.FINAL) : field).build());
  }

  private static MethodSpec.Builder override(String name, TypeName returns) {
    return MethodSpec.methodBuilder(name).addAnnotation(Override.class).addModifiers(Modifier.PUBLIC).returns(returns);
  }

  private MethodSpec arrays(String name, String from) {
    ClassName named = ClassName.get(TRAIN, "NamedArray");
    TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), named);
    return override(name, list).addStatement("$T all = new $T<>()", list, ArrayList.class)
        .beginControlFlow("for ($T array : weights.$L())", network.nestedClass("NamedArray"), from)
        .addStatement("all.add(new $T(array.name(), array.shape(), array.values()))", named)
        .endControlFlow().addStatement("return all").build();
  }

  private MethodSpec trainStep(Tensor image) {
    boolean imageFirst = plan.network().training().inputs().get(0) == image;
    MethodSpec.Builder method = override("trainStep", TypeName.FLOAT).addParameter(TypeName.INT, "batch")
        .addParameter(float[].class, "inputs").addParameter(int[].class, "labels")
        .addParameter(TypeName.FLOAT, "learningRate")
        .addStatement("reserve(batch)")
        .addStatement("float loss = $T.trainStep(weights, workspace, gradients, optimizer, batch,$W$L,$W$L$L)",
            network, imageFirst ? "inputs" : "labels", imageFirst ? "labels" : "inputs",
            numbers().stream().map(n -> ", " + switch (n) {
              case Numbers.STEP -> "step + 1";
              case Numbers.KEY -> "seed";
              default -> "learningRate";
            }).collect(Collectors.joining()));
    if (numbers().contains(Numbers.STEP)) {
      method.addStatement("step++");
    }
    return method.addStatement("return loss").build();
  }
}
