package dev.netgrad.train.loop;

/**
 * What a step came to.
 *
 * @param number of the step, from 1
 * @param epoch counted from 1
 * @param epochs how many there are to be
 * @param done training samples visited in this epoch
 * @param samples training samples in an epoch
 * @param loss the mean over those visited, each taken before its step
 */
public record StepReport(long number, int epoch, int epochs, int done, int samples, double loss) {}
