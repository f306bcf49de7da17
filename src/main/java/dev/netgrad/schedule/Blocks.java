package dev.netgrad.schedule;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The loops of a sum, cut into blocks of so few terms that these may be added one after the other in the element type:
 * n terms err by at most {@code n·u·Σ|x|}, with u = 2⁻²⁴ for floats. What is added up then are the blocks, as a
 * compensated sum. Blocks do not depend on who computes them, so that threads change no bit.
 *
 * <p>The innermost loops are a block as far as they have no more terms; the next one outside them is cut evenly.
 *
 * <p>Where adding to a compensated sum is dear, a few blocks are added one after the other first, and then closed.
 *
 * @param outside loops over blocks, each of whose iterations closes some
 * @param few loops over blocks that are added one after the other
 * @param most how many blocks are added before they are closed
 * @param cuts blocks that the cut axis has
 * @param cut the axis of which a block has a part
 * @param length of that part
 * @param between loops outside a block's
 * @param inside the loops of a block
 * @param steps how many iterations of the innermost loop are done at once
 * @param isOne whether the whole sum is one block
 */
public record Blocks(List<Axis> outside, List<Axis> few, long most, long cuts, Optional<Axis> cut, long length,
    List<Axis> between, List<Axis> inside, List<Condition> guards, long steps, boolean isOne) {
  /**
   * Terms of a block and blocks of few: with a product's rounding and 2u for the sum of all, the error is below 64u.
   */
  public static final long TERMS = 62;

  /** Terms of a sum that needs no blocks. */
  private static final long WHOLE = 64;

  /** Blocks that are added one after the other before they are closed, and terms of each block of a tile. */
  public static final long FEW = 14;
  public static final long TERMS_OF_TILE = TERMS - FEW;

  /** The same of a tile where there are more: of fewer that are longer. */
  public static final long FEWER = 8;

  private static final long LARGEST = 1L << 31;

  public Blocks {
    outside = List.copyOf(outside);
    few = List.copyOf(few);
    between = List.copyOf(between);
    inside = List.copyOf(inside);
    guards = List.copyOf(guards);
  }

  /**
   * The blocks of a sum.
   *
   * @param around loops outside the sum's
   * @param summed the sum's loops, outermost first
   * @param between loops outside a block's, and inside those over blocks
   * @param steps how many iterations of the innermost loop its body does at once
   * @param terms how often one body rounds an accumulator; 0 if never, as of a largest value
   * @param few how many blocks are added one after the other; 1 if each is closed
   */
  public static Blocks of(List<Axis> around, List<Axis> summed, List<Axis> between, List<Condition> guards, long steps,
      long terms, long few) {
    // What a body adds to each other before is rounded, too.
    long whole = terms == 0 ? LARGEST : (WHOLE - steps + 1) / terms;
    long most = bodies(summed, 0, steps, guards) <= whole ? whole : Math.max(1, (TERMS - few - steps + 1) / terms);
    int first = summed.size();
    while (first > 0 && bodies(summed, first - 1, steps, guards) <= most) {
      first--;
    }
    List<Axis> inside = summed.subList(first, summed.size());
    long room = most / bodies(summed, first, steps, guards);
    Optional<Axis> cut = first > 0 && room > 1 ? Optional.of(summed.get(first - 1)) : Optional.empty();
    long step = inside.isEmpty() ? steps : 1;
    long length = cut.map(a -> a.extent().isBatch() ? room
        : step * Blocking.cut((a.extent().size() + step - 1) / step, room)).orElse(0L);
    long cuts = cut.map(a -> a.extent().isBatch() ? LARGEST : (a.extent().size() + length - 1) / length).orElse(1L);
    List<Axis> outside = new ArrayList<>(around);
    outside.addAll(summed.subList(0, cut.isPresent() ? first - 1 : first));
    List<Axis> ofFew = new ArrayList<>();
    long blocks = cuts;
    while (!outside.isEmpty() && blocks * outside.get(outside.size() - 1).extent().size() <= few) {
      Axis axis = outside.remove(outside.size() - 1);
      blocks *= axis.extent().size();
      ofFew.add(0, axis);
    }
    return new Blocks(outside, ofFew, few, cuts, cut, length, between, inside, guards, steps,
        first == 0 && around.isEmpty() && between.isEmpty());
  }

  /**
   * The blocks for one vector of a register tile, of so many terms each body: a few are added before they are closed.
   * Each block of a tile costs a load, an addition and a store for every register, so that they are long.
   */
  public static Blocks ofTile(List<Axis> summed, List<Condition> guards, long terms) {
    return IntStream.rangeClosed(1, (int) FEW).mapToObj(few -> of(List.of(), summed, List.of(), guards, 1, terms, few))
        .filter(Blocks::areFew).findFirst().orElseGet(() -> of(List.of(), summed, List.of(), guards, 1, terms, FEWER));
  }

  /** How often the body is done at most, for the loops from one on. */
  private static long bodies(List<Axis> summed, int from, long steps, List<Condition> guards) {
    long points = 1;
    for (Axis axis : summed.subList(from, summed.size())) {
      points = axis.extent().isBatch() ? LARGEST : Math.min(LARGEST, points * most(axis, guards));
    }
    return from == summed.size() ? 1 : (points + steps - 1) / steps;
  }

  /** How many values of an axis guards leave at most: of a congruence's, one in each of its periods. */
  private static long most(Axis axis, List<Condition> guards) {
    long period = guards.stream().filter(Condition.Divisible.class::isInstance).map(Condition.Divisible.class::cast)
        .filter(g -> Math.abs(g.affine().coefficient(axis)) == 1).mapToLong(Condition.Divisible::modulus).max()
        .orElse(1);
    return (axis.extent().size() + period - 1) / period;
  }

  /** Whether there are so few blocks that none needs to be closed. */
  public boolean areFew() {
    return outside.isEmpty() && cuts <= most;
  }
}
