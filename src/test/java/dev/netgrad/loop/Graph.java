package dev.netgrad.loop;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Builds blocks by hand, with the layers that tests need. */
public final class Graph {
  private static final SourceFile FILE = new SourceFile("test.net", "network Test() {\n}\n");
  public static final Origin ORIGIN = new Origin(new Span(FILE, 0, 16), List.of());

  private final String name;
  private final boolean training;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> body = new ArrayList<>();
  private final Map<Tensor, Tensor> updates = new LinkedHashMap<>();

  public Graph(String name, boolean training) {
    this.name = name;
    this.training = training;
  }

  public boolean isTraining() {
    return training;
  }

  public Block block(Tensor... outputs) {
    return new Block(name, name + (training ? "" : " in evaluation"), "", inputs, body, List.of(outputs), updates,
        ORIGIN);
  }

  public Tensor input(String tensor, long... sizes) {
    return input(tensor, false, sizes);
  }

  public Tensor labels(String tensor) {
    return input(tensor, true);
  }

  private Tensor input(String tensor, boolean integer, long... sizes) {
    Tensor t = new Tensor(tensor, shape(true, sizes), indices(true, sizes.length), integer, new Definition.Input(),
        ORIGIN, Derivation.SOURCE);
    inputs.add(t);
    return t;
  }

  public Tensor parameter(String tensor, long... sizes) {
    Definition definition = new Definition.Parameter(new Initialiser.Normal(0.3), Map.of());
    return stored(tensor, definition, sizes);
  }

  public Tensor state(String tensor, long... sizes) {
    return stored(tensor, new Definition.State(0.5), sizes);
  }

  private Tensor stored(String tensor, Definition definition, long... sizes) {
    Tensor t = new Tensor(tensor, shape(false, sizes), indices(false, sizes.length), false, definition, ORIGIN,
        Derivation.SOURCE);
    body.add(t);
    return t;
  }

  private static List<Extent> shape(boolean batch, long... sizes) {
    List<Extent> shape = new ArrayList<>();
    if (batch) {
      shape.add(Extent.BATCH);
    }
    for (long size : sizes) {
      shape.add(Extent.of(size));
    }
    return shape;
  }

  private static List<String> indices(boolean batch, int rank) {
    List<String> names = new ArrayList<>(batch ? List.of("n") : List.of());
    String[] own = switch (rank) {
      case 1 -> new String[] {"c"};
      case 2 -> new String[] {"c", "k"};
      case 3 -> new String[] {"h", "w", "c"};
      case 4 -> new String[] {"r", "s", "c", "k"};
      default -> new String[0];
    };
    names.addAll(List.of(own));
    return names;
  }

  public Tensor define(String tensor, List<Axis> axes, Reduction reduction, Scalar value) {
    Tensor t = Tensor.formula(tensor, new Definition.Formula(axes, reduction, value), ORIGIN, Derivation.SOURCE);
    body.add(t);
    return t;
  }

  public Tensor map(String tensor, Tensor like, Function<List<Axis>, Scalar> value) {
    List<Axis> axes = like.freshAxes();
    return define(tensor, axes, Reduction.NONE, value.apply(axes));
  }

  public void next(Tensor state, Tensor value) {
    updates.put(state, value);
  }

  public Tensor call(String tensor, Block block, List<String> instances, Tensor... arguments) {
    Call call = new Call(block, instances, List.of(arguments), ORIGIN);
    Tensor like = block.outputs().get(0);
    Tensor t = new Tensor(tensor, like.shape(), like.indexNames(), false, new Definition.Result(call), ORIGIN,
        Derivation.SOURCE);
    body.add(t);
    return t;
  }

  private static Scalar read(Tensor t, Object... indices) {
    List<Index> list = new ArrayList<>();
    for (Object index : indices) {
      list.add(index instanceof Axis axis ? Index.of(axis) : Index.of((Affine) index));
    }
    return new Scalar.Read(t, list);
  }

  public static List<Condition> within(Affine index, long size) {
    return List.of(new Condition.AtLeastZero(index), new Condition.AtLeastZero(index.times(-1).plus(size - 1)));
  }

  private static long size(Tensor t, int dimension) {
    return t.shape().get(dimension).size();
  }

  public Tensor relu(String tensor, Tensor x) {
    return map(tensor, x, a -> Scalar.apply(Operator.MAX, x.at(a), Scalar.ZERO));
  }

  public Tensor tanh(String tensor, Tensor x) {
    return map(tensor, x, a -> Scalar.apply(Operator.TANH, x.at(a)));
  }

