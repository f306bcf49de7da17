package dev.netgrad.loop;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.law.ToomCook;
import dev.netgrad.plan.Statement;
import dev.netgrad.plan.Step;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Scalars;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes the loops of one group for vectors. Three forms serve all: tiles of a reduction with what follows it
 * ({@link TileNest}), slices of an array that is summed over the batch ({@link SliceNest}), and rows ({@link RowNest}).
 */
final class VectorNest {
  private final String kernel;
  private final Target target;
  private final Rewriting rewriting;
  private final Buffers buffers;
  private final Set<String> taken;
  private final Names partNames = new Names(Set.of());
  /** Where forms are tried. */
  private Rewriting trial;

  private final List<Schedule.Chosen> chosen = new ArrayList<>();
  private final List<Schedule.Declined> declined = new ArrayList<>();

  /**
   * What became of a group.
   *
   * @param chosen the forms that it takes; none where the plain nest is as good
   * @param obstacle to any form
   * @param code for vectors; nothing where no form is taken
   * @param laws what was applied to the statements
   */
  record Built(List<Schedule.Chosen> chosen, List<Schedule.Declined> declined, Optional<String> obstacle,
      List<Code> code, Set<Law<?, ?>> laws) {
    Schedule schedule(String kernel) {
      return new Schedule(kernel, chosen, declined, obstacle);
    }
  }

  /**
   * What nests are made for.
   *
   * @param schedules what was set by hand
   */
  record Target(Machine machine, Convolutions convolutions, Schedules schedules) {}

  private VectorNest(String kernel, Target target, Buffers buffers, Set<String> taken) {
    this.kernel = kernel;
    this.target = target;
    this.rewriting = target.convolutions() == Convolutions.DIRECT ? Rewriting.exact() : Rewriting.free();
    this.buffers = buffers;
    this.taken = new HashSet<>(taken);
    buffers.all().forEach(b -> this.taken.add(b.name()));
    this.taken.addAll(List.of("own", "shared"));
  }

  /**
   * The nest, or why the plain one serves.
   *
   * @param kernel the plain kernel's name
   * @param buffers the plain kernel's, so that both have the same parameters
   * @param taken names that local variables must not have
   */
  static Built build(Step.Group group, String kernel, Target target, Buffers buffers, Set<String> taken) {
    Buffers own = buffers.copy();
    VectorNest nest = new VectorNest(kernel, target, own, taken);
    Scope scope = nest.outermost();
    try {
      nest.write(group.statements(), scope);
      LaneValues.require(own.all().equals(buffers.all()), "an array that the plain kernel lacks");
    } catch (NoVectorForm e) {
      return new Built(List.of(), nest.declined, Optional.of(e.getMessage()), List.of(), Set.of());
    }
    return new Built(nest.chosen, nest.declined, Optional.empty(), scope.code(), nest.rewriting.applied());
  }

  private void write(List<Statement> statements, Scope scope) {
    Statement first = statements.get(0);
    statements.forEach(VectorNest::requireWholeRow);
    LaneValues.require(first.schedule().row().isPresent(), "no row");
    if (first.schedule().acrossOuter() && !first.sumsBySample()) {
      LaneValues.require(statements.size() == 1, "several sums over the batch");
      slices(first, scope);
    } else if (!first.schedule().acrossOuter() && !first.formula().reduction().isNone()) {
      tiles(statements, scope);
    } else {
      first(Stream.of(() -> form(Schedule.Form.ROWS, () -> new RowNest(this, statements)))).write(scope);
    }
  }

  private static void requireWholeRow(Statement s) {
    LaneValues.require(s.formula().reduction().guards().stream().flatMap(guard -> Scalars.axes(guard).stream())
        .noneMatch(axis -> s.schedule().row().equals(Optional.of(axis))), "a guard along the row");
  }

  /** By the law on sliding sums where the contraction slides and there are samples enough, else tile by tile. */
  private void tiles(List<Statement> statements, Scope scope) {
    Optional<ToomCookTile> law =
        form(Schedule.Form.TOOM_COOK_TILE, () -> recorded(() -> new ToomCookTile(this, statements)));
    long fewest = law.map(ToomCookTile::fewestSamples).orElse(0L);
    Optional<TileNest> direct =
        fewest == 1 ? Optional.empty() : form(Schedule.Form.TILE, () -> new TileNest(this, statements));
    if (law.isPresent() && direct.isPresent()) {
      Test enough = new Test.AtLeastZero(Affine.of(Kernel.BATCH).plus(-fewest));
      scope.add(new Code.When(enough, apart(take(law.get())::write)));
      scope.add(new Code.When(new Test.Not(enough), apart(take(direct.get())::write)));
    } else {
      first(Stream.of(() -> law, () -> direct)).write(scope);
    }
    statements.stream().filter(Statement::sumsBySample).forEach(s -> SampleSums.join(scope, s));
  }

  /** Code with variables and loops of its own. */
  private List<Code> apart(Consumer<Scope> body) {
    Scope scope = outermost();
    body.accept(scope);
    return scope.code();
  }

  /** A form, of which the laws are recorded if it can be had. */
  private <T> T recorded(Supplier<T> form) {
    trial = rewriting.trial();
    T made = form.get();
    rewriting.accept(trial);
    return made;
  }

  /**
   * The law on sliding sums.
   *
   * @throws NoVectorForm where exact laws alone are wanted
   */
  ToomCook law(int outputs, int taps) {
    return trial.by(EvaluationLaws.SLIDING, new ToomCook.Correlation(outputs, taps))
        .orElseThrow(() -> new NoVectorForm("direct convolutions are wanted"));
  }

