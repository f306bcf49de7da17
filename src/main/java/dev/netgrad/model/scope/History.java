package dev.netgrad.model.scope;

import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** How tensors came about, call by call as the body says it in which they have a name, for messages about shapes. */
public final class History {
  /** So many calls are shown, the last ones. */
  private static final int LONGEST = 8;

  private record Step(Tensor from, Call call, Collection<String> given, Optional<String> smallerBy) {}

  /** A use of a layer that makes its result no smaller, and the number by which it could. */
  public record Unused(Call call, String number) {}

  /**
   * A use of a layer or block.
   *
   * @param callee the name
   * @param place without what it is applied to, and without how often
   * @param repeat such as {@code repeat(3)}; else empty
   */
  public record Call(String callee, Span place, String repeat) {
    @Override
    public String toString() {
      return (repeat + " " + place.onOneLine()).strip();
    }
  }

  /** What a layer or block was given as its first argument, and where that is written. */
  public record Use(Ast.Declaration callee, Tensor first, Span place) {}

  private final List<Use> uses = new ArrayList<>();
  private final Map<Tensor, Step> steps = new IdentityHashMap<>();
  private final Map<Tensor, List<Call>> makers = new IdentityHashMap<>();

  /**
   * A call has been elaborated, those inside it before.
   *
   * @param given the values of the names in it, such as {@code stride = 2}
   * @param smallerBy the number that it leaves to its default and by which its result could be smaller
   */
  public void add(Tensor result, Tensor from, Call call, Collection<String> given, Optional<String> smallerBy) {
    if (result != from) {
      steps.put(result, new Step(from, call, given, smallerBy));
      makers.computeIfAbsent(result, r -> new ArrayList<>()).add(call);
    }
  }

  /** A layer or block is used. */
  public void use(Ast.Declaration callee, Tensor first, Span place) {
    uses.add(new Use(callee, first, place));
  }

  /** All uses of layers and blocks that take a tensor first. */
  public List<Use> uses() {
    return Collections.unmodifiableList(uses);
  }

  /** Whether a call gave this tensor. */
  public boolean knows(Tensor tensor) {
    return steps.containsKey(tensor);
  }

  /** The calls of which a tensor is the result: of a layer, and of another that has it as its own result. */
  public Stream<Call> makers(Tensor tensor) {
    return makers.getOrDefault(tensor, List.of()).stream();
  }

  /** The first call on the way to a picture that could have made it smaller, and keeps its size. */
  public Optional<Unused> unused(Tensor picture) {
    Optional<Unused> first = Optional.empty();
    Tensor to = picture;
    while (knows(to)) {
      Step step = steps.get(to);
      if (step.smallerBy().isPresent() && size(step.from()).equals(size(to))) {
        first = step.smallerBy().map(number -> new Unused(step.call(), number));
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
  public String of(Tensor tensor, Function<Tensor, String> names) {
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
      parts.add(step.call() + (next.shapeText().equals(shape) ? "" : " " + next.shapeText()));
      shape = next.shapeText();
      given.addAll(step.given());
    }
    return "`" + names.apply(tensor) + "` comes from " + String.join(" → ", parts)
        + (given.isEmpty() ? "" : ", with " + String.join(", ", given));
  }
}
