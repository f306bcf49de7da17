/**
 * A page about a training: what its folder has in, a page that opens without a network out.
 *
 * <p>{@link dev.netgrad.report.training.Findings} is what is found out at the end of a training, while its data are at
 * hand; {@link dev.netgrad.report.training.TrainingPage} tells it, with the course of the training.
 *
 * <p>Invariant: a page is made of the folder alone, and asks for nothing outside itself.
 */
package dev.netgrad.report.training;
