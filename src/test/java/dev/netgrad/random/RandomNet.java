package dev.netgrad.random;

/**
 * A network made at random, and how it is tried.
 *
 * @param genome the numbers that it was made of, without those that did not matter
 */
record RandomNet(Genome genome, Trial trial) {

  static RandomNet of(long seed) {
    return of(Genome.of(seed));
  }

  static RandomNet of(Genome genome) {
    return new NetWriter(genome).write();
  }
}
