package dev.netgrad.law;

import dev.netgrad.tensor.Law;
import java.util.List;

/** The registry: every law by which the compiler may change a formula. */
public final class Laws {
  public static final List<Law<?, ?>> ALL = List.of(
      ProductLaws.ONE,
      ScalarLaws.FOLD,
      DefinitionLaws.COPY,
      DefinitionLaws.SHARE,
      DefinitionLaws.IN_PLACE,
      ReductionLaws.COUNT,
      ScalarLaws.DECIDED,
      ScalarLaws.SAME_BRANCHES,
      ScalarLaws.LARGER,
      ReductionLaws.GUARD,
      ReductionLaws.ABSENT,
      ProductLaws.ZERO,
      ScalarLaws.MASK,
      ProductLaws.LIKE_TERMS,
      ProductLaws.CANCEL,
      ProductLaws.ROOT,
      ProductLaws.BOUNDED,
      ProductLaws.COMMON_FACTOR,
      ReductionLaws.VOLUME,
      ReductionLaws.INVARIANT,
      ReductionLaws.EQUATION,
      ReductionLaws.SINGLED_OUT,
      ReductionLaws.CENTRED,
      Line.FOLDED,
      ScalarLaws.POWER_ZERO,
      ProductLaws.ZERO_QUOTIENT,
      ProductLaws.POWERS,
      ScalarLaws.NESTED,
      ScalarLaws.SCALED_MASK,
      ScalarLaws.COMMON_TO_BRANCHES,
      ReductionLaws.NOTHING,
      ReductionLaws.POINT,
      ReductionLaws.DISTRIBUTED,
      ProductLaws.ORDER,
      DefinitionLaws.TRANSPOSED,
      DefinitionLaws.PREVIOUS,
      EvaluationLaws.RECTIFIED,
      EvaluationLaws.SQUARE,
      EvaluationLaws.RECIPROCAL,
      EvaluationLaws.SQUARE_ROOT,
      EvaluationLaws.UNROLLED,
      EvaluationLaws.SLIDING);

  private Laws() {}
}
