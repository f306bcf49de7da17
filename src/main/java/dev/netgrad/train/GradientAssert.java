package dev.netgrad.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * For tests of applications: whether a model's gradients are the derivatives of its loss.
 *
 * <pre>{@code
 * Model model = new PetsModel(1);
 * model.initialise(1);
 * GradientAssert.assertGradients(model, new Batch(4).with("image", pixels).with("label", new int[] {0, 1, 1, 0}));
 * }</pre>
 *
 * <p>The loss is computed in {@code float}, so the step of a difference matters: if it is small, rounding drowns the
 * difference, if it is large, curvature and kinks do. Each parameter is moved along random directions of ones and minus
 * ones, by steps that halve, and the difference counts where it changes least from step to step, and where forward and
 * backward are most alike, which a kink between them is not; that tells its error, too. The steps are those of Ridders,
 * Accurate computation of F'(x) and F'(x)F''(x), Advances in Engineering Software 4, 1982. Of three directions the
 * middle one decides.
 */
public final class GradientAssert {
  private static final int DIRECTIONS = 3;
  private static final int STEPS = 12;
  private static final double FIRST_STEP = 1.0 / 16;
  /** Of the length of the gradient, which is how large the derivative along a direction of ones is. */
  private static final double TOLERANCE = 0.02;
  /** How far a loss of type {@code float} may be off, as a share of it. */
  private static final double ROUNDING = 0x1p-22;
  /** How much farther off the difference may be than it seems. */
  private static final double DOUBT = 3;

  private GradientAssert() {}

  /** A difference at its best step, and how far it may be off. */
  private record Difference(double derivative, double error) {}

  /** A derivative along a direction, both ways. */
  private record Compared(double derived, Difference measured, double length) {
    double excess() {
      return Math.abs(derived - measured.derivative())
          / (TOLERANCE * length + DOUBT * measured.error() + Double.MIN_NORMAL);
    }
  }

  /**
   * Compares the gradient of each parameter with differences of the loss. The model is in the end as it was.
   *
   * @param model that {@linkplain Model#trains trains}; its {@linkplain Model#numbers numbers} have values, if the loss
   *     reads one
   * @param batch has the model's inputs
   * @throws AssertionError if one disagrees, with all that do
   * @throws IllegalArgumentException if the model does not train, or the batch does not fit
   */
  public static void assertGradients(Model model, Batch batch) {
    if (!model.trains()) {
      throw new IllegalArgumentException(model.name() + " has no loss or no optimizer, so there is no gradient");
    }
    BatchGradient gradient = model.gradient(batch, 0).copy();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < gradient.gradients().size(); i++) {
      NamedArray derived = gradient.gradients().get(i);
      Compared middle = compared(model, batch, model.parameters().get(i).values(), derived.values(), gradient.loss());
      // Written so that a NaN is wrong.
      if (!(middle.excess() <= 1)) {
        wrong.add(String.format(Locale.ROOT, "%s: along a direction it is %.4g, but the loss changes by %.4g ± %.1g",
            derived.name(), middle.derived(), middle.measured().derivative(), middle.measured().error()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong.size() + " of " + gradient.gradients().size() + " gradients of " + model.name()
          + " are wrong:\n  " + String.join("\n  ", wrong));
    }
  }

  private static Compared compared(Model model, Batch batch, float[] parameter, float[] derived, double loss) {
    SplittableRandom random = new SplittableRandom(parameter.length);
    double length = Math.sqrt(dot(derived, derived));
    float[] before = parameter.clone();
    Compared[] all = new Compared[DIRECTIONS];
    try {
      for (int d = 0; d < DIRECTIONS; d++) {
        float[] direction = new float[parameter.length];
        for (int i = 0; i < direction.length; i++) {
          direction[i] = random.nextBoolean() ? 1 : -1;
        }
        all[d] = new Compared(dot(derived, direction), difference(model, batch, parameter, direction, loss), length);
      }
    } finally {
      System.arraycopy(before, 0, parameter, 0, before.length);
    }
    Arrays.sort(all, (a, b) -> Double.compare(a.excess(), b.excess()));
    return all[DIRECTIONS / 2];
  }

  private static Difference difference(Model model, Batch batch, float[] parameter, float[] direction, double loss) {
    float[] from = parameter.clone();
    double size = Math.sqrt(dot(from, from) / from.length);
    double step = FIRST_STEP * (size > 0 ? size : 1);
    double former = Double.NaN;
    double change = Double.NaN;
    Difference best = new Difference(Double.NaN, Double.POSITIVE_INFINITY);
    for (int k = 0; k < STEPS; k++, step /= 2) {
      double up = moved(model, batch, parameter, from, direction, step);
      double down = moved(model, batch, parameter, from, direction, -step);
      double derivative = (up - down) / (2 * step);
      double last = Math.abs(derivative - former);
      double kinks = Math.abs(up - 2 * loss + down) / (2 * step);
      double error = Math.max(Math.max(last, change), kinks) + ROUNDING * Math.abs(loss) / step;
      if (error < best.error()) {
        best = new Difference(derivative, error);
      }
      former = derivative;
      change = last;
    }
    System.arraycopy(from, 0, parameter, 0, from.length);
    return best;
  }

  private static double moved(Model model, Batch batch, float[] parameter, float[] from, float[] direction,
      double step) {
    for (int i = 0; i < parameter.length; i++) {
      parameter[i] = (float) (from[i] + step * direction[i]);
    }
    return model.gradient(batch, 0).loss();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
