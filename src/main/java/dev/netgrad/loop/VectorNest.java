package dev.netgrad.loop;

import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Writes the loops of one group for vectors, as its schedules say; what these have in common stands here. */
final class VectorNest {
  private final Target target;
  private final Rewriting rewriting;
  private final Buffers buffers;
  private final Set<String> taken;
  private final Names partNames = new Names(Set.of());

  private VectorNest(Target target, Rewriting rewriting, Buffers buffers, Set<String> taken) {
    this.target = target;
    this.rewriting = rewriting;
    this.buffers = buffers;
    this.taken = new HashSet<>(taken);
    buffers.all().forEach(b -> this.taken.add(b.name()));
    this.taken.addAll(List.of("own", "shared"));
  }

  /**
   * The kernel of a group.
   *
   * @param plain its plain kernel
   * @param rewriting through which its formulas are rewritten
   * @param plainBuffers the plain kernel's, so that both have the same parameters
   * @param taken names that local variables must not have
   */
  static Kernel lower(List<Statement> statements, Choice choice, Target target, Rewriting rewriting, Kernel plain,
      Buffers plainBuffers, Set<String> taken) {
    Buffers buffers = plainBuffers.copy();
    VectorNest nest = new VectorNest(target, rewriting, buffers, taken);
    Scope scope = nest.outermost();
    nest.write(choice.taken(), scope);
    statements.stream().filter(Statement::sumsBySample).forEach(s -> SampleSums.join(scope, s));
    if (!buffers.all().equals(plainBuffers.all())) {
      throw new IllegalStateException(plain.name() + " has other arrays for vectors: " + buffers.all());
    }
    return new Kernel(plain.name(), plain.parameters(), Phases.of(Conversions.of(scope.code())), rewriting.applied());
  }

  /** Of two schedules, the first one from so many samples on. */
  private void write(List<Schedule> schedules, Scope scope) {
    if (schedules.size() == 1) {
      form(schedules.get(0)).write(scope);
      return;
    }
    Test enough = new Test.AtLeastZero(Affine.of(Kernel.BATCH).plus(-schedules.get(0).fewestSamples()));
    scope.add(new Code.When(enough, apart(form(schedules.get(0)))));
    scope.add(new Code.When(new Test.Not(enough), apart(form(schedules.get(1)))));
  }

  private VectorForm form(Schedule schedule) {
    return schedule.match(new Schedule.Cases<>(
        toomCookTile -> new ToomCookTile(this, toomCookTile),
        tile -> new TileNest(this, tile),
        toomCookSlice -> new ToomCookSlice(this, toomCookSlice),
        panelSlice -> new PanelSlice(this, panelSlice),
        slice -> new SliceNest(this, slice),
        rows -> new RowNest(this, rows),
        plain -> {
          throw new IllegalArgumentException("plain loops are no form for vectors: " + plain.choices());
        }));
  }

  /** Code with variables and loops of its own. */
  private List<Code> apart(VectorForm form) {
    Scope scope = outermost();
    form.write(scope);
    return scope.code();
  }

  private Scope outermost() {
    return Scope.outermost(buffers, names(), rewriting);
  }

  Target target() {
    return target;
  }

  /** Through which formulas are rewritten. */
  Rewriting rewriting() {
    return rewriting;
  }

  /** Names for the local variables of another method. */
  private Names names() {
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
}
