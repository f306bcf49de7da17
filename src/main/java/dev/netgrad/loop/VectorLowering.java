package dev.netgrad.loop;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Conversions;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Phases;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.plain.Buffers;
import dev.netgrad.loop.plain.SampleSums;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.vector.PanelSlice;
import dev.netgrad.loop.vector.RowNest;
import dev.netgrad.loop.vector.SliceNest;
import dev.netgrad.loop.vector.TileNest;
import dev.netgrad.loop.vector.VectorForm;
import dev.netgrad.loop.vector.VectorNest;
import dev.netgrad.loop.winograd.ToomCookSlice;
import dev.netgrad.loop.winograd.ToomCookTile;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.Target;
import dev.netgrad.tensor.Affine;
import java.util.List;
import java.util.Set;

/** Writes the loops of one group for vectors, as its schedules say. */
record VectorLowering(VectorNest nest) {

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
    new VectorLowering(nest).write(choice.taken(), scope);
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
        toomCookTile -> new ToomCookTile(nest, toomCookTile),
        tile -> new TileNest(nest, tile),
        toomCookSlice -> new ToomCookSlice(nest, toomCookSlice),
        panelSlice -> new PanelSlice(nest, panelSlice),
        slice -> new SliceNest(nest, slice),
        rows -> new RowNest(nest, rows),
        plain -> {
          throw new IllegalArgumentException("plain loops are no form for vectors: " + plain.choices());
        }));
  }

  /** Code with variables and loops of its own. */
  private List<Code> apart(VectorForm form) {
    Scope scope = nest.outermost();
    form.write(scope);
    return scope.code();
  }
}
