package dev.netgrad.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One such block, to be read with src/site/markdown/reading.md.
 *
 * <p>Generated from strided.net. Arrays hold tensors row by row, the N samples of a batch one after the other.
 *
 * <ul>
 * <li>input {@code image[8, 8, 3]}, for each sample</li>
 * <li>input {@code target[4, 4, 8]}, for each sample</li>
 * <li>output {@code y[4, 4, 8]}, for each sample</li>
 * <li>1052 parameters</li>
 * </ul>
 *
 * <p>A forward pass keeps 896*N + 121 numbers in 3584*N + 484 bytes, 459,236 for N = 128;
 * at each class's {@code backward} stands what and why.
 *
 * <pre>
 * network Strided(image[8, 8, 3], target[4, 4, 8]) {
 *   y = image -&gt; conv(4, 3) -&gt; halving(8)
 *   loss = meanSquaredError(y, target)
 *   optimizer sgd(momentum = 0.9)
 * }
 * </pre>
 */
public final class Strided {
  private static final Kernels KERNELS = Kernels.choose();

  private Strided() {
  }

  /**
   * The kernels in use, such as {@code plain} or {@code vector, 512 bits}; chosen once, before the
   * first call. The system property {@code netgrad.kernels} says which, where it is set to such a text.
   *
   * @return their description
   */
  public static String kernels() {
    return KERNELS.description();
  }

