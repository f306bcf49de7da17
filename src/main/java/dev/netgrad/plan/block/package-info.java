/**
 * What the plan of a block is made of, as values: a {@code Task}, which is a block with what is asked of it; the
 * {@link dev.netgrad.plan.block.Storage} of each tensor; {@link dev.netgrad.plan.block.Statement}s and the
 * {@link dev.netgrad.plan.block.Step}s that they make; and the {@link dev.netgrad.plan.block.BlockPlan} in the end.
 * {@code Costs} counts what computing a formula takes, {@code Lifetimes} says from which step to which a value is
 * needed.
 */
package dev.netgrad.plan.block;
