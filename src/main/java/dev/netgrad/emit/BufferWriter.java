package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Step;
import dev.netgrad.plan.Storage;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Writes the class with the arrays of one use of a block: its own for what is saved, the pool's for the rest. */
final class BufferWriter {
  private final Units units;
  private final UnitNames names;
  private final BlockPlan plan;
  private final TypeSpec.Builder type;
  private final MethodSpec.Builder constructor;
  private final CodeBlock.Builder code = CodeBlock.builder();
  private final CodeBlock.Builder draw = CodeBlock.builder();

  private BufferWriter(Units units, UnitNames names, BlockPlan plan) {
    this.units = units;
    this.names = names;
    this.plan = plan;
    boolean infers = names.unit().evaluations().contains(plan);
    this.type = TypeSpec.classBuilder(names.buffersType(plan).simpleName())
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc(infers ? "The arrays of inference.\n"
            : "The arrays of a training step: what the backward pass reads is kept, the rest takes turns.\n");
    this.constructor = MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE)
        .addParameter(TypeName.INT, "capacity").addParameter(ArrayTypeName.of(units.array()), "pool");
    if (!infers) {
      constructor.addParameter(ArrayTypeName.of(units.array()), "backwardPool");
    }
    if (plan.block().drawsRandomNumbers()) {
      constructor.addParameter(String.class, "name");
    }
  }

  static TypeSpec write(Units units, UnitNames names, BlockPlan plan) {
    BufferWriter writer = new BufferWriter(units, names, plan);
    writer.fields();
    if (plan.block().drawsRandomNumbers()) {
      writer.type.addMethod(MethodSpec.methodBuilder("draw").addModifiers(Modifier.PRIVATE)
          .addJavadoc("Begins the random numbers of a step.\n").addParameter(TypeName.LONG, "key")
          .addParameter(TypeName.LONG, "step").addCode(writer.draw.build()).build());
    }
    return writer.type.addMethod(writer.constructor.addCode(writer.code.build()).build()).build();
  }

  private void fields() {
    names.bufferFields(plan).forEach((tensor, field) -> {
      Storage storage = plan.storage().get(tensor);
      if (storage instanceof Storage.Stream) {
        stream(tensor, field);
        return;
      }
      FieldSpec.Builder spec = FieldSpec.builder(units.type(tensor), field, Modifier.PUBLIC, Modifier.FINAL);
      if (storage instanceof Storage.Saved saved) {
        spec.addJavadoc("{@code $L}: $L.\n", Texts.javadoc(tensor.name() + tensor.shapeText()),
            Texts.javadoc(saved.reason()));
      }
      code.addStatement("$L = $L", field, array(tensor));
      type.addField(spec.build());
    });
    plan.block().calls().forEach(this::nested);
    plan.forward().steps().forEach(this::between);
    plan.backward().ifPresent(b -> b.steps().forEach(this::between));
  }

  private void stream(Tensor tensor, String field) {
    type.addField(FieldSpec.builder(TypeName.LONG, field, Modifier.PRIVATE)
        .addJavadoc("{@code $L}: the start of this step's random numbers.\n", Texts.javadoc(tensor.name() + tensor.shapeText()))
        .build());
    type.addField(TypeName.LONG, field + "Site", Modifier.PRIVATE, Modifier.FINAL);
    code.addStatement("$LSite = hash(name + $S)", field, tensor.name());
    draw.addStatement("$1L = stream(key, step, $1LSite)", field);
  }

  private static String size(Tensor tensor) {
    return tensor.isPerSample() ? "capacity * " + tensor.elementsPerSample()
        : Long.toString(tensor.elementsPerSample());
  }

  /** A new array, or one of the pool's; the backward pass has a pool of its own. */
  private CodeBlock array(Tensor tensor) {
    Storage storage = plan.storage().get(tensor);
    if (storage instanceof Storage.Scratch scratch) {
      boolean backward = plan.backward().filter(b -> b.scratchTensors().contains(tensor)).isPresent();
      return CodeBlock.of("$L[$L]", backward ? "backwardPool" : "pool", scratch.slot());
    }
    OptionalInt slot = ((Storage.Saved) storage).slot();
    return slot.isPresent() ? CodeBlock.of("pool[$L]", slot.getAsInt())
        : CodeBlock.of("new $T[$L]", tensor.isInteger() ? TypeName.INT : units.element(), size(tensor));
  }

  /** The arrays of a pool that a called block uses; where these are its first ones, the pool itself. */
  private static CodeBlock arrays(String pool, List<Integer> slots) {
    return areFirst(slots) ? CodeBlock.of("$L", pool) : CodeBlock.of("arrays($L, $L)", pool,
        slots.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  static boolean areFirst(List<Integer> slots) {
    return IntStream.range(0, slots.size()).allMatch(i -> slots.get(i) == i);
  }

  private List<Integer> slots(Optional<BlockPlan.Pass> pass, Call call) {
    return pass.stream().flatMap(p -> p.steps().stream())
        .flatMap(step -> step instanceof Step.Forward f && f.call() == call ? Stream.of(f.slots())
            : step instanceof Step.Backward b && b.call() == call ? Stream.of(b.slots()) : Stream.empty())
        .findFirst().orElse(List.of());
  }

  private void nested(Call call) {
    UnitNames callee = units.called(names, call);
    BlockPlan calleePlan = units.plan(call.block());
    ClassName nested = callee.buffersType(calleePlan);
    String field = names.callBuffers(plan, call);
    CodeBlock.Builder pools = CodeBlock.builder().add("$L", arrays("pool", slots(Optional.of(plan.forward()), call)));
    if (!callee.unit().evaluations().contains(calleePlan)) {
      pools.add(", $L", arrays("backwardPool", slots(plan.backward(), call)));
    }
    boolean draws = call.block().drawsRandomNumbers();
    type.addField(call.count() == 1 ? nested : ArrayTypeName.of(nested), field, Modifier.PUBLIC, Modifier.FINAL);
    if (call.count() > 1) {
      code.addStatement("$L = new $T[$L]", field, nested, call.count());
    }
    Instances.each(code, field, call, (instance, name) -> CodeBlock.of(
        "$L = new $T(capacity, $L$L)", instance, nested, pools.build(),
        draws ? CodeBlock.of(", name + $S", name) : ""));
    if (draws) {
      Instances.each(draw, field, call, (instance, name) -> CodeBlock.of("$L.draw(key, step)", instance));
    }
    boolean shares = plan.backward().isPresent() && plan.backward().get().steps().stream()
        .anyMatch(s -> s instanceof Step.Backward b && b.call() == call && b.sharesGradients());
    if (shares) {
      type.addField(FieldSpec.builder(callee.gradientsType(), field + "Share", Modifier.PUBLIC, Modifier.FINAL)
          .initializer("new $T()", callee.gradientsType()).build());
    }
  }

  private void between(Step step) {
    names.between(plan, step).ifPresent(field -> {
      List<Tensor> tensors = step instanceof Step.Forward f ? f.between() : ((Step.Backward) step).between();
      int count = (step instanceof Step.Forward f ? f.call() : ((Step.Backward) step).call()).count() - 1;
      type.addField(ArrayTypeName.of(units.array()), field, Modifier.PUBLIC, Modifier.FINAL);
      Tensor first = tensors.get(0);
      if (areKept(tensors)) {
        List<Integer> slots = slotsBetween(plan, step);
        code.addStatement("$L = $L", field, slots.isEmpty()
            ? CodeBlock.of("new $T[$L][$L]", units.element(), count, size(first)) : arrays("pool", slots));
        return;
      }
      code.addStatement("$L = new $T[$L][]", field, units.element(), count);
      code.beginControlFlow("for (int i = 0; i < $L; i++)", count);
      code.addStatement("$L[i] = $L", field, tensors.size() == 1 ? turn(first)
          : CodeBlock.of("i % 2 == 0 ? $L : $L", turn(first), turn(tensors.get(1))));
      code.endControlFlow();
    });
  }

  private boolean areKept(List<Tensor> tensors) {
    return tensors.stream().allMatch(t -> plan.storage().get(t) instanceof Storage.Saved);
  }

  /** The pool's arrays in which a step keeps the results of repetitions, if it does. */
  static List<Integer> slotsBetween(BlockPlan plan, Step step) {
    List<Tensor> between = step instanceof Step.Forward f ? f.between() : List.of();
    List<Integer> slots = new ArrayList<>();
    for (Tensor tensor : between) {
      if (plan.storage().get(tensor) instanceof Storage.Saved saved) {
        saved.slot().ifPresent(slots::add);
      }
    }
    return slots.size() == between.size() ? slots : List.of();
  }

  /** One of the arrays that take turns between repetitions, which may be another tensor's. */
  private CodeBlock turn(Tensor tensor) {
    Tensor at = plan.array(tensor);
    String field = names.bufferFields(plan).get(at);
    return field == null ? array(at) : CodeBlock.of("$L", field);
  }
}
