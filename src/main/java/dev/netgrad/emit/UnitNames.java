package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The names that one unit's class declares, decided before it is written. */
final class UnitNames {
  private final Program.Unit unit;
  private final ClassName type;
  private final Numbers numbers;
  private final Set<String> visible;
  private final Map<String, Pages.Path> weights = new LinkedHashMap<>();
  private final Map<String, Marks> marks = new LinkedHashMap<>();
  private final Map<List<String>, Pages.Path> calls = new LinkedHashMap<>();
  // By identity: plans hold all that their passes do, which would be looked through at each question.
  private final Map<BlockPlan, Map<Tensor, Pages.Path>> buffers = new IdentityHashMap<>();
  private final Map<BlockPlan, Map<Call, Pages.Path>> callBuffers = new IdentityHashMap<>();
  private final Map<BlockPlan, Map<Step, String>> betweens = new IdentityHashMap<>();
  private final Map<Call, String> shares = new IdentityHashMap<>();
  private final Map<Tensor, String> sites = new IdentityHashMap<>();
  private final Map<BlockPlan.Pass, Map<Tensor, String>> ports = new IdentityHashMap<>();
  private final Map<BlockPlan.Pass, Map<Tensor, String>> arguments = new IdentityHashMap<>();
  private final Map<List<String>, Call> trainingCalls = new HashMap<>();

  /** @param visible what methods of the network see anyway: classes, and numbers that are given at run time */
  UnitNames(Program.Unit unit, ClassName type, Numbers numbers, Set<String> visible) {
    this.numbers = numbers;
    this.visible = visible;
    this.unit = unit;
    this.type = type;
    nameFields(unit.main().block());
    unit.training().ifPresent(p -> {
      p.block().calls().forEach(c -> trainingCalls.putIfAbsent(c.instances(), c));
      nameBuffers(p);
      ports.put(p.forward(), namePorts(p, p.block().outputs()));
      p.backward().ifPresent(b -> {
        ports.put(b, namePorts(p, backwardPorts(p)));
        arguments.put(b, nameArguments(p, ports.get(b)));
      });
    });
    unit.evaluations().forEach(p -> {
      nameBuffers(p);
      ports.put(p.forward(), namePorts(p, p.block().outputs()));
    });
  }

  /** The fields of weights and gradients: parameters and states, then what calls have of them. */
  private void nameFields(Block block) {
    Identifiers fields = new Identifiers(Fixed.WEIGHTS);
    Map<String, String> weightFields = new LinkedHashMap<>();
    for (Tensor tensor : block.body()) {
      if (tensor.definition() instanceof Definition.Parameter || tensor.definition() instanceof Definition.State) {
        weightFields.put(tensor.name(), fields.declare(tensor.name()));
      }
    }
    Map<List<String>, String> callFields = new LinkedHashMap<>();
    block.calls().forEach(c -> callFields.computeIfAbsent(c.instances(), i -> fields.declare(common(i))));
    Pages pages = new Pages(weightFields.size() + callFields.size());
    Stream.concat(block.parameters().stream(), block.states().stream()).filter(t -> weightFields.containsKey(t.name()))
        .forEach(t -> weights.computeIfAbsent(t.name(), name -> pages.path(weightFields.get(name))));
    callFields.forEach((instances, field) -> calls.put(instances, pages.path(field)));
    unit.training().ifPresent(p -> p.storage().forEach((tensor, storage) -> {
      if (storage instanceof Storage.Marks of) {
        String name = of.parameter().name();
        marks.put(name, new Marks(weights.get(name).beside(fields.declare(name + ".marks")), tensor));
      }
    }));
  }

  /** {@code stage2.0, stage2.1} are {@code stage2}. */
  private static String common(List<String> instances) {
    String first = instances.get(0);
    return instances.size() == 1 ? first : first.replaceAll("\\.?\\d+$", "");
  }

  static List<Tensor> backwardPorts(BlockPlan plan) {
    List<Tensor> more = new ArrayList<>(plan.block().outputs());
    plan.gradient().map(BlockGradient::outputAdjoints).ifPresent(more::addAll);
    plan.ports().adjoints().arrays().forEach(a -> a.ifPresent(more::add));
    return more;
  }

