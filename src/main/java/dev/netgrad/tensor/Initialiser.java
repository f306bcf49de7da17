package dev.netgrad.tensor;

import java.util.SplittableRandom;

/** How a parameter starts. */
public sealed interface Initialiser {

  /** The next element, by a {@linkplain RandomNumbers#generator generator}; generated code draws the same. */
  double next(SplittableRandom random);

  /** Every element the same. */
  record Fill(double value) implements Initialiser {
    @Override
    public double next(SplittableRandom random) {
      return value;
    }
  }

  /** Normal with mean 0, by the method of Box and Muller, 1958. */
  record Normal(double standardDeviation) implements Initialiser {
    @Override
    public double next(SplittableRandom random) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      return standardDeviation * radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
  }

  /** Uniform in [−bound, bound). */
  record Uniform(double bound) implements Initialiser {
    @Override
    public double next(SplittableRandom random) {
      return bound * (2 * random.nextDouble() - 1);
    }
  }
}
