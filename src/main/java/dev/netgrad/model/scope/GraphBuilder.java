package dev.netgrad.model.scope;

import dev.netgrad.model.names.Limits;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Puts tensors into the block that a body belongs to. */
public record GraphBuilder(Frame frame) {

  /** Puts a formula into the block. */
  public Tensor add(String name, Definition.Formula formula, Span span) {
    checkElements(formula.axes().stream().map(Axis::extent).toList(), name, span);
    Tensor tensor = Tensor.formula(name, formula, frame.origin(span), Derivation.SOURCE);
    if (tensor.isInteger()) {
      long positions = 1;
      for (Axis axis : formula.reduction().axes()) {
        positions = Math.multiplyExact(positions, Math.max(1, axis.extent().size()));
      }
      frame.run().classes.put(tensor, positions);
    }
    return frame.graph().add(tensor);
  }

  /** A sample of a tensor fits into a Java array. */
  public void checkElements(List<Extent> shape, String name, Span span) {
    BigInteger product = BigInteger.ONE;
    List<String> text = new ArrayList<>();
    for (Extent extent : shape) {
      if (!extent.isBatch()) {
        product = product.multiply(BigInteger.valueOf(extent.size()));
        text.add(extent.toString());
      }
    }
    if (product.compareTo(BigInteger.valueOf(Limits.ELEMENTS)) > 0) {
      throw frame.fail(Diagnostic.of(Code.ELEMENTS, span, "`" + name + "` would have " + product
          + " elements, and a Java array holds " + Limits.ELEMENTS).saying("[" + String.join(", ", text) + "]"));
    }
  }
}
