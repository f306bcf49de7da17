package dev.netgrad.law;

import java.util.Optional;

/**
 * A law on sums of products: {@code m} neighbouring outputs of a correlation with {@code r} taps,
 * <pre>y[i] = Σ_j x[i + j]·g[j],  i < m, j < r,</pre>
 * are {@code y = Aᵀ((G g) ⊙ (Bᵀ x))}, which takes {@code m + r − 1} multiplications instead of {@code m·r}. It is
 * multiplication of polynomials by evaluation and interpolation (Toom 1963, Cook 1966), transposed (Winograd 1980);
 * Lavin and Gray, arXiv 1509.09308, use it for convolutions.
 *
 * <p>With points {@code p_0 … p_{n−2}} and ∞, {@code n = m + r − 1}: row i of Bᵀ has the coefficients of
 * {@code Π_{j≠i} (t − p_j)}, the last row those of {@code Π_j (t − p_j)}; {@code G[i][j] = p_i^j / Π_{k≠i} (p_i −
 * p_k)}; {@code Aᵀ[j][i] = p_i^j}; in the row or column of ∞ only the highest power is 1.
 *
 * <p>Exact for real numbers. In floating point the sums cancel: the error grows with the points, which is why there are
 * six of them and no more. Each output of a patch is made of all of the patch, and what it does not read cancels. So
 * its error is relative to the largest pixel of the patch, whether it reads it or not: on one axis, for each tap, by a
 * factor of at most {@code Σ_i |Aᵀ[j][i]|·|G[i][k]|·Σ_l |Bᵀ[i][l]|} ≤ 29.4 for each rounding, on two by its square; one
 * large pixel and random weights give 13 roundings of it. And ∞ − ∞ does not cancel: a pixel inside of a patch makes
 * all 16 outputs NaN, one at its rim, where patches overlap, up to 25. {@code --convolutions direct} avoids both.
 */
public final class ToomCook {
  private static final double[] POINTS = {0, 1, -1, 2, -2};

  /** Multiplications for a tile. */
  public static final int PRODUCTS = POINTS.length + 1;

  private final double[][] input;
  private final double[][] kernel;
  private final double[][] output;

  /** So many neighbouring outputs of a correlation with so many taps. */
  public record Correlation(int outputs, int taps) {}

  /** The matrices, if there are points enough and none too many. */
  static Optional<ToomCook> of(Correlation correlation) {
    return correlation.outputs() + correlation.taps() - 1 == PRODUCTS
        ? Optional.of(new ToomCook(correlation.outputs(), correlation.taps())) : Optional.empty();
  }

  private ToomCook(int outputs, int taps) {
    int n = PRODUCTS;
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
  public static boolean saves(long direct, long patches) {
    return 2 * patches * PRODUCTS * PRODUCTS <= direct;
  }

  /** Bᵀ, n by n. */
  public double[][] input() {
    return input;
  }

  /** G, n by r. */
  public double[][] kernel() {
    return kernel;
  }

  /** Aᵀ, m by n. */
  public double[][] output() {
    return output;
  }
}
