package dev.netgrad.model;

import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** How tensors came about, call by call as the body says it in which they have a name, for messages about shapes. */
final class History {
  /** So many calls are shown, the last ones. */
  private static final int LONGEST = 8;

  private record Step(Tensor from, String call, Collection<String> given, Set<String> omitted) {}

  private final Map<Tensor, Step> steps = new IdentityHashMap<>();

  /**
   * A call has been elaborated, those inside it before.
   *
   * @param call as it is written, without what it is applied to
   * @param given the values of the names in it, such as {@code stride = 2}
   * @param omitted the numbers that it leaves to their defaults
   */
  void add(Tensor result, Tensor from, String call, Collection<String> given, Set<String> omitted) {
    if (result != from) {
      steps.put(result, new Step(from, call, given, omitted));
    }
  }

  /** Whether a call gave this tensor. */
  boolean knows(Tensor tensor) {
    return steps.containsKey(tensor);
  }

  /** The first call on the way to a picture that could have had a stride, and keeps the picture's size. */
  Optional<String> unstrided(Tensor picture) {
    Optional<String> first = Optional.empty();
    Tensor to = picture;
    while (knows(to)) {
      Step step = steps.get(to);
      if (step.omitted().contains("stride") && size(step.from()).equals(size(to))) {
        first = Optional.of(step.call());
      }
      to = step.from();
    }
    return first;
  }

  private static List<Extent> size(Tensor picture) {
    return picture.shape().subList(0, picture.rank() - 1);
  }

  /**
   * {@code `f` comes from x [32, 32, 16] → conv(K, 3, stride) [16, 16, 32] → batchNorm, with K = 32, stride = 2}; a
   * shape is written where it is another one.
   *
   * @param names what tensors are called
   */
  String of(Tensor tensor, Function<Tensor, String> names) {
    Deque<Tensor> path = new ArrayDeque<>(List.of(tensor));
    while (knows(path.element()) && path.size() <= LONGEST) {
      path.push(steps.get(path.element()).from());
    }
    if (path.size() == 1) {
      return "`" + names.apply(tensor) + "` comes from here";
    }
    Set<String> given = new LinkedHashSet<>();
    List<String> parts = new ArrayList<>();
    String shape = path.element().shapeText();
    parts.add((knows(path.element()) ? "… " : names.apply(path.element()) + " ") + shape);
    for (Tensor next : path.stream().skip(1).toList()) {
      Step step = steps.get(next);
      parts.add(next.shapeText().equals(shape) ? step.call() : step.call() + " " + next.shapeText());
      shape = next.shapeText();
      given.addAll(step.given());
    }
    return "`" + names.apply(tensor) + "` comes from " + String.join(" → ", parts)
        + (given.isEmpty() ? "" : ", with " + String.join(", ", given));
  }
}
