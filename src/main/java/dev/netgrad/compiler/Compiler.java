package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.emit.JavaEmitter;
import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.loop.Lowering;
import dev.netgrad.loop.SchedulePrinter;
import dev.netgrad.loop.code.LoopPrinter;
import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.PlanVerifier;
import dev.netgrad.plan.Planner;
import dev.netgrad.simplify.Change;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way through the house:
 * <pre>
 * .net text ─ syntax ─▶ AST ─ model ─▶ tensors
 *           ─ grad ─▶ tensors + adjoints ─ simplify ─▶ … ─ plan ─▶ loops ─ emit ─▶ Java
 * </pre>
 * {@link NetFile} goes the first two steps, for all networks of a file; this class the rest, for one. Each stage runs,
 * is verified (loops where they are made), is timed, and is dumped if that is wanted.
 */
public final class Compiler {
  private final Options options;
  private final Network source;
  private final List<Timing> timings = new ArrayList<>();

  private Compiler(Network source, Options options) {
    this.source = source;
    this.options = options;
  }

  /** A network's formulas as text, without where they are from: what it computes, and nothing of how. */
  public static String formulas(Network network) {
    return Dumps.network(network);
  }

  /**
   * A network to Java.
   *
   * @throws dev.netgrad.plan.BudgetException if training can't keep within the memory budget
   */
  public static Compilation compile(Network source, Options options) {
    return DeepStack.call(() -> new Compiler(source, options).compile());
  }

  /**
   * A network to its plan.
   *
   * @throws dev.netgrad.plan.BudgetException if training can't keep within the memory budget
   */
  public static Plan plan(Network source, Options options) {
    return DeepStack.call(() -> new Compiler(source, options).plan());
  }

  /** A network to its loops. */
  static Program lower(Network source, Options options) {
    return DeepStack.call(() -> new Compiler(source, options).lower());
  }

  /** A network to its simplified derivative. */
  public static Derivative derive(Network source, Options options) {
    return DeepStack.call(() -> new Compiler(source, options).derive(change -> {}).simplified());
  }

  /** A network to its derivative, with all that the laws did on the way. */
  public static Derived derived(Network source, Options options) {
    return DeepStack.call(() -> {
      List<Change> changes = new ArrayList<>();
      Derived derived = new Compiler(source, options).derive(changes::add);
      return new Derived(source, derived.expanded(), derived.raw(), derived.simplified(), changes);
    });
  }

  /** What was derived already to Java. */
  public static Compilation compile(Derived derived, Options options) {
    return DeepStack.call(() -> {
      Compiler compiler = new Compiler(derived.source(), options);
      return compiler.compile(compiler.lower(compiler.plan(derived.simplified())));
    });
  }

  private Compilation compile() {
    return compile(lower());
  }

  private Compilation compile(Program program) {
    List<GeneratedSource> sources =
        stage(Stage.JAVA, () -> JavaEmitter.emit(program, options.emit()), java -> {}, Dumps::sources);
    return new Compilation(program.plan(), program, sources, timings);
  }

  private Program lower() {
    return lower(plan());
  }

  private Program lower(Plan plan) {
    Program program = stage(Stage.LOOP, () -> Lowering.lower(plan, options.emit().elementType(),
        options.profile().targets(options.emit().vectorBits(), options.emit().elementType()), options.convolutions(),
        options.schedules()));
    // Schedules are chosen while the loops are written.
    dump(Stage.SCHEDULE, program, SchedulePrinter::print);
    dump(Stage.LOOP, program, LoopPrinter::print);
    return program;
  }

  private Plan plan() {
    return plan(derive(change -> {}).simplified());
  }

  private Plan plan(Derivative derivative) {
    return stage(Stage.PLAN, () -> options.memoryBudget().map(budget -> Planner.plan(derivative, budget))
        .orElseGet(() -> Planner.plan(derivative)), PlanVerifier::verify, Dumps::plan);
  }

  private Derived derive(Consumer<Change> changes) {
    Network model = stage(Stage.MODEL, () -> source, Verifier::verify, Dumps::network);
    Network expanded = DerivedTerms.expand(model);
    // By the exact laws, so that every gradient is of what will run.
    Network primal = stage(Stage.PRIMAL, () -> Simplification.simplify(expanded, changes), Verifier::verify,
        Dumps::network);
    Derivative adjoints = stage(Stage.GRAD, () -> Differentiation.differentiate(primal, options.inputGradients()),
        Verifier::verify, Dumps::derivative);
    Derivative simplified = stage(Stage.SIMPLIFY, () -> Simplification.simplify(adjoints, changes), Verifier::verify,
        Dumps::derivative);
    return new Derived(source, expanded, adjoints, simplified, List.of());
  }

  private <T> T stage(Stage stage, Supplier<T> pass, Consumer<T> verifier, Function<T, String> printer) {
    T result = stage(stage, () -> {
      T made = pass.get();
      verifier.accept(made);
      return made;
    });
    dump(stage, result, printer);
    return result;
  }

  private <T> T stage(Stage stage, Supplier<T> pass) {
    long start = System.nanoTime();
    T result = Fault.during(stage + " of network " + source.name(), pass);
    timings.add(new Timing(stage, System.nanoTime() - start));
    return result;
  }

  private <T> void dump(Stage stage, T result, Function<T, String> printer) {
    if (options.dumps().contains(stage)) {
      options.sink().accept("// " + source.name() + " after " + stage + "\n" + printer.apply(result));
    }
  }
}
