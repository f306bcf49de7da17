package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.netgrad.highway.Highway;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.KernelCall;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The classes of a network and what they are called. */
final class Units {
  /** The parameter that says which of several threads runs. */
  static final String WORKER = "me";
  /** The constant that holds the kernels in use. */
  static final String KERNELS = "KERNELS";

  private final Program program;
  private final boolean timed;
  private final boolean hasPlainSet;
  private final Set<Block> adding;
  private final TypeName element;
  private final ClassName network;
  private final Map<Block, UnitNames> units = new LinkedHashMap<>();
  private final List<UnitNames> updates = new ArrayList<>();
  private final Optimizer optimizer;
  private final Highway highway;
  private final KernelUses uses;
  private final Explained explained = new Explained();
  private final List<UnitNames> withLoops;
  private final Identifiers classes = new Identifiers(Fixed.CLASSES);
  private final Map<String, String> kernelMethods = new HashMap<>();
  private final Identifiers kernelScope = new Identifiers(Fixed.KERNELS);

  Units(Program program, EmitOptions options) {
    this.program = program;
    this.timed = options.timed();
    this.highway = Highway.of(program.plan().derivative());
    this.adding = adding(program);
    this.hasPlainSet = !program.faster().isEmpty();
    this.element = options.elementType() == ElementType.FLOAT ? TypeName.FLOAT : TypeName.DOUBLE;
    this.network = ClassName.get(options.packageName(), classes.declare(program.plan().network().name()));
    program.kernels().forEach(k -> kernelMethods.put(k.name(), kernelScope.declare(k.name())));
    Map<Program.Unit, ClassName> types = new IdentityHashMap<>();
    Stream.concat(program.units().stream().filter(u -> u != program.whole()), program.updates().stream())
        .forEach(u -> types.put(u, network.nestedClass(classes.declare(Identifiers.capital(u.main().block().name())))));
    types.put(program.whole(), network);
    // A variable called like a class would hide it.
    Set<String> visible = types.values().stream().map(ClassName::simpleName).collect(Collectors.toSet());
    Numbers numbers = new Numbers(program, Set.copyOf(visible));
    visible.addAll(numbers.all());
    for (Program.Unit unit : program.units()) {
      UnitNames unitNames = new UnitNames(unit, types.get(unit), numbers, visible);
      unit.training().ifPresent(p -> units.put(p.block(), unitNames));
      unit.evaluations().forEach(p -> units.putIfAbsent(p.block(), unitNames));
    }
    program.updates().forEach(u -> updates.add(new UnitNames(u, types.get(u), numbers, visible)));
    this.optimizer = new Optimizer(program.plan(), updates, numbers);
    this.uses = new KernelUses(inOrder());
    this.withLoops = inOrder().stream().filter(u -> !loopsOf(u).isEmpty()).toList();
  }

  /** What the gradient meets on the skips. */
  Highway highway() {
    return highway;
  }

  /** The method that is a kernel. */
  String method(Kernel kernel) {
    return kernelMethods.get(kernel.name());
  }

  /**
   * The call of a kernel.
   *
   * @param given the arrays and numbers for its parameters
   */
  JavaExpression call(KernelCall call, List<JavaExpression> given) {
    return JavaExpression.name(KERNELS).call(method(call.kernel()), JavaExpression.all(
        List.of(JavaExpression.name(WORKER), JavaExpression.name("N")),
        Slots.arguments(call.kernel().parameters(), given, 2, element)));
  }

  /** How many elements a tensor has. */
  static JavaExpression length(Tensor tensor) {
    JavaExpression perSample = JavaExpression.number(tensor.elementsPerSample());
    return tensor.isPerSample()
        ? JavaExpression.infix(JavaExpression.name("N"), JavaExpression.Operator.TIMES, perSample) : perSample;
  }

  /** For the methods of a class that has all kernels. */
  Identifiers methods() {
    return kernelScope.inner();
  }

  /** What the optimizer does. */
  Optimizer optimizer() {
    return optimizer;
  }

  /** A name that no other class of the network has. */
  String freshClass(String wish) {
    return classes.declare(wish);
  }

  Program program() {
    return program;
  }

  ClassName network() {
    return network;
  }

  /** The class that all kernels are of: what they share. */
  ClassName support() {
    return network.nestedClass("Kernels");
  }

  /** The class with the loops that a unit is the first to use. */
  ClassName loops(UnitNames unit) {
    return unit.type().nestedClass("Loops");
  }

  /** What the class with a unit's loops extends: the loops of the units before it. */
  ClassName before(UnitNames unit) {
    int i = withLoops.indexOf(unit);
    return i == 0 ? support() : loops(withLoops.get(i - 1));
  }

  /** The textbook's kernels that a unit is the first to use. */
  List<Kernel> loopsOf(UnitNames unit) {
    return program.textbook().stream().filter(k -> uses.unit(k) == unit).toList();
  }

  /** What was explained so far. */
  Explained explained() {
    return explained;
  }

  /** What kernels are for. */
  KernelUses uses() {
    return uses;
  }

  /** The class with the loops of the whole network. */
  ClassName kernels() {
    return withLoops.isEmpty() ? support() : loops(withLoops.get(withLoops.size() - 1));
  }

  /** All units in the order in which one reads them: blocks before what calls them, the network last. */
  List<UnitNames> inOrder() {
    List<UnitNames> all = new ArrayList<>(blocks());
    all.addAll(updates);
    all.add(whole());
    return all;
  }

