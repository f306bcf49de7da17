package dev.netgrad.bench;

import java.util.List;
import java.util.Optional;

/**
 * What was measured.
 *
 * @param trainStep empty for a network that does not train
 * @param infer of the batch
 * @param latency of one sample
 * @param peakGflops what the processor does at most, as measured: fused multiply-adds in registers, on as many threads
 * @param trainFlops floating-point operations of a training step, two for each multiply-add of its formulas, see
 *     {@link dev.netgrad.compiler.MultiplyAdds}; the code may need fewer, so that a share of the peak may pass 1
 * @param inferFlops the same of the inference of the batch
 * @param peakBytes what the plan says that training holds at once
 * @param rows the kernels of a training step, or of inference without one; empty if that was not wanted
 */
public record Result(Optional<Times> trainStep, Times infer, Times latency, double peakGflops, long trainFlops,
    long inferFlops, long peakBytes, List<KernelRow> rows) {
  public Result {
    rows = List.copyOf(rows);
  }
}
