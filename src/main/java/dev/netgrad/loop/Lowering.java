package dev.netgrad.loop;

import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Statement;
import dev.netgrad.plan.Step;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes loop nests of a plan: pairs the blocks of training and evaluation, and lowers each of their groups. */
public final class Lowering {
  private final Map<KernelForm, Kernel> kernels = new LinkedHashMap<>();
  private final Names names = new Names(Set.of());

  private final ArrayLayout layout;
  private final List<Width> widths;

  /** What is made for vectors of one width. */
  private static final class Width {
    private final Target target;
    private final Convolutions convolutions;
    private final Schedules schedules;
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<Choice> choices = new ArrayList<>();

    private Width(Target target, Convolutions convolutions, Schedules schedules) {
      this.target = target;
      this.convolutions = convolutions;
      this.schedules = schedules;
    }

    /** Chooses how a nest is computed, and writes its kernel unless plain loops are best. */
    private void add(Step.Group group, Match<Contraction> nest, Kernel plain, Buffers buffers, Set<String> taken) {
      Rewriting rewriting = convolutions.rewriting();
      Choice choice = Forms.choose(plain.name(), nest, target, rewriting, schedules);
      schedules.check(choice, target.bits());
      choices.add(choice);
      if (!choice.isPlain()) {
        Kernel faster = VectorLowering.lower(group.statements(), choice, target, rewriting, plain, buffers, taken);
        LoopVerifier.verify(faster, target.lanes());
        kernels.add(faster);
      }
    }

    private VectorUnit unit() {
      return new VectorUnit(target, kernels, choices);
    }
  }

  private Lowering(ElementType element, List<Target> targets, Convolutions convolutions, Schedules schedules) {
    this.layout = new ArrayLayout(element);
    this.widths = targets.stream().map(target -> new Width(target, convolutions, schedules)).toList();
  }

  /** Plain kernels alone, in single precision. */
  public static Program lower(Plan plan) {
    return lower(plan, ElementType.FLOAT, List.of(), Convolutions.TOOM_COOK, Schedules.NONE);
  }

  /**
   * @param element what arrays consist of
   * @param targets for which there are vector kernels beside the plain ones
   * @param convolutions what these do
   * @param schedules what was set by hand
   * @throws ScheduleException if a nest can't be what was set
   */
  public static Program lower(Plan plan, ElementType element, List<Target> targets, Convolutions convolutions,
      Schedules schedules) {
    Map<Block, Set<Block>> evaluations = new LinkedHashMap<>();
    Network network = plan.network();
    pair(network.training(), network.evaluation(), evaluations, new HashSet<>());
    network.derivatives().forEach(evaluations.get(network.training())::add);
    network.metrics().ifPresent(m -> pair(network.training(), m.batch(), evaluations, new HashSet<>()));
    Set<Block> paired = new HashSet<>();
    evaluations.values().forEach(paired::addAll);
    Lowering lowering = new Lowering(element, targets, convolutions, schedules);
    List<Program.Unit> units = new ArrayList<>();
    plan.evaluation().forEach((block, p) -> {
      if (!paired.contains(block)) {
        units.add(lowering.unit(Optional.empty(), List.of(p)));
      }
    });
    plan.training().forEach((block, p) -> units.add(lowering.unit(Optional.of(p),
        evaluations.getOrDefault(block, Set.of()).stream().map(plan.evaluation()::get).toList())));
    List<Program.Unit> updates = plan.updates().stream().map(p -> lowering.unit(Optional.of(p), List.of())).toList();
    List<VectorUnit> vectors = lowering.widths.stream().map(Width::unit).toList();
    schedules.checkAll(vectors);
    return new Program(plan, element, units, updates, List.copyOf(lowering.kernels.values()), vectors);
  }

  /** A block in training is one class with what the same call is in evaluation. */
  private static void pair(Block training, Block evaluation, Map<Block, Set<Block>> pairs, Set<List<Block>> done) {
    if (!done.add(List.of(training, evaluation))) {
      return;
    }
    pairs.computeIfAbsent(training, b -> new LinkedHashSet<>()).add(evaluation);
    Map<List<String>, Call> byInstances = new HashMap<>();
    evaluation.calls().forEach(c -> byInstances.putIfAbsent(c.instances(), c));
    for (Call call : training.calls()) {
      Call same = byInstances.get(call.instances());
      if (same != null) {
        pair(call.block(), same.block(), pairs, done);
      }
    }
  }

  private Program.Unit unit(Optional<BlockPlan> training, List<BlockPlan> evaluations) {
    Map<Step.Group, KernelCall> calls = new IdentityHashMap<>();
    training.ifPresent(p -> {
      lower(p, p.forward(), calls);
      p.backward().ifPresent(b -> lower(p, b, calls));
    });
    evaluations.forEach(p -> lower(p, p.forward(), calls));
    return new Program.Unit(training, evaluations, calls);
  }

  private void lower(BlockPlan plan, BlockPlan.Pass pass, Map<Step.Group, KernelCall> calls) {
    for (Step step : pass.steps()) {
      if (step instanceof Step.Group group) {
        calls.put(group, Fault.at(group.subject(), () -> lower(plan, group)));
      }
    }
  }

  private KernelCall lower(BlockPlan plan, Step.Group group) {
    Set<String> taken = taken(group);
    Names locals = new Names(taken);
    Buffers buffers = new Buffers(plan, layout, locals);
    // The textbook's loops are exact.
    Rewriting rewriting = Rewriting.exact();
    List<Code> body = Nest.build(group, buffers, locals, rewriting);
    Kernel kernel = new Kernel("", buffers.all(), body, rewriting.applied());
    Kernel shared = kernels.computeIfAbsent(KernelForm.of(kernel), form -> {
      Kernel named = new Kernel(names.fresh(name(group)), kernel.parameters(), Phases.of(Conversions.of(kernel.body())),
          kernel.laws());
      LoopVerifier.verify(named);
      Match<Contraction> nest = Contraction.of(group.statements(), plan::array);
      widths.forEach(width -> width.add(group, nest, named, buffers, taken));
      return named;
    });
    return new KernelCall(shared, buffers.tensors());
  }

  /** Names that loop variables may have, and those of the batch size. */
  private static Set<String> taken(Step.Group group) {
    Set<String> taken = new HashSet<>(Set.of(Kernel.BATCH.name()));
    Stream.of(Buffer.Scratch.values()).map(Buffer::scratchName).forEach(taken::add);
    for (Statement s : group.statements()) {
      List<Axis> axes = new ArrayList<>(s.formula().axes());
      axes.addAll(s.formula().reduction().axes());
      axes.addAll(s.target().freshAxes());
      axes.forEach(a -> taken.add(Names.identifier(a.name())));
    }
    return taken;
  }

  /** The targets' names, without the numbers that tell layers apart: equal nests share a kernel. */
  private static String name(Step.Group group) {
    Set<String> parts = new LinkedHashSet<>();
    group.statements().forEach(s -> parts.add(Names.identifier(s.target().name().replaceAll("\\d+(?=[.A-Z]|$)", ""))));
    List<String> few = parts.stream().limit(2).toList();
    StringBuilder name = new StringBuilder(few.get(0));
    few.subList(1, few.size()).forEach(p ->
        name.append("And").append(Character.toUpperCase(p.charAt(0))).append(p.substring(1)));
    return name.toString();
  }
}