  /** Whether there are kernels in plain Java that are faster than the textbook's. */
  boolean hasPlainSet() {
    return hasPlainSet;
  }

  /** Whether there are other kernels than the textbook's. */
  boolean hasSets() {
    return hasPlainSet || !vectors().isEmpty();
  }

  /** The class with the kernels for any Java, where these are not the textbook's. */
  ClassName plainSet() {
    return network.peerClass(network.simpleName() + "Plain");
  }

  /** The kernels that run in any Java, of which those for vectors take what they don't do faster. */
  ClassName base() {
    return hasPlainSet ? plainSet() : kernels();
  }

  /** Whether gradients of a block are computed apart and then added to those of another repetition or call. */
  boolean addsGradients(Block block) {
    return adding.contains(block);
  }

  private static Set<Block> adding(Program program) {
    Set<Block> adding = new HashSet<>();
    program.plan().training().values().stream().flatMap(p -> p.backward().stream()).flatMap(b -> b.steps().stream())
        .forEach(step -> {
          if (step instanceof Step.Backward backward && backward.sharesGradients()) {
            addAll(backward.call().block(), adding);
          }
        });
    return adding;
  }

  /** A block, and those that it calls. */
  private static void addAll(Block block, Set<Block> into) {
    if (into.add(block)) {
      block.calls().forEach(call -> addAll(call.block(), into));
    }
  }

  /** Whether kernels have parts that one thread alone runs. */
  boolean hasSingleParts() {
    return timed || Stream.concat(Stream.concat(program.kernels().stream(), program.textbook().stream()),
        program.vectors().stream().flatMap(unit -> unit.kernels().stream()))
        .anyMatch(k -> k.body().stream().anyMatch(Code.Single.class::isInstance));
  }

  /** Whether the kernels tell how long they took. */
  boolean timed() {
    return timed;
  }

  /** The class that times the kernels, where that is wanted. */
  ClassName timedKernels() {
    return network.nestedClass("TimedKernels");
  }

  /** The class of a workspace's threads. */
  ClassName team() {
    return network.nestedClass("Team");
  }

  /** What holds the arguments of the running pass. */
  ClassName given() {
    return network.nestedClass("Given");
  }

  /** What a team's threads run together. */
  ClassName pass() {
    return team().nestedClass("Pass");
  }

  /** The vector kernels that are written beside the plain ones, the widest first. */
  List<VectorUnit> vectors() {
    return program.vectors();
  }

  /** The class with the kernels for vectors of one width. */
  ClassName vectorSet(VectorUnit unit) {
    return network.peerClass(network.simpleName() + "Vector" + unit.bits());
  }

  /** The class of one of the threads that run a pass. */
  ClassName worker() {
    return network.nestedClass("Worker");
  }

  /** Whether a training step or inference draws random numbers. */
  boolean drawsRandomNumbers() {
    return program.plan().wholeTraining().block().drawsRandomNumbers()
        || program.plan().wholeEvaluation().block().drawsRandomNumbers()
        || program.plan().network().asides().stream().anyMatch(Block::drawsRandomNumbers);
  }

  TypeName element() {
    return element;
  }

  TypeName array() {
    return ArrayTypeName.of(element);
  }

  TypeName type(Tensor tensor) {
    if (tensor.definition() instanceof Definition.RunTime) {
      return element;
    } else if (tensor.definition() instanceof Definition.Random) {
      return TypeName.LONG;
    }
    return tensor.isInteger() ? ArrayTypeName.of(TypeName.INT) : array();
  }

  /** The array of a parameter or state of the network's weights, which may be in those of a block that it calls. */
  JavaExpression weight(String name) {
    return weight(program.plan().network().training(), name, JavaExpression.name("w"))
        .orElseThrow(() -> new IllegalStateException("there are no weights " + name));
  }

  private Optional<JavaExpression> weight(Block block, String name, JavaExpression weights) {
    UnitNames names = of(block);
    Optional<JavaExpression> own = names.weight(name).map(path -> path.in(weights));
    for (Iterator<Call> calls = block.calls().iterator(); own.isEmpty() && calls.hasNext();) {
      Call call = calls.next();
      JavaExpression field = names.callField(call).in(weights);
      for (int i = 0; own.isEmpty() && i < call.count(); i++) {
        String prefix = call.instances().get(i) + ".";
        own = !name.startsWith(prefix) ? own : weight(call.block(), name.substring(prefix.length()),
            call.count() == 1 ? field : field.at(JavaExpression.number(i)));
      }
    }
    return own;
  }

  UnitNames of(Block block) {
    return units.get(block);
  }

  UnitNames whole() {
    return units.get(program.plan().network().training());
  }

  List<UnitNames> updates() {
    return updates;
  }

  /** Units other than the network's own, in the order of their classes. */
  List<UnitNames> blocks() {
    return units.values().stream().distinct().filter(u -> u != whole()).toList();
  }

  /** The unit that a call in an evaluation graph runs: the one of the same call in training, where there is one. */
  UnitNames called(UnitNames caller, Call call) {
    return units.get(caller.trainingCall(call).orElse(call).block());
  }

  BlockPlan plan(Block block) {
    Map<Block, BlockPlan> training = program.plan().training();
    return training.containsKey(block) ? training.get(block) : program.plan().evaluation().get(block);
  }
}
