package dev.netgrad.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * The smallest network: one addition. Its gradient is 1 for both inputs.
 *
 * <p>Generated from add.net. Arrays hold tensors row by row, the N samples of a batch one after the other.
 *
 * <ul>
 * <li>input {@code x1[]}, for each sample</li>
 * <li>input {@code x2[]}, for each sample</li>
 * <li>output {@code out[]}, for each sample</li>
 * <li>0 parameters</li>
 * </ul>
 *
 * <pre>
 * network Add(x1, x2) {
 *   out = x1 + x2
 * }
 * </pre>
 */
public final class Add {
  private Add() {
  }

  /**
   * The forward pass of a training step.
   *
   * @param N the number of samples
   */
  public static void forward(Weights w, Workspace workspace, int N, float[] x1, float[] x2,
      float[] out) {
    workspace.checkBatch(N);
    check(x1.length, N * 1L, "x1");
    check(x2.length, N * 1L, "x2");
    check(out.length, N * 1L, "out");
    Buffers s = workspace.training();
    forward(N, w, s, x1, x2, out);
  }

  /**
   * The backward pass, after {@code forward} with the same arguments.
   *
   * @param N the number of samples
   * @param g receives the gradients
   */
  public static void backward(Weights w, Workspace workspace, Gradients g, int N, float[] x1,
      float[] x2, float[] dOut, float[] dX1, float[] dX2) {
    workspace.checkBatch(N);
    check(x1.length, N * 1L, "x1");
    check(x2.length, N * 1L, "x2");
    check(dOut.length, N * 1L, "dOut");
    check(dX1.length, N * 1L, "dX1");
    check(dX2.length, N * 1L, "dX2");
    Buffers s = workspace.training();
    backward(N, w, g, s, dOut, dX1, dX2);
  }

  /**
   * The network's outputs in evaluation.
   *
   * @param N the number of samples
   */
  public static void infer(Weights w, Workspace workspace, int N, float[] x1, float[] x2,
      float[] out) {
    workspace.checkBatch(N);
    check(x1.length, N * 1L, "x1");
    check(x2.length, N * 1L, "x2");
    check(out.length, N * 1L, "out");
    InferBuffers s = workspace.inference();
    infer(N, w, s, x1, x2, out);
  }

  /**
   * Lets the states take the values that the last forward pass found for them.
   */
  public static void commit(Weights w, Workspace workspace) {
    commit(w, workspace.training());
  }

  private static void forward(int N, Weights w, Buffers s, float[] x1, float[] x2, float[] out) {
    // out = x1 + x2                                                                   add.net:3
    out(N, x1, x2, out);
  }

  private static void backward(int N, Weights w, Gradients g, Buffers s, float[] dOut, float[] dX1,
      float[] dX2) {
    //    dX1 = dOut, one and the same: ∂/∂x1 of out; x·1 → x; y[i] = x[i] ⇒ y is x
    //    dX2 = dOut, one and the same: ∂/∂x2 of out; x·1 → x; y[i] = x[i] ⇒ y is x
    // ⇒ dX1 = dOut                                                                    add.net:3
    //    a second array for the same values
    // ⇒ dX2 = dOut                                                                    add.net:3
    //    a second array for the same values
    dX(N, dOut, dX1, dX2);
  }

  private static void commit(Weights w, Buffers s) {
  }

  private static void infer(int N, Weights w, InferBuffers s, float[] x1, float[] x2, float[] out) {
    // out = x1 + x2                                                                   add.net:3
    out(N, x1, x2, out);
  }

  private static void out(int N, float[] x1, float[] x2, float[] out) {
    for (int n = 0; n < N; n++) {
      out[n] = x1[n] + x2[n];
    }
  }

  private static void dX(int N, float[] dOut, float[] dX1, float[] dX2) {
    for (int n = 0; n < N; n++) {
      float dOut0 = dOut[n];
      float dX1_2 = dOut0;
      float dX2_2 = dOut0;
      dX1[n] = dX1_2;
      dX2[n] = dX2_2;
    }
  }

  private static void check(int length, long needed, String name) {
    if (length < needed) {
      throw new IllegalArgumentException(name + " has length " + length + " but needs at least " + needed);
    }
  }

  /**
   * Parameters and states, shared by all who use them and not changed by inference.
   */
  public static final class Weights {
    /**
     * Sets everything to its initial value.
     *
     * @param seed decides the random ones: equal seeds, equal weights
     */
    public void initialise(long seed) {
      initialise(seed, "");
    }

    private void initialise(long seed, String prefix) {
    }

    /**
     * The arrays with their qualified names, in the order of the source.
     */
    public List<NamedArray> parameters() {
      List<NamedArray> all = new ArrayList<>();
      parameters("", all);
      return all;
    }

    private void parameters(String prefix, List<NamedArray> into) {
    }

    /**
     * The arrays with their qualified names, in the order of the source.
     */
    public List<NamedArray> states() {
      List<NamedArray> all = new ArrayList<>();
      states("", all);
      return all;
    }

    private void states(String prefix, List<NamedArray> into) {
    }
  }

  /**
   * The arrays of a training step: what the backward pass reads is kept, the rest takes turns.
   */
  public static final class Buffers {
    private Buffers(int capacity, float[][] pool, int base, int backwardBase) {
    }
  }

  /**
   * One array for each parameter, named as it is.
   */
  public static final class Gradients {
    /**
     * The arrays with their qualified names, in the order of the source.
     */
    public List<NamedArray> parameters() {
      List<NamedArray> all = new ArrayList<>();
      parameters("", all);
      return all;
    }

    private void parameters(String prefix, List<NamedArray> into) {
    }

    /**
     * Adds other gradients to these.
     */
    public void add(Gradients other) {
    }
  }

  /**
   * The arrays of inference.
   */
  public static final class InferBuffers {
    private InferBuffers(int capacity, float[][] pool, int base, int backwardBase) {
    }
  }

  /**
   * The arrays of one caller, for batches up to a capacity. Those of training and of inference are
   * made when they are first needed; they never grow.
   */
  public static final class Workspace {
    /**
     * No array can hold a larger batch.
     */
    public static final int MAX_BATCH = 2147483639;

    private final int capacity;

    private Buffers training;

    private InferBuffers inference;

    /**
     * @param capacity the largest batch
     */
    public Workspace(int capacity) {
      if (capacity < 1 || capacity > MAX_BATCH) {
        throw new IllegalArgumentException("the capacity must be from 1 to " + MAX_BATCH + ", not " + capacity);
      }
      this.capacity = capacity;
    }

    /**
     * The largest batch.
     */
    public int capacity() {
      return capacity;
    }

    private void checkBatch(int batch) {
      if (batch < 1 || batch > capacity) {
        throw new IllegalArgumentException("the batch must be from 1 to this workspace's capacity, " + capacity + ", not " + batch);
      }
    }

    /**
     * The arrays of training.
     */
    public Buffers training() {
      if (training == null) {
        training = new Buffers(capacity, new float[][] {}, 0, 0);
      }
      return training;
    }

    /**
     * The arrays of inference.
     */
    public InferBuffers inference() {
      if (inference == null) {
        inference = new InferBuffers(capacity, new float[][] {}, 0, 0);
      }
      return inference;
    }
  }

  /**
   * A tensor's values, row by row, with its qualified name and its extents.
   */
  public record NamedArray(String name, int[] shape, float[] values) {
  }
}
