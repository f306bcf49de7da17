package dev.netgrad.schedule;

import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Operator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A kind of machines that vector kernels are made for, by the name that options and parameters give it. Where it has
 * several widths, there are kernels for each, and those run that fit the processor on which they run.
 *
 * @param vectors each width, the widest first
 */
public record Profile(String name, List<Target.Vectors> vectors) {
  private static final Set<Operator> FUNCTIONS = Set.of(Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY,
      Operator.DIVIDE, Operator.NEGATE, Operator.MAX, Operator.MIN, Operator.ABS, Operator.SQRT, Operator.EXP,
      Operator.LOG, Operator.TANH, Operator.ERF);

  /** Multiply-adds take four cycles, and there are two units; or one, whose vectors pass in halves. */
  private static final Target.Vectors WHOLE_512 = new Target.Vectors(512, 32, 8, 1, FUNCTIONS);
  private static final Target.Vectors HALVED_512 = new Target.Vectors(512, 32, 4, 1, FUNCTIONS);
  private static final Target.Vectors AVX2 = new Target.Vectors(256, 16, 8, 1, FUNCTIONS);
  private static final Target.Vectors NEON = new Target.Vectors(128, 32, 8, 1, FUNCTIONS);

  /** Of these sizes, or larger, are the caches of all processors that have such vectors. */
  private static final Target.Caches CACHES = new Target.Caches(64, 64, 8, 1 << 19, 1 << 21);

  private static final Target.Methods METHODS = new Target.Methods(100, 90, 9, 9);

  /** All widths; its tiles keep two units of 512 bits busy, and then also one that takes vectors in halves. */
  public static final Profile ANY = new Profile("any", List.of(WHOLE_512, AVX2, NEON));

  /** All profiles. */
  public static final List<Profile> ALL = List.of(ANY,
      new Profile("avx512", List.of(WHOLE_512)),
      new Profile("avx512-halves", List.of(HALVED_512)), new Profile("avx2", List.of(AVX2)),
      new Profile("neon", List.of(NEON)));

  public Profile {
    vectors = List.copyOf(vectors);
  }

  /** By its name; nothing if there is none of that name. */
  public static Optional<Profile> parse(String name) {
    return ALL.stream().filter(p -> p.name.equals(name)).findFirst();
  }

  /** The names of all, such as {@code any, avx2 and neon}. */
  public static String names() {
    List<String> names = ALL.stream().map(Profile::name).toList();
    return names.subList(0, names.size() - 1).stream().collect(Collectors.joining(", ")) + " and "
        + names.get(names.size() - 1);
  }

  /** The widths that it has kernels for. */
  public List<Integer> bits() {
    return vectors.stream().map(Target.Vectors::bits).toList();
  }

  /**
   * Its targets of some of its widths.
   *
   * @throws IllegalArgumentException if it has none of a width
   */
  public List<Target> targets(List<Integer> bits, ElementType element) {
    return bits.stream().map(width -> vectors.stream().filter(v -> v.bits() == width).findFirst()
        .map(v -> new Target(element, v, CACHES, METHODS))
        .orElseThrow(() -> new IllegalArgumentException(name + " has no vectors of " + width + " bits"))).toList();
  }
}
