package dev.netgrad.loop.plain;

import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.Optional;

/** What follows a reduction element by element. */
final class Epilogues {
  private Epilogues() {}

  /** The epilogue, reading the reduction from the target's array. */
  static Scalar inPlaceOfReduced(Statement s, Scalar epilogue) {
    return Scalars.rewrite(epilogue, node -> node instanceof Scalar.Read read && read.tensor() == s.reduced()
        ? new Scalar.Read(s.target(), read.indices()) : node);
  }

  /** What an epilogue adds to a sum and nothing else: the sum can start from it instead of 0. */
  static Optional<Scalar> addend(Statement s, Scalar epilogue) {
    if (s.formula().reduction().kind() != Reduction.Kind.SUM || !(epilogue instanceof Scalar.Apply apply)
        || apply.operator() != Operator.ADD) {
      return Optional.empty();
    }
    Scalar left = apply.operands().get(0);
    Scalar right = apply.operands().get(1);
    if (isReduced(s, left) && !reads(s, right)) {
      return Optional.of(right);
    }
    return isReduced(s, right) && !reads(s, left) ? Optional.of(left) : Optional.empty();
  }

  private static boolean isReduced(Statement s, Scalar scalar) {
    return scalar instanceof Scalar.Read read && read.tensor() == s.reduced();
  }

  private static boolean reads(Statement s, Scalar scalar) {
    return Scalars.reads(scalar).stream().anyMatch(r -> r.tensor() == s.reduced());
  }
}