  public Tensor add(String tensor, Tensor x, Tensor y) {
    return map(tensor, x, a -> x.at(a).plus(y.at(a)));
  }

  public Tensor dense(String tensor, Tensor x, long outputs) {
    Tensor weight = parameter(tensor + ".weight", size(x, 1), outputs);
    Tensor bias = parameter(tensor + ".bias", outputs);
    Axis n = Axis.batch();
    Axis k = new Axis("k", outputs);
    Axis c = new Axis("c", size(x, 1));
    Tensor product = define(tensor + ".product", List.of(n, k), Reduction.sum(List.of(c), List.of()),
        read(x, n, c).times(read(weight, c, k)));
    return map(tensor, product, a -> product.at(a).plus(bias.at(a.subList(1, 2))));
  }

  public Tensor conv(String tensor, Tensor x, long outputs, long size, long stride, long pad) {
    Tensor weight = parameter(tensor + ".weight", size, size, size(x, 3), outputs);
    Axis n = Axis.batch();
    Axis h = new Axis("h", (size(x, 1) + 2 * pad - size) / stride + 1);
    Axis w = new Axis("w", (size(x, 2) + 2 * pad - size) / stride + 1);
    Axis k = new Axis("k", outputs);
    Axis r = new Axis("r", size);
    Axis s = new Axis("s", size);
    Axis c = new Axis("c", size(x, 3));
    Affine row = Affine.of(h).times(stride).plus(Affine.of(r)).plus(-pad);
    Affine column = Affine.of(w).times(stride).plus(Affine.of(s)).plus(-pad);
    List<Condition> guards = new ArrayList<>(within(row, size(x, 1)));
    guards.addAll(within(column, size(x, 2)));
    return define(tensor, List.of(n, h, w, k), Reduction.sum(List.of(r, s, c), guards),
        read(x, n, row, column, c).times(read(weight, r, s, c, k)));
  }

  public Tensor maxPool(String tensor, Tensor x, long size, long stride, long pad) {
    Axis n = Axis.batch();
    Axis h = new Axis("h", (size(x, 1) + 2 * pad - size) / stride + 1);
    Axis w = new Axis("w", (size(x, 2) + 2 * pad - size) / stride + 1);
    Axis c = new Axis("c", size(x, 3));
    Axis r = new Axis("r", size);
    Axis s = new Axis("s", size);
    Affine row = Affine.of(h).times(stride).plus(Affine.of(r)).plus(-pad);
    Affine column = Affine.of(w).times(stride).plus(Affine.of(s)).plus(-pad);
    List<Condition> guards = new ArrayList<>(within(row, size(x, 1)));
    guards.addAll(within(column, size(x, 2)));
    return define(tensor, List.of(n, h, w, c), new Reduction(Reduction.Kind.MAX, List.of(r, s), guards),
        read(x, n, row, column, c));
  }

  public Tensor padIdentity(String tensor, Tensor x, long channels, long stride) {
    Axis n = Axis.batch();
    Axis h = new Axis("h", (size(x, 1) + stride - 1) / stride);
    Axis w = new Axis("w", (size(x, 2) + stride - 1) / stride);
    Axis k = new Axis("k", channels);
    Affine channel = Affine.of(k).plus(-(channels - size(x, 3)) / 2);
    return define(tensor, List.of(n, h, w, k), Reduction.NONE,
        new Scalar.Select(Condition.all(within(channel, size(x, 3))),
            read(x, n, Affine.of(h).times(stride), Affine.of(w).times(stride), channel), Scalar.ZERO));
  }

  public Tensor globalAveragePool(String tensor, Tensor x) {
    Axis n = Axis.batch();
    Axis c = new Axis("c", size(x, 3));
    Axis h = new Axis("h", size(x, 1));
    Axis w = new Axis("w", size(x, 2));
    return define(tensor, List.of(n, c), Reduction.sum(List.of(h, w), List.of()),
        read(x, n, h, w, c).over(Scalar.constant(size(x, 1) * size(x, 2))));
  }

