/**
 * Decides what the generated code will do, before any loop is written: which formulas get an array and which are
 * computed where they are read, which share a loop nest, in what order its loops run, what the forward pass keeps for
 * the backward pass and why, and which arrays take turns in the same memory.
 *
 * <p>Comes in: a simplified {@link dev.netgrad.tensor.Derivative}. Goes out: a {@link dev.netgrad.plan.Plan}, a value
 * that {@link dev.netgrad.plan.PlanPrinter} prints. Each block is planned in passes, each of which gives a value:
 * <pre>
 * Task ─ Placement ─▶ Placed ─ Recomputation ─▶ Recomputed ─ Inlining ─▶ Inlined ─ Fusion ─▶ steps
 *   ─ Memory ─▶ Allocated
 * </pre>
 *
 * <p>Invariants, which {@link dev.netgrad.plan.PlanVerifier} checks: every statement reads only what has storage and is
 * written by an earlier step (or an earlier statement of its group at the same outer point); no group reads a reduction
 * over its outer axes that it computes itself; what the backward pass reads of the forward pass is a port, a weight or
 * saved; an array holds a value from the step that computes it to the last one that reads it; an array is as large as
 * each of the tensors that take turns in it.
 */
package dev.netgrad.plan;
