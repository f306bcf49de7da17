package dev.netgrad.ask.why;

import dev.netgrad.highway.Crossing;
import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayText;
import dev.netgrad.highway.SkipPath;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What happens to the gradient in a network, block by block.
 *
 * @param network its name
 * @param blocks that it calls, in the order of their first use
 * @param bus what the gradient meets from the first skip to the last; nothing if there is none, or it is the identity
 * @param factor the product of all numbers by which it is scaled there
 * @param summary the same in words, a line each
 */
public record Overview(String network, List<Part> blocks, List<Met> bus, double factor, List<String> summary) {

  /**
   * A block.
   *
   * @param block its signature
   * @param times how often the network uses it
   * @param skips to each input that has a gradient
   * @param reading its source, its forward and its backward pass
   */
  public record Part(String block, long times, List<Skip> skips, Why.Reading reading) {
    public Part {
      skips = List.copyOf(skips);
    }
  }

  /**
   * The way of the gradient from the block's result to an input, F taken out.
   *
   * @param isSkip whether it is shorter than another, or free of trained products
   * @param isIdentity whether the gradient arrives as it was given
   * @param products how many trained products are on it
   * @param most how many the longest way has, through F
   * @param residual the names of the tensors that F begins with
   * @param formulas the input's adjoint without F, then the sums that it reads; nothing where it is the given one
   * @param met what changes the gradient
   */
  public record Skip(String input, boolean isSkip, boolean isIdentity, long products, long most, List<String> residual,
      List<Why.Statement> formulas, List<Met> met) {
    public Skip {
      residual = List.copyOf(residual);
      formulas = List.copyOf(formulas);
      met = List.copyOf(met);
    }
  }

  /** An effect on the gradient, with its number if it is scaled by one; the statement that has it, and how often. */
  public record Met(String effect, Optional<Double> factor, String statement, String place, long times) {}

  public Overview {
    blocks = List.copyOf(blocks);
    bus = List.copyOf(bus);
    summary = List.copyOf(summary);
  }

  /** What a derivative shows. */
  public static Overview of(Derivative derivative) {
    return of(derivative, Highway.of(derivative));
  }

  static Overview of(Derivative derivative, Highway highway) {
    List<Part> blocks = new ArrayList<>();
    highway.uses().forEach((block, times) -> blocks.add(part(derivative, highway, block, times)));
    return new Overview(highway.network().name(), blocks, met(highway.counted()), highway.factor(),
        HighwayText.summary(highway));
  }

  private static Part part(Derivative derivative, Highway highway, Block block, long times) {
    List<Skip> skips = highway.blocks().get(block).values().stream().map(Overview::skip).toList();
    return new Part(block.signature(), times, skips, Columns.of(derivative.gradients().get(block)));
  }

  private static Skip skip(SkipPath skip) {
    List<Why.Statement> formulas = new ArrayList<>();
    for (Tensor formula : skip.formulas()) {
      Tensor named = formula.name().equals(skip.adjoint().name()) ? new Tensor(skip.adjointName(), formula.shape(),
          formula.indexNames(), false, formula.definition(), formula.origin(), formula.derivation()) : formula;
      formulas.add(Explainer.statement(named));
    }
    return new Skip(skip.input().name(), skip.isShort(), skip.isIdentity(), skip.least(), skip.most(),
        skip.residual().stream().map(Tensor::name).toList(), formulas, met(skip.counted()));
  }

  private static List<Met> met(Stream<SkipPath.Counted> counted) {
    Map<Met, Long> times = new LinkedHashMap<>();
    counted.forEach(c -> times.merge(met(c.crossing()), c.times(), Long::sum));
    return times.entrySet().stream().map(e -> new Met(e.getKey().effect, e.getKey().factor, e.getKey().statement,
        e.getKey().place, e.getValue())).toList();
  }

  private static Met met(Crossing crossing) {
    return new Met(crossing.effect().toString(), crossing.factor().stream().boxed().findFirst(),
        crossing.statement().name(), crossing.statement().origin().place().lineReference(), 1);
  }
}
