package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import dev.netgrad.train.Scaling;
import dev.netgrad.train.data.Field.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What is known of samples once each was read: which can be used, and by which scaling their numbers have mean 0 and
 * deviation 1. It is the same for any number of threads.
 *
 * @param samples those that can be used
 * @param scaling for each port that was asked for
 * @param damaged what is wrong with the others, in their order
 */
public record Survey(Samples samples, Map<String, Scaling> scaling, List<String> damaged) {
  private static final int BLOCK = 64;

  /**
   * Reads all samples.
   *
   * @param samples to be read
   * @param ports a port for each of their fields
   * @param fit how pictures of another size are brought to the network's
   * @param scaled the ports whose numbers are to be scaled
   * @param threads how many read
   * @return which can be used
   * @throws DataException if all are damaged
   */
  public static Survey of(Samples samples, List<Port> ports, Preparation.Fit fit, List<String> scaled, int threads) {
    List<Port> ordered = Feed.ordered(samples, ports);
    int blocks = (samples.size() + BLOCK - 1) / BLOCK;
    Block[] found = new Block[blocks];
    Preparation preparation = new Preparation(fit, List.of(), Map.of());
    AtomicInteger next = new AtomicInteger();
    Together.run(threads, () -> {
      Filler filler = new Filler(samples, ordered, preparation);
      Batch one = Batch.of(1, ordered);
      for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
        found[b] = new Block(samples.fields(), ordered, scaled);
        for (int i = b * BLOCK; i < Math.min((b + 1) * BLOCK, samples.size()); i++) {
          found[b].take(i, filler, one);
        }
      }
    });
    return put(samples, Arrays.asList(found));
  }

  private static Survey put(Samples samples, List<Block> blocks) {
    List<String> damaged = blocks.stream().flatMap(b -> b.damaged.values().stream()).toList();
    if (damaged.size() == samples.size()) {
      throw new DataException(damaged.isEmpty() ? "no samples" : "no sample can be used; the first: " + damaged.get(0));
    }
    Map<String, Moments> moments = new HashMap<>();
    blocks.forEach(b -> b.moments.forEach((port, m) ->
        moments.merge(port, m, Moments::add)));
    Map<String, Scaling> scaling = new HashMap<>();
    moments.forEach((port, m) -> scaling.put(port, m.scaling()));
    int[] sound = blocks.stream().flatMapToInt(b -> b.sound.stream().mapToInt(i -> i)).toArray();
    return new Survey(damaged.isEmpty() ? samples : new Subset(samples, sound), scaling, damaged);
  }

  /** What was found in some samples that follow each other. */
  private static final class Block {
    private final List<Integer> sound = new ArrayList<>();
    private final Map<Integer, String> damaged = new TreeMap<>();
    private final Map<String, Moments> moments = new HashMap<>();
    private final Map<String, Integer> channels = new HashMap<>();

    Block(List<Field> fields, List<Port> ports, List<String> scaled) {
      for (Field field : fields) {
        Port port = ports.get(fields.indexOf(field));
        if (scaled.contains(field.port()) && !port.isWhole() && field.kind() != Kind.MASK) {
          channels.put(field.port(), field.kind() == Kind.PICTURE ? Pictures.channels(port) : last(port));
        }
      }
    }

    private static int last(Port port) {
      return port.shape().length == 0 ? 1 : port.shape()[port.shape().length - 1];
    }

    void take(int sample, Filler filler, Batch one) {
      try {
        filler.fill(sample, new SplittableRandom(0), one, 0);
      } catch (DamageException e) {
        damaged.put(sample, e.getMessage());
        return;
      }
      sound.add(sample);
      channels.forEach((port, count) -> {
        Moments own = Moments.of(one.numbers(port), count);
        moments.merge(port, own, Moments::add);
      });
    }
  }

  /** Of each channel, how many values there are, their mean, and the sum of their squared distances from it. */
  private record Moments(long count, double[] mean, double[] squares) {
    static Moments of(float[] values, int channels) {
      double[] mean = new double[channels];
      double[] squares = new double[channels];
      int count = values.length / channels;
      IntStream.range(0, values.length).forEach(i -> mean[i % channels] += values[i]);
      for (int c = 0; c < channels; c++) {
        mean[c] /= count;
      }
      for (int i = 0; i < values.length; i++) {
        double distance = values[i] - mean[i % channels];
        squares[i % channels] += distance * distance;
      }
      return new Moments(count, mean, squares);
    }

    /** Chan, Golub and LeVeque, Algorithms for Computing the Sample Variance, 1983, equation 2.1. */
    Moments add(Moments other) {
      long both = count + other.count;
      double[] means = new double[mean.length];
      double[] sums = new double[mean.length];
      for (int c = 0; c < mean.length; c++) {
        double distance = other.mean[c] - mean[c];
        means[c] = mean[c] + distance * other.count / both;
        sums[c] = squares[c] + other.squares[c] + distance * distance * count * other.count / both;
      }
      return new Moments(both, means, sums);
    }

    Scaling scaling() {
      float[] means = new float[mean.length];
      float[] deviations = new float[mean.length];
      for (int c = 0; c < mean.length; c++) {
        means[c] = (float) mean[c];
        float root = (float) Math.sqrt(squares[c] / count);
        deviations[c] = root > 0 ? root : 1;
      }
      return new Scaling(means, deviations);
    }
  }
}
