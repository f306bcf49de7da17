package dev.netgrad.ask.why;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A block to be read beside its derivative: what stands in the source, what becomes of it, and the adjoints. */
final class Columns {
  private static final Printer PRINTER = Printer.brief();

  private Columns() {}

  static Why.Reading of(BlockGradient gradient) {
    Block block = gradient.primal();
    List<Why.Line> forward = new ArrayList<>();
    block.inputs().forEach(input -> forward.add(line(input)));
    block.body().stream().filter(t -> t.isFormula() || block.calls().size() > 0 && !isStored(t))
        .forEach(t -> forward.add(line(t)));
    List<Why.Line> backward = new ArrayList<>();
    gradient.outputAdjoints().forEach(given -> backward.add(line(given)));
    gradient.body().forEach(t -> backward.add(line(t)));
    return new Why.Reading(source(block.origin().place()), forward, backward);
  }

  static List<Why.Line> source(Span span) {
    List<Why.Line> source = new ArrayList<>();
    SourceFile file = span.file();
    String[] lines = file.text().split("\\R", -1);
    for (int line = span.line(); line <= Math.min(span.endLine(), lines.length); line++) {
      source.add(new Why.Line(lines[line - 1], file.shortName() + ":" + line));
    }
    return source;
  }

  private static boolean isStored(Tensor tensor) {
    return tensor.definition().isGiven();
  }

  static Why.Line line(Tensor tensor) {
    return new Why.Line(PRINTER.line(tensor), tensor.origin().place().lineReference());
  }
}
