package dev.netgrad.tensor;

import java.util.List;

/**
 * The metrics of a network: numbers that say how good it is on a data set, which comes in batches. A metric is what its
 * formula gives of the whole data set as one batch, in evaluation. Where that sums over the samples, it is cut in two:
 * the sums of each batch, which are added up, and what is computed from them once, at the end.
 *
 * @param batch the graph of one batch, in evaluation; its outputs, none of which has one for each sample, are joined
 * @param joins how each output is joined over the batches: as its own reduction joins samples; one that is
 *     {@code NONE} does not depend on samples
 * @param whole what is computed at the end, in double precision: its inputs are the joined outputs, in their order, its
 *     outputs the metrics, of rank 0, in the order of the source; {@code N} is the number of all samples
 */
public record Metrics(Block batch, List<Reduction.Kind> joins, Block whole) {
  public Metrics {
    joins = List.copyOf(joins);
  }

  /** What the metrics are called, in the order of the source. */
  public List<String> names() {
    return whole.outputs().stream().map(Tensor::name).toList();
  }

  /** The same of another graph of a batch, whose outputs are those of this one. */
  public Metrics with(Block other) {
    return new Metrics(other, joins, whole);
  }
}
