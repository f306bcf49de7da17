package dev.netgrad.loop;

import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A law on sums of products: {@code m} neighbouring outputs of a correlation with {@code r} taps,
 * <pre>y[i] = Σ_j x[i + j]·g[j],  i < m, j < r,</pre>
 * are {@code y = Aᵀ((G g) ⊙ (Bᵀ x))}, which takes {@code m + r − 1} multiplications instead of {@code m·r}. It is
 * multiplication of polynomials by evaluation and interpolation (Toom 1963, Cook 1966), transposed (Winograd 1980);
 * Lavin and Gray, arXiv 1509.09308, use it for convolutions.
 *
 * <p>With points {@code p_0 … p_{n−2}} and ∞, {@code n = m + r − 1}: row i of Bᵀ has the coefficients of
 * {@code Π_{j≠i} (t − p_j)}, the last row those of {@code Π_j (t − p_j)}; {@code G[i][j] = p_i^j / Π_{k≠i} (p_i − p_k)};
 * {@code Aᵀ[j][i] = p_i^j}; in the row or column of ∞ only the highest power is 1.
 *
 * <p>Exact for real numbers. In floating point the sums cancel: the error grows with the points, which is why there are
 * six of them and no more. Each output of a patch is made of all of the patch, and what it does not read cancels. So
 * its error is relative to the largest pixel of the patch, whether it reads it or not: on one axis, for each tap, by a
 * factor of at most {@code Σ_i |Aᵀ[j][i]|·|G[i][k]|·Σ_l |Bᵀ[i][l]|} ≤ 29.4 for each rounding, on two by its square; one
 * large pixel and random weights give 13 roundings of it. And ∞ − ∞ does not cancel: a pixel inside of a patch makes
 * all 16 outputs NaN, one at its rim, where patches overlap, up to 25. {@link Convolutions#DIRECT} avoids both.
 */
final class ToomCook {
  private static final double[] POINTS = {0, 1, -1, 2, -2};

  /** Multiplications for a tile. */
  static final int PRODUCTS = POINTS.length + 1;

  private final double[][] input;
  private final double[][] kernel;
  private final double[][] output;

  /** @param outputs and taps: their sum is 7 */
  ToomCook(int outputs, int taps) {
    int n = PRODUCTS;
    if (outputs + taps - 1 != n) {
      throw new IllegalArgumentException(outputs + " outputs, " + taps + " taps");
    }
    input = new double[n][n];
    kernel = new double[n][taps];
    output = new double[outputs][n];
    for (int i = 0; i < n; i++) {
      double[] polynomial = {1};
      double scale = 1;
      for (int j = 0; j < POINTS.length; j++) {
        if (j != i) {
          polynomial = timesRoot(polynomial, POINTS[j]);
          scale *= i < POINTS.length ? POINTS[i] - POINTS[j] : 1;
        }
      }
      System.arraycopy(polynomial, 0, input[i], 0, polynomial.length);
      for (int j = 0; j < taps; j++) {
        kernel[i][j] = i < POINTS.length ? Math.pow(POINTS[i], j) / scale : j == taps - 1 ? 1 : 0;
      }
      for (int j = 0; j < outputs; j++) {
        output[j][i] = i < POINTS.length ? Math.pow(POINTS[i], j) : j == outputs - 1 ? 1 : 0;
      }
    }
  }

  private static double[] timesRoot(double[] polynomial, double root) {
    double[] product = new double[polynomial.length + 1];
    for (int i = 0; i < polynomial.length; i++) {
      product[i + 1] += polynomial[i];
      product[i] -= root * polynomial[i];
    }
    return product;
  }

  /**
   * Whether the law on two axes, in patches of n by n products, takes at most half of so many multiplications.
   *
   * @param direct the multiplications without it
   */
  static boolean saves(long direct, long patches) {
    return 2 * patches * PRODUCTS * PRODUCTS <= direct;
  }

  /** Bᵀ, n by n. */
  double[][] input() {
    return input;
  }

  /** G, n by r. */
  double[][] kernel() {
    return kernel;
  }

  /** Aᵀ, m by n. */
  double[][] output() {
    return output;
  }

  /**
   * Writes a matrix times a vector of lanes. Rows for {@code p} and {@code −p} agree in the even columns and are opposite
   * in the odd ones: both are made of one sum of each.
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
