package dev.netgrad.grad;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The gather that a read becomes sums at every element what the points that read it contribute, which are all tried.
 */
final class TransposedReadTest {
  private static final Origin ORIGIN = new Origin(new Span(new SourceFile("test.net", ""), 0, 0), List.of());

  private final Axis h = new Axis("h", 4);
  private final Axis w = new Axis("w", 3);
  private final Axis r = new Axis("r", 3);

  private static Tensor tensor(String name, long... shape) {
    List<Extent> extents = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (long size : shape) {
      extents.add(Extent.of(size));
      names.add("d" + names.size());
    }
    return new Tensor(name, extents, names, false, new Definition.Input(), ORIGIN, Derivation.rule(""));
  }

  private static Affine of(Axis axis) {
    return Affine.of(axis);
  }

  /** Checks the transposed read, and gives it. */
  private static Formula check(Tensor x, List<Axis> domain, List<Condition> guards, Index... indices) {
    Tensor v = tensor("v", domain.stream().mapToLong(a -> a.extent().size()).toArray());
    Formula gather = TransposedRead.gather(new Scalar.Read(x, List.of(indices)), domain, guards, v.at(domain));
    Map<List<Long>, Long> scattered = new LinkedHashMap<>();
    for (Map<Axis, Long> point : points(domain)) {
      if (holds(guards, point)) {
        List<Long> element = List.of(indices).stream().map(i -> i.numerator().at(point) / i.divisor()).toList();
        scattered.merge(element, value(domain.stream().map(point::get).toList()), Long::sum);
      }
    }
    for (Map<Axis, Long> point : points(gather.axes())) {
      long sum = 0;
      for (Map<Axis, Long> term : points(gather.reduction().axes())) {
        Map<Axis, Long> all = new LinkedHashMap<>(point);
        all.putAll(term);
        sum += holds(gather.reduction().guards(), all) ? value(gather.body(), all) : 0;
      }
      List<Long> element = gather.axes().stream().map(point::get).toList();
      assertWithMessage("%s at %s", gather, element).that(sum).isEqualTo(scattered.getOrDefault(element, 0L));
    }
    return gather;
  }

  /** What a point contributes: a number that tells it from all others. */
  private static long value(List<Long> point) {
    long value = 1;
    for (long index : point) {
      value = value * 31 + index;
    }
    return value;
  }

  private static long value(Scalar body, Map<Axis, Long> point) {
    if (body instanceof Scalar.Select select) {
      return holds(List.of(select.condition()), point) ? value(select.yes(), point) : value(select.no(), point);
    } else if (body instanceof Scalar.Constant constant) {
      return (long) constant.value();
    }
    return value(((Scalar.Read) body).indices().stream().map(i -> {
      long numerator = i.numerator().at(point);
      assertThat(numerator % i.divisor()).isEqualTo(0);
      return numerator / i.divisor();
    }).toList());
  }

  private static boolean holds(List<Condition> conditions, Map<Axis, Long> point) {
    return conditions.stream().allMatch(condition -> condition.<Boolean>match(
        bound -> bound.affine().at(point) >= 0,
        divisible -> Math.floorMod(divisible.affine().at(point), divisible.modulus()) == 0,
        compare -> false,
        all -> holds(all.conditions(), point),
        any -> any.conditions().stream().anyMatch(c -> holds(List.of(c), point)),
        not -> !holds(List.of(not.condition()), point)));
  }

  private static List<Map<Axis, Long>> points(List<Axis> axes) {
    List<Map<Axis, Long>> points = List.of(Map.of());
    for (Axis axis : axes) {
      List<Map<Axis, Long>> longer = new ArrayList<>();
      for (Map<Axis, Long> point : points) {
        for (long i = 0; i < axis.extent().size(); i++) {
          Map<Axis, Long> next = new LinkedHashMap<>(point);
          next.put(axis, i);
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }

  @Test
  void aReadOfEveryElementOnceIsNoSum() {
    Formula gather = check(tensor("x", 4, 3), List.of(h, w), List.of(), Index.of(h), Index.of(w));
    assertThat(gather.reduction()).isEqualTo(Reduction.NONE);
    Formula turned = check(tensor("x", 3, 4), List.of(h, w), List.of(), Index.of(w), Index.of(h));
    assertThat(turned.reduction()).isEqualTo(Reduction.NONE);
  }

  @Test
  void anIndexThatIsNotReadIsSummed() {
    Formula gather = check(tensor("x", 4), List.of(h, w), List.of(), Index.of(h));
    assertThat(gather.reduction().axes()).hasSize(1);
    assertThat(gather.reduction().guards()).isEmpty();
  }

  @Test
  void aWindowIsSummedWithinItsBounds() {
    check(tensor("x", 6), List.of(h, r), List.of(), Index.of(of(h).plus(of(r))));
    check(tensor("x", 4), List.of(h, r),
        List.of(new Condition.AtLeastZero(of(h).plus(of(r)).plus(-1)),
            new Condition.AtLeastZero(Affine.of(4).minus(of(h)).minus(of(r)))),
        Index.of(of(h).plus(of(r)).plus(-1)));
  }

  @Test
  void aStrideMakesACongruence() {
    Formula gather = check(tensor("x", 9), List.of(h, r), List.of(), Index.of(of(h).times(2).plus(of(r))));
    assertThat(gather.reduction().guards().stream().anyMatch(Condition.Divisible.class::isInstance)).isTrue();
    check(tensor("x", 10), List.of(h), List.of(), Index.of(of(h).times(3)));
  }

  @Test
  void aDiagonalReadIsSummedWhereBothIndicesAgree() {
    check(tensor("x", 4, 4), List.of(h), List.of(), Index.of(h), Index.of(h));
    check(tensor("x", 4, 7), List.of(h, w), List.of(), Index.of(h), Index.of(of(h).plus(of(w))));
    check(tensor("x", 4), List.of(h), List.of(), Index.of(Affine.of(3).minus(of(h))));
  }

  @Test
  void anExactQuotientIsMultipliedOut() {
    check(tensor("x", 2), List.of(h), List.of(new Condition.Divisible(of(h), 2)), Index.of(of(h), 2));
    check(tensor("x", 3), List.of(h, r), List.of(new Condition.Divisible(of(h).plus(of(r)), 2)),
        Index.of(of(h).plus(of(r)), 2));
  }

  @Test
  void aConstantIndexGatherAtOneElement() {
    check(tensor("x", 5), List.of(h, w), List.of(), Index.of(Affine.of(2)));
  }
}
