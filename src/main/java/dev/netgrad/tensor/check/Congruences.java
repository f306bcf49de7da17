package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition.Divisible;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known to be divisible by what, and what follows from that. */
record Congruences(List<Divisible> all) {
  private static final long MOST_FACTOR = 1_000;

  static final Congruences NONE = new Congruences(List.of());

  Congruences {
    all = List.copyOf(all);
  }

  /** These and another one, with what they give together: from 2·i − j and j, multiples of 4, that i is even. */
  Congruences and(Divisible other) {
    List<Divisible> more = new ArrayList<>(all);
    Divisible added = shortened(other);
    more.add(added);
    all.forEach(known -> reduced(added, known).filter(d -> !more.contains(d)).ifPresent(more::add));
    return new Congruences(more);
  }

  /** With the least terms that leave the same remainders, divided by what divides these and the modulus. */
  private static Divisible shortened(Divisible d) {
    Affine least = Affine.of(residue(d.affine().constant(), d.modulus()));
    for (Axis axis : d.affine().terms().keySet()) {
      least = least.plus(Affine.of(axis).times(residue(d.affine().coefficient(axis), d.modulus())));
    }
    long common = Affine.gcd(d.modulus(), least.content());
    return common < 2 ? new Divisible(least, d.modulus())
        : new Divisible(least.dividedBy(common), d.modulus() / common);
  }

  /** From −modulus/2 on, below modulus/2 or at it. */
  private static long residue(long number, long modulus) {
    long rest = Math.floorMod(number, modulus);
    return 2 * rest > modulus ? rest - modulus : rest;
  }

  /** Without an axis that another number has, too, if both moduli have a divisor that makes it a multiple. */
  private static Optional<Divisible> reduced(Divisible d, Divisible known) {
    long modulus = Affine.gcd(d.modulus(), known.modulus());
    for (long times = 1; times < modulus; times++) {
      Affine rest = d.affine().minus(known.affine().times(times));
      if (goes(d.affine(), rest, modulus)) {
        return Optional.of(shortened(new Divisible(rest, modulus))).filter(r -> r.modulus() > 1);
      }
    }
    return Optional.empty();
  }

  /** Whether some axis has a term that is a multiple of the modulus in the second number and not in the first. */
  private static boolean goes(Affine from, Affine to, long modulus) {
    return from.terms().keySet().stream()
        .anyMatch(axis -> from.coefficient(axis) % modulus != 0 && to.coefficient(axis) % modulus == 0);
  }

  /** Whether {@code affine ≡ 0 (mod modulus)} follows. */
  boolean prove(Affine affine, long modulus) {
    return prove(affine, modulus, 0) || proveByFactors(affine, modulus);
  }

  /** What two numbers without a common divisor divide, their product divides. */
  private boolean proveByFactors(Affine affine, long modulus) {
    for (long factor = 2; factor * factor < modulus && factor < MOST_FACTOR; factor++) {
      if (modulus % factor == 0 && Affine.gcd(factor, modulus / factor) == 1) {
        return prove(affine, factor) && prove(affine, modulus / factor);
      }
    }
    return false;
  }

  /** Takes the known numbers from one on away, each so often that the term of an axis is a multiple of the modulus. */
  private boolean prove(Affine affine, long modulus, int from) {
    if (affine.content() % modulus == 0) {
      return true;
    }
    for (int i = from; i < all.size(); i++) {
      // A multiple of 3, taken twice, is one of 6.
      long step = modulus / Affine.gcd(modulus, all.get(i).modulus());
      for (long times = step; times < modulus; times += step) {
        Affine rest = affine.minus(all.get(i).affine().times(times));
        if (goes(affine, rest, modulus) && prove(rest, modulus, i + 1)) {
          return true;
        }
      }
    }
    return false;
  }
}
