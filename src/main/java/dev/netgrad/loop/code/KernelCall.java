package dev.netgrad.loop.code;

import dev.netgrad.tensor.Tensor;
import java.util.List;

/** A call of a kernel; the arguments are the tensors whose arrays are passed. */
public record KernelCall(Kernel kernel, List<Tensor> arguments) {
  public KernelCall {
    arguments = List.copyOf(arguments);
  }
}
