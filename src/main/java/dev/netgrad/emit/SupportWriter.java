package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Initialiser;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Writes what every network has: the optimizer's state, named arrays, and small helpers. */
final class SupportWriter {
  private final Units units;
  private final UnitNames names;
  private final Plan plan;

  SupportWriter(Units units) {
    this.units = units;
    this.names = units.whole();
    this.plan = units.program().plan();
  }

  void addTo(TypeSpec.Builder type, Optimizer optimizer, boolean updates) {
    if (updates) {
      TypeSpec.Builder state = TypeSpec.classBuilder("OptimizerState")
          .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
          .addJavadoc("What the optimizer keeps between steps, an array for each parameter.\n");
      CodeBlock.Builder start = CodeBlock.builder();
      optimizer.initialValues().forEach((s, initial) -> {
        state.addField(FieldSpec.builder(names.gradientsType(), s, Modifier.PUBLIC,
            Modifier.FINAL).addJavadoc("The state {@code $L} of each parameter.\n", s)
            .initializer("new $T()", names.gradientsType()).build());
        if (initial != 0) {
          start.addStatement("$L.parameters().forEach(array -> $T.fill(array.values(), $L$L))", s, Arrays.class, cast(),
              initial);
        }
      });
      state.addMethod(StructWriter.constructor("As it is before the first step.").toBuilder().addCode(start.build())
          .build());
      if (optimizer.usesScratch()) {
        state.addField(FieldSpec.builder(ArrayTypeName.of(units.array()), Optimizer.SCRATCH, Modifier.PRIVATE,
            Modifier.FINAL).initializer(Pools.of(units, plan.updatePool())).build());
      }
      type.addType(state.build());
    }
    type.addType(namedArray());
    if (GivenArrays.isNeeded(names)) {
      type.addType(new GivenArrays(units).write());
    }
    type.addMethod(check());
    if (takesClasses()) {
      type.addMethod(checkClasses());
    }
    if (passesArrays()) {
      type.addMethod(someArrays());
    }
    if (accumulates()) {
      type.addMethod(accumulate());
    }
    if (initialises(Initialiser.Normal.class)) {
      type.addMethod(normal());
    }
    if (initialises(Initialiser.Uniform.class)) {
      type.addMethod(uniform());
    }
    if (units.drawsRandomNumbers()) {
      type.addMethod(new RandomWriter(units).stream());
    }
    if (units.drawsRandomNumbers() || initialises(Initialiser.class)) {
      type.addMethod(hash());
    }
  }

  private boolean initialises(Class<? extends Initialiser> kind) {
    return plan.training().keySet().stream().flatMap(block -> block.parameters().stream())
        .map(p -> ((Definition.Parameter) p.definition()).initialiser())
        .anyMatch(i -> kind.isInstance(i) && !(i instanceof Initialiser.Fill));
  }

  /** Whether gradients are added up, or an adjoint over the repetitions of a call. */
  private boolean accumulates() {
    return plan.training().values().stream().flatMap(block -> block.backward().stream())
        .flatMap(pass -> pass.steps().stream()).anyMatch(step -> step instanceof Step.Backward backward
            && (backward.sharesGradients() && plan.parameters() > 0
                || backward.sums().stream().anyMatch(Optional::isPresent)));
  }

  private MethodSpec normal() {
    return random("normal", "standardDeviation", CodeBlock.builder()
        .add("// Box and Muller, 1958; strict, so that a seed means the same weights on every machine.\n")
        .addStatement("double radius = $1T.sqrt(-2 * $1T.log(1 - random.nextDouble()))", StrictMath.class)
        .addStatement("double angle = 2 * Math.PI * random.nextDouble()")
        .addStatement("array[i] = $L(standardDeviation * radius * $T.cos(angle))", cast(), StrictMath.class)
        .build());
  }

  private MethodSpec uniform() {
    return random("uniform", "bound", CodeBlock.builder()
        .addStatement("array[i] = $L(bound * (2 * random.nextDouble() - 1))", cast()).build());
  }

  private String cast() {
    return units.element().equals(TypeName.FLOAT) ? "(float) " : "";
  }

  private MethodSpec random(String name, String parameter, CodeBlock body) {
    return MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(units.array(), "array").addParameter(double.class, parameter).addParameter(long.class, "seed")
        .addParameter(String.class, "name")
        .addComment("The generator depends on the seed and the parameter's name alone.")
        .addStatement("$1T random = new $1T(seed * 0x9e3779b97f4a7c15L + hash(name))", SplittableRandom.class)
        .beginControlFlow("for (int i = 0; i < array.length; i++)").addCode(body).endControlFlow().build();
  }

