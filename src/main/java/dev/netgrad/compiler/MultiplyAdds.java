package dev.netgrad.compiler;

import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts the multiply-adds of a network: the points of all sums of products of two factors, each a read or a number
 * made of indices, those in the padding, where a read is out of bounds, among them, but not those that other guards
 * leave out. In training each sum has, beside
 * itself, one more of its size for each factor that has a gradient: three in all, and two where the factor is an input
 * of the network. The factors of a {@code prod} count as one each, and in training, where they have a gradient, each
 * index as many times more as it has values.
 */
public final class MultiplyAdds {
  /** What a block's work depends on: itself, and which of its inputs have gradients. */
  private record Use(Block block, List<Boolean> differentiated) {}

  /** The work of a block in one sample, and whether its outputs have gradients. */
  private record Work(long points, boolean differentiated) {}

  private final boolean training;
  private final Map<Use, Work> known = new HashMap<>();

  private MultiplyAdds(boolean training) {
    this.training = training;
  }

  /** Of the inference of one sample. */
  public static long ofInference(Network network) {
    return new MultiplyAdds(false).of(network.evaluation());
  }

  /** Of a training step for each of its samples, gradients of parameters only. */
  public static long ofTraining(Network network) {
    return new MultiplyAdds(true).of(network.training());
  }

  /** Of what the backward pass computes again, for one sample. */
  public static long ofRecomputation(Plan plan) {
    Map<Block, Long> uses = plan.uses();
    return plan.recomputed().stream().filter(r -> isContraction(r.statement().formula()))
        .mapToLong(r -> Math.multiplyExact(uses.get(r.block()), points(r.statement().formula(), 1)))
        .reduce(0, Math::addExact);
  }

  /** Of one statement for a batch, without the points that its guards leave out. */
  public static long of(Statement statement, long batch) {
    Definition.Formula formula = statement.formula();
    return isContraction(formula) ? Math.round(points(formula, batch) * share(formula.reduction().guards(), batch)) : 0;
  }

  private long of(Block block) {
    return work(new Use(block, block.inputs().stream().map(t -> false).toList())).points;
  }

  private Work work(Use use) {
    Work before = known.get(use);
    if (before != null) {
      return before;
    }
    Block block = use.block;
    Set<Tensor> differentiated = new HashSet<>(block.parameters());
    for (int i = 0; i < block.inputs().size(); i++) {
      if (use.differentiated.get(i)) {
        differentiated.add(block.inputs().get(i));
      }
    }
    long sum = 0;
    for (Tensor tensor : block.body()) {
      long times = 1;
      boolean has = false;
      if (tensor.isFormula()) {
        List<Tensor> factors = Scalars.reads(tensor.formula()).stream().map(Scalar.Read::tensor)
            .filter(differentiated::contains).toList();
        has = !factors.isEmpty() && !tensor.isInteger();
        times += !training || factors.isEmpty() ? 0 : derivatives(tensor.formula().reduction(), factors.size());
        sum = Math.addExact(sum, isContraction(tensor.formula())
            ? Math.multiplyExact(times, paddedPoints(tensor.formula())) : 0);
      } else if (tensor.definition() instanceof Definition.Result result) {
        Work called = work(result.call(), differentiated);
        has = called.differentiated;
        sum = Math.addExact(sum, called.points);
      }
      if (has) {
        differentiated.add(tensor);
      }
    }
    Work work = new Work(sum, block.outputs().stream().anyMatch(differentiated::contains));
    known.put(use, work);
    return work;
  }

  /** The first argument of a repetition is the result of the one before. */
  private Work work(Call call, Set<Tensor> differentiated) {
    List<Boolean> arguments = new ArrayList<>(call.arguments().stream().map(differentiated::contains).toList());
    Work first = work(new Use(call.block(), arguments));
    if (call.count() == 1) {
      return first;
    }
    arguments.set(0, first.differentiated);
    Work other = work(new Use(call.block(), arguments));
    return new Work(Math.addExact(first.points, Math.multiplyExact(call.count() - 1L, other.points)),
        other.differentiated);
  }

