package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.element.Modifier;

/** Writes the class with the arrays of one use of a block: its own for what is saved, the pool's for the rest. */
final class BufferWriter {
  private final Units units;
  private final UnitNames names;
  private final BlockPlan plan;
  private final boolean infers;
  private final Map<Integer, Struct> pages = new LinkedHashMap<>();
  private final Map<Call, List<Integer>> forwardSlots = new HashMap<>();
  private final Map<Call, List<Integer>> backwardSlots = new HashMap<>();
  private final Set<Call> sharing = new HashSet<>();

  /** A class of arrays, or a page of them, in the making. */
  private record Struct(ClassName name, TypeSpec.Builder type, CodeBlock.Builder code, CodeBlock.Builder draw) {
    Struct(ClassName name) {
      this(name, TypeSpec.classBuilder(name.simpleName())
          .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL),
          CodeBlock.builder(), CodeBlock.builder());
    }
  }

  private BufferWriter(Units units, UnitNames names, BlockPlan plan) {
    this.units = units;
    this.names = names;
    this.plan = plan;
    this.infers = names.infers(plan);
    plan.forward().steps().forEach(step -> {
      if (step instanceof Step.Forward forward) {
        forwardSlots.putIfAbsent(forward.call(), step.slots());
      }
    });
    plan.backward().ifPresent(b -> b.steps().forEach(step -> {
      if (step instanceof Step.Backward backward) {
        backwardSlots.putIfAbsent(backward.call(), step.slots());
        if (backward.sharesGradients()) {
          sharing.add(backward.call());
        }
      }
    }));
  }

  static TypeSpec write(Units units, UnitNames names, BlockPlan plan) {
    return new BufferWriter(units, names, plan).type();
  }

  private TypeSpec type() {
    Struct whole = new Struct(names.buffersType(plan));
    String use = infers ? "inference" : "training";
    whole.type.addJavadoc("$L", !names.isWhole() ? "The arrays of " + names.type().simpleName() + " in " + use + ".\n"
        : infers ? "What inference works in: all arrays take turns.\n"
        : "The arrays of a training step: what the backward pass reads is kept, the rest takes turns.\n" + inAll());
    pages.put(Pages.NONE, whole);
    fields();
    pages.forEach((page, struct) -> {
      if (struct != whole) {
        struct.type.addJavadoc(Pages.DOCUMENTATION);
        whole.type.addField(FieldSpec.builder(struct.name, Pages.name(page), Modifier.PUBLIC, Modifier.FINAL)
            .addJavadoc(Pages.DOCUMENTATION).build());
      }
    });
    CodeBlock.Builder first = CodeBlock.builder();
    pages.forEach((page, struct) -> {
      if (struct != whole) {
        first.addStatement("$L = new $T(capacity, pool$L$L)", Pages.name(page), struct.name,
            infers ? "" : ", backwardPool",
            plan.block().drawsRandomNumbers() ? ", name" : "");
        whole.draw.addStatement("$L.draw(key, step, firstSample)", Pages.name(page));
        whole.type.addType(finished(struct, struct.code.build()));
      }
    });
    return finished(whole, first.add(whole.code.build()).build());
  }

  /** How much all blocks keep together. */
  private String inAll() {
    return "Those of all blocks keep "
        + Texts.numbers(units.program().plan().saved(), units.element()) + ".\n";
  }

  private TypeSpec finished(Struct struct, CodeBlock code) {
    MethodSpec.Builder constructor = MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE)
        .addParameter(TypeName.INT, "capacity").addParameter(ArrayTypeName.of(units.array()), "pool");
    if (!infers) {
      constructor.addParameter(ArrayTypeName.of(units.array()), "backwardPool");
    }
    if (plan.block().drawsRandomNumbers()) {
      constructor.addParameter(String.class, "name");
      struct.type.addMethod(MethodSpec.methodBuilder("draw").addModifiers(Modifier.PRIVATE)
          .addJavadoc("Begins the random numbers of a step.\n").addParameter(TypeName.LONG, "key")
          .addParameter(TypeName.LONG, "step").addParameter(TypeName.LONG, Numbers.FIRST)
          .addCode(struct.draw.build()).build());
    }
    return struct.type.addMethod(constructor.addCode(code).build()).build();
  }

  /** What the field of a path is in. */
  private Struct of(Pages.Path path) {
    return pages.computeIfAbsent(path.page(),
        page -> new Struct(names.buffersType(plan).nestedClass(Pages.type(page))));
  }

  /** Those that are there for one reason stand together, and are made together where they are one array. */
  private void fields() {
    Map<String, List<Tensor>> byReason = new LinkedHashMap<>();
    names.bufferFields(plan).keySet().forEach(
        tensor -> byReason.computeIfAbsent(reason(tensor), r -> new ArrayList<>()).add(tensor));
    Map<Struct, Map<String, List<String>>> made = new LinkedHashMap<>();
    byReason.forEach((reason, tensors) -> tensors.forEach(tensor -> {
      Pages.Path path = names.bufferFields(plan).get(tensor);
      Struct struct = of(path);
      if (plan.storage().get(tensor) instanceof Storage.Stream) {
        stream(struct, tensor, path.field());
        return;
      }
      FieldSpec.Builder spec = FieldSpec.builder(units.type(tensor), path.field(), Modifier.FINAL);
      // Of what takes turns with others, callers can read an output alone.
      if (!reason.isEmpty()) {
        spec.addModifiers(Modifier.PUBLIC).addJavadoc("$L.\n", Texts.javadoc(Identifiers.capital(reason)));
      }
      String array = array(tensor).toString();
      made.computeIfAbsent(struct, k -> new LinkedHashMap<>())
          .computeIfAbsent(array.startsWith("new ") ? path.field() + " = " + array : array, k -> new ArrayList<>())
          .add(path.field());
      struct.type.addField(spec.build());
    }));
    made.forEach((struct, arrays) -> arrays.forEach((array, fields) -> struct.code.addStatement("$L",
        array.contains(" = ") ? array : CodeBlock.of(String.join(" =$W", fields) + " =$W" + array))));
    plan.block().calls().forEach(this::nested);
    plan.forward().steps().forEach(this::between);
    plan.backward().ifPresent(b -> b.steps().forEach(this::between));
  }

  /** Why a tensor's values outlive the pass; nothing if they don't. */
  private String reason(Tensor tensor) {
    return plan.storage().get(tensor) instanceof Storage.Saved saved ? saved.reason()
        : plan.block().outputs().contains(tensor) ? "an output" : "";
  }

  private void stream(Struct struct, Tensor tensor, String field) {
    struct.type.addField(FieldSpec.builder(TypeName.LONG, field, Modifier.PRIVATE)
        .addJavadoc("{@code $L}: the start of this step's random numbers.\n",
            Texts.javadoc(tensor.name() + tensor.shapeText()))
        .build());
    String site = names.site(tensor);
    struct.type.addField(TypeName.LONG, site, Modifier.PRIVATE, Modifier.FINAL);
    struct.code.addStatement("$L = hash(name + $S)", site, tensor.name());
    struct.draw.addStatement("$L = stream(key, step, $L, $L)", field, site,
        tensor.isPerSample() ? Numbers.FIRST + " * " + tensor.elementsPerSample() : "0");
  }

  private static String size(Tensor tensor) {
    return tensor.isPerSample() ? "capacity * " + tensor.elementsPerSample()
        : Long.toString(tensor.elementsPerSample());
  }

  /** A new array, or one of the pool's; the backward pass has a pool of its own. */
  private CodeBlock array(Tensor tensor) {
    OptionalInt slot = plan.slot(tensor);
    boolean backward = plan.storage().get(tensor) instanceof Storage.Scratch scratch
        && scratch.phase() == Storage.Phase.BACKWARD;
    return slot.isPresent() ? CodeBlock.of("$L[$L]", backward ? "backwardPool" : "pool", slot.getAsInt())
        : CodeBlock.of("new $T[$L]", tensor.isInteger() ? TypeName.INT : units.element(), size(tensor));
  }

  /** The arrays of a pool that a called block uses; where these are its first ones, the pool itself. */
  private static CodeBlock arrays(String pool, List<Integer> slots) {
    return areFirst(slots) ? CodeBlock.of("$L", pool) : CodeBlock.of("arrays($L,$W" + slots.stream()
        .map(String::valueOf).collect(Collectors.joining(",$W")) + ")", pool);
  }

  static boolean areFirst(List<Integer> slots) {
    return IntStream.range(0, slots.size()).allMatch(i -> slots.get(i) == i);
  }

  private void nested(Call call) {
    UnitNames callee = units.called(names, call);
    BlockPlan calleePlan = units.plan(call.block());
    ClassName nested = callee.buffersType(calleePlan);
    Pages.Path path = names.callBuffers(plan, call);
    Struct struct = of(path);
    String field = path.field();
    CodeBlock.Builder pools = CodeBlock.builder().add("$L", arrays("pool", forwardSlots.getOrDefault(call, List.of())));
    if (!callee.infers(calleePlan)) {
      pools.add(",$W$L", arrays("backwardPool", backwardSlots.getOrDefault(call, List.of())));
    }
    boolean draws = call.block().drawsRandomNumbers();
    struct.type.addField(FieldSpec.builder(call.count() == 1 ? nested : ArrayTypeName.of(nested), field,
        Modifier.PUBLIC, Modifier.FINAL).addJavadoc(
            Documentation.of(call, infers ? "What inference needs" : "The arrays")).build());
    if (call.count() > 1) {
      struct.code.addStatement("$L = new $T[$L]", field, nested, call.count());
    }
    Instances.each(struct.code, field, call, (instance, name) -> CodeBlock.of(
        "$L =$Wnew $T(capacity, $L$L)", instance, nested, pools.build(),
        draws ? CodeBlock.of(", name + $L", name) : ""));
    if (draws) {
      Instances.each(struct.draw, field, call,
          (instance, name) -> CodeBlock.of("$L.draw(key, step, firstSample)", instance));
    }
    if (sharing.contains(call)) {
      String share = names.share(plan, call).field();
      struct.type.addField(FieldSpec.builder(callee.gradientsType(), share, Modifier.FINAL)
          .initializer("new $T(new $T(null), $S)", callee.gradientsType(), new GivenArrays(units).type(), "").build());
    }
  }

  private void between(Step step) {
    names.between(plan, step).ifPresent(field -> {
      List<Tensor> tensors = step instanceof Step.Forward f ? f.between() : ((Step.Backward) step).between();
      int count = (step instanceof Step.Forward f ? f.call() : ((Step.Backward) step).call()).count() - 1;
      TypeSpec.Builder type = pages.get(Pages.NONE).type;
      CodeBlock.Builder code = pages.get(Pages.NONE).code;
      type.addField(ArrayTypeName.of(units.array()), field, Modifier.FINAL);
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
      if (plan.storage().get(tensor) instanceof Storage.Saved) {
        plan.slot(tensor).ifPresent(slots::add);
      }
    }
    return slots.size() == between.size() ? slots : List.of();
  }

  /** One of the arrays that take turns between repetitions, which may be another tensor's. */
  private CodeBlock turn(Tensor tensor) {
    Tensor at = plan.array(tensor);
    Pages.Path field = names.bufferFields(plan).get(at);
    return field == null ? array(at) : CodeBlock.of("$L", field);
  }
}