  private static MethodSpec hash() {
    return MethodSpec.methodBuilder("hash").addModifiers(Modifier.PRIVATE, Modifier.STATIC).returns(long.class)
        .addJavadoc("FNV-1a of a qualified name.\n").addParameter(String.class, "name")
        .addStatement("long hash = 0xcbf29ce484222325L")
        .beginControlFlow("for (int i = 0; i < name.length(); i++)")
        .addStatement("hash = (hash ^ name.charAt(i)) * 0x100000001b3L").endControlFlow()
        .addStatement("return hash").build();
  }

  private TypeSpec namedArray() {
    return TypeSpec.recordBuilder("NamedArray").addModifiers(Modifier.PUBLIC)
        .addJavadoc("""
            A tensor's values, with its qualified name and its extents.

            @param name such as {@code stage.0.conv.weight}
            @param shape its extents
            @param values row by row
            """)
        .recordConstructor(MethodSpec.constructorBuilder().addParameter(String.class, "name")
            .addParameter(int[].class, "shape").addParameter(units.array(), "values").build())
        .build();
  }

  /** Whether a block, or what is between repetitions, gets other arrays of a pool than the first ones. */
  private boolean passesArrays() {
    return Stream.of(plan.training(), plan.evaluation()).flatMap(plans -> plans.values().stream())
        .anyMatch(p -> Stream.concat(p.forward().steps().stream(),
                p.backward().stream().flatMap(b -> b.steps().stream()))
            .anyMatch(step -> !BufferWriter.areFirst(step.slots())
                || !BufferWriter.areFirst(BufferWriter.slotsBetween(p, step))));
  }

  private MethodSpec someArrays() {
    return MethodSpec.methodBuilder("arrays").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .returns(ArrayTypeName.of(units.array())).addParameter(ArrayTypeName.of(units.array()), "pool")
        .addParameter(int[].class, "numbers").varargs()
        .addStatement("$T arrays = new $T[numbers.length][]", ArrayTypeName.of(units.array()), units.element())
        .beginControlFlow("for (int i = 0; i < numbers.length; i++)")
        .addStatement("arrays[i] = pool[numbers[i]]").endControlFlow().addStatement("return arrays").build();
  }

  private static MethodSpec check() {
    return MethodSpec.methodBuilder("check").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(int.class, "length").addParameter(long.class, "needed").addParameter(String.class, "name")
        .beginControlFlow("if (length < needed)")
        .addStatement("throw new $T(name + $S + length$W+ $S + needed)", IllegalArgumentException.class, " has length ",
            " but needs at least ")
        .endControlFlow().build();
  }

  private boolean takesClasses() {
    return Stream.concat(Stream.of(plan.wholeTraining(), plan.wholeEvaluation()),
        plan.network().asides().stream().map(plan.evaluation()::get))
        .flatMap(p -> p.block().inputs().stream())
        .anyMatch(t -> t.definition() instanceof Definition.Input input && input.classes() > 0);
  }

  private static MethodSpec checkClasses() {
    return MethodSpec.methodBuilder("checkClasses").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(int[].class, "numbers").addParameter(int.class, "length").addParameter(int.class, "perSample")
        .addParameter(int.class, "classes").addParameter(String.class, "name").addCode("""
            for (int i = 0; i < length; i++) {
              if (numbers[i] < 0 || numbers[i] >= classes) {
                throw new $T(name + " of sample " + i / perSample
                    + (perSample == 1 ? "" : ", number " + i % perSample)
                    + " is " + numbers[i] + ", but there are the classes 0 to " + (classes - 1));
              }
            }
            """, IllegalArgumentException.class).build();
  }

  private MethodSpec accumulate() {
    return MethodSpec.methodBuilder("accumulate").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(units.worker(), Units.WORKER).addParameter(int.class, "length")
        .addParameter(boolean.class, "first").addParameter(units.array(), "sum").addParameter(units.array(), "term")
        .beginControlFlow("for (int i = me.from(length), end = me.to(length); i < end; i++)")
        .addStatement("sum[i] = first ? term[i] : sum[i] + term[i]").endControlFlow()
        .addStatement("me.sync()").build();
  }
}
