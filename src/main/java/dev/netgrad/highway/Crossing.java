package dev.netgrad.highway;

import dev.netgrad.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * An effect on the way, and what has it.
 *
 * @param factor of what is scaled by a number, that number
 * @param statement the forward tensor whose statement has the effect; its origin is the line
 */
public record Crossing(Effect effect, OptionalDouble factor, Tensor statement) {}
