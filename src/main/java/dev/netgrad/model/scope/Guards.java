package dev.netgrad.model.scope;

import dev.netgrad.syntax.Ast;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The guards in formulas, and whether one of their uses needs them. */
public final class Guards {
  private final Map<Ast.Expr, Boolean> needed = new IdentityHashMap<>();

  /**
   * A read with a value outside its bounds, or a condition of a reduction, has been used; whether it was needed there.
   */
  public void use(Ast.Expr guard, boolean isNeeded) {
    needed.merge(guard, isNeeded, Boolean::logicalOr);
  }

  /** The guards that none of their uses needed. */
  public Stream<Ast.Expr> needless() {
    return needed.entrySet().stream().filter(use -> !use.getValue()).map(Map.Entry::getKey);
  }
}