  /** How often a reduction's points are gone through again for the gradients of its factors. */
  private static long derivatives(Reduction reduction, int factors) {
    return reduction.kind() != Reduction.Kind.PROD ? factors
        : reduction.axes().stream().mapToLong(a -> a.extent().at(1)).reduce(0, Math::addExact);
  }

  private static boolean isContraction(Definition.Formula formula) {
    return formula.reduction().kind() == Reduction.Kind.PROD
        || formula.reduction().kind() == Reduction.Kind.SUM && factors(formula.body()) == 2;
  }

  /** More factors than a contraction's product has. */
  private static final int SEVERAL = 3;

  /** How many factors a product has beside constants; what is neither a read nor made of indices counts as many. */
  private static int factors(Scalar scalar) {
    return scalar.match(
        constant -> 0,
        batchSize -> SEVERAL,
        position -> 1,
        read -> 1,
        apply -> apply.operator() == Operator.MULTIPLY
            ? factors(apply.operands().get(0)) + factors(apply.operands().get(1)) : SEVERAL,
        select -> select.no().isConstant(0) ? factors(select.yes()) : SEVERAL);
  }

  /** The points of a sum for one sample, those included at which a read is out of bounds. */
  private static long paddedPoints(Definition.Formula formula) {
    Set<Condition> bounds = new HashSet<>();
    for (Scalar.Read read : Scalars.reads(formula.body())) {
      for (int d = 0; d < read.indices().size(); d++) {
        Index index = read.indices().get(d);
        if (!index.isQuotient()) {
          continue;
        }
        long last = index.divisor() * (read.tensor().shape().get(d).at(1) - 1);
        bounds.add(new Condition.AtLeastZero(index.numerator()));
        bounds.add(new Condition.AtLeastZero(Affine.of(last).minus(index.numerator())));
      }
    }
    List<Condition> guards = formula.reduction().guards().stream()
        .flatMap(g -> g instanceof Condition.All all ? all.conditions().stream() : Stream.of(g))
        .filter(g -> !bounds.contains(g)).toList();
    return Math.round(points(formula, 1) * share(guards, 1));
  }

  private static long points(Definition.Formula formula, long batch) {
    long points = 1;
    for (Axis axis : formula.axes()) {
      points = Math.multiplyExact(points, axis.extent().at(batch));
    }
    for (Axis axis : formula.reduction().axes()) {
      points = Math.multiplyExact(points, axis.extent().at(batch));
    }
    return points;
  }

  /** The share of the points of their axes at which guards hold. */
  private static double share(List<Condition> guards, long batch) {
    Set<Axis> axes = new LinkedHashSet<>();
    guards.forEach(g -> axes.addAll(Scalars.axes(g)));
    return (double) holding(guards, List.copyOf(axes), new HashMap<>(), batch)
        / axes.stream().mapToLong(a -> a.extent().at(batch)).reduce(1, Math::multiplyExact);
  }

  private static long holding(List<Condition> guards, List<Axis> axes, Map<Axis, Long> point, long batch) {
    if (point.size() == axes.size()) {
      return guards.stream().allMatch(g -> holds(g, point)) ? 1 : 0;
    }
    Axis axis = axes.get(point.size());
    long sum = 0;
    for (long i = 0; i < axis.extent().at(batch); i++) {
      point.put(axis, i);
      sum += holding(guards, axes, point, batch);
    }
    point.remove(axis);
    return sum;
  }

  /** Whether a condition on the axes holds; one on values counts as holding. */
  private static boolean holds(Condition condition, Map<Axis, Long> point) {
    return condition.match(
        least -> at(least.affine(), point) >= 0,
        divisible -> Math.floorMod(at(divisible.affine(), point), divisible.modulus()) == 0,
        compare -> true,
        all -> all.conditions().stream().allMatch(c -> holds(c, point)),
        any -> any.conditions().stream().anyMatch(c -> holds(c, point)),
        not -> !holds(not.condition(), point));
  }

  private static long at(Affine affine, Map<Axis, Long> point) {
    long value = affine.constant();
    for (Map.Entry<Axis, Long> term : affine.terms().entrySet()) {
      value += term.getValue() * point.get(term.getKey());
    }
    return value;
  }
}
