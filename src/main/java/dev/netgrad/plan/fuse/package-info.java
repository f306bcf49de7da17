/**
 * The passes that make steps of formulas: {@code Inlining} puts the formula of a tensor without an array where it is
 * read, {@code Statements} cuts formulas into statements of one reduction each, {@code Scheduler} orders their loops,
 * and {@code Fusion} joins statements that can share a loop nest to groups.
 */
package dev.netgrad.plan.fuse;