  private Map<Tensor, String> namePorts(BlockPlan plan, List<Tensor> more) {
    Identifiers names = new Identifiers(Fixed.PASS, visible);
    Map<Tensor, String> ports = new LinkedHashMap<>();
    plan.block().inputs().forEach(t -> ports.put(t,
        t.definition() instanceof Definition.RunTime ? numbers.number(t) : names.declare(t.name())));
    for (Tensor tensor : more) {
      if (!ports.containsKey(tensor)) {
        ports.put(tensor, names.declare(tensor.name()));
      }
    }
    // Copies that fill a port the tensor itself could not.
    plan.storage().forEach((tensor, storage) -> {
      if (storage instanceof Storage.Port && !ports.containsKey(tensor)) {
        ports.put(tensor, names.declare(tensor.name()));
      }
    });
    return ports;
  }

  /**
   * Users know what an adjoint is of, and not what it turned out to be the same as: the gradient of x is dX to them,
   * where the pass may know it as that of the next tensor, dY.
   */
  private Map<Tensor, String> nameArguments(BlockPlan plan, Map<Tensor, String> ports) {
    Map<Tensor, String> of = new LinkedHashMap<>();
    plan.gradient().ifPresent(g -> g.outputAdjoints().forEach(t -> of.put(t, PassPorts.output(plan, t).name())));
    for (int i = 0; i < plan.ports().adjoints().arrays().size(); i++) {
      Tensor input = plan.block().inputs().get(i);
      plan.ports().adjoints().arrays().get(i).ifPresent(t -> of.putIfAbsent(t, input.name()));
    }
    Identifiers names = new Identifiers(Fixed.PASS, visible);
    Map<Tensor, String> arguments = new LinkedHashMap<>(ports);
    arguments.keySet().removeAll(of.keySet());
    arguments.replaceAll((t, port) -> t.definition() instanceof Definition.RunTime ? port : names.declare(t.name()));
    of.forEach((t, primal) -> arguments.put(t, names.declare("d." + primal)));
    return arguments;
  }

  private void nameBuffers(BlockPlan plan) {
    Identifiers names = new Identifiers(Fixed.BUFFERS);
    Map<Call, String> byCall = new LinkedHashMap<>();
    plan.block().calls().forEach(c -> byCall.put(c, names.declare(callField(c).field())));
    Map<Step, String> byStep = new IdentityHashMap<>();
    Map<Tensor, String> fields = new LinkedHashMap<>();
    List<Step> steps = new ArrayList<>(plan.forward().steps());
    plan.backward().ifPresent(b -> steps.addAll(b.steps()));
    Set<Tensor> between = new HashSet<>();
    for (Step step : steps) {
      if (step instanceof Step.Forward f && !f.between().isEmpty()) {
        byStep.put(step, names.declare(f.result().name() + "Between"));
        f.between().stream().filter(t -> t != f.result()).forEach(between::add);
      } else if (step instanceof Step.Backward b && !b.between().isEmpty()) {
        byStep.put(step, names.declare(b.resultAdjoint().name() + "Between"));
        b.between().stream().filter(t -> !b.adjoints().contains(Optional.of(t))).forEach(between::add);
      }
    }
    plan.storage().forEach((tensor, storage) -> {
      boolean hasField = storage.match(port -> false, weight -> false, stream -> true, adjoint -> false,
          marks -> false, saved -> true, scratch -> true, alias -> false);
      if (hasField && !between.contains(tensor)) {
        fields.put(tensor, names.declare(tensor.name()));
      }
    });
    for (Step step : steps) {
      if (step instanceof Step.Backward b && b.sharesGradients()) {
        shares.computeIfAbsent(b.call(), call -> names.declare(byCall.get(call) + "Share"));
      }
    }
    fields.forEach((tensor, field) -> {
      if (plan.storage(tensor).filter(Storage.Stream.class::isInstance).isPresent()) {
        sites.put(tensor, names.declare(field + "Site"));
      }
    });
    Pages pages = new Pages(fields.size() + plan.block().calls().size());
    // Whoever calls the network reads its outputs there.
    Set<Tensor> outputs = new HashSet<>(plan.block().outputs());
    Map<Tensor, Pages.Path> paths = new LinkedHashMap<>();
    fields.forEach((tensor, field) -> paths.put(tensor,
        outputs.contains(tensor) ? new Pages.Path(Pages.NONE, field) : pages.path(field)));
    Map<Call, Pages.Path> callPaths = new LinkedHashMap<>();
    byCall.forEach((call, field) -> callPaths.put(call, pages.path(field)));
    buffers.put(plan, paths);
    callBuffers.put(plan, callPaths);
    betweens.put(plan, byStep);
  }

