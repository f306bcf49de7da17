package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A reduction in local variables: sums and products in double precision. */
final class Reduced {
  private final Reduction reduction;
  private final Scalar body;
  private final Code.Local result;
  private final Optional<Code.Local> winner;

  Reduced(Scope scope, Reduction reduction, Scalar body) {
    this(scope, reduction, body, reduction.kind().symbol());
  }

  /** @param wish what the variable would be called if it were the only one */
  Reduced(Scope scope, Reduction reduction, Scalar body, String wish) {
    this.reduction = reduction;
    this.body = body;
    this.result = switch (reduction.kind()) {
      case SUM, PROD -> scope.wide(wish);
      case MIN, MAX -> scope.local(wish, false);
      case ARGMAX -> scope.local("best", false);
      case NONE -> throw new IllegalStateException(body + " is no reduction");
    };
    scope.add(new Code.Start(result, new Value.Number(reduction.kind().identity())));
    this.winner = reduction.kind().isPosition() ? Optional.of(scope.local("winner", true)) : Optional.empty();
    winner.ifPresent(w -> scope.add(new Code.Start(w, new Value.Number(-1))));
  }

  /** What holds the reduction after the loops. */
  Code.Local result() {
    return winner.orElse(result);
  }

  /** What is done at one point of loops over the axes of several reductions. */
  static Consumer<Scope> at(List<Reduced> sums) {
    return in -> {
      Map<Scalar, Integer> uses = new HashMap<>();
      sums.forEach(s -> Rows.count(s.body, true, uses));
      Values values = new Values(in, Optional.empty(), uses, new LinkedHashMap<>());
      for (Reduced s : sums) {
        Value value = values.of(s.body, true);
        in.add(s.winner.<Code>map(w -> new Code.Winner(s.result, w, value, s.reduction.position()))
            .orElseGet(() -> new Code.Update(s.result, s.reduction.kind(), value)));
      }
    };
  }
}
