/**
 * The last pass: which arrays take turns in the same memory. {@code Allocation} packs the lifetimes of scratch arrays,
 * {@code InPlace} finds results that may overwrite an operand, {@code Memory} does both for a block.
 */
package dev.netgrad.plan.memory;
