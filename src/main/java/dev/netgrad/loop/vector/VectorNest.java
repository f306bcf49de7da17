package dev.netgrad.loop.vector;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Names;
import dev.netgrad.loop.code.Uses;
import dev.netgrad.loop.plain.Buffers;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.schedule.Target;
import dev.netgrad.tensor.Axis;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the loops of all forms have in common: the target, the arrays, the names, and methods of their own. */
public final class VectorNest {
  private final Target target;
  private final Rewriting rewriting;
  private final Buffers buffers;
  private final Set<String> taken;
  private final Names partNames = new Names(Set.of());

  /**
   * @param rewriting through which formulas are rewritten
   * @param taken names that local variables must not have
   */
  public VectorNest(Target target, Rewriting rewriting, Buffers buffers, Set<String> taken) {
    this.target = target;
    this.rewriting = rewriting;
    this.buffers = buffers;
    this.taken = new HashSet<>(taken);
    buffers.all().forEach(b -> this.taken.add(b.name()));
    this.taken.addAll(List.of("own", "shared"));
  }

  /** A body with variables and loops of its own. */
  public Scope outermost() {
    return Scope.outermost(buffers, names(), rewriting);
  }

  public Target target() {
    return target;
  }

  /** Through which formulas are rewritten. */
  public Rewriting rewriting() {
    return rewriting;
  }

  /** Names for the local variables of another method. */
  private Names names() {
    return new Names(taken);
  }

  /** A method of its own. */
  public Code.Part part(String name, List<Axis> parameters, Consumer<Scope> body) {
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
