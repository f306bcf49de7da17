package dev.netgrad.benchmark;

/**
 * How long to measure.
 *
 * @param rounds how often each worker is visited
 * @param warmUp seconds before the first round, for each worker
 * @param seconds how long a visit takes; one iteration at least
 */
record Pace(int rounds, double warmUp, double seconds) {}