  /**
   * The forward pass of a training step.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
   * @param image {@code image[8, 8, 3]} of each sample
   * @param target {@code target[4, 4, 8]} of each sample
   * @return the mean loss
   */
  public static float forward(Weights w, Workspace workspace, int N, float[] image,
      float[] target) {
    workspace.checkBatch(N);
    check(image.length, N * 192L, "image");
    check(target.length, N * 128L, "target");
    Thread before_ = workspace.enter();
    try {
      workspace.kept = 0;
      workspace.found = false;
      Buffers s = workspace.training();
      ForwardPass pass_ = workspace.forward;
      pass_.N = N;
      pass_.w = w;
      pass_.s = s;
      pass_.image = image;
      pass_.target = target;
      workspace.run(pass_);
      workspace.kept = N;
      workspace.found = true;
      return s.meanLoss[0];
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * The backward pass, after {@code forward} with the same arguments. It uses up what that kept.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param g receives the gradients of the parameters
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
   * @param image {@code image[8, 8, 3]} of each sample
   * @param target {@code target[4, 4, 8]} of each sample
   * @throws IllegalStateException unless {@code forward} with as many samples came right before it
   */
  public static void backward(Weights w, Workspace workspace, Gradients g, int N, float[] image,
      float[] target) {
    workspace.checkBatch(N);
    check(image.length, N * 192L, "image");
    check(target.length, N * 128L, "target");
    Thread before_ = workspace.enter();
    try {
      workspace.useKept(N);
      Buffers s = workspace.training();
      BackwardPass pass_ = workspace.backward;
      pass_.N = N;
      pass_.w = w;
      pass_.g = g;
      pass_.s = s;
      pass_.image = image;
      pass_.target = target;
      workspace.run(pass_);
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * The network's outputs in evaluation.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
   * @param image {@code image[8, 8, 3]} of each sample
   * @param y receives the output {@code y[4, 4, 8]} of each sample
   */
  public static void infer(Weights w, Workspace workspace, int N, float[] image, float[] y) {
    workspace.checkBatch(N);
    check(image.length, N * 192L, "image");
    check(y.length, N * 128L, "y");
    Thread before_ = workspace.enter();
    try {
      workspace.kept = 0;
      InferBuffers s = workspace.inference();
      InferPass pass_ = workspace.infer;
      pass_.N = N;
      pass_.w = w;
      pass_.s = s;
      pass_.image = image;
      pass_.y = y;
      workspace.run(pass_);
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * A step of the optimizer: changes the parameters by the gradients that {@code backward} gave.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param g the gradients of the parameters
   * @param o what the optimizer keeps between steps
   * @param lr the number {@code lr} of the optimizer
   */
  public static void update(Weights w, Workspace workspace, Gradients g, OptimizerState o,
      float lr) {
    Thread before_ = workspace.enter();
    try {
      Gradients vState = o.v;
      UpdatePass pass_ = workspace.update;
      pass_.w = w;
      pass_.g = g;
      pass_.vState = vState;
      pass_.lr = lr;
      workspace.run(pass_);
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * Lets the states take the values that the last forward pass found for them.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @throws IllegalStateException if there was none since the last time, or it failed
   */
  public static void commit(Weights w, Workspace workspace) {
    Thread before_ = workspace.enter();
    try {
      workspace.useFound();
      commit(w, workspace.training());
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * One step: forward, backward, update, and the states' new values.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param g receives the gradients of the parameters
   * @param o what the optimizer keeps between steps
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
   * @param image {@code image[8, 8, 3]} of each sample
   * @param target {@code target[4, 4, 8]} of each sample
   * @param lr the number {@code lr} of the optimizer
   * @return the mean loss before the step
   */
  public static float trainStep(Weights w, Workspace workspace, Gradients g, OptimizerState o,
      int N, float[] image, float[] target, float lr) {
    Thread before_ = workspace.enter();
    try {
      float loss_ = forward(w, workspace, N, image, target);
      backward(w, workspace, g, N, image, target);
      update(w, workspace, g, o, lr);
      commit(w, workspace);
      return loss_;
    } finally {
      workspace.user = before_;
    }
  }

  private static void forward(Worker me, int N, Weights w, Buffers s, float[] image,
      float[] target) {
    // conv[h, w, k] = sum[r, s, c] image[h + r - 1, w + s - 1, c]*conv.weight[r, s, c, k]  strided.net:10
    KERNELS.conv2(me, N, s.conv, image, w.convWeight);

    // y[4, 4, 8] = halving as halving of conv                                         strided.net:10
    Halving.forward(me, N, w.halving, s.halving, s.conv, s.y);

    // lossSum = sum[h, w, c] (y[h, w, c] - target[h, w, c])^2                         strided.net:11
    // loss = lossSum/128                                                              strided.net:11
    // meanLoss = sum[n] loss/N                                                        strided.net:11
    KERNELS.lossSumAndMeanLoss(me, N, s.meanLossOfSample, s.y, target, s.lossSum, s.meanLoss);
  }

  /**
   * The backward pass, from the loss to g, the gradients of the weights.
   * dA is the derivative of the loss with respect to A, dAViaB the part of it that comes through B and, if there is no
   * ASum, dASum a sum that it is made of. Arrays AOfSample hold parts of A's sum over the samples, of one or a few.
   * All are overwritten, not added to.
   *
   * <p>All that stands above a call is fused: one pass of its loops computes it. ⇒ marks what is derived; below stand
   * what is differentiated, the laws that made it short and, the first time, the forward statement. "One and the
   * same" is another name for the same values, without loop, copy or array. What has "no array" is computed where
   * it is read; after its first reader it stands there as "again".
   *
   * <p>This network's skip path is the identity except projected by shortcut, strided.net:4; normalised by
   *     shortcutNorm.normalised, strided.net:4; masked by out, strided.net:5.
   *
   * <p>Kept by the forward pass: 384*N + 1 numbers in 1536*N + 4 bytes, 196,612 for N = 128; what it calls keeps its own.
   * <ul>
   * <li>y: 128*N, an output of the network</li>
   * <li>meanLoss: 1, the loss</li>
   * <li>conv: 256*N, an input of halving, whose backward pass reads it</li>
   * <li>image, target: by the caller</li>
   * </ul>
   *
   * <p>Weights do not change here: {@code update} changes each, p, after the whole backward pass, by its gradient, g.
   * <ul>
   * <li>conv.weight: velocity = 0.9*v + g; nextP = p - lr*velocity; next v = velocity; next p = nextP</li>
   * </ul>
   *
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}, as in {@code forward}
   */
  private static void backward(Worker me, int N, Weights w, Gradients g, Buffers s, float[] image,
      float[] target) {
    // ⇒ dY[h, w, c] = (y[h, w, c] - target[h, w, c])/(64*N)                           strided.net:11
    //    ∂/∂y of lossSum; definition put in place; x·1 → x; a·x + b·x → (a + b)·x
    //    forward: lossSum = sum[h, w, c] (y[h, w, c] - target[h, w, c])^2             strided.net:11
    KERNELS.dY(me, N, s.y, target, s.dY);

    // ⇒ adjoints through y[4, 4, 8] = halving as halving of conv                      strided.net:10
    Halving.backward(me, N, w.halving, g.halving, s.halving, s.conv, s.y, s.dY, s.dConv);

    // ⇒ dConvWeight[r, s, c, k] = sum[n, h, w] dConv[h, w, k]*image[h + r - 1, w + s - 1, c]  strided.net:10
    //    ∂/∂conv.weight of conv
    //    forward: conv[h, w, k] = sum[r, s, c] image[h + r - 1, w + s - 1, c]*conv.weight[r, s, c, k]
    //                                                                                 strided.net:10
    KERNELS.dConvWeight3(me, N, g.convWeight, s.dConvWeightRest, s.dConv, image);
  }

  private static void commit(Weights w, Buffers s) {
    Halving.commit(w.halving, s.halving);
  }

  private static void update(Worker me, Weights w, Gradients g, Gradients vState, float lr) {
    Sgd.update(me, w.convWeight.length, w.convWeight, g.convWeight, lr, vState.convWeight);
    Halving.update(me, w.halving, g.halving, vState.halving, lr);
  }

  private static void infer(Worker me, int N, Weights w, InferBuffers s, float[] image, float[] y) {
    // conv[h, w, k] = sum[r, s, c] image[h + r - 1, w + s - 1, c]*conv.weight[r, s, c, k]  strided.net:10
    KERNELS.conv2(me, N, s.conv, image, w.convWeight);

    // y[4, 4, 8] = halving as halving of conv                                         strided.net:10
    Halving.infer(me, N, w.halving, s.halving, s.conv, y);
  }

  private static Map<String, NamedArray> byName(List<NamedArray> arrays) {
    Map<String, NamedArray> given = new LinkedHashMap<>();
    arrays.forEach(array -> given.put(array.name(), array));
    return given;
  }

  private static float[] array(Map<String, NamedArray> given, String name, int... shape) {
    if (given == null) {
      int length = 1;
      for (int extent : shape) {
        length *= extent;
      }
      return new float[length];
    }
    NamedArray array = given.get(name);
    if (array == null) {
      throw new IllegalArgumentException("there is no " + name + ", which is " + Arrays.toString(shape));
    }
    if (!Arrays.equals(array.shape(), shape)) {
      throw new IllegalArgumentException(name + " is " + Arrays.toString(array.shape()) + ", and is to be "
          + Arrays.toString(shape));
    }
    return array.values();
  }

  private static void check(int length, long needed, String name) {
    if (length < needed) {
      throw new IllegalArgumentException(name + " has length " + length + " but needs at least " + needed);
    }
  }

  private static float[][] arrays(float[][] pool, int... numbers) {
    float[][] arrays = new float[numbers.length][];
    for (int i = 0; i < numbers.length; i++) {
      arrays[i] = pool[numbers[i]];
    }
    return arrays;
  }

  private static void accumulate(Worker me, int length, boolean first, float[] sum, float[] term) {
    for (int i = me.from(length), end = me.to(length); i < end; i++) {
      sum[i] = first ? term[i] : sum[i] + term[i];
    }
    me.sync();
  }

  private static void normal(float[] array, double standardDeviation, long seed, String name) {
    // The generator depends on the seed and the parameter's name alone.
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + hash(name));
    for (int i = 0; i < array.length; i++) {
      // Box and Muller, 1958; strict, so that a seed means the same weights on every machine.
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      array[i] = (float) (standardDeviation * radius * StrictMath.cos(angle));
    }
  }

  /**
   * FNV-1a of a qualified name.
   */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static final class ForwardPass implements Team.Pass {
    private int N;

    private Weights w;

    private Buffers s;

    private float[] image;

    private float[] target;

    @Override
    public void run(Worker me) {
      Strided.forward(me, N, w, s, image, target);
    }

    @Override
    public void clear() {
      w = null;
      s = null;
      image = null;
      target = null;
    }
  }

  private static final class BackwardPass implements Team.Pass {
    private int N;

    private Weights w;

    private Gradients g;

    private Buffers s;

    private float[] image;

    private float[] target;

    @Override
    public void run(Worker me) {
      Strided.backward(me, N, w, g, s, image, target);
    }

    @Override
    public void clear() {
      w = null;
      g = null;
      s = null;
      image = null;
      target = null;
    }
  }

  private static final class InferPass implements Team.Pass {
    private int N;

    private Weights w;

    private InferBuffers s;

    private float[] image;

    private float[] y;

    @Override
    public void run(Worker me) {
      Strided.infer(me, N, w, s, image, y);
    }

    @Override
    public void clear() {
      w = null;
      s = null;
      image = null;
      y = null;
    }
  }

  private static final class UpdatePass implements Team.Pass {
    private Weights w;

    private Gradients g;

    private Gradients vState;

    private float lr;

    @Override
    public void run(Worker me) {
      Strided.update(me, w, g, vState, lr);
    }

    @Override
    public void clear() {
      w = null;
      g = null;
      vState = null;
    }
  }

  /**
   * Parameters and states, shared by all who use them and not changed by inference.
   */
  public static final class Weights {
    /**
     * {@code parameter conv.weight[3, 3, 3, 4] = normal(0.23570226039551584)}
     */
    public final float[] convWeight;

    /**
     * Parameters and states of {@code halving}.
     */
    public final Halving.Weights halving;

    /**
     * All zeros.
     */
    public Weights() {
      this(null, "");
    }

    /**
     * The same arrays as those of other weights, of this network or of one with other sizes: what is written to
     * one is written to both.
     *
     * @param arrays an array for each parameter and each state, by qualified name
     * @throws IllegalArgumentException if one is missing, or has another shape
     */
    public Weights(List<NamedArray> arrays) {
      this(byName(arrays), "");
    }

    private Weights(Map<String, NamedArray> given, String prefix) {
      convWeight = array(given, prefix + "conv.weight", 3, 3, 3, 4);
      halving = new Halving.Weights(given, prefix + "halving.");
    }

    /**
     * Sets everything to its initial value.
     *
     * @param seed decides the random ones: equal seeds, equal weights
     */
    public void initialise(long seed) {
      initialise(seed, "");
    }

    private void initialise(long seed, String prefix) {
      normal(convWeight, 0.23570226039551584, seed, prefix + "conv.weight");
      halving.initialise(seed, prefix + "halving.");
    }

    /**
     * The arrays with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> parameters() {
      List<NamedArray> all = new ArrayList<>();
      parameters("", all);
      return all;
    }

    private void parameters(String prefix, List<NamedArray> into) {
      into.add(new NamedArray(prefix + "conv.weight", new int[] {3, 3, 3, 4}, convWeight));
      halving.parameters(prefix + "halving.", into);
    }

    /**
     * The arrays with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> states() {
      List<NamedArray> all = new ArrayList<>();
      states("", all);
      return all;
    }

    private void states(String prefix, List<NamedArray> into) {
      halving.states(prefix + "halving.", into);
    }
  }

  /**
   * The arrays of a training step: what the backward pass reads is kept, the rest takes turns.
   */
  public static final class Buffers {
    /**
     * {@code y[4, 4, 8]}: an output of the network.
     */
    public final float[] y;

    /**
     * {@code meanLoss[]}: the loss.
     */
    public final float[] meanLoss;

    /**
     * {@code conv[8, 8, 4]}: an input of halving, whose backward pass reads it.
     */
    public final float[] conv;

    final float[] lossSum;

    final float[] meanLossOfSample;

    final float[] dY;

    final float[] dConv;

    final float[] dConvWeightRest;

    /**
     * The arrays of {@code halving}.
     */
    public final Halving.Buffers halving;

    private Buffers(int capacity, float[][] pool, float[][] backwardPool) {
      y = new float[capacity * 128];
      meanLoss = new float[1];
      conv = pool[0];
      lossSum = pool[6];
      meanLossOfSample = pool[7];
      dY = backwardPool[3];
      dConv = backwardPool[1];
      dConvWeightRest = backwardPool[8];
      halving = new Halving.Buffers(capacity, arrays(pool, 6), arrays(backwardPool, 2, 4, 5, 6, 7, 8, 9));
    }
  }

  /**
   * One array for each parameter, named as it is.
   */
  public static final class Gradients {
    /**
     * {@code parameter conv.weight[3, 3, 3, 4] = normal(0.23570226039551584)}
     */
    public final float[] convWeight = new float[108];

    /**
     * Gradients of {@code halving}.
     */
    public final Halving.Gradients halving = new Halving.Gradients();

    /**
     * All zeros.
     */
    public Gradients() {
    }

    /**
     * The arrays with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> parameters() {
      List<NamedArray> all = new ArrayList<>();
      parameters("", all);
      return all;
    }

    private void parameters(String prefix, List<NamedArray> into) {
      into.add(new NamedArray(prefix + "conv.weight", new int[] {3, 3, 3, 4}, convWeight));
      halving.parameters(prefix + "halving.", into);
    }

    /**
     * Adds other gradients to these.
     */
    private void add(Worker me, Gradients other) {
      accumulate(me, convWeight.length, false, this.convWeight, other.convWeight);
      this.halving.add(me, other.halving);
    }
  }

  /**
   * The arrays of inference.
   */
  public static final class InferBuffers {
    final float[] conv;

    /**
     * The arrays of {@code halving}.
     */
    public final Halving.InferBuffers halving;

    private InferBuffers(int capacity, float[][] pool) {
      conv = pool[0];
      halving = new Halving.InferBuffers(capacity, arrays(pool, 1, 2, 3, 4, 5, 6, 7, 8));
    }
  }

  /**
   * A residual block that halves the picture: the shortcut is a strided projection (option B).
   *
   * <p>halving(x[8, 8, 4], K = 8), strided.net:2:
   * <pre>
   * block halving(x[H, W, C], K) {
   *   f = x -&gt; conv(K, 3, stride = 2) -&gt; batchNorm -&gt; relu -&gt; conv(K, 3) -&gt; batchNorm
   *   skip = x -&gt; shortcut: conv(K, 1, stride = 2) -&gt; shortcutNorm: batchNorm
   *   relu(f + skip)
   * }
   * </pre>
   */
  public static final class Halving {
    private Halving() {
    }

    private static void forward(Worker me, int N, Weights w, Buffers s, float[] x, float[] out) {
      // conv1[h, w, k] = sum[r, s, c] x[2*h + r - 1, 2*w + s - 1, c]*conv1.weight[r, s, c, k]  strided.net:3
      // batchNorm1.meanSum[c] = sum[n, h, w] conv1[h, w, c]                             strided.net:3
      // batchNorm1.mean[c] = batchNorm1.meanSum[c]/(N*16)                               strided.net:3
      KERNELS.convAndBatchNormMean(me, N, s.batchNorm1MeanOfSample, s.conv1, x, w.conv1Weight,
          s.batchNorm1Mean);

      // batchNorm1.varianceSum[c] = sum[n, h, w] (conv1[h, w, c] - batchNorm1.mean[c])^2  strided.net:3
      KERNELS.batchNormVarianceSum(me, N, s.batchNorm1VarianceSumOfSample, s.conv1,
          s.batchNorm1Mean, s.batchNorm1VarianceSum);

      // batchNorm1.variance[c] = batchNorm1.varianceSum[c]/(N*16)                       strided.net:3
      // batchNorm1.inverse[c] = 1/sqrt(batchNorm1.variance[c] + 1.0e-5)                 strided.net:3
      // batchNorm1.nextRunningMean[c] = 0.9*batchNorm1.runningMean[c] + 0.1*batchNorm1.mean[c]  strided.net:3
      // batchNorm1.nextRunningVariance[c] = 0.9*batchNorm1.runningVariance[c] +
      //     0.1*batchNorm1.variance[c]*(N*16)/max(N*16 - 1, 1)                          strided.net:3
      KERNELS.batchNormInverseAndBatchNormNextRunningMean(me, N, w.batchNorm1RunningMean,
          s.batchNorm1Inverse, s.batchNorm1Mean, s.batchNorm1NextRunningMean,
          w.batchNorm1RunningVariance, s.batchNorm1VarianceSum, s.batchNorm1NextRunningVariance);

      // batchNorm1.normalised[h, w, c] = (conv1[h, w, c] - batchNorm1.mean[c])*batchNorm1.inverse[c]  strided.net:3
      // batchNorm1[h, w, c] = batchNorm1.scale[c]*batchNorm1.normalised[h, w, c] + batchNorm1.shift[c]
      //                                                                                 strided.net:3
      // relu1[h, w, c] = max(batchNorm1[h, w, c], 0)                                    strided.net:3
      KERNELS.relu(me, N, w.batchNorm1Scale, s.conv1, s.batchNorm1Mean, s.batchNorm1Inverse,
          w.batchNorm1Shift, s.relu1);

      // conv2[h, w, k] = sum[r, s, c] relu1[h + r - 1, w + s - 1, c]*conv2.weight[r, s, c, k]  strided.net:3
      // batchNorm2.meanSum[c] = sum[n, h, w] conv2[h, w, c]                             strided.net:3
      // batchNorm2.mean[c] = batchNorm2.meanSum[c]/(N*16)                               strided.net:3
      KERNELS.convAndBatchNormMean2(me, N, s.batchNorm2MeanOfSample, s.conv2, s.relu1,
          w.conv2Weight, s.batchNorm2Mean);

      // batchNorm2.varianceSum[c] = sum[n, h, w] (conv2[h, w, c] - batchNorm2.mean[c])^2  strided.net:3
      KERNELS.batchNormVarianceSum(me, N, s.batchNorm2VarianceSumOfSample, s.conv2,
          s.batchNorm2Mean, s.batchNorm2VarianceSum);

      // batchNorm2.variance[c] = batchNorm2.varianceSum[c]/(N*16)                       strided.net:3
      // batchNorm2.inverse[c] = 1/sqrt(batchNorm2.variance[c] + 1.0e-5)                 strided.net:3
      // batchNorm2.nextRunningMean[c] = 0.9*batchNorm2.runningMean[c] + 0.1*batchNorm2.mean[c]  strided.net:3
      // batchNorm2.nextRunningVariance[c] = 0.9*batchNorm2.runningVariance[c] +
      //     0.1*batchNorm2.variance[c]*(N*16)/max(N*16 - 1, 1)                          strided.net:3
      KERNELS.batchNormInverseAndBatchNormNextRunningMean(me, N, w.batchNorm2RunningMean,
          s.batchNorm2Inverse, s.batchNorm2Mean, s.batchNorm2NextRunningMean,
          w.batchNorm2RunningVariance, s.batchNorm2VarianceSum, s.batchNorm2NextRunningVariance);

      // shortcut[h, w, k] = sum[r, s, c] x[2*h + r, 2*w + s, c]*shortcut.weight[r, s, c, k]  strided.net:4
      // shortcutNorm.meanSum[c] = sum[n, h, w] shortcut[h, w, c]                        strided.net:4
      // shortcutNorm.mean[c] = shortcutNorm.meanSum[c]/(N*16)                           strided.net:4
      KERNELS.shortcutAndShortcutNormMean(me, N, s.shortcutNormMeanOfSample, s.shortcut, x,
          w.shortcutWeight, s.shortcutNormMean);

      // shortcutNorm.varianceSum[c] = sum[n, h, w] (shortcut[h, w, c] - shortcutNorm.mean[c])^2  strided.net:4
      KERNELS.batchNormVarianceSum(me, N, s.shortcutNormVarianceSumOfSample, s.shortcut,
          s.shortcutNormMean, s.shortcutNormVarianceSum);

      // shortcutNorm.variance[c] = shortcutNorm.varianceSum[c]/(N*16)                   strided.net:4
      // shortcutNorm.inverse[c] = 1/sqrt(shortcutNorm.variance[c] + 1.0e-5)             strided.net:4
      // shortcutNorm.nextRunningMean[c] = 0.9*shortcutNorm.runningMean[c] + 0.1*shortcutNorm.mean[c]  strided.net:4
      // shortcutNorm.nextRunningVariance[c] = 0.9*shortcutNorm.runningVariance[c] +
      //     0.1*shortcutNorm.variance[c]*(N*16)/max(N*16 - 1, 1)                        strided.net:4
      KERNELS.batchNormInverseAndBatchNormNextRunningMean(me, N, w.shortcutNormRunningMean,
          s.shortcutNormInverse, s.shortcutNormMean, s.shortcutNormNextRunningMean,
          w.shortcutNormRunningVariance, s.shortcutNormVarianceSum,
          s.shortcutNormNextRunningVariance);

      // batchNorm2.normalised[h, w, c] = (conv2[h, w, c] - batchNorm2.mean[c])*batchNorm2.inverse[c]  strided.net:3
      // f[h, w, c] = batchNorm2.scale[c]*batchNorm2.normalised[h, w, c] + batchNorm2.shift[c]  strided.net:3
      // shortcutNorm.normalised[h, w, c] = (shortcut[h, w, c] -
      //     shortcutNorm.mean[c])*shortcutNorm.inverse[c]                               strided.net:4
      // skip[h, w, c] = shortcutNorm.scale[c]*shortcutNorm.normalised[h, w, c] + shortcutNorm.shift[c]
      //                                                                                 strided.net:4
      // sum[h, w, c] = f[h, w, c] + skip[h, w, c]                                       strided.net:5
      // out[h, w, c] = max(sum[h, w, c], 0)                                             strided.net:5
      KERNELS.out(me, N, w.batchNorm2Scale, s.conv2, s.batchNorm2Mean, s.batchNorm2Inverse,
          w.batchNorm2Shift, w.shortcutNormScale, s.shortcut, s.shortcutNormMean,
          s.shortcutNormInverse, w.shortcutNormShift, out);
    }

    /**
     * The backward pass, from dOut to dX and g, the gradients of the weights.
     * dA is the derivative of the loss with respect to A, dAViaB the part of it that comes through B and, if there is no
     * ASum, dASum a sum that it is made of. Arrays AOfSample hold parts of A's sum over the samples, of one or a few.
     * All are overwritten, not added to.
     *
     * <p>All that stands above a call is fused: one pass of its loops computes it. ⇒ marks what is derived; below stand
     * what is differentiated, the laws that made it short and, the first time, the forward statement. "One and the
     * same" is another name for the same values, without loop, copy or array. What has "no array" is computed where
     * it is read; after its first reader it stands there as "again".
     *
     * <p>Over the skip, without F, dX is the gradient of the result projected by shortcut (strided.net:4),
     *     normalised by shortcutNorm.normalised (strided.net:4), masked by out (strided.net:5).
     *
     * <p>Kept by the forward pass: 512*N + 120 numbers in 2048*N + 480 bytes, 262,624 for N = 128.
     * <ul>
     * <li>conv1, relu1, conv2, shortcut: 128*N each, read by the backward pass</li>
     * <li>batchNorm1Mean, batchNorm1VarianceSum, batchNorm1Inverse, batchNorm2Mean, batchNorm2VarianceSum,
     *     batchNorm2Inverse, shortcutNormMean, shortcutNormVarianceSum, shortcutNormInverse: 8 each, read
     *     by the backward pass</li>
     * <li>batchNorm1NextRunningMean, batchNorm1NextRunningVariance, batchNorm2NextRunningMean,
     *     batchNorm2NextRunningVariance, shortcutNormNextRunningMean, shortcutNormNextRunningVariance: 8
     *     each, the state after the step</li>
     * <li>x, out: by the caller</li>
     * </ul>
     *
     * <p>Weights do not change here: {@code update} changes each, p, after the whole backward pass, by its gradient, g.
     * <ul>
     * <li>conv1.weight, batchNorm1.scale, batchNorm1.shift, conv2.weight, batchNorm2.scale, batchNorm2.shift,
     *     shortcut.weight, shortcutNorm.scale, shortcutNorm.shift: velocity = 0.9*v + g; nextP = p -
     *     lr*velocity; next v = velocity; next p = nextP</li>
     * </ul>
     *
     * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}, as in {@code forward}
     */
    private static void backward(Worker me, int N, Weights w, Gradients g, Buffers s, float[] x,
        float[] out, float[] dOut, float[] dX) {
      // ⇒ dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0                 strided.net:5
      //    ∂/∂sum of out; x·1 → x; no array
      //    forward: out[h, w, c] = max(sum[h, w, c], 0)                                 strided.net:5
      //    dF = dSum, one and the same: ∂/∂f of sum; x·1 → x; y[i] = x[i] ⇒ y is x
      //    forward: sum[h, w, c] = f[h, w, c] + skip[h, w, c]                           strided.net:5
      //    dSkip = dSum, one and the same: ∂/∂skip of sum; x·1 → x; y[i] = x[i] ⇒ y is x
      // ⇒ dShortcutNormScaleSum[c] = sum[n, h, w] dSum[h, w, c]*(shortcut[h, w, c] - shortcutNorm.mean[c])
      //                                                                                 strided.net:4
      //    ∂/∂shortcutNorm.scale of skip; Σ c·x → c·Σ x
      //    forward: skip[h, w, c] = shortcutNorm.scale[c]*shortcutNorm.normalised[h, w, c] +
      //     shortcutNorm.shift[c]                                                       strided.net:4
      // ⇒ dShortcutNormShift[c] = sum[n, h, w] dSum[h, w, c]                            strided.net:4
      //    ∂/∂shortcutNorm.shift of skip; x·1 → x
      //    dBatchNorm2Shift = dShortcutNormShift, one and the same: ∂/∂batchNorm2.shift of f; x·1 → x; equal
      //     formulas are one
      //    forward: f[h, w, c] = batchNorm2.scale[c]*batchNorm2.normalised[h, w, c] + batchNorm2.shift[c]
      //                                                                                 strided.net:3
      KERNELS.dShortcutNormScaleSumAndDShortcutNormShift(me, N, s.dShortcutNormScaleSumOfSample,
          s.dShortcutNormShiftOfSample, out, dOut, s.shortcut, s.shortcutNormMean,
          s.dShortcutNormScaleSum, g.batchNorm2Shift);

      // ⇒ dShortcutNormScale[c] = shortcutNorm.inverse[c]*dShortcutNormScaleSum[c]      strided.net:4
      //    ∂/∂shortcutNorm.scale of skip; x·1 → x; definition put in place; Σ c·x → c·Σ x
      // again shortcutNorm.variance[c] = shortcutNorm.varianceSum[c]/(N*16)             strided.net:4
      // ⇒ dShortcutNormVariance[c] =
      //     -(shortcutNorm.scale[c]*dShortcutNormScaleSum[c]*shortcutNorm.inverse[c]/(2*(shortcutNorm.variance[c]
      //     + 1.0e-5)))                                                                 strided.net:4
      //    ∂/∂shortcutNorm.variance of shortcutNorm.inverse; definition put in place; Σ c·x → c·Σ x; x·1 →
      //     x; √x·√x → x; no array
      //    forward: shortcutNorm.inverse[c] = 1/sqrt(shortcutNorm.variance[c] + 1.0e-5)  strided.net:4
      // ⇒ dShortcutNormVarianceSum[c] = dShortcutNormVariance[c]/(16*N)                 strided.net:4
      //    ∂/∂shortcutNorm.varianceSum of shortcutNorm.variance
      //    forward: shortcutNorm.variance[c] = shortcutNorm.varianceSum[c]/(N*16)       strided.net:4
      // ⇒ dShortcutNormMeanSum[c] =
      //     -(shortcutNorm.scale[c]*shortcutNorm.inverse[c]*dShortcutNormShift[c]/(16*N))  strided.net:4
      //    ∂/∂shortcutNorm.meanSum of shortcutNorm.mean; definition put in place; Σ c·x → c·Σ x; a·x + b·x →
      //     (a + b)·x; Σ (x − mean x) → 0
      //    forward: shortcutNorm.mean[c] = shortcutNorm.meanSum[c]/(N*16)               strided.net:4
      KERNELS.dShortcutNormScaleAndDShortcutNormVarianceSum(me, N, w.shortcutNormScale,
          g.shortcutNormScale, s.dShortcutNormScaleSum, s.shortcutNormInverse,
          s.shortcutNormVarianceSum, s.dShortcutNormVarianceSum, g.batchNorm2Shift,
          s.dShortcutNormMeanSum);

      // again dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0             strided.net:5
      // ⇒ dShortcut[h, w, k] = dSum[h, w, k]*shortcutNorm.scale[k]*shortcutNorm.inverse[k] +
      //     2*dShortcutNormVarianceSum[k]*(shortcut[h, w, k] - shortcutNorm.mean[k]) +
      //     dShortcutNormMeanSum[k]                                                     strided.net:4
      //    fan-out of shortcut: contributions of shortcutNorm.normalised, shortcutNorm.varianceSum,
      //     shortcutNorm.meanSum add; definition put in place; x·1 → x; a·x + b·x → (a + b)·x
      //    forward: shortcutNorm.normalised[h, w, c] = (shortcut[h, w, c] -
      //     shortcutNorm.mean[c])*shortcutNorm.inverse[c]                               strided.net:4
      //    forward: shortcutNorm.varianceSum[c] = sum[n, h, w] (shortcut[h, w, c] - shortcutNorm.mean[c])^2
      //                                                                                 strided.net:4
      //    forward: shortcutNorm.meanSum[c] = sum[n, h, w] shortcut[h, w, c]            strided.net:4
      // ⇒ dBatchNorm2ScaleSum[c] = sum[n, h, w] dSum[h, w, c]*(conv2[h, w, c] - batchNorm2.mean[c])  strided.net:3
      //    ∂/∂batchNorm2.scale of f; Σ c·x → c·Σ x
      KERNELS.dShortcutAndDBatchNormScaleSum(me, N, s.dBatchNorm2ScaleSumOfSample, out, s.dShortcut,
          dOut, s.conv2, s.batchNorm2Mean, w.shortcutNormScale, s.shortcutNormInverse,
          s.dShortcutNormVarianceSum, s.shortcut, s.shortcutNormMean, s.dShortcutNormMeanSum,
          s.dBatchNorm2ScaleSum);

      // ⇒ shortcut.weightTransposed[r, s, k, c] = shortcut.weight[r, s, c, k]           strided.net:4
      //    contiguous along c for the loops below
      KERNELS.shortcutWeightTransposed(me, N, w.shortcutWeight, s.shortcutWeightTransposed);

      // ⇒ dXViaShortcut[h, w, c] = sum[k, r, s | (h - r) % 2 == 0, (w - s) % 2 == 0] dShortcut[(h - r)/2, (w
      //     - s)/2, k]*shortcut.weight[r, s, c, k]                                      strided.net:4
      //    ∂/∂x of shortcut
      //    forward: shortcut[h, w, k] = sum[r, s, c] x[2*h + r, 2*w + s, c]*shortcut.weight[r, s, c, k]
      //                                                                                 strided.net:4
      KERNELS.dXViaShortcut(me, N, s.dXViaShortcut, s.dShortcut, s.shortcutWeightTransposed);

      // ⇒ dShortcutWeight[r, s, c, k] = sum[n, h, w] dShortcut[h, w, k]*x[2*h + r, 2*w + s, c]  strided.net:4
      //    ∂/∂shortcut.weight of shortcut
      KERNELS.dShortcutWeight(me, N, g.shortcutWeight, s.dShortcutWeightRest, s.dShortcut, x);

      // ⇒ dBatchNorm2Scale[c] = batchNorm2.inverse[c]*dBatchNorm2ScaleSum[c]            strided.net:3
      //    ∂/∂batchNorm2.scale of f; x·1 → x; definition put in place; Σ c·x → c·Σ x
      // again batchNorm2.variance[c] = batchNorm2.varianceSum[c]/(N*16)                 strided.net:3
      // ⇒ dBatchNorm2Variance[c] =
      //     -(batchNorm2.scale[c]*dBatchNorm2ScaleSum[c]*batchNorm2.inverse[c]/(2*(batchNorm2.variance[c] +
      //     1.0e-5)))                                                                   strided.net:3
      //    ∂/∂batchNorm2.variance of batchNorm2.inverse; definition put in place; Σ c·x → c·Σ x; x·1 → x;
      //     √x·√x → x; no array
      //    forward: batchNorm2.inverse[c] = 1/sqrt(batchNorm2.variance[c] + 1.0e-5)     strided.net:3
      // ⇒ dBatchNorm2VarianceSum[c] = dBatchNorm2Variance[c]/(16*N)                     strided.net:3
      //    ∂/∂batchNorm2.varianceSum of batchNorm2.variance
      //    forward: batchNorm2.variance[c] = batchNorm2.varianceSum[c]/(N*16)           strided.net:3
      // ⇒ dBatchNorm2MeanSum[c] = -(batchNorm2.scale[c]*batchNorm2.inverse[c]*dShortcutNormShift[c]/(16*N))
      //                                                                                 strided.net:3
      //    ∂/∂batchNorm2.meanSum of batchNorm2.mean; definition put in place; Σ c·x → c·Σ x; a·x + b·x → (a
      //     + b)·x; Σ (x − mean x) → 0
      //    forward: batchNorm2.mean[c] = batchNorm2.meanSum[c]/(N*16)                   strided.net:3
      KERNELS.dShortcutNormScaleAndDShortcutNormVarianceSum(me, N, w.batchNorm2Scale,
          g.batchNorm2Scale, s.dBatchNorm2ScaleSum, s.batchNorm2Inverse, s.batchNorm2VarianceSum,
          s.dBatchNorm2VarianceSum, g.batchNorm2Shift, s.dBatchNorm2MeanSum);

      // again dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0             strided.net:5
      // ⇒ dConv2[h, w, k] = dSum[h, w, k]*batchNorm2.scale[k]*batchNorm2.inverse[k] +
      //     2*dBatchNorm2VarianceSum[k]*(conv2[h, w, k] - batchNorm2.mean[k]) + dBatchNorm2MeanSum[k]  strided.net:3
      //    fan-out of conv2: contributions of batchNorm2.normalised, batchNorm2.varianceSum,
      //     batchNorm2.meanSum add; definition put in place; x·1 → x; a·x + b·x → (a + b)·x
      //    forward: batchNorm2.normalised[h, w, c] = (conv2[h, w, c] -
      //     batchNorm2.mean[c])*batchNorm2.inverse[c]                                   strided.net:3
      //    forward: batchNorm2.varianceSum[c] = sum[n, h, w] (conv2[h, w, c] - batchNorm2.mean[c])^2  strided.net:3
      //    forward: batchNorm2.meanSum[c] = sum[n, h, w] conv2[h, w, c]                 strided.net:3
      KERNELS.dConv(me, N, out, dOut, w.batchNorm2Scale, s.batchNorm2Inverse,
          s.dBatchNorm2VarianceSum, s.conv2, s.batchNorm2Mean, s.dBatchNorm2MeanSum, s.dConv2);

      // ⇒ conv2.weightTransposed[r, s, k, c] = conv2.weight[r, s, c, k]                 strided.net:3
      //    contiguous along c for the loops below
      KERNELS.convWeightTransposed(me, N, w.conv2Weight, s.conv2WeightTransposed);

      // ⇒ dRelu1[h, w, c] = sum[k, r, s] dConv2[h - r + 1, w - s + 1, k]*conv2.weight[r, s, c, k]  strided.net:3
      //    ∂/∂relu1 of conv2
      //    forward: conv2[h, w, k] = sum[r, s, c] relu1[h + r - 1, w + s - 1, c]*conv2.weight[r, s, c, k]
      //                                                                                 strided.net:3
      // ⇒ dBatchNorm1[h, w, c] = if 0 < relu1[h, w, c] then dRelu1[h, w, c] else 0      strided.net:3
      //    ∂/∂batchNorm1 of relu1; x·1 → x; no array
      //    forward: relu1[h, w, c] = max(batchNorm1[h, w, c], 0)                        strided.net:3
      // ⇒ dBatchNorm1ScaleSum[c] = sum[n, h, w] dBatchNorm1[h, w, c]*(conv1[h, w, c] - batchNorm1.mean[c])
      //                                                                                 strided.net:3
      //    ∂/∂batchNorm1.scale of batchNorm1; Σ c·x → c·Σ x
      //    forward: batchNorm1[h, w, c] = batchNorm1.scale[c]*batchNorm1.normalised[h, w, c] +
      //     batchNorm1.shift[c]                                                         strided.net:3
      // ⇒ dBatchNorm1Shift[c] = sum[n, h, w] dBatchNorm1[h, w, c]                       strided.net:3
      //    ∂/∂batchNorm1.shift of batchNorm1; x·1 → x
      KERNELS.dReluAndDBatchNormScaleSum(me, N, s.dBatchNorm1ScaleSumOfSample,
          s.dBatchNorm1ShiftOfSample, s.dRelu1, s.dConv2, s.conv2WeightTransposed, s.relu1, s.conv1,
          s.batchNorm1Mean, s.dBatchNorm1ScaleSum, g.batchNorm1Shift);

      // ⇒ dConv2Weight[r, s, c, k] = sum[n, h, w] dConv2[h, w, k]*relu1[h + r - 1, w + s - 1, c]  strided.net:3
      //    ∂/∂conv2.weight of conv2
      KERNELS.dConvWeight(me, N, g.conv2Weight, s.dConv2WeightRest, s.dConv2, s.relu1);

      // ⇒ dBatchNorm1Scale[c] = batchNorm1.inverse[c]*dBatchNorm1ScaleSum[c]            strided.net:3
      //    ∂/∂batchNorm1.scale of batchNorm1; x·1 → x; definition put in place; Σ c·x → c·Σ x
      // again batchNorm1.variance[c] = batchNorm1.varianceSum[c]/(N*16)                 strided.net:3
      // ⇒ dBatchNorm1Variance[c] =
      //     -(batchNorm1.scale[c]*dBatchNorm1ScaleSum[c]*batchNorm1.inverse[c]/(2*(batchNorm1.variance[c] +
      //     1.0e-5)))                                                                   strided.net:3
      //    ∂/∂batchNorm1.variance of batchNorm1.inverse; definition put in place; Σ c·x → c·Σ x; x·1 → x;
      //     √x·√x → x; no array
      //    forward: batchNorm1.inverse[c] = 1/sqrt(batchNorm1.variance[c] + 1.0e-5)     strided.net:3
      // ⇒ dBatchNorm1VarianceSum[c] = dBatchNorm1Variance[c]/(16*N)                     strided.net:3
      //    ∂/∂batchNorm1.varianceSum of batchNorm1.variance
      //    forward: batchNorm1.variance[c] = batchNorm1.varianceSum[c]/(N*16)           strided.net:3
      // ⇒ dBatchNorm1MeanSum[c] = -(batchNorm1.scale[c]*batchNorm1.inverse[c]*dBatchNorm1Shift[c]/(16*N))
      //                                                                                 strided.net:3
      //    ∂/∂batchNorm1.meanSum of batchNorm1.mean; definition put in place; Σ c·x → c·Σ x; a·x + b·x → (a
      //     + b)·x; Σ (x − mean x) → 0
      //    forward: batchNorm1.mean[c] = batchNorm1.meanSum[c]/(N*16)                   strided.net:3
      // ⇒ dShortcutNorm.shift[c] = dShortcutNormShift[c]                                strided.net:4
      //    a second array for the same values
      KERNELS.dBatchNormScaleAndDBatchNormVarianceSum(me, N, w.batchNorm1Scale, g.batchNorm1Scale,
          s.dBatchNorm1ScaleSum, s.batchNorm1Inverse, s.batchNorm1VarianceSum,
          s.dBatchNorm1VarianceSum, g.batchNorm1Shift, s.dBatchNorm1MeanSum, g.batchNorm2Shift,
          g.shortcutNormShift);

      // again dBatchNorm1[h, w, c] = if 0 < relu1[h, w, c] then dRelu1[h, w, c] else 0  strided.net:3
      // ⇒ dConv1[h, w, k] = dBatchNorm1[h, w, k]*batchNorm1.scale[k]*batchNorm1.inverse[k] +
      //     2*dBatchNorm1VarianceSum[k]*(conv1[h, w, k] - batchNorm1.mean[k]) + dBatchNorm1MeanSum[k]  strided.net:3
      //    fan-out of conv1: contributions of batchNorm1.normalised, batchNorm1.varianceSum,
      //     batchNorm1.meanSum add; definition put in place; x·1 → x; a·x + b·x → (a + b)·x
      //    forward: batchNorm1.normalised[h, w, c] = (conv1[h, w, c] -
      //     batchNorm1.mean[c])*batchNorm1.inverse[c]                                   strided.net:3
      //    forward: batchNorm1.varianceSum[c] = sum[n, h, w] (conv1[h, w, c] - batchNorm1.mean[c])^2  strided.net:3
      //    forward: batchNorm1.meanSum[c] = sum[n, h, w] conv1[h, w, c]                 strided.net:3
      KERNELS.dConv(me, N, s.relu1, s.dRelu1, w.batchNorm1Scale, s.batchNorm1Inverse,
          s.dBatchNorm1VarianceSum, s.conv1, s.batchNorm1Mean, s.dBatchNorm1MeanSum, s.dConv1);

      // ⇒ dConv1Weight[r, s, c, k] = sum[n, h, w] dConv1[h, w, k]*x[2*h + r - 1, 2*w + s - 1, c]  strided.net:3
      //    ∂/∂conv1.weight of conv1
      //    forward: conv1[h, w, k] = sum[r, s, c] x[2*h + r - 1, 2*w + s - 1, c]*conv1.weight[r, s, c, k]
      //                                                                                 strided.net:3
      KERNELS.dConvWeight2(me, N, g.conv1Weight, s.dConv1WeightRest, s.dConv1, x);

      // ⇒ conv1.weightTransposed[r, s, k, c] = conv1.weight[r, s, c, k]                 strided.net:3
      //    contiguous along c for the loops below
      KERNELS.convWeightTransposed2(me, N, w.conv1Weight, s.conv1WeightTransposed);

      // ⇒ dXViaConv1[h, w, c] = sum[k, r, s | (h - r + 1) % 2 == 0, (w - s + 1) % 2 == 0] dConv1[(h - r +
      //     1)/2, (w - s + 1)/2, k]*conv1.weight[r, s, c, k]                            strided.net:3
      //    ∂/∂x of conv1; no array
      // ⇒ dX[h, w, c] = dXViaShortcut[h, w, c] + dXViaConv1[h, w, c]                    strided.net:2
      //    fan-out of x: contributions of shortcut, conv1 add
      KERNELS.dX(me, N, s.dXViaShortcut, dX, s.dConv1, s.conv1WeightTransposed);
    }

    private static void commit(Weights w, Buffers s) {
      System.arraycopy(s.batchNorm1NextRunningMean, 0, w.batchNorm1RunningMean, 0, 8);
      System.arraycopy(s.batchNorm1NextRunningVariance, 0, w.batchNorm1RunningVariance, 0, 8);
      System.arraycopy(s.batchNorm2NextRunningMean, 0, w.batchNorm2RunningMean, 0, 8);
      System.arraycopy(s.batchNorm2NextRunningVariance, 0, w.batchNorm2RunningVariance, 0, 8);
      System.arraycopy(s.shortcutNormNextRunningMean, 0, w.shortcutNormRunningMean, 0, 8);
      System.arraycopy(s.shortcutNormNextRunningVariance, 0, w.shortcutNormRunningVariance, 0, 8);
    }

    private static void update(Worker me, Weights w, Gradients g, Gradients vState, float lr) {
      Sgd.update(me, w.conv1Weight.length, w.conv1Weight, g.conv1Weight, lr, vState.conv1Weight);
      Sgd.update(me, w.batchNorm1Scale.length, w.batchNorm1Scale, g.batchNorm1Scale, lr,
          vState.batchNorm1Scale);
      Sgd.update(me, w.batchNorm1Shift.length, w.batchNorm1Shift, g.batchNorm1Shift, lr,
          vState.batchNorm1Shift);
      Sgd.update(me, w.conv2Weight.length, w.conv2Weight, g.conv2Weight, lr, vState.conv2Weight);
      Sgd.update(me, w.batchNorm2Scale.length, w.batchNorm2Scale, g.batchNorm2Scale, lr,
          vState.batchNorm2Scale);
      Sgd.update(me, w.batchNorm2Shift.length, w.batchNorm2Shift, g.batchNorm2Shift, lr,
          vState.batchNorm2Shift);
      Sgd.update(me, w.shortcutWeight.length, w.shortcutWeight, g.shortcutWeight, lr,
          vState.shortcutWeight);
      Sgd.update(me, w.shortcutNormScale.length, w.shortcutNormScale, g.shortcutNormScale, lr,
          vState.shortcutNormScale);
      Sgd.update(me, w.shortcutNormShift.length, w.shortcutNormShift, g.shortcutNormShift, lr,
          vState.shortcutNormShift);
    }

    private static void infer(Worker me, int N, Weights w, InferBuffers s, float[] x, float[] out) {
      // batchNorm1.inverse[c] = 1/sqrt(batchNorm1.runningVariance[c] + 1.0e-5)          strided.net:3
      // ⇒ batchNorm1Factor[c] = batchNorm1.inverse[c]*batchNorm1.scale[c]               strided.net:3
      //    the factor of conv1, the same for all samples; c·(x − a) + b → c·x + (b − c·a); x·1 → x
      // ⇒ batchNorm1Offset[c] = batchNorm1.shift[c] -
      //     batchNorm1.runningMean[c]*batchNorm1.inverse[c]*batchNorm1.scale[c]         strided.net:3
      //    what is added to it, the same for all samples; c·(x − a) + b → c·x + (b − c·a)
      // batchNorm2.inverse[c] = 1/sqrt(batchNorm2.runningVariance[c] + 1.0e-5)          strided.net:3
      // ⇒ fFactor[c] = batchNorm2.inverse[c]*batchNorm2.scale[c]                        strided.net:3
      //    the factor of conv2, the same for all samples; c·(x − a) + b → c·x + (b − c·a); x·1 → x
      // ⇒ fOffset[c] = batchNorm2.shift[c] -
      //     batchNorm2.runningMean[c]*batchNorm2.inverse[c]*batchNorm2.scale[c]         strided.net:3
      //    what is added to it, the same for all samples; c·(x − a) + b → c·x + (b − c·a)
      // shortcutNorm.inverse[c] = 1/sqrt(shortcutNorm.runningVariance[c] + 1.0e-5)      strided.net:4
      // ⇒ skipFactor[c] = shortcutNorm.inverse[c]*shortcutNorm.scale[c]                 strided.net:4
      //    the factor of shortcut, the same for all samples; c·(x − a) + b → c·x + (b − c·a); x·1 → x
      KERNELS.batchNormInverseAndBatchNormFactor(me, N, s.batchNorm1Inverse, w.batchNorm1Scale,
          s.batchNorm1Factor, w.batchNorm1Shift, w.batchNorm1RunningMean, s.batchNorm1Offset,
          w.batchNorm2RunningVariance, s.batchNorm2Inverse, w.batchNorm2Scale, s.fFactor,
          w.batchNorm2Shift, w.batchNorm2RunningMean, s.fOffset, w.shortcutNormRunningVariance,
          s.shortcutNormInverse, w.shortcutNormScale, s.skipFactor, w.batchNorm1RunningVariance);

      // batchNorm1[h, w, c] = conv1[h, w, c]*batchNorm1Factor[c] + batchNorm1Offset[c]  strided.net:3
      // conv1[h, w, k] = sum[r, s, c] x[2*h + r - 1, 2*w + s - 1, c]*conv1.weight[r, s, c, k]  strided.net:3
      // relu1[h, w, c] = max(batchNorm1[h, w, c], 0)                                    strided.net:3
      KERNELS.relu2(me, N, s.relu1, x, w.conv1Weight, s.batchNorm1Factor, s.batchNorm1Offset);

      // conv2[h, w, k] = sum[r, s, c] relu1[h + r - 1, w + s - 1, c]*conv2.weight[r, s, c, k]  strided.net:3
      KERNELS.conv(me, N, s.conv2, s.relu1, w.conv2Weight);

      // ⇒ skipOffset[c] = shortcutNorm.shift[c] -
      //     shortcutNorm.runningMean[c]*shortcutNorm.inverse[c]*shortcutNorm.scale[c]   strided.net:4
      //    what is added to it, the same for all samples; c·(x − a) + b → c·x + (b − c·a)
      KERNELS.skipOffset(me, N, w.shortcutNormShift, w.shortcutNormRunningMean,
          s.shortcutNormInverse, w.shortcutNormScale, s.skipOffset);

      // f[h, w, c] = conv2[h, w, c]*fFactor[c] + fOffset[c]                             strided.net:3
      // skip[h, w, c] = shortcut[h, w, c]*skipFactor[c] + skipOffset[c]                 strided.net:4
      // sum[h, w, c] = f[h, w, c] + skip[h, w, c]                                       strided.net:5
      // shortcut[h, w, k] = sum[r, s, c] x[2*h + r, 2*w + s, c]*shortcut.weight[r, s, c, k]  strided.net:4
      // out[h, w, c] = max(sum[h, w, c], 0)                                             strided.net:5
      KERNELS.out2(me, N, out, x, w.shortcutWeight, s.conv2, s.fFactor, s.fOffset, s.skipFactor,
          s.skipOffset);
    }

    /**
     * Parameters and states, shared by all who use them and not changed by inference.
     */
    public static final class Weights {
      /**
       * {@code parameter conv1.weight[3, 3, 4, 8] = normal(0.16666666666666666)}
       */
      public final float[] conv1Weight;

      /**
       * {@code parameter batchNorm1.scale[8] = 1 with gain = 1}
       */
      public final float[] batchNorm1Scale;

      /**
       * {@code parameter batchNorm1.shift[8] = 0 with gain = 1}
       */
      public final float[] batchNorm1Shift;

      /**
       * {@code parameter conv2.weight[3, 3, 8, 8] = normal(0.16666666666666666)}
       */
      public final float[] conv2Weight;

      /**
       * {@code parameter batchNorm2.scale[8] = 1 with gain = 1}
       */
      public final float[] batchNorm2Scale;

      /**
       * {@code parameter batchNorm2.shift[8] = 0 with gain = 1}
       */
      public final float[] batchNorm2Shift;

      /**
       * {@code parameter shortcut.weight[1, 1, 4, 8] = normal(0.5)}
       */
      public final float[] shortcutWeight;

      /**
       * {@code parameter shortcutNorm.scale[8] = 1 with gain = 1}
       */
      public final float[] shortcutNormScale;

      /**
       * {@code parameter shortcutNorm.shift[8] = 0 with gain = 1}
       */
      public final float[] shortcutNormShift;

      /**
       * {@code state batchNorm1.runningMean[8] = 0}
       */
      public final float[] batchNorm1RunningMean;

      /**
       * {@code state batchNorm1.runningVariance[8] = 1}
       */
      public final float[] batchNorm1RunningVariance;

      /**
       * {@code state batchNorm2.runningMean[8] = 0}
       */
      public final float[] batchNorm2RunningMean;

      /**
       * {@code state batchNorm2.runningVariance[8] = 1}
       */
      public final float[] batchNorm2RunningVariance;

      /**
       * {@code state shortcutNorm.runningMean[8] = 0}
       */
      public final float[] shortcutNormRunningMean;

      /**
       * {@code state shortcutNorm.runningVariance[8] = 1}
       */
      public final float[] shortcutNormRunningVariance;

      private Weights(Map<String, NamedArray> given, String prefix) {
        conv1Weight = array(given, prefix + "conv1.weight", 3, 3, 4, 8);
        batchNorm1Scale = array(given, prefix + "batchNorm1.scale", 8);
        batchNorm1Shift = array(given, prefix + "batchNorm1.shift", 8);
        conv2Weight = array(given, prefix + "conv2.weight", 3, 3, 8, 8);
        batchNorm2Scale = array(given, prefix + "batchNorm2.scale", 8);
        batchNorm2Shift = array(given, prefix + "batchNorm2.shift", 8);
        shortcutWeight = array(given, prefix + "shortcut.weight", 1, 1, 4, 8);
        shortcutNormScale = array(given, prefix + "shortcutNorm.scale", 8);
        shortcutNormShift = array(given, prefix + "shortcutNorm.shift", 8);
        batchNorm1RunningMean = array(given, prefix + "batchNorm1.runningMean", 8);
        batchNorm1RunningVariance = array(given, prefix + "batchNorm1.runningVariance", 8);
        batchNorm2RunningMean = array(given, prefix + "batchNorm2.runningMean", 8);
        batchNorm2RunningVariance = array(given, prefix + "batchNorm2.runningVariance", 8);
        shortcutNormRunningMean = array(given, prefix + "shortcutNorm.runningMean", 8);
        shortcutNormRunningVariance = array(given, prefix + "shortcutNorm.runningVariance", 8);
      }

      private void initialise(long seed, String prefix) {
        normal(conv1Weight, 0.16666666666666666, seed, prefix + "conv1.weight");
        Arrays.fill(batchNorm1Scale, 1f);
        Arrays.fill(batchNorm1Shift, 0f);
        normal(conv2Weight, 0.16666666666666666, seed, prefix + "conv2.weight");
        Arrays.fill(batchNorm2Scale, 1f);
        Arrays.fill(batchNorm2Shift, 0f);
        normal(shortcutWeight, 0.5, seed, prefix + "shortcut.weight");
        Arrays.fill(shortcutNormScale, 1f);
        Arrays.fill(shortcutNormShift, 0f);
        Arrays.fill(batchNorm1RunningMean, 0f);
        Arrays.fill(batchNorm1RunningVariance, 1f);
        Arrays.fill(batchNorm2RunningMean, 0f);
        Arrays.fill(batchNorm2RunningVariance, 1f);
        Arrays.fill(shortcutNormRunningMean, 0f);
        Arrays.fill(shortcutNormRunningVariance, 1f);
      }

      private void parameters(String prefix, List<NamedArray> into) {
        into.add(new NamedArray(prefix + "conv1.weight", new int[] {3, 3, 4, 8}, conv1Weight));
        into.add(new NamedArray(prefix + "batchNorm1.scale", new int[] {8}, batchNorm1Scale));
        into.add(new NamedArray(prefix + "batchNorm1.shift", new int[] {8}, batchNorm1Shift));
        into.add(new NamedArray(prefix + "conv2.weight", new int[] {3, 3, 8, 8}, conv2Weight));
        into.add(new NamedArray(prefix + "batchNorm2.scale", new int[] {8}, batchNorm2Scale));
        into.add(new NamedArray(prefix + "batchNorm2.shift", new int[] {8}, batchNorm2Shift));
        into.add(new NamedArray(prefix + "shortcut.weight", new int[] {1, 1, 4, 8}, shortcutWeight));
        into.add(new NamedArray(prefix + "shortcutNorm.scale", new int[] {8}, shortcutNormScale));
        into.add(new NamedArray(prefix + "shortcutNorm.shift", new int[] {8}, shortcutNormShift));
      }

      private void states(String prefix, List<NamedArray> into) {
        into.add(new NamedArray(prefix + "batchNorm1.runningMean", new int[] {8}, batchNorm1RunningMean));
        into.add(new NamedArray(prefix + "batchNorm1.runningVariance", new int[] {8}, batchNorm1RunningVariance));
        into.add(new NamedArray(prefix + "batchNorm2.runningMean", new int[] {8}, batchNorm2RunningMean));
        into.add(new NamedArray(prefix + "batchNorm2.runningVariance", new int[] {8}, batchNorm2RunningVariance));
        into.add(new NamedArray(prefix + "shortcutNorm.runningMean", new int[] {8}, shortcutNormRunningMean));
        into.add(new NamedArray(prefix + "shortcutNorm.runningVariance", new int[] {8}, shortcutNormRunningVariance));
      }
    }

    /**
     * The arrays of a training step: what the backward pass reads is kept, the rest takes turns.
     */
    public static final class Buffers {
      /**
       * {@code conv1[4, 4, 8]}: read by the backward pass.
       */
      public final float[] conv1;

      /**
       * {@code batchNorm1.mean[8]}: read by the backward pass.
       */
      public final float[] batchNorm1Mean;

      /**
       * {@code batchNorm1.varianceSum[8]}: read by the backward pass.
       */
      public final float[] batchNorm1VarianceSum;

      /**
       * {@code batchNorm1.inverse[8]}: read by the backward pass.
       */
      public final float[] batchNorm1Inverse;

      /**
       * {@code batchNorm1.nextRunningMean[8]}: the state after the step.
       */
      public final float[] batchNorm1NextRunningMean;

      /**
       * {@code batchNorm1.nextRunningVariance[8]}: the state after the step.
       */
      public final float[] batchNorm1NextRunningVariance;

      /**
       * {@code relu1[4, 4, 8]}: read by the backward pass.
       */
      public final float[] relu1;

      /**
       * {@code conv2[4, 4, 8]}: read by the backward pass.
       */
      public final float[] conv2;

      /**
       * {@code batchNorm2.mean[8]}: read by the backward pass.
       */
      public final float[] batchNorm2Mean;

      /**
       * {@code batchNorm2.varianceSum[8]}: read by the backward pass.
       */
      public final float[] batchNorm2VarianceSum;

      /**
       * {@code batchNorm2.inverse[8]}: read by the backward pass.
       */
      public final float[] batchNorm2Inverse;

      /**
       * {@code batchNorm2.nextRunningMean[8]}: the state after the step.
       */
      public final float[] batchNorm2NextRunningMean;

      /**
       * {@code batchNorm2.nextRunningVariance[8]}: the state after the step.
       */
      public final float[] batchNorm2NextRunningVariance;

      /**
       * {@code shortcut[4, 4, 8]}: read by the backward pass.
       */
      public final float[] shortcut;

      /**
       * {@code shortcutNorm.mean[8]}: read by the backward pass.
       */
      public final float[] shortcutNormMean;

      /**
       * {@code shortcutNorm.varianceSum[8]}: read by the backward pass.
       */
      public final float[] shortcutNormVarianceSum;

      /**
       * {@code shortcutNorm.inverse[8]}: read by the backward pass.
       */
      public final float[] shortcutNormInverse;

      /**
       * {@code shortcutNorm.nextRunningMean[8]}: the state after the step.
       */
      public final float[] shortcutNormNextRunningMean;

      /**
       * {@code shortcutNorm.nextRunningVariance[8]}: the state after the step.
       */
      public final float[] shortcutNormNextRunningVariance;

      final float[] batchNorm1MeanOfSample;

      final float[] batchNorm1VarianceSumOfSample;

      final float[] batchNorm2MeanOfSample;

      final float[] batchNorm2VarianceSumOfSample;

      final float[] shortcutNormMeanOfSample;

      final float[] shortcutNormVarianceSumOfSample;

      final float[] dShortcutNormScaleSum;

      final float[] dShortcutNormVarianceSum;

      final float[] dShortcutNormMeanSum;

      final float[] dShortcut;

      final float[] dXViaShortcut;

      final float[] dBatchNorm2ScaleSum;

      final float[] dBatchNorm2VarianceSum;

      final float[] dBatchNorm2MeanSum;

      final float[] dConv2;

      final float[] dRelu1;

      final float[] dBatchNorm1ScaleSum;

      final float[] dBatchNorm1VarianceSum;

      final float[] dBatchNorm1MeanSum;

      final float[] dConv1;

      final float[] dShortcutNormScaleSumOfSample;

      final float[] dShortcutNormShiftOfSample;

      final float[] shortcutWeightTransposed;

      final float[] dShortcutWeightRest;

      final float[] dBatchNorm2ScaleSumOfSample;

      final float[] conv2WeightTransposed;

      final float[] dConv2WeightRest;

      final float[] dBatchNorm1ScaleSumOfSample;

      final float[] dBatchNorm1ShiftOfSample;

      final float[] dConv1WeightRest;

      final float[] conv1WeightTransposed;

      private Buffers(int capacity, float[][] pool, float[][] backwardPool) {
        conv1 = new float[capacity * 128];
        batchNorm1Mean = new float[8];
        batchNorm1VarianceSum = new float[8];
        batchNorm1Inverse = new float[8];
        batchNorm1NextRunningMean = new float[8];
        batchNorm1NextRunningVariance = new float[8];
        relu1 = new float[capacity * 128];
        conv2 = new float[capacity * 128];
        batchNorm2Mean = new float[8];
        batchNorm2VarianceSum = new float[8];
        batchNorm2Inverse = new float[8];
        batchNorm2NextRunningMean = new float[8];
        batchNorm2NextRunningVariance = new float[8];
        shortcut = new float[capacity * 128];
        shortcutNormMean = new float[8];
        shortcutNormVarianceSum = new float[8];
        shortcutNormInverse = new float[8];
        shortcutNormNextRunningMean = new float[8];
        shortcutNormNextRunningVariance = new float[8];
        batchNorm1MeanOfSample = pool[0];
        batchNorm1VarianceSumOfSample = pool[0];
        batchNorm2MeanOfSample = pool[0];
        batchNorm2VarianceSumOfSample = pool[0];
        shortcutNormMeanOfSample = pool[0];
        shortcutNormVarianceSumOfSample = pool[0];
        dShortcutNormScaleSum = backwardPool[5];
        dShortcutNormVarianceSum = backwardPool[3];
        dShortcutNormMeanSum = backwardPool[4];
        dShortcut = backwardPool[1];
        dXViaShortcut = backwardPool[0];
        dBatchNorm2ScaleSum = backwardPool[6];
        dBatchNorm2VarianceSum = backwardPool[5];
        dBatchNorm2MeanSum = backwardPool[3];
        dConv2 = backwardPool[1];
        dRelu1 = backwardPool[2];
        dBatchNorm1ScaleSum = backwardPool[6];
        dBatchNorm1VarianceSum = backwardPool[5];
        dBatchNorm1MeanSum = backwardPool[3];
        dConv1 = backwardPool[1];
        dShortcutNormScaleSumOfSample = backwardPool[1];
        dShortcutNormShiftOfSample = backwardPool[2];
        shortcutWeightTransposed = backwardPool[5];
        dShortcutWeightRest = backwardPool[5];
        dBatchNorm2ScaleSumOfSample = backwardPool[2];
        conv2WeightTransposed = backwardPool[5];
        dConv2WeightRest = backwardPool[5];
        dBatchNorm1ScaleSumOfSample = backwardPool[3];
        dBatchNorm1ShiftOfSample = backwardPool[4];
        dConv1WeightRest = backwardPool[5];
        conv1WeightTransposed = backwardPool[5];
      }
    }

    /**
     * One array for each parameter, named as it is.
     */
    public static final class Gradients {
      /**
       * {@code parameter conv1.weight[3, 3, 4, 8] = normal(0.16666666666666666)}
       */
      public final float[] conv1Weight = new float[288];

      /**
       * {@code parameter batchNorm1.scale[8] = 1 with gain = 1}
       */
      public final float[] batchNorm1Scale = new float[8];

      /**
       * {@code parameter batchNorm1.shift[8] = 0 with gain = 1}
       */
      public final float[] batchNorm1Shift = new float[8];

      /**
       * {@code parameter conv2.weight[3, 3, 8, 8] = normal(0.16666666666666666)}
       */
      public final float[] conv2Weight = new float[576];

      /**
       * {@code parameter batchNorm2.scale[8] = 1 with gain = 1}
       */
      public final float[] batchNorm2Scale = new float[8];

      /**
       * {@code parameter batchNorm2.shift[8] = 0 with gain = 1}
       */
      public final float[] batchNorm2Shift = new float[8];

      /**
       * {@code parameter shortcut.weight[1, 1, 4, 8] = normal(0.5)}
       */
      public final float[] shortcutWeight = new float[32];

      /**
       * {@code parameter shortcutNorm.scale[8] = 1 with gain = 1}
       */
      public final float[] shortcutNormScale = new float[8];

      /**
       * {@code parameter shortcutNorm.shift[8] = 0 with gain = 1}
       */
      public final float[] shortcutNormShift = new float[8];

      /**
       * All zeros.
       */
      public Gradients() {
      }

      private void parameters(String prefix, List<NamedArray> into) {
        into.add(new NamedArray(prefix + "conv1.weight", new int[] {3, 3, 4, 8}, conv1Weight));
        into.add(new NamedArray(prefix + "batchNorm1.scale", new int[] {8}, batchNorm1Scale));
        into.add(new NamedArray(prefix + "batchNorm1.shift", new int[] {8}, batchNorm1Shift));
        into.add(new NamedArray(prefix + "conv2.weight", new int[] {3, 3, 8, 8}, conv2Weight));
        into.add(new NamedArray(prefix + "batchNorm2.scale", new int[] {8}, batchNorm2Scale));
        into.add(new NamedArray(prefix + "batchNorm2.shift", new int[] {8}, batchNorm2Shift));
        into.add(new NamedArray(prefix + "shortcut.weight", new int[] {1, 1, 4, 8}, shortcutWeight));
        into.add(new NamedArray(prefix + "shortcutNorm.scale", new int[] {8}, shortcutNormScale));
        into.add(new NamedArray(prefix + "shortcutNorm.shift", new int[] {8}, shortcutNormShift));
      }

      /**
       * Adds other gradients to these.
       */
      private void add(Worker me, Gradients other) {
        accumulate(me, conv1Weight.length, false, this.conv1Weight, other.conv1Weight);
        accumulate(me, batchNorm1Scale.length, false, this.batchNorm1Scale, other.batchNorm1Scale);
        accumulate(me, batchNorm1Shift.length, false, this.batchNorm1Shift, other.batchNorm1Shift);
        accumulate(me, conv2Weight.length, false, this.conv2Weight, other.conv2Weight);
        accumulate(me, batchNorm2Scale.length, false, this.batchNorm2Scale, other.batchNorm2Scale);
        accumulate(me, batchNorm2Shift.length, false, this.batchNorm2Shift, other.batchNorm2Shift);
        accumulate(me, shortcutWeight.length, false, this.shortcutWeight, other.shortcutWeight);
        accumulate(me, shortcutNormScale.length, false, this.shortcutNormScale, other.shortcutNormScale);
        accumulate(me, shortcutNormShift.length, false, this.shortcutNormShift, other.shortcutNormShift);
      }
    }

    /**
     * The arrays of inference.
     */
    public static final class InferBuffers {
      final float[] batchNorm1Inverse;

      final float[] batchNorm1Factor;

      final float[] batchNorm1Offset;

      final float[] relu1;

      final float[] conv2;

      final float[] batchNorm2Inverse;

      final float[] fFactor;

      final float[] fOffset;

      final float[] shortcutNormInverse;

      final float[] skipFactor;

      final float[] skipOffset;

      private InferBuffers(int capacity, float[][] pool) {
        batchNorm1Inverse = pool[0];
        batchNorm1Factor = pool[1];
        batchNorm1Offset = pool[2];
        relu1 = pool[0];
        conv2 = pool[1];
        batchNorm2Inverse = pool[3];
        fFactor = pool[4];
        fOffset = pool[5];
        shortcutNormInverse = pool[6];
        skipFactor = pool[7];
        skipOffset = pool[2];
      }
    }
  }

  /**
   * Stochastic gradient descent with momentum, Sutskever et al., ICML 2013, in PyTorch's form: v = momentum*v + g, and
   * the step is lr*v. nesterov = 1 looks ahead.
   *
   * <p>sgd(momentum = 0.9), optimizer.net:6:
   * <pre>
   * optimizer sgd(p[I...], g[I...], lr: scalar, momentum = 0, decay = 0, nesterov = 0, gain = 0, gainDecay = decay) {
   *   state v[I...] = 0
   *   factor = if gain == 1 then gainDecay else decay
   *   d[i...] = if factor == 0 then g[i...] else g[i...] + factor*p[i...]
   *   velocity[i...] = if momentum == 0 then d[i...] else momentum*v[i...] + d[i...]
   *   next v[i...] = velocity[i...]
   *   next p[i...] = p[i...] - lr*(if nesterov == 0 then velocity[i...] else d[i...] + momentum*velocity[i...])
   * }
   * </pre>
   */
  private static final class Sgd {
    private Sgd() {
    }

    static void update(Worker me, int N, float[] p, float[] g, float lr, float[] v) {
      // velocity = 0.9*v + g                                                            optimizer.net:10
      // nextP = p - lr*velocity                                                         optimizer.net:12
      KERNELS.velocityAndNextP(me, N, p, v, lr, g);
    }
  }

  /**
   * The loops, each nest once, as plain Java. Where the Vector API is there, a set of kernels beside
   * this class takes the place of those that it does faster.
   *
   * <p>Long sums keep their digits: one number is summed in double precision; of a row, the sums have a rest
   * beside them, to which goes what rounding takes from them, {@code term - (total - sum)}.
   */
  static class Kernels {
    String description() {
      return "plain";
    }

    /**
     * The length of the array that the kernels need while they run, one for each thread.
     */
    int own() {
      return 20;
    }

    /**
     * The length of the array that the kernels need while they run, one for all threads.
     */
    int shared() {
      return 0;
    }

    static Kernels choose() {
      return new Kernels();
    }

    /**
     * In Halving.forward:
     * conv1, strided.net:3
     * batchNorm1.meanSum, strided.net:3
     * batchNorm1.mean, strided.net:3
     */
    void convAndBatchNormMean(Worker me, int N, float[] batchNorm1MeanOfSample, float[] conv1,
        float[] x, float[] conv1Weight, float[] batchNorm1Mean) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        int batchNorm1MeanOfSampleAt = 16 * n;
        for (int i = 0; i < 16; i++) {
          batchNorm1MeanOfSample[batchNorm1MeanOfSampleAt + i] = 0f;
        }
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int conv1At = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              conv1[conv1At + k] = 0f;
            }
            for (int r = Math.max(0, 1 - 2 * h); r < 3; r++) {
              for (int s = Math.max(0, 1 - 2 * w); s < 3; s++) {
                for (int c = 0; c < 4; c += 4) {
                  int xAt = 256 * n + 64 * h + 32 * r + 8 * w + 4 * s + c - 36;
                  float x0 = x[xAt];
                  int conv1WeightAt = 96 * r + 32 * s + 8 * c;
                  float x1 = x[xAt + 1];
                  float x2 = x[xAt + 2];
                  float x3 = x[xAt + 3];
                  for (int k = 0; k < 8; k++) {
                    conv1[conv1At + k] += x0 * conv1Weight[k + conv1WeightAt] + x1
                        * conv1Weight[k + conv1WeightAt + 8] + x2
                        * conv1Weight[k + conv1WeightAt + 16] + x3
                        * conv1Weight[k + conv1WeightAt + 24];
                  }
                }
              }
            }
            for (int k = 0; k < 8; k++) {
              float term0 = conv1[conv1At + k];
              float total0 = batchNorm1MeanOfSample[batchNorm1MeanOfSampleAt + k] + term0;
              batchNorm1MeanOfSample[batchNorm1MeanOfSampleAt + k + 8] += term0 - (total0
                  - batchNorm1MeanOfSample[batchNorm1MeanOfSampleAt + k]);
              batchNorm1MeanOfSample[batchNorm1MeanOfSampleAt + k] = total0;
            }
          }
        }
      }
      me.sync();
      if (me.isFirst()) {
        for (int n = 1; n < N; n++) {
          int batchNorm1MeanOfSampleAt2 = 16 * n;
          for (int k = 0; k < 8; k++) {
            float term1 = batchNorm1MeanOfSample[k + batchNorm1MeanOfSampleAt2];
            float total1 = batchNorm1MeanOfSample[k] + term1;
            batchNorm1MeanOfSample[k + 8] += term1 - (total1 - batchNorm1MeanOfSample[k]);
            batchNorm1MeanOfSample[k] = total1;
            batchNorm1MeanOfSample[k + 8] += batchNorm1MeanOfSample[k + batchNorm1MeanOfSampleAt2 + 8];
          }
        }
        for (int k = 0; k < 8; k++) {
          double sum = batchNorm1MeanOfSample[k];
          float rest0 = batchNorm1MeanOfSample[k + 8];
          sum += rest0 - rest0 == 0f ? rest0 : 0f;
          batchNorm1Mean[k] = (float) (sum / ((float) N * 16f));
        }
      }
      me.sync();
    }

    /**
     * In Halving.forward:
     * batchNorm1.varianceSum, strided.net:3
     * With other arrays in Halving.forward: batchNorm2.varianceSum; in Halving.forward:
     *     shortcutNorm.varianceSum.
     */
    void batchNormVarianceSum(Worker me, int N, float[] batchNorm1VarianceSumOfSample,
        float[] conv1, float[] batchNorm1Mean, float[] batchNorm1VarianceSum) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        int batchNorm1VarianceSumOfSampleAt = 16 * n;
        for (int i = 0; i < 16; i++) {
          batchNorm1VarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + i] = 0f;
        }
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int conv1At = 128 * n + 32 * h + 8 * w;
            for (int c = 0; c < 8; c++) {
              float t0 = conv1[conv1At + c] - batchNorm1Mean[c];
              float term0 = t0 * t0;
              float total0 = batchNorm1VarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c]
                  + term0;
              batchNorm1VarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c + 8] += term0
                  - (total0 - batchNorm1VarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c]);
              batchNorm1VarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c] = total0;
            }
          }
        }
      }
      me.sync();
      if (me.isFirst()) {
        for (int n = 1; n < N; n++) {
          int batchNorm1VarianceSumOfSampleAt2 = 16 * n;
          for (int c = 0; c < 8; c++) {
            float term1 = batchNorm1VarianceSumOfSample[c + batchNorm1VarianceSumOfSampleAt2];
            float total1 = batchNorm1VarianceSumOfSample[c] + term1;
            batchNorm1VarianceSumOfSample[c + 8] += term1 - (total1
                - batchNorm1VarianceSumOfSample[c]);
            batchNorm1VarianceSumOfSample[c] = total1;
            batchNorm1VarianceSumOfSample[c + 8] += batchNorm1VarianceSumOfSample[c + batchNorm1VarianceSumOfSampleAt2 + 8];
          }
        }
        for (int c = 0; c < 8; c++) {
          double sum = batchNorm1VarianceSumOfSample[c];
          float rest0 = batchNorm1VarianceSumOfSample[c + 8];
          sum += rest0 - rest0 == 0f ? rest0 : 0f;
          batchNorm1VarianceSum[c] = (float) sum;
        }
      }
      me.sync();
    }

    /**
     * In Halving.forward:
     * batchNorm1.inverse, strided.net:3
     * batchNorm1.nextRunningMean, strided.net:3
     * batchNorm1.nextRunningVariance, strided.net:3
     * With other arrays in Halving.forward: batchNorm2.inverse, batchNorm2.nextRunningMean,
     *     batchNorm2.nextRunningVariance; in Halving.forward: shortcutNorm.inverse,
     *     shortcutNorm.nextRunningMean, shortcutNorm.nextRunningVariance.
     */
    void batchNormInverseAndBatchNormNextRunningMean(Worker me, int N,
        float[] batchNorm1RunningMean, float[] batchNorm1Inverse, float[] batchNorm1Mean,
        float[] batchNorm1NextRunningMean, float[] batchNorm1RunningVariance,
        float[] batchNorm1VarianceSum, float[] batchNorm1NextRunningVariance) {
      if (me.isFirst()) {
        for (int c = 0; c < 8; c++) {
          float t0 = (float) N * 16f;
          float t1 = batchNorm1VarianceSum[c] / t0;
          float batchNorm1Inverse2 = 1f / (float) Math.sqrt(t1 + 1.0E-5f);
          float batchNorm1NextRunningMean2 = 0.9f * batchNorm1RunningMean[c] + 0.1f
              * batchNorm1Mean[c];
          float batchNorm1NextRunningVariance2 = 0.9f * batchNorm1RunningVariance[c] + 0.1f * t1
              * t0 / Math.max(t0 - 1f, 1f);
          batchNorm1Inverse[c] = batchNorm1Inverse2;
          batchNorm1NextRunningMean[c] = batchNorm1NextRunningMean2;
          batchNorm1NextRunningVariance[c] = batchNorm1NextRunningVariance2;
        }
      }
      me.sync();
    }

    /**
     * In Halving.forward:
     * relu1, strided.net:3
     */
    void relu(Worker me, int N, float[] batchNorm1Scale, float[] conv1, float[] batchNorm1Mean,
        float[] batchNorm1Inverse, float[] batchNorm1Shift, float[] relu1) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int conv1At = 128 * n + 32 * h + 8 * w;
            for (int c = 0; c < 8; c++) {
              relu1[conv1At + c] = Math.max(batchNorm1Scale[c] * ((conv1[conv1At + c]
                  - batchNorm1Mean[c]) * batchNorm1Inverse[c]) + batchNorm1Shift[c], 0f);
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.forward:
     * conv2, strided.net:3
     * batchNorm2.meanSum, strided.net:3
     * batchNorm2.mean, strided.net:3
     */
    void convAndBatchNormMean2(Worker me, int N, float[] batchNorm2MeanOfSample, float[] conv2,
        float[] relu1, float[] conv2Weight, float[] batchNorm2Mean) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        int batchNorm2MeanOfSampleAt = 16 * n;
        for (int i = 0; i < 16; i++) {
          batchNorm2MeanOfSample[batchNorm2MeanOfSampleAt + i] = 0f;
        }
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int conv2At = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              conv2[conv2At + k] = 0f;
            }
            for (int r = Math.max(0, 1 - h), rEnd = Math.min(3, 5 - h); r < rEnd; r++) {
              for (int s = Math.max(0, 1 - w), sEnd = Math.min(3, 5 - w); s < sEnd; s++) {
                for (int c = 0; c < 8; c += 4) {
                  int relu1At = 128 * n + 32 * h + 32 * r + 8 * w + 8 * s + c - 40;
                  float relu1_0 = relu1[relu1At];
                  int conv2WeightAt = 192 * r + 64 * s + 8 * c;
                  float relu1_1 = relu1[relu1At + 1];
                  float relu1_2 = relu1[relu1At + 2];
                  float relu1_3 = relu1[relu1At + 3];
                  for (int k = 0; k < 8; k++) {
                    conv2[conv2At + k] += relu1_0 * conv2Weight[k + conv2WeightAt] + relu1_1
                        * conv2Weight[k + conv2WeightAt + 8] + relu1_2
                        * conv2Weight[k + conv2WeightAt + 16] + relu1_3
                        * conv2Weight[k + conv2WeightAt + 24];
                  }
                }
              }
            }
            for (int k = 0; k < 8; k++) {
              float term0 = conv2[conv2At + k];
              float total0 = batchNorm2MeanOfSample[batchNorm2MeanOfSampleAt + k] + term0;
              batchNorm2MeanOfSample[batchNorm2MeanOfSampleAt + k + 8] += term0 - (total0
                  - batchNorm2MeanOfSample[batchNorm2MeanOfSampleAt + k]);
              batchNorm2MeanOfSample[batchNorm2MeanOfSampleAt + k] = total0;
            }
          }
        }
      }
      me.sync();
      if (me.isFirst()) {
        for (int n = 1; n < N; n++) {
          int batchNorm2MeanOfSampleAt2 = 16 * n;
          for (int k = 0; k < 8; k++) {
            float term1 = batchNorm2MeanOfSample[k + batchNorm2MeanOfSampleAt2];
            float total1 = batchNorm2MeanOfSample[k] + term1;
            batchNorm2MeanOfSample[k + 8] += term1 - (total1 - batchNorm2MeanOfSample[k]);
            batchNorm2MeanOfSample[k] = total1;
            batchNorm2MeanOfSample[k + 8] += batchNorm2MeanOfSample[k + batchNorm2MeanOfSampleAt2 + 8];
          }
        }
        for (int k = 0; k < 8; k++) {
          double sum = batchNorm2MeanOfSample[k];
          float rest0 = batchNorm2MeanOfSample[k + 8];
          sum += rest0 - rest0 == 0f ? rest0 : 0f;
          batchNorm2Mean[k] = (float) (sum / ((float) N * 16f));
        }
      }
      me.sync();
    }

    /**
     * In Halving.forward:
     * shortcut, strided.net:4
     * shortcutNorm.meanSum, strided.net:4
     * shortcutNorm.mean, strided.net:4
     */
    void shortcutAndShortcutNormMean(Worker me, int N, float[] shortcutNormMeanOfSample,
        float[] shortcut, float[] x, float[] shortcutWeight, float[] shortcutNormMean) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        int shortcutNormMeanOfSampleAt = 16 * n;
        for (int i = 0; i < 16; i++) {
          shortcutNormMeanOfSample[shortcutNormMeanOfSampleAt + i] = 0f;
        }
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int shortcutAt = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              shortcut[shortcutAt + k] = 0f;
            }
            for (int r = 0; r < 1; r++) {
              for (int s = 0; s < 1; s++) {
                for (int c = 0; c < 4; c += 4) {
                  int xAt = 256 * n + 64 * h + 32 * r + 8 * w + 4 * s + c;
                  float x0 = x[xAt];
                  int shortcutWeightAt = 32 * r + 32 * s + 8 * c;
                  float x1 = x[xAt + 1];
                  float x2 = x[xAt + 2];
                  float x3 = x[xAt + 3];
                  for (int k = 0; k < 8; k++) {
                    shortcut[shortcutAt + k] += x0 * shortcutWeight[k + shortcutWeightAt] + x1
                        * shortcutWeight[k + shortcutWeightAt + 8] + x2
                        * shortcutWeight[k + shortcutWeightAt + 16] + x3
                        * shortcutWeight[k + shortcutWeightAt + 24];
                  }
                }
              }
            }
            for (int k = 0; k < 8; k++) {
              float term0 = shortcut[shortcutAt + k];
              float total0 = shortcutNormMeanOfSample[shortcutNormMeanOfSampleAt + k] + term0;
              shortcutNormMeanOfSample[shortcutNormMeanOfSampleAt + k + 8] += term0 - (total0
                  - shortcutNormMeanOfSample[shortcutNormMeanOfSampleAt + k]);
              shortcutNormMeanOfSample[shortcutNormMeanOfSampleAt + k] = total0;
            }
          }
        }
      }
      me.sync();
      if (me.isFirst()) {
        for (int n = 1; n < N; n++) {
          int shortcutNormMeanOfSampleAt2 = 16 * n;
          for (int k = 0; k < 8; k++) {
            float term1 = shortcutNormMeanOfSample[k + shortcutNormMeanOfSampleAt2];
            float total1 = shortcutNormMeanOfSample[k] + term1;
            shortcutNormMeanOfSample[k + 8] += term1 - (total1 - shortcutNormMeanOfSample[k]);
            shortcutNormMeanOfSample[k] = total1;
            shortcutNormMeanOfSample[k + 8] += shortcutNormMeanOfSample[k + shortcutNormMeanOfSampleAt2 + 8];
          }
        }
        for (int k = 0; k < 8; k++) {
          double sum = shortcutNormMeanOfSample[k];
          float rest0 = shortcutNormMeanOfSample[k + 8];
          sum += rest0 - rest0 == 0f ? rest0 : 0f;
          shortcutNormMean[k] = (float) (sum / ((float) N * 16f));
        }
      }
      me.sync();
    }

    /**
     * In Halving.forward:
     * out, strided.net:5
     */
    void out(Worker me, int N, float[] batchNorm2Scale, float[] conv2, float[] batchNorm2Mean,
        float[] batchNorm2Inverse, float[] batchNorm2Shift, float[] shortcutNormScale,
        float[] shortcut, float[] shortcutNormMean, float[] shortcutNormInverse,
        float[] shortcutNormShift, float[] out) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int conv2At = 128 * n + 32 * h + 8 * w;
            for (int c = 0; c < 8; c++) {
              out[conv2At + c] = Math.max(batchNorm2Scale[c] * ((conv2[conv2At + c]
                  - batchNorm2Mean[c]) * batchNorm2Inverse[c]) + batchNorm2Shift[c]
                  + (shortcutNormScale[c] * ((shortcut[conv2At + c] - shortcutNormMean[c])
                  * shortcutNormInverse[c]) + shortcutNormShift[c]), 0f);
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dShortcutNormScaleSum: ∂/∂shortcutNorm.scale of skip, strided.net:4
     * dShortcutNormShift: ∂/∂shortcutNorm.shift of skip, strided.net:4
     */
    void dShortcutNormScaleSumAndDShortcutNormShift(Worker me, int N,
        float[] dShortcutNormScaleSumOfSample, float[] dShortcutNormShiftOfSample, float[] out,
        float[] dOut, float[] shortcut, float[] shortcutNormMean, float[] dShortcutNormScaleSum,
        float[] dShortcutNormShift) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        int dShortcutNormScaleSumOfSampleAt = 16 * n;
        for (int i = 0; i < 16; i++) {
          dShortcutNormScaleSumOfSample[dShortcutNormScaleSumOfSampleAt + i] = 0f;
        }
        for (int i = 0; i < 16; i++) {
          dShortcutNormShiftOfSample[dShortcutNormScaleSumOfSampleAt + i] = 0f;
        }
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int outAt = 128 * n + 32 * h + 8 * w;
            for (int c = 0; c < 8; c++) {
              float t0 = out[outAt + c] > 0f ? dOut[outAt + c] : 0f;
              float term0 = t0 * (shortcut[outAt + c] - shortcutNormMean[c]);
              float total0 = dShortcutNormScaleSumOfSample[dShortcutNormScaleSumOfSampleAt + c]
                  + term0;
              dShortcutNormScaleSumOfSample[dShortcutNormScaleSumOfSampleAt + c + 8] += term0
                  - (total0 - dShortcutNormScaleSumOfSample[dShortcutNormScaleSumOfSampleAt + c]);
              dShortcutNormScaleSumOfSample[dShortcutNormScaleSumOfSampleAt + c] = total0;
              float total1 = dShortcutNormShiftOfSample[dShortcutNormScaleSumOfSampleAt + c] + t0;
              dShortcutNormShiftOfSample[dShortcutNormScaleSumOfSampleAt + c + 8] += t0 - (total1
                  - dShortcutNormShiftOfSample[dShortcutNormScaleSumOfSampleAt + c]);
              dShortcutNormShiftOfSample[dShortcutNormScaleSumOfSampleAt + c] = total1;
            }
          }
        }
      }
      me.sync();
      if (me.isFirst()) {
        for (int n = 1; n < N; n++) {
          int dShortcutNormScaleSumOfSampleAt2 = 16 * n;
          for (int c = 0; c < 8; c++) {
            float term1 = dShortcutNormScaleSumOfSample[c + dShortcutNormScaleSumOfSampleAt2];
            float total2 = dShortcutNormScaleSumOfSample[c] + term1;
            dShortcutNormScaleSumOfSample[c + 8] += term1 - (total2
                - dShortcutNormScaleSumOfSample[c]);
            dShortcutNormScaleSumOfSample[c] = total2;
            dShortcutNormScaleSumOfSample[c + 8] += dShortcutNormScaleSumOfSample[c + dShortcutNormScaleSumOfSampleAt2 + 8];
          }
        }
        for (int c = 0; c < 8; c++) {
          double sum = dShortcutNormScaleSumOfSample[c];
          float rest0 = dShortcutNormScaleSumOfSample[c + 8];
          sum += rest0 - rest0 == 0f ? rest0 : 0f;
          dShortcutNormScaleSum[c] = (float) sum;
        }
        for (int n = 1; n < N; n++) {
          int dShortcutNormShiftOfSampleAt = 16 * n;
          for (int c = 0; c < 8; c++) {
            float term2 = dShortcutNormShiftOfSample[c + dShortcutNormShiftOfSampleAt];
            float total3 = dShortcutNormShiftOfSample[c] + term2;
            dShortcutNormShiftOfSample[c + 8] += term2 - (total3 - dShortcutNormShiftOfSample[c]);
            dShortcutNormShiftOfSample[c] = total3;
            dShortcutNormShiftOfSample[c + 8] += dShortcutNormShiftOfSample[c + dShortcutNormShiftOfSampleAt + 8];
          }
        }
        for (int c = 0; c < 8; c++) {
          double sum2 = dShortcutNormShiftOfSample[c];
          float rest1 = dShortcutNormShiftOfSample[c + 8];
          sum2 += rest1 - rest1 == 0f ? rest1 : 0f;
          dShortcutNormShift[c] = (float) sum2;
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dShortcutNormScale: ∂/∂shortcutNorm.scale of skip, strided.net:4
     * dShortcutNormVarianceSum: ∂/∂shortcutNorm.varianceSum of shortcutNorm.variance, strided.net:4
     * dShortcutNormMeanSum: ∂/∂shortcutNorm.meanSum of shortcutNorm.mean, strided.net:4
     * With other arrays in Halving.backward: dBatchNorm2Scale, dBatchNorm2VarianceSum, dBatchNorm2MeanSum.
     */
    void dShortcutNormScaleAndDShortcutNormVarianceSum(Worker me, int N, float[] shortcutNormScale,
        float[] dShortcutNormScale, float[] dShortcutNormScaleSum, float[] shortcutNormInverse,
        float[] shortcutNormVarianceSum, float[] dShortcutNormVarianceSum,
        float[] dShortcutNormShift, float[] dShortcutNormMeanSum) {
      if (me.isFirst()) {
        for (int c = 0; c < 8; c++) {
          float shortcutNormInverse0 = shortcutNormInverse[c];
          float dShortcutNormScaleSum0 = dShortcutNormScaleSum[c];
          float dShortcutNormScale2 = shortcutNormInverse0 * dShortcutNormScaleSum0;
          float shortcutNormScale0 = shortcutNormScale[c];
          float t0 = 16f * (float) N;
          float dShortcutNormVarianceSum2 = -(shortcutNormScale0 * dShortcutNormScaleSum0
              * shortcutNormInverse0 / (2f * (shortcutNormVarianceSum[c] / ((float) N * 16f)
              + 1.0E-5f))) / t0;
          float dShortcutNormMeanSum2 = -(shortcutNormScale0 * shortcutNormInverse0
              * dShortcutNormShift[c] / t0);
          dShortcutNormScale[c] = dShortcutNormScale2;
          dShortcutNormVarianceSum[c] = dShortcutNormVarianceSum2;
          dShortcutNormMeanSum[c] = dShortcutNormMeanSum2;
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dShortcut: fan-out of shortcut: contributions of shortcutNorm.normalised, shortcutNorm.varianceSum,
     *     shortcutNorm.meanSum add, strided.net:4
     * dBatchNorm2ScaleSum: ∂/∂batchNorm2.scale of f, strided.net:3
     */
    void dShortcutAndDBatchNormScaleSum(Worker me, int N, float[] dBatchNorm2ScaleSumOfSample,
        float[] out, float[] dShortcut, float[] dOut, float[] conv2, float[] batchNorm2Mean,
        float[] shortcutNormScale, float[] shortcutNormInverse, float[] dShortcutNormVarianceSum,
        float[] shortcut, float[] shortcutNormMean, float[] dShortcutNormMeanSum,
        float[] dBatchNorm2ScaleSum) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        int dBatchNorm2ScaleSumOfSampleAt = 16 * n;
        for (int i = 0; i < 16; i++) {
          dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + i] = 0f;
        }
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int outAt = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              float t0 = out[outAt + k] > 0f ? dOut[outAt + k] : 0f;
              float dShortcut2 = t0 * shortcutNormScale[k] * shortcutNormInverse[k] + 2f
                  * dShortcutNormVarianceSum[k] * (shortcut[outAt + k] - shortcutNormMean[k])
                  + dShortcutNormMeanSum[k];
              dShortcut[outAt + k] = dShortcut2;
              float term0 = t0 * (conv2[outAt + k] - batchNorm2Mean[k]);
              float total0 = dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + k] + term0;
              dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + k + 8] += term0 - (total0
                  - dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + k]);
              dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + k] = total0;
            }
          }
        }
      }
      me.sync();
      if (me.isFirst()) {
        for (int n = 1; n < N; n++) {
          int dBatchNorm2ScaleSumOfSampleAt2 = 16 * n;
          for (int k = 0; k < 8; k++) {
            float term1 = dBatchNorm2ScaleSumOfSample[k + dBatchNorm2ScaleSumOfSampleAt2];
            float total1 = dBatchNorm2ScaleSumOfSample[k] + term1;
            dBatchNorm2ScaleSumOfSample[k + 8] += term1 - (total1 - dBatchNorm2ScaleSumOfSample[k]);
            dBatchNorm2ScaleSumOfSample[k] = total1;
            dBatchNorm2ScaleSumOfSample[k + 8] += dBatchNorm2ScaleSumOfSample[k + dBatchNorm2ScaleSumOfSampleAt2 + 8];
          }
        }
        for (int k = 0; k < 8; k++) {
          double sum = dBatchNorm2ScaleSumOfSample[k];
          float rest0 = dBatchNorm2ScaleSumOfSample[k + 8];
          sum += rest0 - rest0 == 0f ? rest0 : 0f;
          dBatchNorm2ScaleSum[k] = (float) sum;
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * shortcut.weightTransposed: contiguous along c for the loops below, strided.net:4
     */
    void shortcutWeightTransposed(Worker me, int N, float[] shortcutWeight,
        float[] shortcutWeightTransposed) {
      for (int r = 0; r < 1; r++) {
        for (int s = 0; s < 1; s++) {
          for (int k = me.from(8), kEnd = me.to(8); k < kEnd; k++) {
            int shortcutWeightAt = 32 * r + 32 * s + k;
            int shortcutWeightTransposedAt = 32 * r + 32 * s + 4 * k;
            for (int c = 0; c < 4; c++) {
              shortcutWeightTransposed[shortcutWeightTransposedAt + c] = shortcutWeight[8 * c + shortcutWeightAt];
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dXViaShortcut: ∂/∂x of shortcut, strided.net:4
     */
    void dXViaShortcut(Worker me, int N, float[] dXViaShortcut, float[] dShortcut,
        float[] shortcutWeightTransposed) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 8; h++) {
          for (int w = 0; w < 8; w++) {
            int dXViaShortcutAt = 256 * n + 32 * h + 4 * w;
            for (int c = 0; c < 4; c++) {
              dXViaShortcut[dXViaShortcutAt + c] = 0f;
            }
            int firstr = Math.max(0, h - 6);
            firstr += Math.floorMod(h - firstr, 2);
            for (int r = firstr; r < 1; r += 2) {
              int rRead = (h - r) / 2;
              int firsts = Math.max(0, w - 6);
              firsts += Math.floorMod(w - firsts, 2);
              for (int s = firsts; s < 1; s += 2) {
                int sRead = (w - s) / 2;
                for (int k = 0; k < 8; k += 4) {
                  int dShortcutAt = 128 * n + 32 * rRead + 8 * sRead + k;
                  float dShortcut0 = dShortcut[dShortcutAt];
                  int shortcutWeightTransposedAt = 32 * r + 32 * s + 4 * k;
                  float dShortcut1 = dShortcut[dShortcutAt + 1];
                  float dShortcut2 = dShortcut[dShortcutAt + 2];
                  float dShortcut3 = dShortcut[dShortcutAt + 3];
                  for (int c = 0; c < 4; c++) {
                    dXViaShortcut[dXViaShortcutAt + c] += dShortcut0
                        * shortcutWeightTransposed[c + shortcutWeightTransposedAt] + dShortcut1
                        * shortcutWeightTransposed[c + shortcutWeightTransposedAt + 4] + dShortcut2
                        * shortcutWeightTransposed[c + shortcutWeightTransposedAt + 8] + dShortcut3
                        * shortcutWeightTransposed[c + shortcutWeightTransposedAt + 12];
                  }
                }
              }
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dShortcutWeight: ∂/∂shortcut.weight of shortcut, strided.net:4
     */
    void dShortcutWeight(Worker me, int N, float[] dShortcutWeight, float[] dShortcutWeightRest,
        float[] dShortcut, float[] x) {
      float[] own = me.own();
      for (int r = 0; r < 1; r++) {
        for (int s = 0; s < 1; s++) {
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            int dShortcutWeightAt = 32 * r + 32 * s + 8 * c;
            for (int k = 0; k < 8; k++) {
              dShortcutWeight[dShortcutWeightAt + k] = 0f;
            }
          }
        }
      }
      for (int r = 0; r < 1; r++) {
        for (int s = 0; s < 1; s++) {
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            int dShortcutWeightRestAt = 32 * r + 32 * s + 8 * c;
            for (int k = 0; k < 8; k++) {
              dShortcutWeightRest[k + dShortcutWeightRestAt] = 0f;
            }
          }
        }
      }
      int blocks = N / 4;
      for (int block = 0; block < blocks; block++) {
        for (int r = 0; r < 1; r++) {
          for (int s = 0; s < 1; s++) {
            for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
              for (int k = 0; k < 8; k++) {
                own[k + 12] = 0f;
              }
              for (int h = 0; h < 4; h++) {
                for (int w = 0; w < 4; w++) {
                  int dShortcutAt = 512 * block + 32 * h + 8 * w;
                  int xAt = 1024 * block + 64 * h + 32 * r + 8 * w + 4 * s + c;
                  float x0 = x[xAt];
                  float x1 = x[xAt + 256];
                  float x2 = x[xAt + 512];
                  float x3 = x[xAt + 768];
                  for (int k = 0; k < 8; k++) {
                    own[k + 12] += dShortcut[k + dShortcutAt] * x0
                        + dShortcut[k + dShortcutAt + 128] * x1 + dShortcut[k + dShortcutAt + 256]
                        * x2 + dShortcut[k + dShortcutAt + 384] * x3;
                  }
                }
              }
              int dShortcutWeightAt2 = 32 * r + 32 * s + 8 * c;
              for (int k = 0; k < 8; k++) {
                float term0 = own[k + 12];
                float total0 = dShortcutWeight[k + dShortcutWeightAt2] + term0;
                dShortcutWeightRest[k + dShortcutWeightAt2] += term0 - (total0
                    - dShortcutWeight[k + dShortcutWeightAt2]);
                dShortcutWeight[k + dShortcutWeightAt2] = total0;
              }
            }
          }
        }
      }
      for (int n = 4 * blocks; n < N; n++) {
        for (int r = 0; r < 1; r++) {
          for (int s = 0; s < 1; s++) {
            for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
              for (int k = 0; k < 8; k++) {
                own[k + 12] = 0f;
              }
              for (int h = 0; h < 4; h++) {
                for (int w = 0; w < 4; w++) {
                  int dShortcutAt2 = 128 * n + 32 * h + 8 * w;
                  int xAt2 = 256 * n + 64 * h + 32 * r + 8 * w + 4 * s + c;
                  float x4 = x[xAt2];
                  for (int k = 0; k < 8; k++) {
                    own[k + 12] += dShortcut[k + dShortcutAt2] * x4;
                  }
                }
              }
              int dShortcutWeightAt3 = 32 * r + 32 * s + 8 * c;
              for (int k = 0; k < 8; k++) {
                float term1 = own[k + 12];
                float total1 = dShortcutWeight[k + dShortcutWeightAt3] + term1;
                dShortcutWeightRest[k + dShortcutWeightAt3] += term1 - (total1
                    - dShortcutWeight[k + dShortcutWeightAt3]);
                dShortcutWeight[k + dShortcutWeightAt3] = total1;
              }
            }
          }
        }
      }
      for (int r = 0; r < 1; r++) {
        for (int s = 0; s < 1; s++) {
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            for (int k = 0; k < 8; k++) {
              int dShortcutWeightAt4 = 32 * r + 32 * s + 8 * c + k;
              double sum = dShortcutWeight[dShortcutWeightAt4];
              float rest0 = dShortcutWeightRest[dShortcutWeightAt4];
              sum += rest0 - rest0 == 0f ? rest0 : 0f;
              dShortcutWeight[dShortcutWeightAt4] = (float) sum;
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dConv2: fan-out of conv2: contributions of batchNorm2.normalised, batchNorm2.varianceSum,
     *     batchNorm2.meanSum add, strided.net:3
     * With other arrays in Halving.backward: dConv1.
     */
    void dConv(Worker me, int N, float[] out, float[] dOut, float[] batchNorm2Scale,
        float[] batchNorm2Inverse, float[] dBatchNorm2VarianceSum, float[] conv2,
        float[] batchNorm2Mean, float[] dBatchNorm2MeanSum, float[] dConv2) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int outAt = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              dConv2[outAt + k] = (out[outAt + k] > 0f ? dOut[outAt + k] : 0f) * batchNorm2Scale[k]
                  * batchNorm2Inverse[k] + 2f * dBatchNorm2VarianceSum[k] * (conv2[outAt + k]
                  - batchNorm2Mean[k]) + dBatchNorm2MeanSum[k];
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * conv2.weightTransposed: contiguous along c for the loops below, strided.net:3
     */
    void convWeightTransposed(Worker me, int N, float[] conv2Weight,
        float[] conv2WeightTransposed) {
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int k = me.from(8), kEnd = me.to(8); k < kEnd; k++) {
            int conv2WeightAt = 192 * r + 64 * s + k;
            int conv2WeightTransposedAt = 192 * r + 64 * s + 8 * k;
            for (int c = 0; c < 8; c++) {
              conv2WeightTransposed[conv2WeightTransposedAt + c] = conv2Weight[8 * c + conv2WeightAt];
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dRelu1: ∂/∂relu1 of conv2, strided.net:3
     * dBatchNorm1ScaleSum: ∂/∂batchNorm1.scale of batchNorm1, strided.net:3
     * dBatchNorm1Shift: ∂/∂batchNorm1.shift of batchNorm1, strided.net:3
     */
    void dReluAndDBatchNormScaleSum(Worker me, int N, float[] dBatchNorm1ScaleSumOfSample,
        float[] dBatchNorm1ShiftOfSample, float[] dRelu1, float[] dConv2,
        float[] conv2WeightTransposed, float[] relu1, float[] conv1, float[] batchNorm1Mean,
        float[] dBatchNorm1ScaleSum, float[] dBatchNorm1Shift) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        int dBatchNorm1ScaleSumOfSampleAt = 16 * n;
        for (int i = 0; i < 16; i++) {
          dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + i] = 0f;
        }
        for (int i = 0; i < 16; i++) {
          dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + i] = 0f;
        }
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int dRelu1At = 128 * n + 32 * h + 8 * w;
            for (int c = 0; c < 8; c++) {
              dRelu1[dRelu1At + c] = 0f;
            }
            for (int r = Math.max(0, h - 2), rEnd = Math.min(3, h + 2); r < rEnd; r++) {
              for (int s = Math.max(0, w - 2), sEnd = Math.min(3, w + 2); s < sEnd; s++) {
                for (int k = 0; k < 8; k += 4) {
                  int dConv2At = 128 * n + 32 * h + 8 * w + k - 8 * s - 32 * r + 40;
                  float dConv2_0 = dConv2[dConv2At];
                  int conv2WeightTransposedAt = 192 * r + 64 * s + 8 * k;
                  float dConv2_1 = dConv2[dConv2At + 1];
                  float dConv2_2 = dConv2[dConv2At + 2];
                  float dConv2_3 = dConv2[dConv2At + 3];
                  for (int c = 0; c < 8; c++) {
                    dRelu1[dRelu1At + c] += dConv2_0
                        * conv2WeightTransposed[c + conv2WeightTransposedAt] + dConv2_1
                        * conv2WeightTransposed[c + conv2WeightTransposedAt + 8] + dConv2_2
                        * conv2WeightTransposed[c + conv2WeightTransposedAt + 16] + dConv2_3
                        * conv2WeightTransposed[c + conv2WeightTransposedAt + 24];
                  }
                }
              }
            }
            for (int c = 0; c < 8; c++) {
              float t0 = relu1[dRelu1At + c] > 0f ? dRelu1[dRelu1At + c] : 0f;
              float term0 = t0 * (conv1[dRelu1At + c] - batchNorm1Mean[c]);
              float total0 = dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c] + term0;
              dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c + 8] += term0 - (total0
                  - dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c]);
              dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c] = total0;
              float total1 = dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c] + t0;
              dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c + 8] += t0 - (total1
                  - dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c]);
              dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c] = total1;
            }
          }
        }
      }
      me.sync();
      if (me.isFirst()) {
        for (int n = 1; n < N; n++) {
          int dBatchNorm1ScaleSumOfSampleAt2 = 16 * n;
          for (int c = 0; c < 8; c++) {
            float term1 = dBatchNorm1ScaleSumOfSample[c + dBatchNorm1ScaleSumOfSampleAt2];
            float total2 = dBatchNorm1ScaleSumOfSample[c] + term1;
            dBatchNorm1ScaleSumOfSample[c + 8] += term1 - (total2 - dBatchNorm1ScaleSumOfSample[c]);
            dBatchNorm1ScaleSumOfSample[c] = total2;
            dBatchNorm1ScaleSumOfSample[c + 8] += dBatchNorm1ScaleSumOfSample[c + dBatchNorm1ScaleSumOfSampleAt2 + 8];
          }
        }
        for (int c = 0; c < 8; c++) {
          double sum = dBatchNorm1ScaleSumOfSample[c];
          float rest0 = dBatchNorm1ScaleSumOfSample[c + 8];
          sum += rest0 - rest0 == 0f ? rest0 : 0f;
          dBatchNorm1ScaleSum[c] = (float) sum;
        }
        for (int n = 1; n < N; n++) {
          int dBatchNorm1ShiftOfSampleAt = 16 * n;
          for (int c = 0; c < 8; c++) {
            float term2 = dBatchNorm1ShiftOfSample[c + dBatchNorm1ShiftOfSampleAt];
            float total3 = dBatchNorm1ShiftOfSample[c] + term2;
            dBatchNorm1ShiftOfSample[c + 8] += term2 - (total3 - dBatchNorm1ShiftOfSample[c]);
            dBatchNorm1ShiftOfSample[c] = total3;
            dBatchNorm1ShiftOfSample[c + 8] += dBatchNorm1ShiftOfSample[c + dBatchNorm1ShiftOfSampleAt + 8];
          }
        }
        for (int c = 0; c < 8; c++) {
          double sum2 = dBatchNorm1ShiftOfSample[c];
          float rest1 = dBatchNorm1ShiftOfSample[c + 8];
          sum2 += rest1 - rest1 == 0f ? rest1 : 0f;
          dBatchNorm1Shift[c] = (float) sum2;
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dConv2Weight: ∂/∂conv2.weight of conv2, strided.net:3
     */
    void dConvWeight(Worker me, int N, float[] dConv2Weight, float[] dConv2WeightRest,
        float[] dConv2, float[] relu1) {
      float[] own = me.own();
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(8), cEnd = me.to(8); c < cEnd; c++) {
            int dConv2WeightAt = 192 * r + 64 * s + 8 * c;
            for (int k = 0; k < 8; k++) {
              dConv2Weight[dConv2WeightAt + k] = 0f;
            }
          }
        }
      }
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(8), cEnd = me.to(8); c < cEnd; c++) {
            int dConv2WeightRestAt = 192 * r + 64 * s + 8 * c;
            for (int k = 0; k < 8; k++) {
              dConv2WeightRest[k + dConv2WeightRestAt] = 0f;
            }
          }
        }
      }
      int blocks = N / 4;
      for (int block = 0; block < blocks; block++) {
        for (int r = 0; r < 3; r++) {
          for (int s = 0; s < 3; s++) {
            for (int c = me.from(8), cEnd = me.to(8); c < cEnd; c++) {
              for (int k = 0; k < 8; k++) {
                own[k + 12] = 0f;
              }
              for (int h = Math.max(0, 1 - r), hEnd = Math.min(4, 5 - r); h < hEnd; h++) {
                for (int w = Math.max(0, 1 - s), wEnd = Math.min(4, 5 - s); w < wEnd; w++) {
                  int dConv2At = 512 * block + 32 * h + 8 * w;
                  int relu1At = 512 * block + 32 * r + 32 * h + 8 * s + 8 * w + c - 40;
                  float relu1_0 = relu1[relu1At];
                  float relu1_1 = relu1[relu1At + 128];
                  float relu1_2 = relu1[relu1At + 256];
                  float relu1_3 = relu1[relu1At + 384];
                  for (int k = 0; k < 8; k++) {
                    own[k + 12] += dConv2[k + dConv2At] * relu1_0 + dConv2[k + dConv2At + 128]
                        * relu1_1 + dConv2[k + dConv2At + 256] * relu1_2
                        + dConv2[k + dConv2At + 384] * relu1_3;
                  }
                }
              }
              int dConv2WeightAt2 = 192 * r + 64 * s + 8 * c;
              for (int k = 0; k < 8; k++) {
                float term0 = own[k + 12];
                float total0 = dConv2Weight[k + dConv2WeightAt2] + term0;
                dConv2WeightRest[k + dConv2WeightAt2] += term0 - (total0
                    - dConv2Weight[k + dConv2WeightAt2]);
                dConv2Weight[k + dConv2WeightAt2] = total0;
              }
            }
          }
        }
      }
      for (int n = 4 * blocks; n < N; n++) {
        for (int r = 0; r < 3; r++) {
          for (int s = 0; s < 3; s++) {
            for (int c = me.from(8), cEnd = me.to(8); c < cEnd; c++) {
              for (int k = 0; k < 8; k++) {
                own[k + 12] = 0f;
              }
              for (int h = Math.max(0, 1 - r), hEnd = Math.min(4, 5 - r); h < hEnd; h++) {
                for (int w = Math.max(0, 1 - s), wEnd = Math.min(4, 5 - s); w < wEnd; w++) {
                  int dConv2At2 = 128 * n + 32 * h + 8 * w;
                  int relu1At2 = 128 * n + 32 * r + 32 * h + 8 * s + 8 * w + c - 40;
                  float relu1_4 = relu1[relu1At2];
                  for (int k = 0; k < 8; k++) {
                    own[k + 12] += dConv2[k + dConv2At2] * relu1_4;
                  }
                }
              }
              int dConv2WeightAt3 = 192 * r + 64 * s + 8 * c;
              for (int k = 0; k < 8; k++) {
                float term1 = own[k + 12];
                float total1 = dConv2Weight[k + dConv2WeightAt3] + term1;
                dConv2WeightRest[k + dConv2WeightAt3] += term1 - (total1
                    - dConv2Weight[k + dConv2WeightAt3]);
                dConv2Weight[k + dConv2WeightAt3] = total1;
              }
            }
          }
        }
      }
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(8), cEnd = me.to(8); c < cEnd; c++) {
            for (int k = 0; k < 8; k++) {
              int dConv2WeightAt4 = 192 * r + 64 * s + 8 * c + k;
              double sum = dConv2Weight[dConv2WeightAt4];
              float rest0 = dConv2WeightRest[dConv2WeightAt4];
              sum += rest0 - rest0 == 0f ? rest0 : 0f;
              dConv2Weight[dConv2WeightAt4] = (float) sum;
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dBatchNorm1Scale: ∂/∂batchNorm1.scale of batchNorm1, strided.net:3
     * dBatchNorm1VarianceSum: ∂/∂batchNorm1.varianceSum of batchNorm1.variance, strided.net:3
     * dBatchNorm1MeanSum: ∂/∂batchNorm1.meanSum of batchNorm1.mean, strided.net:3
     * dShortcutNorm.shift: a second array for the same values, strided.net:4
     */
    void dBatchNormScaleAndDBatchNormVarianceSum(Worker me, int N, float[] batchNorm1Scale,
        float[] dBatchNorm1Scale, float[] dBatchNorm1ScaleSum, float[] batchNorm1Inverse,
        float[] batchNorm1VarianceSum, float[] dBatchNorm1VarianceSum, float[] dBatchNorm1Shift,
        float[] dBatchNorm1MeanSum, float[] dShortcutNormShift, float[] dShortcutNormShift2) {
      if (me.isFirst()) {
        for (int c = 0; c < 8; c++) {
          float batchNorm1Inverse0 = batchNorm1Inverse[c];
          float dBatchNorm1ScaleSum0 = dBatchNorm1ScaleSum[c];
          float dBatchNorm1Scale2 = batchNorm1Inverse0 * dBatchNorm1ScaleSum0;
          float batchNorm1Scale0 = batchNorm1Scale[c];
          float t0 = 16f * (float) N;
          float dBatchNorm1VarianceSum2 = -(batchNorm1Scale0 * dBatchNorm1ScaleSum0
              * batchNorm1Inverse0 / (2f * (batchNorm1VarianceSum[c] / ((float) N * 16f)
              + 1.0E-5f))) / t0;
          float dBatchNorm1MeanSum2 = -(batchNorm1Scale0 * batchNorm1Inverse0
              * dBatchNorm1Shift[c] / t0);
          float dShortcutNormShift3 = dShortcutNormShift[c];
          dBatchNorm1Scale[c] = dBatchNorm1Scale2;
          dBatchNorm1VarianceSum[c] = dBatchNorm1VarianceSum2;
          dBatchNorm1MeanSum[c] = dBatchNorm1MeanSum2;
          dShortcutNormShift2[c] = dShortcutNormShift3;
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dConv1Weight: ∂/∂conv1.weight of conv1, strided.net:3
     */
    void dConvWeight2(Worker me, int N, float[] dConv1Weight, float[] dConv1WeightRest,
        float[] dConv1, float[] x) {
      float[] own = me.own();
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            int dConv1WeightAt = 96 * r + 32 * s + 8 * c;
            for (int k = 0; k < 8; k++) {
              dConv1Weight[dConv1WeightAt + k] = 0f;
            }
          }
        }
      }
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            int dConv1WeightRestAt = 96 * r + 32 * s + 8 * c;
            for (int k = 0; k < 8; k++) {
              dConv1WeightRest[k + dConv1WeightRestAt] = 0f;
            }
          }
        }
      }
      int blocks = N / 4;
      for (int block = 0; block < blocks; block++) {
        for (int r = 0; r < 3; r++) {
          for (int s = 0; s < 3; s++) {
            for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
              for (int k = 0; k < 8; k++) {
                own[k + 12] = 0f;
              }
              for (int h = Math.max(0, -Math.floorDiv(r - 1, 2)); h < 4; h++) {
                for (int w = Math.max(0, -Math.floorDiv(s - 1, 2)); w < 4; w++) {
                  int dConv1At = 512 * block + 32 * h + 8 * w;
                  int xAt = 1024 * block + 64 * h + 32 * r + 8 * w + 4 * s + c - 36;
                  float x0 = x[xAt];
                  float x1 = x[xAt + 256];
                  float x2 = x[xAt + 512];
                  float x3 = x[xAt + 768];
                  for (int k = 0; k < 8; k++) {
                    own[k + 12] += dConv1[k + dConv1At] * x0 + dConv1[k + dConv1At + 128] * x1
                        + dConv1[k + dConv1At + 256] * x2 + dConv1[k + dConv1At + 384] * x3;
                  }
                }
              }
              int dConv1WeightAt2 = 96 * r + 32 * s + 8 * c;
              for (int k = 0; k < 8; k++) {
                float term0 = own[k + 12];
                float total0 = dConv1Weight[k + dConv1WeightAt2] + term0;
                dConv1WeightRest[k + dConv1WeightAt2] += term0 - (total0
                    - dConv1Weight[k + dConv1WeightAt2]);
                dConv1Weight[k + dConv1WeightAt2] = total0;
              }
            }
          }
        }
      }
      for (int n = 4 * blocks; n < N; n++) {
        for (int r = 0; r < 3; r++) {
          for (int s = 0; s < 3; s++) {
            for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
              for (int k = 0; k < 8; k++) {
                own[k + 12] = 0f;
              }
              for (int h = Math.max(0, -Math.floorDiv(r - 1, 2)); h < 4; h++) {
                for (int w = Math.max(0, -Math.floorDiv(s - 1, 2)); w < 4; w++) {
                  int dConv1At2 = 128 * n + 32 * h + 8 * w;
                  int xAt2 = 256 * n + 64 * h + 32 * r + 8 * w + 4 * s + c - 36;
                  float x4 = x[xAt2];
                  for (int k = 0; k < 8; k++) {
                    own[k + 12] += dConv1[k + dConv1At2] * x4;
                  }
                }
              }
              int dConv1WeightAt3 = 96 * r + 32 * s + 8 * c;
              for (int k = 0; k < 8; k++) {
                float term1 = own[k + 12];
                float total1 = dConv1Weight[k + dConv1WeightAt3] + term1;
                dConv1WeightRest[k + dConv1WeightAt3] += term1 - (total1
                    - dConv1Weight[k + dConv1WeightAt3]);
                dConv1Weight[k + dConv1WeightAt3] = total1;
              }
            }
          }
        }
      }
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            for (int k = 0; k < 8; k++) {
              int dConv1WeightAt4 = 96 * r + 32 * s + 8 * c + k;
              double sum = dConv1Weight[dConv1WeightAt4];
              float rest0 = dConv1WeightRest[dConv1WeightAt4];
              sum += rest0 - rest0 == 0f ? rest0 : 0f;
              dConv1Weight[dConv1WeightAt4] = (float) sum;
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * conv1.weightTransposed: contiguous along c for the loops below, strided.net:3
     */
    void convWeightTransposed2(Worker me, int N, float[] conv1Weight,
        float[] conv1WeightTransposed) {
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int k = me.from(8), kEnd = me.to(8); k < kEnd; k++) {
            int conv1WeightAt = 96 * r + 32 * s + k;
            int conv1WeightTransposedAt = 96 * r + 32 * s + 4 * k;
            for (int c = 0; c < 4; c++) {
              conv1WeightTransposed[conv1WeightTransposedAt + c] = conv1Weight[8 * c + conv1WeightAt];
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.backward:
     * dXViaConv1: ∂/∂x of conv1, strided.net:3
     * dX: fan-out of x: contributions of shortcut, conv1 add, strided.net:2
     */
    void dX(Worker me, int N, float[] dXViaShortcut, float[] dX, float[] dConv1,
        float[] conv1WeightTransposed) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 8; h++) {
          for (int w = 0; w < 8; w++) {
            int dXViaShortcutAt = 256 * n + 32 * h + 4 * w;
            for (int c = 0; c < 4; c++) {
              dX[dXViaShortcutAt + c] = dXViaShortcut[dXViaShortcutAt + c];
            }
            int firstr = Math.max(0, h - 5);
            firstr += Math.floorMod(h + 1 - firstr, 2);
            for (int r = firstr, rEnd = Math.min(3, h + 2); r < rEnd; r += 2) {
              int rRead = (h - r + 1) / 2;
              int firsts = Math.max(0, w - 5);
              firsts += Math.floorMod(w + 1 - firsts, 2);
              for (int s = firsts, sEnd = Math.min(3, w + 2); s < sEnd; s += 2) {
                int sRead = (w - s + 1) / 2;
                for (int k = 0; k < 8; k += 4) {
                  int dConv1At = 128 * n + 32 * rRead + 8 * sRead + k;
                  float dConv1_0 = dConv1[dConv1At];
                  int conv1WeightTransposedAt = 96 * r + 32 * s + 4 * k;
                  float dConv1_1 = dConv1[dConv1At + 1];
                  float dConv1_2 = dConv1[dConv1At + 2];
                  float dConv1_3 = dConv1[dConv1At + 3];
                  for (int c = 0; c < 4; c++) {
                    dX[dXViaShortcutAt + c] += dConv1_0
                        * conv1WeightTransposed[c + conv1WeightTransposedAt] + dConv1_1
                        * conv1WeightTransposed[c + conv1WeightTransposedAt + 4] + dConv1_2
                        * conv1WeightTransposed[c + conv1WeightTransposedAt + 8] + dConv1_3
                        * conv1WeightTransposed[c + conv1WeightTransposedAt + 12];
                  }
                }
              }
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.infer:
     * batchNorm1.inverse, strided.net:3
     * batchNorm1Factor: the factor of conv1, the same for all samples, strided.net:3
     * batchNorm1Offset: what is added to it, the same for all samples, strided.net:3
     * batchNorm2.inverse, strided.net:3
     * fFactor: the factor of conv2, the same for all samples, strided.net:3
     * fOffset: what is added to it, the same for all samples, strided.net:3
     * shortcutNorm.inverse, strided.net:4
     * skipFactor: the factor of shortcut, the same for all samples, strided.net:4
     */
    void batchNormInverseAndBatchNormFactor(Worker me, int N, float[] batchNorm1Inverse,
        float[] batchNorm1Scale, float[] batchNorm1Factor, float[] batchNorm1Shift,
        float[] batchNorm1RunningMean, float[] batchNorm1Offset, float[] batchNorm2RunningVariance,
        float[] batchNorm2Inverse, float[] batchNorm2Scale, float[] fFactor,
        float[] batchNorm2Shift, float[] batchNorm2RunningMean, float[] fOffset,
        float[] shortcutNormRunningVariance, float[] shortcutNormInverse, float[] shortcutNormScale,
        float[] skipFactor, float[] batchNorm1RunningVariance) {
      if (me.isFirst()) {
        for (int c = 0; c < 8; c++) {
          float batchNorm1Inverse2 = 1f / (float) Math.sqrt(batchNorm1RunningVariance[c] + 1.0E-5f);
          float batchNorm1Scale0 = batchNorm1Scale[c];
          float batchNorm1Factor2 = batchNorm1Inverse2 * batchNorm1Scale0;
          float batchNorm1Offset2 = batchNorm1Shift[c] - batchNorm1RunningMean[c]
              * batchNorm1Inverse2 * batchNorm1Scale0;
          float batchNorm2Inverse2 = 1f / (float) Math.sqrt(batchNorm2RunningVariance[c] + 1.0E-5f);
          float batchNorm2Scale0 = batchNorm2Scale[c];
          float fFactor2 = batchNorm2Inverse2 * batchNorm2Scale0;
          float fOffset2 = batchNorm2Shift[c] - batchNorm2RunningMean[c] * batchNorm2Inverse2
              * batchNorm2Scale0;
          float shortcutNormInverse2 = 1f / (float) Math.sqrt(shortcutNormRunningVariance[c]
              + 1.0E-5f);
          float skipFactor2 = shortcutNormInverse2 * shortcutNormScale[c];
          batchNorm1Inverse[c] = batchNorm1Inverse2;
          batchNorm1Factor[c] = batchNorm1Factor2;
          batchNorm1Offset[c] = batchNorm1Offset2;
          batchNorm2Inverse[c] = batchNorm2Inverse2;
          fFactor[c] = fFactor2;
          fOffset[c] = fOffset2;
          shortcutNormInverse[c] = shortcutNormInverse2;
          skipFactor[c] = skipFactor2;
        }
      }
      me.sync();
    }

    /**
     * In Halving.infer:
     * conv1, strided.net:3
     * relu1, strided.net:3
     */
    void relu2(Worker me, int N, float[] relu1, float[] x, float[] conv1Weight,
        float[] batchNorm1Factor, float[] batchNorm1Offset) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int relu1At = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              relu1[relu1At + k] = 0f;
            }
            for (int r = Math.max(0, 1 - 2 * h); r < 3; r++) {
              for (int s = Math.max(0, 1 - 2 * w); s < 3; s++) {
                for (int c = 0; c < 4; c += 4) {
                  int xAt = 256 * n + 64 * h + 32 * r + 8 * w + 4 * s + c - 36;
                  float x0 = x[xAt];
                  int conv1WeightAt = 96 * r + 32 * s + 8 * c;
                  float x1 = x[xAt + 1];
                  float x2 = x[xAt + 2];
                  float x3 = x[xAt + 3];
                  for (int k = 0; k < 8; k++) {
                    relu1[relu1At + k] += x0 * conv1Weight[k + conv1WeightAt] + x1
                        * conv1Weight[k + conv1WeightAt + 8] + x2
                        * conv1Weight[k + conv1WeightAt + 16] + x3
                        * conv1Weight[k + conv1WeightAt + 24];
                  }
                }
              }
            }
            for (int k = 0; k < 8; k++) {
              relu1[relu1At + k] = Math.max(relu1[relu1At + k] * batchNorm1Factor[k]
                  + batchNorm1Offset[k], 0f);
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.infer:
     * conv2, strided.net:3
     */
    void conv(Worker me, int N, float[] conv2, float[] relu1, float[] conv2Weight) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int conv2At = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              conv2[conv2At + k] = 0f;
            }
            for (int r = Math.max(0, 1 - h), rEnd = Math.min(3, 5 - h); r < rEnd; r++) {
              for (int s = Math.max(0, 1 - w), sEnd = Math.min(3, 5 - w); s < sEnd; s++) {
                for (int c = 0; c < 8; c += 4) {
                  int relu1At = 128 * n + 32 * h + 32 * r + 8 * w + 8 * s + c - 40;
                  float relu1_0 = relu1[relu1At];
                  int conv2WeightAt = 192 * r + 64 * s + 8 * c;
                  float relu1_1 = relu1[relu1At + 1];
                  float relu1_2 = relu1[relu1At + 2];
                  float relu1_3 = relu1[relu1At + 3];
                  for (int k = 0; k < 8; k++) {
                    conv2[conv2At + k] += relu1_0 * conv2Weight[k + conv2WeightAt] + relu1_1
                        * conv2Weight[k + conv2WeightAt + 8] + relu1_2
                        * conv2Weight[k + conv2WeightAt + 16] + relu1_3
                        * conv2Weight[k + conv2WeightAt + 24];
                  }
                }
              }
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Halving.infer:
     * skipOffset: what is added to it, the same for all samples, strided.net:4
     */
    void skipOffset(Worker me, int N, float[] shortcutNormShift, float[] shortcutNormRunningMean,
        float[] shortcutNormInverse, float[] shortcutNormScale, float[] skipOffset) {
      if (me.isFirst()) {
        for (int c = 0; c < 8; c++) {
          skipOffset[c] = shortcutNormShift[c] - shortcutNormRunningMean[c] * shortcutNormInverse[c]
              * shortcutNormScale[c];
        }
      }
      me.sync();
    }

    /**
     * In Halving.infer:
     * shortcut, strided.net:4
     * out, strided.net:5
     */
    void out2(Worker me, int N, float[] out, float[] x, float[] shortcutWeight, float[] conv2,
        float[] fFactor, float[] fOffset, float[] skipFactor, float[] skipOffset) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int outAt = 128 * n + 32 * h + 8 * w;
            for (int k = 0; k < 8; k++) {
              out[outAt + k] = 0f;
            }
            for (int r = 0; r < 1; r++) {
              for (int s = 0; s < 1; s++) {
                for (int c = 0; c < 4; c += 4) {
                  int xAt = 256 * n + 64 * h + 32 * r + 8 * w + 4 * s + c;
                  float x0 = x[xAt];
                  int shortcutWeightAt = 32 * r + 32 * s + 8 * c;
                  float x1 = x[xAt + 1];
                  float x2 = x[xAt + 2];
                  float x3 = x[xAt + 3];
                  for (int k = 0; k < 8; k++) {
                    out[outAt + k] += x0 * shortcutWeight[k + shortcutWeightAt] + x1
                        * shortcutWeight[k + shortcutWeightAt + 8] + x2
                        * shortcutWeight[k + shortcutWeightAt + 16] + x3
                        * shortcutWeight[k + shortcutWeightAt + 24];
                  }
                }
              }
            }
            for (int k = 0; k < 8; k++) {
              out[outAt + k] = Math.max(conv2[outAt + k] * fFactor[k] + fOffset[k] + (out[outAt + k]
                  * skipFactor[k] + skipOffset[k]), 0f);
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Strided.forward:
     * conv, strided.net:10
     * With other arrays in Strided.infer: conv.
     */
    void conv2(Worker me, int N, float[] conv, float[] image, float[] convWeight) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 8; h++) {
          for (int w = 0; w < 8; w++) {
            int convAt = 256 * n + 32 * h + 4 * w;
            for (int k = 0; k < 4; k++) {
              conv[convAt + k] = 0f;
            }
            for (int r = Math.max(0, 1 - h), rEnd = Math.min(3, 9 - h); r < rEnd; r++) {
              for (int s = Math.max(0, 1 - w), sEnd = Math.min(3, 9 - w); s < sEnd; s++) {
                for (int c = 0; c < 3; c += 3) {
                  int imageAt = 192 * n + 24 * h + 24 * r + 3 * w + 3 * s + c - 27;
                  float image0 = image[imageAt];
                  int convWeightAt = 36 * r + 12 * s + 4 * c;
                  float image1 = image[imageAt + 1];
                  float image2 = image[imageAt + 2];
                  for (int k = 0; k < 4; k++) {
                    conv[convAt + k] += image0 * convWeight[k + convWeightAt] + image1
                        * convWeight[k + convWeightAt + 4] + image2
                        * convWeight[k + convWeightAt + 8];
                  }
                }
              }
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Strided.forward:
     * lossSum, strided.net:11
     * meanLoss, strided.net:11
     */
    void lossSumAndMeanLoss(Worker me, int N, float[] meanLossOfSample, float[] y, float[] target,
        float[] lossSum, float[] meanLoss) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        meanLossOfSample[n] = 0f;
        double sum = 0;
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            for (int c = 0; c < 8; c++) {
              int yAt = 128 * n + 32 * h + 8 * w + c;
              float t0 = y[yAt] - target[yAt];
              sum += t0 * t0;
            }
          }
        }
        lossSum[n] = (float) sum;
        meanLossOfSample[n] += lossSum[n] / 128f / (float) N;
      }
      me.sync();
      if (me.isFirst()) {
        double sum2 = 0;
        for (int n = 0; n < N; n++) {
          sum2 += meanLossOfSample[n];
        }
        meanLoss[0] = (float) sum2;
      }
      me.sync();
    }

    /**
     * In Strided.backward:
     * dY: ∂/∂y of lossSum, strided.net:11
     */
    void dY(Worker me, int N, float[] y, float[] target, float[] dY) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int yAt = 128 * n + 32 * h + 8 * w;
            for (int c = 0; c < 8; c++) {
              dY[yAt + c] = (y[yAt + c] - target[yAt + c]) / (64f * (float) N);
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Strided.backward:
     * dConvWeight: ∂/∂conv.weight of conv, strided.net:10
     */
    void dConvWeight3(Worker me, int N, float[] dConvWeight, float[] dConvWeightRest, float[] dConv,
        float[] image) {
      float[] own = me.own();
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
            int dConvWeightAt = 36 * r + 12 * s + 4 * c;
            for (int k = 0; k < 4; k++) {
              dConvWeight[dConvWeightAt + k] = 0f;
            }
          }
        }
      }
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
            int dConvWeightRestAt = 36 * r + 12 * s + 4 * c;
            for (int k = 0; k < 4; k++) {
              dConvWeightRest[k + dConvWeightRestAt] = 0f;
            }
          }
        }
      }
      int blocks = N / 4;
      for (int block = 0; block < blocks; block++) {
        for (int r = 0; r < 3; r++) {
          for (int s = 0; s < 3; s++) {
            for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
              for (int k = 0; k < 4; k++) {
                own[k + 12] = 0f;
              }
              for (int h = Math.max(0, 1 - r), hEnd = Math.min(8, 9 - r); h < hEnd; h++) {
                for (int w = Math.max(0, 1 - s), wEnd = Math.min(8, 9 - s); w < wEnd; w++) {
                  int dConvAt = 1024 * block + 32 * h + 4 * w;
                  int imageAt = 768 * block + 24 * r + 24 * h + 3 * s + 3 * w + c - 27;
                  float image0 = image[imageAt];
                  float image1 = image[imageAt + 192];
                  float image2 = image[imageAt + 384];
                  float image3 = image[imageAt + 576];
                  for (int k = 0; k < 4; k++) {
                    own[k + 12] += dConv[k + dConvAt] * image0 + dConv[k + dConvAt + 256] * image1
                        + dConv[k + dConvAt + 512] * image2 + dConv[k + dConvAt + 768] * image3;
                  }
                }
              }
              int dConvWeightAt2 = 36 * r + 12 * s + 4 * c;
              for (int k = 0; k < 4; k++) {
                float term0 = own[k + 12];
                float total0 = dConvWeight[k + dConvWeightAt2] + term0;
                dConvWeightRest[k + dConvWeightAt2] += term0 - (total0
                    - dConvWeight[k + dConvWeightAt2]);
                dConvWeight[k + dConvWeightAt2] = total0;
              }
            }
          }
        }
      }
      for (int n = 4 * blocks; n < N; n++) {
        for (int r = 0; r < 3; r++) {
          for (int s = 0; s < 3; s++) {
            for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
              for (int k = 0; k < 4; k++) {
                own[k + 12] = 0f;
              }
              for (int h = Math.max(0, 1 - r), hEnd = Math.min(8, 9 - r); h < hEnd; h++) {
                for (int w = Math.max(0, 1 - s), wEnd = Math.min(8, 9 - s); w < wEnd; w++) {
                  int dConvAt2 = 256 * n + 32 * h + 4 * w;
                  int imageAt2 = 192 * n + 24 * r + 24 * h + 3 * s + 3 * w + c - 27;
                  float image4 = image[imageAt2];
                  for (int k = 0; k < 4; k++) {
                    own[k + 12] += dConv[k + dConvAt2] * image4;
                  }
                }
              }
              int dConvWeightAt3 = 36 * r + 12 * s + 4 * c;
              for (int k = 0; k < 4; k++) {
                float term1 = own[k + 12];
                float total1 = dConvWeight[k + dConvWeightAt3] + term1;
                dConvWeightRest[k + dConvWeightAt3] += term1 - (total1
                    - dConvWeight[k + dConvWeightAt3]);
                dConvWeight[k + dConvWeightAt3] = total1;
              }
            }
          }
        }
      }
      for (int r = 0; r < 3; r++) {
        for (int s = 0; s < 3; s++) {
          for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
            for (int k = 0; k < 4; k++) {
              int dConvWeightAt4 = 36 * r + 12 * s + 4 * c + k;
              double sum = dConvWeight[dConvWeightAt4];
              float rest0 = dConvWeightRest[dConvWeightAt4];
              sum += rest0 - rest0 == 0f ? rest0 : 0f;
              dConvWeight[dConvWeightAt4] = (float) sum;
            }
          }
        }
      }
      me.sync();
    }

    /**
     * In Sgd.update:
     * velocity, optimizer.net:10
     * nextP, optimizer.net:12
     */
    void velocityAndNextP(Worker me, int N, float[] p, float[] v, float lr, float[] g) {
      for (int i = me.from(N), iEnd = me.to(N); i < iEnd; i++) {
        float velocity = 0.9f * v[i] + g[i];
        float nextP = p[i] - lr * velocity;
        v[i] = velocity;
        p[i] = nextP;
      }
      me.sync();
    }
  }

  /**
   * The arrays and the threads of one caller, for batches up to a capacity. The arrays of training and
   * of inference are made when they are first needed; they never grow. Threads that have nothing to do
   * for a second end. A thread that calls while a call of another one runs gets an
   * {@link IllegalStateException}. After a call that failed, whatever the reason, the next one is as good as any.
   */
  public static final class Workspace implements AutoCloseable {
    /**
     * No array can hold a larger batch.
     */
    public static final int MAX_BATCH = 8388607;

    private final ForwardPass forward = new ForwardPass();

    private final BackwardPass backward = new BackwardPass();

    private final InferPass infer = new InferPass();

    private final UpdatePass update = new UpdatePass();

    private final int capacity;

    private final int threads;

    /**
     * The thread whose call runs.
     */
    private volatile Thread user;

    private boolean closed;

    private Team team;

    private Buffers training;

    private InferBuffers inference;

    private float[][] pool;

    /**
     * The samples of the forward pass whose backward pass may come next; else 0.
     */
    private int kept;

    /**
     * Whether a forward pass found new values for the states, and they may be committed.
     */
    private boolean found;

    /**
     * As many threads as there are processors.
     *
     * @param capacity the largest batch
     */
    public Workspace(int capacity) {
      this(capacity, Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param capacity the largest batch
     * @param threads how many threads share a pass, the calling one among them; the results are the same, bit
     *     for bit, for any number. More threads than processors only slow it down.
     */
    public Workspace(int capacity, int threads) {
      if (capacity < 1 || capacity > MAX_BATCH) {
        throw new IllegalArgumentException("the capacity must be from 1 to " + MAX_BATCH + ", not " + capacity);
      }
      if (threads < 1) {
        throw new IllegalArgumentException("there must be at least 1 thread, not " + threads);
      }
      this.capacity = capacity;
      this.threads = threads;
    }

    /**
     * The largest batch.
     *
     * @return as many samples as it was made for
     */
    public int capacity() {
      return capacity;
    }

    /**
     * The arrays of training.
     *
     * @return those that all calls with this workspace use
     */
    public Buffers training() {
      Thread before_ = enter();
      try {
        if (training == null) {
          // Inference shares the pool; what it had goes first, so that both are never there at once.
          inference = null;
          pool = null;
          pool = new float[][] {new float[capacity * 256], new float[capacity * 256 + 8],
              new float[capacity * 256 + 8], new float[capacity * 128 + 8],
              new float[capacity * 128 + 8], new float[capacity * 128 + 8],
              new float[capacity * 16 + 8], new float[capacity * 16 + 8], new float[576],
              new float[8]};
          training = new Buffers(capacity, pool, pool);
        }
        return training;
      } finally {
        user = before_;
      }
    }

    /**
     * The arrays of inference.
     *
     * @return those that all calls with this workspace use
     */
    public InferBuffers inference() {
      Thread before_ = enter();
      try {
        if (inference == null) {
          if (pool == null) {
            pool = new float[][] {new float[capacity * 256], new float[capacity * 128 + 8],
                new float[capacity * 128 + 8], new float[8], new float[8], new float[8],
                new float[8], new float[8], new float[8]};
          }
          inference = new InferBuffers(capacity, pool);
        }
        return inference;
      } finally {
        user = before_;
      }
    }

    /**
     * Ends the threads and lets go of the arrays, now instead of a second after the last call and when nobody
     * holds the workspace any more. Whoever calls with it afterwards gets an {@link IllegalStateException}.
     *
     * @throws IllegalStateException if a call of another thread runs
     */
    @Override
    public void close() {
      if (closed) {
        return;
      }
      Thread before_ = enter();
      try {
        closed = true;
        if (team != null) {
          team.end(new IllegalStateException("the workspace is closed"));
        }
        team = null;
        training = null;
        inference = null;
        pool = null;
      } finally {
        user = before_;
      }
    }

    private void checkBatch(int batch) {
      if (batch < 1 || batch > capacity) {
        throw new IllegalArgumentException("the batch must be from 1 to the capacity of this workspace, " + capacity + ", not " + batch);
      }
    }

    /**
     * Takes the workspace for the calling thread.
     *
     * @return who had it, to whom it is to be given back: nobody, or the same thread for a call around this one
     */
    private Thread enter() {
      Thread caller = Thread.currentThread();
      if (user == caller) {
        return caller;
      }
      synchronized (this) {
        Thread other = user;
        if (other != null) {
          throw new IllegalStateException("this workspace is at work for another thread, " + other.getName() + ": each needs its own");
        }
        if (closed) {
          throw new IllegalStateException("this workspace is closed");
        }
        user = caller;
        return null;
      }
    }

    private void run(Team.Pass pass) {
      try {
        if (team == null || team.failure != null) {
          team = null;
          team = new Team(threads);
        }
        team.run(pass);
      } finally {
        pass.clear();
      }
    }

    private void useKept(int batch) {
      if (kept != batch) {
        throw new IllegalStateException("backward uses up what the forward pass right before it kept: "
            + (kept == 0 ? "there was none" : "that was of " + kept + " samples, not " + batch));
      }
      kept = 0;
    }

    private void useFound() {
      if (!found) {
        throw new IllegalStateException("commit takes what a forward pass found: there was none since the last commit, or it failed");
      }
      found = false;
    }
  }

  /**
   * What the optimizer keeps between steps, an array for each parameter.
   */
  public static final class OptimizerState {
    /**
     * The state {@code v} of each parameter.
     */
    public final Gradients v = new Gradients();

    /**
     * As it is before the first step.
     */
    public OptimizerState() {
    }
  }

  /**
   * A tensor's values, with its qualified name and its extents.
   *
   * @param name such as {@code stage.0.conv.weight}
   * @param shape its extents
   * @param values row by row
   */
  public record NamedArray(String name, int[] shape, float[] values) {
  }

  /**
   * The threads of one workspace. They run passes, one after the other, each thread its part of every pass, and
   * meet after every kernel. All numbers only grow: nobody sets back what another still looks at. Where a part
   * fails, so does the team, for good: its threads end, and the workspace makes another one. Threads that have
   * nothing to do for a second end, too; the next pass starts others.
   */
  private static final class Team {
    private static final int SPINS = 1 << 8;

    private static final int YIELDS = 1 << 11;

    private static final int BUSY_MEETINGS = 1 << 12;

    /**
     * Two milliseconds for each of sixteen meetings: being woken costs less.
     */
    private static final long MOST_LOST_NANOS = 32_000_000;

    private static final long NAP_NANOS = 1_000_000;

    private static final long IDLE_NANOS = 1_000_000_000;

    private final int size;

    /**
     * How often one who waits looks again before it sleeps.
     */
    private final int patience;

    private final float[] shared = new float[KERNELS.shared()];

    private final Worker[] workers;

    /**
     * Those that live, by their index; the first is whoever calls.
     */
    private final Thread[] threads;

    /**
     * How often a thread came to a meeting.
     */
    private final AtomicLong arrivals = new AtomicLong();

    /**
     * How many meetings all threads have come to.
     */
    private volatile long meetings;

    /**
     * How many passes have begun.
     */
    private volatile long passes;

    /**
     * What ended this team; null while it can be used.
     */
    private volatile Throwable failure;

    private Pass pass;

    private Team(int size) {
      this.size = size;
      // If there are more threads than processors, one is needed for whom the others wait.
      patience = size > Runtime.getRuntime().availableProcessors() ? SPINS : SPINS + YIELDS;
      workers = new Worker[size];
      threads = new Thread[size];
      for (int i = 0; i < size; i++) {
        workers[i] = new Worker(this, i);
      }
    }

    /**
     * Runs a pass on all threads, the calling one among them. When it returns, or throws what the first part threw that
     * failed, no thread is at work any more.
     */
    private void run(Pass pass) {
      if (size == 1) {
        pass.run(workers[0]);
        return;
      }
      Throwable thrown = null;
      try {
        begin(pass);
        pass.run(workers[0]);
      } catch (Throwable e) {
        // The stack may be full. What has to happen now happens without a call.
        thrown = e;
        if (failure == null) {
          failure = e;
        }
      }
      for (int i = 1; i < size; i++) {
        for (int times = 0; workers[i].ended < passes; ) {
          try {
            times = pause(workers[0], times);
            if (failure != null) {
              // It may not have been woken.
              LockSupport.unpark(threads[i]);
            }
          } catch (Throwable e) {
            // No room to wait in another way than by looking again.
          }
        }
      }
      workers[0].asleep = null;
      if (failure != null) {
        end(failure);
        if (thrown != null && thrown != failure) {
          failure.addSuppressed(thrown);
        }
        if (failure instanceof RuntimeException e) {
          throw e;
        } else if (failure instanceof Error e) {
          throw e;
        }
      }
    }

    /**
     * Begins a pass when all threads are there.
     */
    private void begin(Pass pass) {
      synchronized (this) {
        for (int i = 1; i < size; i++) {
          if (threads[i] == null) {
            threads[i] = start(workers[i]);
          }
        }
        // Where the stack has no room for this, no pass begins; where it has, it has again, when there is one to end.
        rouse();
        this.pass = pass;
        passes++;
      }
      rouse();
    }

    /**
     * Starts a thread that has nothing of the one that happens to call first.
     */
    private Thread start(Worker worker) {
      Thread thread = new Thread(null, () -> live(worker), "Strided-" + worker.index, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
      return thread;
    }

    /**
     * A thread's life: its part of one pass after the other.
     */
    private void live(Worker me) {
      try {
        while (awaitPass(me)) {
          pass.run(me);
          me.ended = passes;
          wake(workers[0]);
        }
      } catch (Throwable e) {
        if (failure == null) {
          failure = e;
        }
        // Of this pass and of any other.
        me.ended = Long.MAX_VALUE;
        wake(workers[0]);
      }
    }

    /**
     * Waits for the next pass; false if none came, and the thread is to end.
     */
    private boolean awaitPass(Worker me) {
      for (int times = 0; passes == me.ended; ) {
        checkFailure();
        if (times < SPINS || times < patience && me.busy == 0) {
          times = pause(me, times);
          continue;
        }
        long since = System.nanoTime();
        while (passes == me.ended && failure == null && System.nanoTime() - since < IDLE_NANOS) {
          // Whoever interrupts this thread wants nothing of it, but it could not sleep.
          Thread.interrupted();
          LockSupport.parkNanos(this, IDLE_NANOS);
        }
        synchronized (this) {
          if (passes == me.ended && failure == null) {
            threads[me.index] = null;
            return false;
          }
        }
      }
      return true;
    }

    /**
     * Returns when all threads have called it.
     */
    private void meet(Worker me) {
      long meeting = meetings + 1;
      if (arrivals.incrementAndGet() == meeting * size) {
        meetings = meeting;
        for (Worker other : workers) {
          wake(other);
        }
        return;
      }
      for (int times = 0; meetings < meeting; ) {
        checkFailure();
        times = pause(me, times);
      }
      if (me.asleep != null) {
        me.asleep = null;
      }
      if (me.busy > 0) {
        me.busy--;
      } else {
        me.lost -= me.lost >> 4;
      }
    }

    private void checkFailure() {
      if (failure != null) {
        throw new IllegalStateException("another thread failed");
      }
    }

    /**
     * Waits a little: at first at work, then as one who lets others go first, at last asleep. Who falls asleep looks
     * once more before, as those who wake it may have come just now.
     *
     * @return how often it has waited
     */
    private int pause(Worker me, int times) {
      if (times < SPINS) {
        Thread.onSpinWait();
      } else if (times < patience && me.busy == 0 || Thread.currentThread().isInterrupted()) {
        long before = System.nanoTime();
        Thread.yield();
        me.lost += System.nanoTime() - before;
        if (me.lost > MOST_LOST_NANOS) {
          me.lost = 0;
          me.busy = BUSY_MEETINGS;
        }
      } else if (me.asleep == null) {
        me.asleep = Thread.currentThread();
        return times;
      } else {
        LockSupport.parkNanos(this, NAP_NANOS);
        return times;
      }
      return times + 1;
    }

    /**
     * Wakes a thread, if it sleeps or is about to.
     */
    private void wake(Worker other) {
      Thread thread = other.asleep;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }

    /**
     * Wakes all threads.
     */
    private void rouse() {
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
      }
    }

    /**
     * Ends the threads.
     */
    private void end(Throwable cause) {
      failure = cause;
      rouse();
    }

    @Override
    public String toString() {
      return "pass " + passes + " of " + size + " threads, " + (arrivals.get() - meetings * size) + " at meeting "
          + (meetings + 1) + (failure == null ? "" : ", failed: " + failure);
    }

    private interface Pass {
      void run(Worker me);

      /**
       * Lets go of the arguments.
       */
      void clear();
    }
  }

  /**
   * One of the threads that run a pass together.
   */
  static final class Worker {
    private final Team team;

    private final int index;

    private final float[] own = new float[KERNELS.own()];

    /**
     * The number of the last pass in which this thread's part is over.
     */
    private volatile long ended;

    /**
     * For so many meetings more, processors are taken to have other work: who lets that go first is last at the
     * next meeting, too, while who sleeps is woken before all others.
     */
    private int busy;

    /**
     * Nanoseconds in which others went first, a sixteenth less with each meeting: sixteen times what a meeting
     * loses.
     */
    private long lost;

    /**
     * The thread, if it sleeps or is about to: whoever ends what it waits for wakes it.
     */
    private volatile Thread asleep;

    private Worker(Team team, int index) {
      this.team = team;
      this.index = index;
    }

    /**
     * The first of its share of a loop's iterations.
     */
    int from(int iterations) {
      return (int) ((long) iterations * index / team.size);
    }

    /**
     * The end of its share of a loop's iterations.
     */
    int to(int iterations) {
      return (int) ((long) iterations * (index + 1) / team.size);
    }

    /**
     * Whether it does what only one may do.
     */
    boolean isFirst() {
      return index == 0;
    }

    /**
     * Memory for this thread alone, for the time of a kernel.
     */
    float[] own() {
      return own;
    }

    /**
     * Memory for all threads, for the time of a kernel.
     */
    float[] shared() {
      return team.shared;
    }

    /**
     * Waits for the others.
     */
    void sync() {
      if (team.size > 1) {
        team.meet(this);
      }
    }
  }
}