  Program.Unit unit() {
    return unit;
  }

  /** The call of the same instances in training. */
  Optional<Call> trainingCall(Call call) {
    return Optional.ofNullable(trainingCalls.get(call.instances()));
  }

  /** Whether a plan of the unit is one of inference. By identity: plans are large. */
  boolean infers(BlockPlan plan) {
    return evaluation(plan) >= 0;
  }

  private int evaluation(BlockPlan plan) {
    int i = unit.evaluations().size() - 1;
    while (i >= 0 && unit.evaluations().get(i) != plan) {
      i--;
    }
    return i;
  }

  ClassName type() {
    return type;
  }

  /** Whether this is the network itself. */
  boolean isWhole() {
    return type.enclosingClassName() == null;
  }

  ClassName weightsType() {
    return type.nestedClass("Weights");
  }

  ClassName gradientsType() {
    return type.nestedClass("Gradients");
  }

  ClassName buffersType(BlockPlan plan) {
    int evaluation = evaluation(plan);
    return type.nestedClass(evaluation < 0 ? "Buffers" : "InferBuffers" + (evaluation == 0 ? "" : evaluation + 1));
  }

  String inferName(BlockPlan plan) {
    int evaluation = evaluation(plan);
    return "infer" + (evaluation == 0 ? "" : evaluation + 1);
  }

  /** The field, and the method of a workspace, with the arrays of a plan of inference. */
  String inferenceName(BlockPlan plan) {
    int evaluation = evaluation(plan);
    return "inference" + (evaluation == 0 ? "" : evaluation + 1);
  }

  /** The field of a parameter or a state, which evaluation knows by its name alone. */
  Pages.Path weight(Tensor tensor) {
    return weights.get(tensor.name());
  }

  /** The field of a parameter or state of the block's own, if it has one of that name. */
  Optional<Pages.Path> weight(String name) {
    return Optional.ofNullable(weights.get(name));
  }

  /** Marks of the rows of a gradient that were written, and their field. */
  record Marks(Pages.Path path, Tensor tensor) {}

  /** By parameter, the marks of its gradient. */
  Map<String, Marks> marks() {
    return marks;
  }

  Pages.Path callField(Call call) {
    return calls.get(call.instances());
  }

  Map<Tensor, Pages.Path> bufferFields(BlockPlan plan) {
    return buffers.get(plan);
  }

  /** The field with a call's buffers. */
  Pages.Path callBuffers(BlockPlan plan, Call call) {
    return callBuffers.get(plan).get(call);
  }

  /** The field with the gradients of one of a call's repetitions, before they are added to the others'. */
  Pages.Path share(BlockPlan plan, Call call) {
    return callBuffers(plan, call).beside(shares.get(call));
  }

  /** The field with the number of a stream's site. */
  String site(Tensor stream) {
    return sites.get(stream);
  }

  /** The field with the arrays between a repeated call's repetitions. */
  Optional<String> between(BlockPlan plan, Step step) {
    return Optional.ofNullable(betweens.get(plan).get(step));
  }

  /** What users give to a pass: the same, but adjoints are named by what they are of. */
  String argument(BlockPlan.Pass pass, Tensor tensor) {
    return arguments.getOrDefault(pass, ports.get(pass)).get(tensor);
  }

  /** The parameters of a pass's method. */
  String port(BlockPlan.Pass pass, Tensor tensor) {
    return ports.get(pass).get(tensor);
  }
}
