package dev.netgrad.model.scope;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The names of a body's scans, which read one another at other points than their own before they are defined. Until a
 * name is, a tensor of its shape stands in for it.
 */
public final class ScanNames {
  private final Map<String, Tensor> standIns = new HashMap<>();
  private final Map<Tensor, String> names = new HashMap<>();
  private final Map<String, Map<Long, Tensor>> previous = new LinkedHashMap<>();
  private Axis along;

  /** The axis of the scan that is being elaborated; empty where none is. */
  public Optional<Axis> along() {
    return Optional.ofNullable(along);
  }

  /** A scan is being elaborated whose points are along an axis. */
  public void begin(Axis axis) {
    along = axis;
  }

  /** It has been. */
  public void end() {
    along = null;
  }

  /** What stands in for a name until it is defined. */
  public Tensor standIn(String name, List<Axis> axes, Origin origin) {
    return standIns.computeIfAbsent(name, n -> {
      List<Extent> shape = new ArrayList<>(List.of(Extent.BATCH));
      List<String> indices = new ArrayList<>(List.of("n"));
      axes.forEach(axis -> {
        shape.add(axis.extent());
        indices.add(axis.name());
      });
      Tensor tensor = new Tensor(name, shape, indices, false, new Definition.Previous(0), origin, Derivation.SOURCE);
      names.put(tensor, name);
      return tensor;
    });
  }

  /** Whether a tensor only stands in for one. */
  public boolean isStandIn(Tensor tensor) {
    return standIns.containsValue(tensor);
  }

  /**
   * The name is defined now.
   *
   * @param has told what previous tensors have the values of
   */
  public void define(String name, Tensor tensor, BiConsumer<Tensor, Tensor> has) {
    names.put(tensor, name);
    previous.getOrDefault(name, Map.of()).values().forEach(p -> has.accept(p, tensor));
  }

  /** By how many points before its own a scan reads a scan of this body at an index; empty if it is another read. */
  public OptionalLong shift(Tensor tensor, Index first) {
    // What is defined and the same for all samples is part of no scan.
    boolean isScan = along != null && names.containsKey(tensor) && tensor.isPerSample() && first.isQuotient()
        && first.divisor() == 1;
    Affine distance = isScan ? Affine.of(along).minus(first.numerator()) : Affine.ZERO;
    return isScan && distance.isConstant() ? OptionalLong.of(distance.constant()) : OptionalLong.empty();
  }

  /**
   * What has the values of a scan of this body at so many points before.
   *
   * @param add puts it into the block where it is new
   * @param has told what it has the values of
   */
  public Tensor previous(Tensor tensor, long by, Consumer<Tensor> add, BiConsumer<Tensor, Tensor> has) {
    String name = names.get(tensor);
    return previous.computeIfAbsent(name, n -> new LinkedHashMap<>()).computeIfAbsent(by, b -> {
      Tensor like = standIns.getOrDefault(name, tensor);
      String distance = Math.abs(by) == 1 ? "" : Long.toString(Math.abs(by));
      Tensor made = new Tensor(tensor.name() + (by > 0 ? "Before" : "After") + distance, like.shape(),
          like.indexNames(), false, new Definition.Previous(by), tensor.origin(), Derivation.SOURCE);
      add.accept(made);
      if (!isStandIn(tensor)) {
        has.accept(made, tensor);
      }
      return made;
    });
  }

  /** Whether a scan reads a name of this body at other points. */
  public boolean isReadBefore(String name) {
    return previous.containsKey(name);
  }
}
