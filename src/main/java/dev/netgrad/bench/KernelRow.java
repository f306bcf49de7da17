package dev.netgrad.bench;

import java.util.OptionalDouble;

/**
 * A kernel's part of a training step or an inference.
 *
 * @param name the method in the generated {@code Kernels}
 * @param calls how often it is called
 * @param seconds in all calls
 * @param share of the time of all kernels, from 0 to 1
 * @param gflops 10⁹ operations a second, two for each multiply-add of its sums of products; 0 if it has none
 * @param gigabytes 10⁹ bytes a second, if each of its arrays passes once
 * @param form of its loops, such as {@code tile}; {@code plain} without vectors
 * @param model seconds in all calls by the model that chose the form, a multiply-add taking as long as at the peak;
 *     nothing for plain loops, which no model chose
 */
public record KernelRow(String name, double calls, double seconds, double share, double gflops, double gigabytes,
    String form, OptionalDouble model) {}
