package dev.netgrad.random;

/**
 * A network made at random.
 *
 * @param genome the numbers that it was made of, without those that did not matter
 * @param text its {@code .net} file
 * @param batch how many samples it is to be tried with
 * @param other what it is to be compiled to, beside the usual vector kernels
 */
record RandomNet(Genome genome, String text, int batch, Other other) {

  /** What the compiler makes of the network beside the usual vector kernels; all of it each time would take too long. */
  enum Other {
    /** In double precision, with the usual plan. */
    PLAIN,
    /** In double precision, with a loop nest for each formula. */
    SEPARATE,
    /** Vector kernels again, for as little memory as there is a plan for. */
    LEAST_MEMORY
  }

  static RandomNet of(long seed) {
    return of(Genome.of(seed));
  }

  static RandomNet of(Genome genome) {
    return new NetWriter(genome).write();
  }
}
