package dev.netgrad.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scaling of inputs to mean 0 and deviation 1: {@code (x − mean[c]) / deviation[c]}, where c is the position on the
 * last axis of a sample. So an image is scaled by channel, and a plain row of features by feature.
 *
 * <p>A network must later be fed inputs scaled as those it was trained on; hence {@link #metadata()}, which is kept
 * with the weights.
 *
 * @param mean one for each position on the last axis
 * @param deviation one for each position on the last axis, none 0
 */
public record Scaling(float[] mean, float[] deviation) {
  /** The mean and the standard deviation (of the population) of a dataset; 1 where all its values are equal. */
  public static Scaling of(Dataset data) {
    int channels = channels(data);
    float[] features = data.features();
    double count = (double) features.length / channels;
    double[] sum = new double[channels];
    for (int i = 0; i < features.length; i++) {
      sum[i % channels] += features[i];
    }
    double[] squares = new double[channels];
    for (int i = 0; i < features.length; i++) {
      double distance = features[i] - sum[i % channels] / count;
      squares[i % channels] += distance * distance;
    }
    float[] mean = new float[channels];
    float[] deviation = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sum[c] / count);
      float root = (float) Math.sqrt(squares[c] / count);
      deviation[c] = root > 0 ? root : 1;
    }
    return new Scaling(mean, deviation);
  }

  /** The dataset scaled; {@code data} itself is not changed. */
  public Dataset apply(Dataset data) {
    int channels = channels(data);
    if (channels != mean.length) {
      throw new IllegalArgumentException("scaling of " + mean.length + " channels for " + channels);
    }
    float[] scaled = new float[data.features().length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (data.features()[i] - mean[i % channels]) / deviation[i % channels];
    }
    return new Dataset(scaled, data.labels(), data.shape(), data.classes());
  }

  /** {@code input.mean} and {@code input.deviation}, as lists of numbers. */
  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("input.mean", Arrays.toString(mean));
    metadata.put("input.deviation", Arrays.toString(deviation));
    return metadata;
  }

  private static int channels(Dataset data) {
    int rank = data.shape().length;
    return rank == 0 ? 1 : data.shape()[rank - 1];
  }
}