  Scope outermost() {
    return Scope.outermost(buffers, names(), rewriting);
  }

  /** A form, if it fits. */
  private <T extends VectorForm> Optional<T> form(Schedule.Form form, Supplier<T> maker) {
    try {
      LaneValues.require(target.schedules().allows(kernel, target.machine().bits(), form), "another form is set");
      return Optional.of(maker.get());
    } catch (NoVectorForm e) {
      declined.add(new Schedule.Declined(form, e.getMessage()));
      return Optional.empty();
    }
  }

  private VectorForm take(VectorForm form) {
    chosen.add(form.chosen());
    return form;
  }

  private void slices(Statement statement, Scope scope) {
    first(Stream.of(
        () -> form(Schedule.Form.TOOM_COOK_SLICE, () -> recorded(() -> new ToomCookSlice(this, statement))),
        () -> form(Schedule.Form.PANEL_SLICE, () -> new PanelSlice(this, statement)),
        () -> form(Schedule.Form.SLICE, () -> new SliceNest(this, statement)))).write(scope);
  }

  /** The first that fits. */
  private VectorForm first(Stream<Supplier<Optional<? extends VectorForm>>> forms) {
    return take(forms.map(Supplier::get).flatMap(Optional::stream).findFirst()
        .orElseThrow(() -> new NoVectorForm(declined.get(declined.size() - 1).reason())));
  }

  Buffers buffers() {
    return buffers;
  }

  Machine machine() {
    return target.machine();
  }

  /** Which tiles it may have in a form. */
  Predicate<Tiling> tiles(Schedule.Form form) {
    return target.schedules().tiles(kernel, machine().bits(), form);
  }

  /** Names for the local variables of another method. */
  Names names() {
    return new Names(taken);
  }

  /** A method of its own. */
  Code.Part part(String name, List<Axis> parameters, Consumer<Scope> body) {
    Names names = names();
    parameters.forEach(p -> names.fresh(p.name()));
    Scope scope = Scope.ofPart(parameters, buffers, names, rewriting);
    body.accept(scope);
    // Pieces of scratch memory are one parameter.
    Set<String> seen = new HashSet<>();
    List<Buffer> used = Uses.of(scope.code()).buffers().stream().filter(b -> seen.add(b.name())).toList();
    return new Code.Part(partNames.fresh(name), parameters, used, scope.code());
  }

  /** A loop over numbers known here: {@code from}, {@code from + step}, … below {@code to}; of one, none at all. */
  static void loop(Scope scope, Axis axis, long from, long to, long step, Consumer<Scope> body) {
    if (from + step >= to) {
      Scope inner = scope.inner(List.of(axis), false);
      inner.define(axis, Affine.of(from), 1);
      body.accept(inner);
      inner.code().forEach(scope::add);
      return;
    }
    Scope inner = scope.inner(List.of(axis), false);
    body.accept(inner);
    scope.add(inner.loop(axis, List.of(Code.Bound.of(Affine.of(from))), List.of(Code.Bound.of(Affine.of(to))), step,
        Affine.of(from)));
  }

  /** A loop that threads share. */
  static void share(Scope scope, Axis axis, Affine iterations, Consumer<Scope> body) {
    scope.share(axis);
    Scope inner = scope.inner(List.of(axis), false);
    body.accept(inner);
    scope.add(inner.loop(axis, List.of(Code.Bound.of(Affine.ZERO)), List.of(Code.Bound.of(iterations)), 1,
        Affine.ZERO));
  }

  /** A loop over samples and one more axis, which threads share: one number tells both. */
  static void shareUnits(Scope scope, Axis sample, Axis next, Consumer<Scope> body) {
    Axis unit = new Axis("unit", 1);
    share(scope, unit, units(next), inner -> {
      defineUnit(inner, unit, sample, next);
      body.accept(inner);
    });
  }

  /** The points of an axis, of all samples. */
  static Affine units(Axis next) {
    return Affine.of(Kernel.BATCH).times(next.extent().size());
  }

  /** Which sample, and which point of an axis, the number of a unit tells. */
  static void defineUnit(Scope scope, Axis unit, Axis sample, Axis next) {
    scope.define(sample, Affine.of(unit), next.extent().size());
    scope.define(next, Affine.of(unit).minus(Affine.of(sample).times(next.extent().size())), 1);
  }

  /** Loops over whole axes, outermost first. */
  static void loops(Scope scope, List<Axis> axes, Consumer<Scope> body) {
    Loops.nest(scope, axes, List.of(), body);
  }

  static List<Condition> guards(Reduction reduction) {
    List<Condition> flat = new ArrayList<>();
    for (Condition guard : reduction.guards()) {
      List<Condition> parts = guard instanceof Condition.All all ? all.conditions() : List.of(guard);
      for (Condition part : parts) {
        LaneValues.require(part instanceof Condition.Constraint, "a guard that is no constraint");
        flat.add(part);
      }
    }
    flat.removeIf(g -> g instanceof Condition.AtLeastZero c && c.affine().minimum() >= 0);
    return flat;
  }

  /** Whether a constraint on nothing that varies holds. */
  static boolean holds(Condition constraint) {
    Affine affine = ((Condition.Constraint) constraint).affine();
    LaneValues.require(affine.isConstant(), "a guard on more than a tile");
    return constraint instanceof Condition.Divisible d ? Math.floorMod(affine.constant(), d.modulus()) == 0
        : affine.constant() >= 0;
  }
}
