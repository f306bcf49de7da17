package dev.netgrad.plan.fuse;

import dev.netgrad.plan.block.Statement;
import java.util.List;

/**
 * What a pass does, before it is known which statements share loops.
 *
 * @param items calls and statements, in order, but what is computed again
 * @param again what is computed again, in the order of its definitions
 */
public record Work(List<Item<Statement>> items, List<Statement> again) {}
