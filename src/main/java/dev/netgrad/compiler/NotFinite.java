package dev.netgrad.compiler;

import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a forward pass leaves the finite numbers: the first tensor that has another one, and what it was made of. */
record NotFinite(Interpreter.Run run, Tensor tensor, double value) {

  /** Nothing if all numbers are finite. */
  static Optional<NotFinite> first(Interpreter.Run whole) {
    List<NotFinite> found = new ArrayList<>();
    whole.forEach((run, tensor) -> Arrays.stream(run.value(tensor)).filter(v -> found.isEmpty() && !Double.isFinite(v))
        .findFirst().ifPresent(v -> found.add(new NotFinite(run, tensor, v))));
    return found.stream().findFirst();
  }

  /** Such as {@code at a.net:3, `b` is NaN, with `a` from -1.2 to 0.8: b[i < 3] = log(a[i])}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("at ").append(tensor.origin().place().lineReference()).append(", `")
        .append(tensor.name()).append("` is ").append(value);
    String before = ", with ";
    for (Tensor read : tensor.isFormula() ? Scalars.tensors(tensor.formula()) : List.<Tensor>of()) {
      DoubleSummaryStatistics values = Arrays.stream(run.value(read)).summaryStatistics();
      text.append(before).append(values.getMin() == values.getMax()
          ? String.format(Locale.ROOT, "`%s` %.3g", read.name(), values.getMin())
          : String.format(Locale.ROOT, "`%s` from %.3g to %.3g", read.name(), values.getMin(), values.getMax()));
      before = " and ";
    }
    return text + ": " + tensor.origin().place().text().strip().lines().findFirst().orElse("");
  }
}
