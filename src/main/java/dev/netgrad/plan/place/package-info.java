/**
 * The first passes over a block: where its ports and parameters are ({@code Placement}), what the backward pass
 * computes again instead of having it kept ({@code Recomputation}), and which other tensors get an array at all
 * ({@code ArrayChooser}).
 */
package dev.netgrad.plan.place;
