package dev.netgrad.flow;

import dev.netgrad.tensor.Network;
import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How the gradient flows through a network, measured on one batch in training mode.
 *
 * @param network its name
 * @param layers sums over weights, in the order of the forward pass
 * @param blocks where skips and F meet, in that order; none in a network without skips
 * @param paths by how many residual functions they go through; none without skips
 * @param correlations of the loss's gradients by the input at points of a straight line between two samples: the mean
 *     cosine of the angle between those of points 1, 2, … steps from each other, as in Balduzzi et al., The Shattered
 *     Gradients Problem, arXiv 1702.08591, for whose one-dimensional inputs it is the correlation
 */
public record Flow(String network, List<Layer> layers, List<Block> blocks, List<Path> paths,
    List<Double> correlations) {
  private static final int DRAWN_PATHS = 3;
  private static final int MOST_LENGTHS = 20;

  /**
   * A layer.
   *
   * @param name of its weights
   * @param deviation the standard deviation of its responses over the batch, scale and shift of a norm after it
   *     included, before what is not linear: figure 7 of He et al., arXiv 1512.03385
   * @param gradient the norm of the loss's gradient by these responses
   * @param weightGradient the norm of its gradient by the weights
   */
  public record Layer(String name, double deviation, double gradient, double weightGradient) {}

  /** A place where gradients meet: the norm of what arrives over the skip, and of what arrives over F. */
  public record Block(String name, double skip, double residual) {
    /** The skip's share in the sum of the two norms; 0 where nothing arrives. */
    public double share() {
      return skip == 0 ? 0 : skip / (skip + residual);
    }
  }

  /**
   * Paths that go through so many residual functions and over the skip of all other blocks.
   *
   * @param gradient the mean norm of the input's gradient that comes along one such path, of some drawn at random
   * @param share of all such paths in the sum over all lengths of number times gradient: figure 6 of Veit et al.,
   *     arXiv 1605.06431
   */
  public record Path(int length, double gradient, double share) {}

  public Flow {
    layers = List.copyOf(layers);
    blocks = List.copyOf(blocks);
    paths = List.copyOf(paths);
    correlations = List.copyOf(correlations);
  }

  /** What keeps a network from being measured. */
  public static final class ImpossibleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ImpossibleException(String message) {
      super(message);
    }
  }

  /**
   * Measures.
   *
   * @param network with a loss
   * @param load compiles a network, and gives its parameters and states the values that they are to have
   * @param samples at least two, for the inputs of the model
   * @param seed draws paths
   * @throws ImpossibleException if it has no loss or no input with a gradient
   */
  public static Flow of(
      Network network, Function<Network, Model> load, Function<List<Port>, Batch> samples, long seed) {
    if (network.objective().isEmpty()) {
      throw new ImpossibleException(network.name() + " has no loss, so no gradient flows");
    }
    FlowGraph graph = new FlowGraph(network);
    Measuring measuring = new Measuring(graph, load.apply(graph.network()), seed);
    return measuring.flow(samples.apply(measuring.ports()));
  }

  /** A graph that runs. */
  private record Measuring(FlowGraph graph, Model model, long seed) {

    private record Seen(double[] measured, float[] gradient) {}

    Flow flow(Batch samples) {
      int forks = graph.meetings().size();
      double[] seen = run(samples, open(forks)).measured;
      List<Layer> layers = new ArrayList<>();
      for (FlowGraph.Layer layer : graph.layers()) {
        double count = (double) samples.samples() * layer.elements();
        double mean = seen[layer.sum()] / count;
        layers.add(new Layer(layer.name(), Math.sqrt(Math.max(0, seen[layer.squares()] / count - mean * mean)),
            norm(seen, layer.gradient()), norm(seen, layer.weight())));
      }
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < forks; i++) {
        FlowGraph.Meeting meeting = graph.meetings().get(i);
        blocks.add(new Block(graph.name(i), norm(seen, meeting.skip()), norm(seen, meeting.residual())));
      }
      return new Flow(model.name(), layers, blocks, paths(samples, forks), correlations(line(samples), forks));
    }

    private static double norm(double[] seen, int place) {
      return place < 0 ? 0 : Math.sqrt(seen[place]);
    }

    private static float[] open(int forks) {
      float[] gates = new float[Math.max(1, 2 * forks)];
      Arrays.fill(gates, 1);
      return gates;
    }

    private List<Path> paths(Batch samples, int forks) {
      if (forks == 0) {
        return List.of();
      }
      int step = (forks + MOST_LENGTHS - 1) / MOST_LENGTHS;
      List<Path> paths = new ArrayList<>();
      Random random = new Random(seed);
      double all = 0;
      for (int length = 0; length <= forks; length += step) {
        double sum = 0;
        int drawn = length == 0 || length == forks ? 1 : DRAWN_PATHS;
        for (int i = 0; i < drawn; i++) {
          sum += norm(run(samples, gates(forks, length, random)).gradient);
        }
        double weight = Math.exp(logChoices(forks, length)) * sum / drawn;
        all += weight;
        paths.add(new Path(length, sum / drawn, weight));
      }
      double total = all;
      return paths.stream().map(p -> new Path(p.length, p.gradient, total == 0 ? 0 : p.share / total)).toList();
    }

    /** Of some forks F's gate is open, of the others the skip's. */
    private static float[] gates(int forks, int length, Random random) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, forks).boxed().toList());
      Collections.shuffle(order, random);
      float[] gates = new float[2 * forks];
      for (int i = 0; i < forks; i++) {
        gates[2 * order.get(i) + (i < length ? 1 : 0)] = 1;
      }
      return gates;
    }

    private static double logChoices(int n, int k) {
      double log = 0;
      for (int i = 1; i <= k; i++) {
        log += Math.log((double) (n - k + i) / i);
      }
      return log;
    }

    /** The input on a straight line from the first sample to the second; all else is the first sample's. */
    private Batch line(Batch samples) {
      Batch line = Batch.of(samples.samples(), ports());
      for (Port port : ports()) {
        int size = port.size();
        for (int i = 0; i < samples.samples() * size; i++) {
          if (port.isWhole()) {
            line.wholes(port.name())[i] = samples.wholes(port.name())[i % size];
          } else {
            float[] values = samples.numbers(port.name());
            int sample = i / size;
            float share = port.name().equals(graph.input()) ? (float) sample / (samples.samples() - 1) : 0;
            line.numbers(port.name())[i] = (1 - share) * values[i % size] + share * values[size + i % size];
          }
        }
      }
      return line;
    }

    private List<Double> correlations(Batch line, int forks) {
      float[] gradient = run(line, open(forks)).gradient;
      int samples = line.samples();
      int size = gradient.length / samples;
      List<Double> means = new ArrayList<>();
      for (int lag = 1; lag <= samples / 2; lag++) {
        double sum = 0;
        for (int i = 0; i + lag < samples; i++) {
          sum += cosine(gradient, i * size, (i + lag) * size, size);
        }
        means.add(sum / (samples - lag));
      }
      return means;
    }

    private static double cosine(float[] values, int a, int b, int size) {
      double ab = 0;
      double aa = 0;
      double bb = 0;
      for (int i = 0; i < size; i++) {
        ab += (double) values[a + i] * values[b + i];
        aa += (double) values[a + i] * values[a + i];
        bb += (double) values[b + i] * values[b + i];
      }
      return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
    }

    private static double norm(float[] values) {
      double squares = 0;
      for (float value : values) {
        squares += (double) value * value;
      }
      return Math.sqrt(squares);
    }

    private List<Port> ports() {
      return model.inferenceInputs().stream().filter(p -> !p.name().equals(FlowGraph.GATES)).toList();
    }

    private Seen run(Batch samples, float[] gates) {
      Batch inputs = new Batch(samples.samples());
      for (Port port : ports()) {
        if (port.isWhole()) {
          inputs.with(port.name(), samples.wholes(port.name()));
        } else {
          inputs.with(port.name(), samples.numbers(port.name()));
        }
      }
      float[] all = new float[samples.samples() * gates.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = gates[i % gates.length];
      }
      inputs.with(FlowGraph.GATES, all);
      Batch results = Batch.of(samples.samples(), model.outputs());
      model.infer(inputs, results);
      double[] measured = model.outputs().stream().filter(p -> FlowGraph.isMeasured(p.name()))
          .flatMapToDouble(p -> {
            float[] values = results.numbers(p.name());
            return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
          }).toArray();
      return new Seen(measured, results.numbers(FlowGraph.GRADIENT));
    }
  }
}
