package dev.netgrad.schedule;

import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Operator;
import java.util.Set;

/**
 * What vector kernels of one width are made for: all that is known of the machine, of Java and of its JIT where a form
 * is chosen and written. It is given by a {@link Profile}, and the machine that compiles is never asked, so that the
 * same input gives the same bytes anywhere.
 *
 * @param element what arrays consist of
 * @param vectors of the processor
 * @param caches of the processor
 * @param methods that the JIT takes
 */
public record Target(ElementType element, Vectors vectors, Caches caches, Methods methods) {

  /**
   * Vector registers and units.
   *
   * @param bits the width of a vector
   * @param registers how many there are
   * @param inFlight multiply-adds that keep the units busy if none waits for another: their latency times the units
   * @param load how long loading a vector takes, the units' time for one multiply-add being 1
   * @param functions what is computed in all lanes at once, without a call of the library
   */
  public record Vectors(int bits, int registers, int inFlight, double load, Set<Operator> functions) {
    public Vectors {
      functions = Set.copyOf(functions);
    }
  }

  /**
   * Caches of a core, in bytes.
   *
   * @param line of the first one
   * @param sets of lines in it: what lies {@code line·sets} bytes apart is in one set
   * @param ways lines in a set
   * @param second size of the second one
   * @param last what a core may use of the last one
   */
  public record Caches(long line, long sets, long ways, long second, long last) {
    /** The size of the first one. */
    long first() {
      return line * sets * ways;
    }
  }

  /**
   * How large methods may become. What C1 does not compile may stay interpreted, as C2 comes after it, and C1 of JDK 17
   * runs out of registers at about 2,000 bytes of vector code.
   *
   * @param terms in the body of one loop
   * @param operations that follow a reduction and are written for each output of a tile
   * @param taps that are unrolled
   * @param runs of a loop that have code of their own
   */
  public record Methods(long terms, long operations, long taps, long runs) {}

  /** The width of a vector. */
  public int bits() {
    return vectors.bits();
  }

  /** Elements in a vector. */
  public int lanes() {
    return vectors.bits() / (Byte.SIZE * element.bytes());
  }

  /** How many elements are so many bytes. */
  long elements(long bytes) {
    return bytes / element.bytes();
  }

  /** How its arrays are laid out. */
  public ArrayLayout layout() {
    return new ArrayLayout(element);
  }
}
