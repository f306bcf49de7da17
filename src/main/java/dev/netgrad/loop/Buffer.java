package dev.netgrad.loop;

import dev.netgrad.plan.Size;
import dev.netgrad.tensor.Tensor;

/**
 * A parameter of a kernel: an array of numbers, of integers, or one number given at run time. Equal buffers are one
 * parameter.
 *
 * @param tensor the tensor whose array is passed where the kernel was made; calls with other tensors of the same shapes
 *     share it
 */
public record Buffer(String name, Tensor tensor, Size size, boolean integer, boolean scalar) {}
