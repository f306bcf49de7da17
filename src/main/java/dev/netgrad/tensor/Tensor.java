package dev.netgrad.tensor;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.source.Part;
import dev.netgrad.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A node of the graph, compared by identity. Values are {@code float} in generated code and {@code double} in the
 * interpreter; an integer tensor holds class numbers or positions.
 */
public final class Tensor implements Part {
  private final String name;
  private final List<Extent> shape;
  private final List<String> indexNames;
  private final boolean integer;
  private final Definition definition;
  private final Origin origin;
  private final Derivation derivation;

  /**
   * @param name what the source calls it, or what {@code grad} calls its adjoint; not necessarily unique
   * @param shape the extents; a per-sample tensor starts with {@link Extent#BATCH}
   * @param indexNames what the source calls the index of each dimension
   */
  public Tensor(String name, List<Extent> shape, List<String> indexNames, boolean integer, Definition definition,
      Origin origin, Derivation derivation) {
    this.name = name;
    this.shape = List.copyOf(shape);
    this.indexNames = List.copyOf(indexNames);
    this.integer = integer;
    this.definition = definition;
    this.origin = origin;
    this.derivation = derivation;
  }

  /** A tensor defined by a formula; shape and index names are those of its axes. */
  public static Tensor formula(String name, Definition.Formula formula, Origin origin, Derivation derivation) {
    return new Tensor(name, formula.axes().stream().map(Axis::extent).toList(),
        formula.axes().stream().map(Axis::name).toList(), formula.reduction().kind().isPosition(), formula,
        origin, derivation);
  }

  @Override
  public String name() {
    return name;
  }

  public List<Extent> shape() {
    return shape;
  }

  public int rank() {
    return shape.size();
  }

  public List<String> indexNames() {
    return indexNames;
  }

  public boolean isInteger() {
    return integer;
  }

  public boolean isPerSample() {
    return !shape.isEmpty() && shape.get(0).isBatch();
  }

  public Definition definition() {
    return definition;
  }

  /** The formula that defines it, if one does. */
  public Definition.Formula formula() {
    return (Definition.Formula) definition;
  }

  public boolean isFormula() {
    return definition instanceof Definition.Formula;
  }

  public Origin origin() {
    return origin;
  }

  @Override
  public List<Span> places() {
    return origin.places();
  }

  public Derivation derivation() {
    return derivation;
  }

  /**
   * Of how many numbers, from 0 on, an element of an integer tensor is one; 0 where that is not known, as of the
   * position of a point where there may be none.
   */
  public long classes() {
    return definition.match(Definition.Input::classes, runTime -> 0L, parameter -> 0L, state -> 0L, random -> 0L,
        previous -> 0L,
        formula -> formula.reduction().positions(), result -> 0L, adjoint -> 0L, gradient -> 0L);
  }

  /** Whether this is the number of the training step, which of all numbers given at run time is a whole one. */
  public boolean isStep() {
    return definition instanceof Definition.RunTime number && number.isStep();
  }

  /** The number of dimensions of one sample. */
  public int sampleRank() {
    return rank() - (isPerSample() ? 1 : 0);
  }

  /** The extent of one sample in a dimension, the batch not counted. */
  public long sampleExtent(int dimension) {
    return shape.get(dimension + (isPerSample() ? 1 : 0)).size();
  }

  /** Elements for one sample: the product of the extents other than the batch. */
  public long elementsPerSample() {
    long product = 1;
    for (Extent extent : shape) {
      product = extent.isBatch() ? product : Math.multiplyExact(product, extent.size());
    }
    return product;
  }

  /** Elements for a batch. */
  public long elements(long batch) {
    return Math.multiplyExact(elementsPerSample(), isPerSample() ? batch : 1);
  }

  /**
   * The length of an array of its elements for a batch.
   *
   * @throws InvalidNetException if Java has no array of that length
   */
  public int arrayLength(long batch) {
    long length = elements(batch);
    if (length > Integer.MAX_VALUE) {
      Diagnostics diagnostics = new Diagnostics();
      diagnostics.add(Diagnostic.of(Code.ELEMENTS, origin.place(), "`" + name + "` has " + length
          + " elements in a batch of " + batch + ", and a Java array holds " + Integer.MAX_VALUE
          + ", those of a batch of " + Integer.MAX_VALUE / elementsPerSample()));
      throw new InvalidNetException(diagnostics);
    }
    return (int) length;
  }

  /** Fresh axes over this tensor's whole domain, named as its indices. */
  public List<Axis> freshAxes() {
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < rank(); i++) {
      axes.add(new Axis(indexNames.get(i), shape.get(i)));
    }
    return axes;
  }

  /** The read {@code this[axes…]}. */
  public Scalar at(List<Axis> axes) {
    return new Scalar.Read(this, axes.stream().map(Index::of).toList());
  }

  /** The same tensor defined otherwise. */
  public Tensor with(Definition changed, Derivation why) {
    return new Tensor(name, shape, indexNames, integer, changed, origin, why);
  }

  /** The shape of one sample, such as {@code [32, 32, 16]}. */
  public String shapeText() {
    return shape.stream().filter(e -> !e.isBatch()).map(Extent::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public String toString() {
    return name;
  }
}
