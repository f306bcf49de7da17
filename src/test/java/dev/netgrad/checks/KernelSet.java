package dev.netgrad.checks;

import dev.netgrad.loop.VectorApi;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The kernels that generated code in single precision runs with. What is checked of such code is checked with each set
 * and each of {@link #THREADS}: with all of them in the profile {@code long}, which sets the system property
 * {@code netgrad.matrix}; otherwise with the plain ones, in every fourth case with the textbook's, and
 * with one width of vectors, which goes from case to case.
 */
public enum KernelSet {
  PLAIN(0), TEXTBOOK(0), VECTOR_128(128), VECTOR_256(256), VECTOR_512(512);

  /** How many threads share a pass. */
  public static final List<Integer> THREADS = List.of(1, 2, 3);

  private static final String CHOICE = "netgrad.kernels";

  private final int bits;

  KernelSet(int bits) {
    this.bits = bits;
  }

  /**
   * The sets for one of several cases.
   *
   * @param index of the case
   */
  public static Stream<KernelSet> forCase(int index) {
    boolean textbook = isWholeMatrix() || index % 4 == 3;
    return Stream.concat(textbook ? Stream.of(PLAIN, TEXTBOOK) : Stream.of(PLAIN), vectorsForCase(index));
  }

  /** Whether all is checked that can be: with {@code -Plong}. */
  public static boolean isWholeMatrix() {
    return Boolean.getBoolean("netgrad.matrix");
  }

  /** The sets for one of several cases, without the plain ones. */
  public static Stream<KernelSet> vectorsForCase(int index) {
    List<KernelSet> vectors = Stream.of(values()).filter(s -> s.bits > 0 && s.bits <= VectorApi.preferredBits())
        .toList();
    return isWholeMatrix() ? vectors.stream() : Stream.of(vectors.get(index % vectors.size()));
  }

  /** Those for the only case there is: the plain ones and, every day, the widest vectors. */
  public static Stream<KernelSet> forOne() {
    return forCase(VectorApi.preferredBits() / 128 - 1);
  }

  /** Whether these are made of vectors, several numbers at once. */
  public boolean hasVectors() {
    return bits > 0;
  }

  /** The widths of vectors to generate kernels for. */
  public List<Integer> vectorBits() {
    return bits == 0 ? List.of() : List.of(bits);
  }

  /** Does what makes a network choose its kernels, which are to be these, though the processor may prefer others. */
  public <T> T chosen(Supplier<T> work) {
    System.setProperty(CHOICE, toString());
    try {
      return work.get();
    } finally {
      System.clearProperty(CHOICE);
    }
  }

  public static KernelSet of(int bits) {
    return Stream.of(values()).filter(s -> s.bits == bits).findFirst().orElseThrow();
  }

  /** As networks say it. */
  @Override
  public String toString() {
    return bits == 0 ? name().toLowerCase(Locale.ROOT) : "vector, " + bits + " bits";
  }
}
