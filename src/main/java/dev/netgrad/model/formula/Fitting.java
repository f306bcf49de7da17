package dev.netgrad.model.formula;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Matching;
import dev.netgrad.model.names.Remarks;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.History;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** What makes a picture fit the one that it is added to. */
record Fitting(Frame frame) {

  /** A stride that was forgotten on the way to it, or a projection where it is larger or what the block took. */
  Optional<Hint> hint(Tensor picture, Tensor other) {
    if (picture.sampleRank() != 3 || other.sampleRank() != 3) {
      return Optional.empty();
    }
    History history = frame.run().history;
    long stride = picture.sampleExtent(0) / other.sampleExtent(0);
    boolean fits = stride > 0 && (stride > 1 || !history.knows(picture));
    for (int d = 0; d < 2; d++) {
      fits = fits && (picture.sampleExtent(d) - 1) / stride + 1 == other.sampleExtent(d);
    }
    if (!fits) {
      return Optional.empty();
    }
    Optional<History.Unused> forgotten = picture.sampleExtent(2) == other.sampleExtent(2)
        ? history.unused(picture).filter(u -> u.call().repeat().isEmpty() && u.call().toString().endsWith(")"))
        : Optional.empty();
    String name = frame.called(picture);
    return forgotten.map(unused -> {
      Span call = unused.call().place();
      String open = call.text().substring(0, call.text().length() - 1);
      String longer = open + (open.endsWith("(") ? "" : ", ") + unused.number() + " = " + written(stride) + ")";
      return Hint.fix("pass the " + unused.number() + " on the way to `" + name + "`, too: " + longer, call, longer);
    }).or(() -> projection(stride, written(other.sampleExtent(2))).map(stages -> Hint.advice("give `" + name + "` a "
        + (stride == 1 ? "" : "strided ") + "projection where the shape changes: " + name + " -> " + stages)));
  }

  /** What a library says makes a picture of another shape: {@code conv(32, 1, stride = 2) -> batchNorm}. */
  private Optional<String> projection(long stride, String width) {
    Span here = frame.declaration().span();
    Declarations declarations = frame.run().declarations();
    return declarations.names(d -> Remarks.projection(d).isPresent(), here).stream().findFirst()
        .flatMap(name -> declarations.find(name, here)).map(layer -> {
          String stages = Remarks.projection(layer).orElseThrow();
          List<String> smaller = Remarks.smallerBy(layer).toList();
          for (Ast.Formal f : layer.formals().stream().filter(Matching::isNumber).toList()) {
            String number = f.name().text();
            String value = !smaller.contains(number) ? width : number + " = " + written(stride);
            stages = stride == 1 && smaller.contains(number) ? stages.replaceAll(",\\s*\\b" + number + "\\b", "")
                : stages.replaceAll("\\b" + number + "\\b", value);
          }
          return stages;
        });
  }

  /** A size as the body may write it: by the one number of its head that has this value, if there is one. */
  private String written(long size) {
    List<String> names = frame.declaration().formals().stream().filter(Matching::isNumber).map(f -> f.name().text())
        .filter(n -> frame.scope().find(n) instanceof Meaning.Size s && s.value() == size).toList();
    return names.size() == 1 ? names.get(0) : Long.toString(size);
  }
}