  public Tensor batchNorm(String tensor, Tensor x) {
    long channels = size(x, x.rank() - 1);
    Tensor scale = parameter(tensor + ".scale", channels);
    Tensor shift = parameter(tensor + ".shift", channels);
    Tensor runningMean = state(tensor + ".runningMean", channels);
    Tensor runningVariance = state(tensor + ".runningVariance", channels);
    Tensor mean = runningMean;
    Tensor variance = runningVariance;
    if (training) {
      Scalar count = new Scalar.BatchSize().times(Scalar.constant(x.elementsPerSample() / channels));
      Tensor statistic = mean(tensor + ".mean", x, count, null);
      Tensor spread = mean(tensor + ".variance", x, count, statistic);
      mean = statistic;
      variance = spread;
      next(runningMean, moving(runningMean, statistic));
      next(runningVariance, moving(runningVariance, spread));
    }
    Tensor average = mean;
    Tensor spread = variance;
    Tensor inverse = map(tensor + ".inverse", scale, a -> Scalar.ONE.over(
        Scalar.apply(Operator.SQRT, spread.at(a).plus(Scalar.constant(1e-5)))));
    Tensor normalised = map(tensor + ".normalised", x,
        a -> x.at(a).minus(average.at(last(a))).times(inverse.at(last(a))));
    return map(tensor, x, a -> scale.at(last(a)).times(normalised.at(a)).plus(shift.at(last(a))));
  }

  private Tensor moving(Tensor state, Tensor value) {
    return map(state.name() + ".next", state, a -> Scalar.constant(0.9).times(state.at(a))
        .plus(Scalar.constant(0.1).times(value.at(a))));
  }

  private Tensor mean(String tensor, Tensor x, Scalar count, Tensor about) {
    List<Axis> axes = x.freshAxes();
    Scalar value = x.at(axes);
    if (about != null) {
      Scalar difference = value.minus(about.at(last(axes)));
      value = Scalar.apply(Operator.POWER, difference, Scalar.constant(2));
    }
    return define(tensor, last(axes), Reduction.sum(axes.subList(0, axes.size() - 1), List.of()), value.over(count));
  }

  private static List<Axis> last(List<Axis> axes) {
    return axes.subList(axes.size() - 1, axes.size());
  }

  public Tensor crossEntropy(String tensor, Tensor logits, Tensor label) {
    Axis n = Axis.batch();
    List<Axis> one = List.of(n);
    Axis k = new Axis("k", size(logits, 1));
    Tensor top = define(tensor + ".top", one, new Reduction(Reduction.Kind.MAX, List.of(k), List.of()),
        read(logits, n, k));
    Axis n2 = Axis.batch();
    Axis k2 = new Axis("k", size(logits, 1));
    Tensor total = define(tensor + ".total", List.of(n2), Reduction.sum(List.of(k2), List.of()),
        Scalar.apply(Operator.EXP, read(logits, n2, k2).minus(read(top, n2))));
    Axis n3 = Axis.batch();
    Axis k3 = new Axis("k", size(logits, 1));
    Tensor chosen = define(tensor + ".chosen", List.of(n3), Reduction.sum(List.of(k3), List.of()),
        new Scalar.Select(new Condition.Compare(Condition.Relation.EQUAL, new Scalar.Position(Affine.of(k3)),
            read(label, n3)), read(logits, n3, k3), Scalar.ZERO));
    Tensor each = map(tensor + ".each", total, a -> Scalar.apply(Operator.LOG, total.at(a)).plus(top.at(a))
        .minus(chosen.at(a)));
    Axis n4 = Axis.batch();
    return define(tensor, List.of(), Reduction.sum(List.of(n4), List.of()),
        read(each, n4).over(new Scalar.BatchSize()));
  }

  /** Momentum 0.9, Nesterov's, with a decay. */
  public static Network.Update sgd(Block training, List<String> parameters) {
    Graph g = new Graph("sgd", true);
    Tensor p = g.input("p");
    Tensor d = g.input("g");
    Tensor rate = new Tensor("lr", List.of(), List.of(), false, new Definition.RunTime(), ORIGIN, Derivation.SOURCE);
    g.inputs.add(rate);
    Tensor v = new Tensor("v", List.of(Extent.BATCH), List.of("i"), false, new Definition.State(0), ORIGIN,
        Derivation.SOURCE);
    g.body.add(v);
    Tensor velocity = g.map("velocity", p, a -> Scalar.constant(0.9).times(v.at(a)).plus(d.at(a))
        .plus(Scalar.constant(0.01).times(p.at(a))));
    Tensor after = g.map("after", p, a -> p.at(a).minus(
        new Scalar.Read(rate, List.of()).times(d.at(a).plus(Scalar.constant(0.9).times(velocity.at(a))))));
    g.next(v, velocity);
    g.next(p, after);
    return new Network.Update(g.block(), parameters);
  }

  /** A network with a loss, which needs no label in evaluation. */
  public static Network network(String name, Block training, Block evaluation, Tensor objective,
      List<Network.Update> updates) {
    return new Network(name, training, evaluation, Optional.ofNullable(objective), updates);
  }
}
