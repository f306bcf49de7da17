package dev.netgrad.loop.winograd;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Code of the linear transforms of {@link dev.netgrad.law.ToomCook}. */
final class Transform {
  private Transform() {}

  /**
   * Writes a matrix times a vector of lanes. Rows for {@code p} and {@code −p} agree in the even columns and are
   * opposite in the odd ones: both are made of one sum of each.
   *
   * @param terms the vector's elements; null for 0
   * @return the product's elements; null for 0
   */
  static List<Code.Local> product(Scope scope, double[][] matrix, List<Code.Local> terms, String wish) {
    List<Code.Local> results = new ArrayList<>();
    for (int i = 0; i < matrix.length; i++) {
      if (i + 1 < matrix.length && isMirrored(matrix[i], matrix[i + 1])) {
        Code.Local even = sum(scope, matrix[i], terms, j -> j % 2 == 0, "even");
        Code.Local odd = sum(scope, matrix[i], terms, j -> j % 2 == 1, "odd");
        results.add(combined(scope, even, odd, 1, wish));
        results.add(combined(scope, even, odd, -1, wish));
        i++;
      } else {
        results.add(sum(scope, matrix[i], terms, j -> true, wish));
      }
    }
    return results;
  }

  private static boolean isMirrored(double[] row, double[] next) {
    boolean both = false;
    for (int j = 0; j < row.length; j++) {
      if (row[j] != (j % 2 == 0 ? next[j] : -next[j])) {
        return false;
      }
      both |= j % 2 == 1 && row[j] != 0;
    }
    return both;
  }

  private static Code.Local combined(Scope scope, Code.Local even, Code.Local odd, double sign, String wish) {
    return sum(scope, new double[] {1, sign}, Arrays.asList(even, odd), j -> true, wish);
  }

  private static Code.Local sum(Scope scope, double[] row, List<Code.Local> terms, IntPredicate which,
      String wish) {
    // A term that is taken as it is comes first, if there is one.
    List<Integer> order = new ArrayList<>();
    for (int j = 0; j < row.length; j++) {
      if (which.test(j) && row[j] != 0 && terms.get(j) != null) {
        order.add(row[j] == 1 ? 0 : order.size(), j);
      }
    }
    Code.Local sum = null;
    for (int j : order) {
      Value term = new Value.Use(terms.get(j));
      if (sum == null) {
        sum = scope.lanes(wish);
        scope.add(new Code.Start(sum, row[j] == 1 ? term : times(row[j], term)));
      } else {
        scope.add(new Code.Update(sum, Reduction.Kind.SUM, row[j] == 1 ? term : times(row[j], term)));
      }
    }
    return sum;
  }

  private static Value times(double factor, Value term) {
    return factor == -1 ? new Value.Apply(Operator.NEGATE, List.of(term))
        : new Value.Apply(Operator.MULTIPLY, List.of(new Value.Number(factor), term));
  }
}
