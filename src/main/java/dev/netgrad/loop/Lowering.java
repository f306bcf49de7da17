package dev.netgrad.loop;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Conversions;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.KernelCall;
import dev.netgrad.loop.code.KernelForm;
import dev.netgrad.loop.code.LoopVerifier;
import dev.netgrad.loop.code.Names;
import dev.netgrad.loop.code.Phases;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.loop.plain.Buffers;
import dev.netgrad.loop.plain.Nest;
import dev.netgrad.loop.plain.ScatterNest;
import dev.netgrad.loop.plain.Textbook;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.schedule.ArrayLayout;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Forms;
import dev.netgrad.schedule.Match;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.schedule.Target;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes loop nests of a plan: pairs the blocks of training and evaluation, and lowers each of their groups. */
public final class Lowering {
  private final Map<KernelForm, Kernel> kernels = new LinkedHashMap<>();
  private final List<Kernel> textbook = new ArrayList<>();
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
    schedules.checkAll(vectors.stream().collect(Collectors.toMap(VectorUnit::bits, VectorUnit::choices)));
    return new Program(plan, element, units, updates, List.copyOf(lowering.kernels.values()),
        lowering.textbook, vectors);
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
      lower(p, p.forward(), "", calls);
      p.backward().ifPresent(b -> lower(p, b, "", calls));
    });
    evaluations.forEach(p -> lower(p, p.forward(), "ForInference", calls));
    return new Program.Unit(training, evaluations, calls);
  }

  /** @param use what tells the kernels of this pass from those of others that compute the same otherwise */
  private void lower(BlockPlan plan, BlockPlan.Pass pass, String use, Map<Step.Group, KernelCall> calls) {
    for (Step step : pass.steps()) {
      if (step instanceof Step.Group group) {
        calls.put(group, Fault.at(group.subject(), () -> lower(plan, group, use)));
      }
    }
  }

  private KernelCall lower(BlockPlan plan, Step.Group group, String use) {
    Set<String> taken = taken(group);
    Names locals = new Names(taken);
    Buffers buffers = new Buffers(plan, layout, locals);
    Rewriting rewriting = Rewriting.exact();
    List<Code> body = Nest.build(group, buffers, locals, rewriting);
    List<Tensor> parameters = resultsFirst(group, plan, buffers.tensors());
    Kernel kernel = new Kernel("", parameters.stream().map(buffers::of).toList(), body, rewriting.applied());
    Kernel shared = kernels.computeIfAbsent(KernelForm.of(kernel), form -> {
      Kernel named = new Kernel(name(group, plan, use), kernel.parameters(), Phases.of(Conversions.of(kernel.body())),
          kernel.laws());
      LoopVerifier.verify(named);
      textbook.add(textbook(group, named, buffers, taken));
      Match<Contraction> nest = group.scan().isPresent()
          ? Match.no("a scan, whose points need one another") : Contraction.of(group.statements(), plan::array);
      widths.forEach(width -> width.add(group, nest, named, buffers, taken));
      return named;
    });
    return new KernelCall(shared, parameters);
  }

  /** The same nest as a person would write it. */
  private static Kernel textbook(Step.Group group, Kernel plain, Buffers plainBuffers, Set<String> taken) {
    if (group.scan().isPresent() || ScatterNest.of(group.statements().get(0)).isPresent()) {
      // Each term goes to the row that a class number names, each point of a scan after another: there is one way to
      // write it.
      return plain;
    }
    Buffers buffers = plainBuffers.copy();
    Rewriting rewriting = Rewriting.exact();
    Names locals = new Names(taken);
    plain.parameters().forEach(b -> locals.fresh(b.name()));
    List<Code> body = Textbook.build(group, buffers, locals, rewriting);
    if (!buffers.all().equals(plainBuffers.all())) {
      throw new IllegalStateException(plain.name() + " has other arrays in the textbook: " + buffers.all());
    }
    Kernel kernel =
        new Kernel(plain.name(), plain.parameters(), Phases.of(Conversions.of(body)), rewriting.applied());
    LoopVerifier.verify(kernel);
    return kernel;
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

  /** The arrays of a kernel's results, then those that it reads, then those of partial sums. */
  private static List<Tensor> resultsFirst(Step.Group group, BlockPlan plan, List<Tensor> used) {
    Set<Tensor> ordered = new LinkedHashSet<>();
    group.statements().forEach(s -> ordered.add(plan.array(s.target())));
    List<Tensor> partial = group.statements().stream().flatMap(s -> s.partial().stream()).map(plan::array).toList();
    used.stream().filter(t -> !partial.contains(t)).forEach(ordered::add);
    ordered.addAll(used);
    return List.copyOf(ordered);
  }

  /**
   * What a kernel computes, in words that no other has: without the numbers that tell layers apart, as equal nests
   * share a kernel, or with what tells them apart after all.
   */
  private String name(Step.Group group, BlockPlan plan, String use) {
    List<String> full = group.statements().stream().map(s -> Names.identifier(s.target().name())).distinct().toList();
    String few = joined(full.stream().map(n -> n.replaceAll("(?<=\\p{L})\\d+(?=\\P{Ll}|$)", "")).distinct().toList());
    String block = "Of" + Character.toUpperCase(plan.block().name().charAt(0)) + plan.block().name().substring(1);
    String shape = "Of" + group.statements().get(0).target().shape().stream().filter(e -> !e.isBatch())
        .map(e -> Long.toString(e.size())).collect(Collectors.joining("x"));
    return names.firstFree(List.of(few + use, joined(full) + use, few + block + use, joined(full) + block + use,
        few + shape + use, joined(full) + shape + use, few + block + shape + use));
  }

  /** Two names, the second without the words that both begin with. */
  private static String joined(List<String> names) {
    String first = names.get(0);
    if (names.size() == 1) {
      return first;
    }
    String second = names.get(1);
    int common = 0;
    for (int i = 0; i < Math.min(first.length(), second.length()) && first.charAt(i) == second.charAt(i); i++) {
      boolean word = i + 1 < second.length() && Character.isUpperCase(second.charAt(i + 1));
      common = word && i + 1 < first.length() && Character.isUpperCase(first.charAt(i + 1)) ? i + 1 : common;
    }
    String rest = second.substring(common);
    return first + "And" + Character.toUpperCase(rest.charAt(0)) + rest.substring(1);
  }
}
