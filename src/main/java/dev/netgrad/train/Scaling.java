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
  /**
   * The scaling that gives a dataset mean 0 and deviation 1, by its mean and its standard deviation, that of the
   * population; where all its values are equal, the deviation is taken for 1.
   *
   * @param data with at least one sample
   * @return one mean and one deviation for each position on the last axis
   */
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

  /**
   * Scales samples.
   *
   * @param data whose last axis is as long as that of the scaling's own samples; it is not changed
   * @return the samples scaled, with the same labels
   * @throws IllegalArgumentException if the last axis is of another length
   */
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

  /**
   * The scaling as texts, to be kept with weights.
   *
   * @return {@code input.mean} and {@code input.deviation}, lists of numbers such as {@code [0.5, 0.25]}
   */
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
