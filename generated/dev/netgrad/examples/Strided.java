package dev.netgrad.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One such block, to be read with src/site/markdown/reading.md.
 * <p>Generated from strided.net, with 1052 parameters: input image[8, 8, 3], input target[4, 4, 8],
 * output y[4, 4, 8]. Arrays hold tensors row by row, sample by sample.
 * <pre>
 * network Strided(image[8, 8, 3], target[4, 4, 8]) {
 *   y = image -&gt; conv(4, 3) -&gt; halving(8)
 *   loss = meanSquaredError(y, target)
 *   optimizer sgd(momentum = 0.9)
 * }
 * </pre>
 * <p>Over each call stand the formulas that its loops compute, all in one go, such as
 * <pre>
 * // :4  ⇒ dX[k] = dOut[k]*w[k] (no array)
 * //    ∂/∂x of out[k] = x[k]*w[k] + b[k], by x·1 → x
 * //    dB ≡ dOut, ∂/∂b of out
 * // ⇒ dW[k] = sum[n] dOut[k]*x[k], as dV
 * // → reads 8*N, writes 4 numbers
 * </pre>
 * dX, the derivative of the loss by x, was derived (⇒) from the statement for out, in line 4, by
 * the law x·1 → x. It has no array: each loop that reads it computes it, from the second on under
 * "again: dX". dB ≡ dOut: one array, no loop, no copy. dW was derived as dV was. → is a pass over a
 * batch of any N that the workspace has room for. (kept) is an array that the backward pass or
 * commit reads. dXViaY is the part of dX through y, dXSum a sum in it, XOfSample one sample's part.
 */
public final class Strided {
  /**
   * A residual block that halves the picture: the shortcut is a strided projection (option B).
   * halving(x[8, 8, 4], K = 8), strided.net:2:
   * <pre>
   * block halving(x[H, W, C], K) {
   *   f = x -&gt; conv(K, 3, stride = 2) -&gt; batchNorm -&gt; relu -&gt; conv(K, 3) -&gt; batchNorm
   *   skip = x -&gt; shortcut: conv(K, 1, stride = 2) -&gt; shortcutNorm: batchNorm
   *   relu(f + skip)
   * }
   * </pre>
   */
  public static final class Halving {
    private static void forward(Worker me, int N, Weights w, Buffers s, float[] x, float[] out) {
      // :3 conv1[h, w, k] = sum[r, s, c]
      //     x[2*h + r - 1, 2*w + s - 1, c]*conv1.weight[r, s, c, k] (kept)
      // batchNorm1.meanSum[c] = sum[n, h, w] conv1[h, w, c] (no array)
      // batchNorm1.mean[c] = batchNorm1.meanSum[c]/(N*16) (kept)
      // → reads 256*N + 288, writes 128*N + 8 numbers
      KERNELS.convAndBatchNormMean(me, N, s.conv1, s.batchNorm1Mean, x, w.conv1Weight,
          s.batchNorm1MeanOfSample);

      // batchNorm1.varianceSum[c] = sum[n, h, w] (conv1[h, w, c] - batchNorm1.mean[c])^2 (kept)
      // → reads 128*N + 8, writes 8 numbers
      KERNELS.batchNormVarianceSum(me, N, s.batchNorm1VarianceSum, s.conv1, s.batchNorm1Mean,
          s.batchNorm1VarianceSumOfSample);

      // batchNorm1.variance[c] = batchNorm1.varianceSum[c]/(N*16) (no array)
      // batchNorm1.inverse[c] = 1/sqrt(batchNorm1.variance[c] + 1.0e-5) (kept)
      // batchNorm1.nextRunningMean[c] = 0.9*batchNorm1.runningMean[c] +
      //     0.1*batchNorm1.mean[c] (kept)
      // batchNorm1.nextRunningVariance[c] = 0.9*batchNorm1.runningVariance[c] +
      //     0.1*batchNorm1.variance[c]*(N*16)/max(N*16 - 1, 1) (kept)
      KERNELS.batchNormInverseAndNextRunningMean(me, N, s.batchNorm1Inverse,
          s.batchNorm1NextRunningMean, s.batchNorm1NextRunningVariance, w.batchNorm1RunningMean,
          s.batchNorm1Mean, w.batchNorm1RunningVariance, s.batchNorm1VarianceSum);

      // batchNorm1.normalised[h, w, c] = (conv1[h, w, c] -
      //     batchNorm1.mean[c])*batchNorm1.inverse[c] (no array)
      // batchNorm1[h, w, c] = batchNorm1.scale[c]*batchNorm1.normalised[h, w, c] +
      //     batchNorm1.shift[c] (no array)
      // relu1[h, w, c] = max(batchNorm1[h, w, c], 0) (kept)
      // → reads 128*N + 32, writes 128*N numbers
      KERNELS.relu(me, N, s.relu1, w.batchNorm1Scale, s.conv1, s.batchNorm1Mean,
          s.batchNorm1Inverse, w.batchNorm1Shift);

      // conv2[h, w, k] = sum[r, s, c]
      //     relu1[h + r - 1, w + s - 1, c]*conv2.weight[r, s, c, k] (kept)
      // batchNorm2.meanSum (no array), mean (kept) as for batchNorm1
      // → reads 128*N + 576, writes 128*N + 8 numbers
      KERNELS.conv2AndBatchNorm2Mean(me, N, s.conv2, s.batchNorm2Mean, s.relu1, w.conv2Weight,
          s.batchNorm2MeanOfSample);

      // batchNorm2.varianceSum (kept) as for batchNorm1
      // → reads 128*N + 8, writes 8 numbers
      KERNELS.batchNormVarianceSum(me, N, s.batchNorm2VarianceSum, s.conv2, s.batchNorm2Mean,
          s.batchNorm2VarianceSumOfSample);

      // batchNorm2.variance (no array), inverse, nextRunningMean, nextRunningVariance (kept) as for
      //     batchNorm1
      KERNELS.batchNormInverseAndNextRunningMean(me, N, s.batchNorm2Inverse,
          s.batchNorm2NextRunningMean, s.batchNorm2NextRunningVariance, w.batchNorm2RunningMean,
          s.batchNorm2Mean, w.batchNorm2RunningVariance, s.batchNorm2VarianceSum);

      // :4 shortcut[h, w, k] = sum[r, s, c]
      //     x[2*h + r, 2*w + s, c]*shortcut.weight[r, s, c, k] (kept)
      // shortcutNorm.meanSum[c] = sum[n, h, w] shortcut[h, w, c] (no array)
      // shortcutNorm.mean[c] = shortcutNorm.meanSum[c]/(N*16) (kept)
      // → reads 256*N + 32, writes 128*N + 8 numbers
      KERNELS.shortcutAndShortcutNormMean(me, N, s.shortcut, s.shortcutNormMean, x,
          w.shortcutWeight, s.shortcutNormMeanOfSample);

      // shortcutNorm.varianceSum[c] = sum[n, h, w] (shortcut[h, w, c] -
      //     shortcutNorm.mean[c])^2 (kept)
      // → reads 128*N + 8, writes 8 numbers
      KERNELS.batchNormVarianceSum(me, N, s.shortcutNormVarianceSum, s.shortcut, s.shortcutNormMean,
          s.shortcutNormVarianceSumOfSample);

      // shortcutNorm.variance[c] = shortcutNorm.varianceSum[c]/(N*16) (no array)
      // shortcutNorm.inverse[c] = 1/sqrt(shortcutNorm.variance[c] + 1.0e-5) (kept)
      // shortcutNorm.nextRunningMean[c] = 0.9*shortcutNorm.runningMean[c] +
      //     0.1*shortcutNorm.mean[c] (kept)
      // shortcutNorm.nextRunningVariance[c] = 0.9*shortcutNorm.runningVariance[c] +
      //     0.1*shortcutNorm.variance[c]*(N*16)/max(N*16 - 1, 1) (kept)
      KERNELS.batchNormInverseAndNextRunningMean(me, N, s.shortcutNormInverse,
          s.shortcutNormNextRunningMean, s.shortcutNormNextRunningVariance,
          w.shortcutNormRunningMean, s.shortcutNormMean, w.shortcutNormRunningVariance,
          s.shortcutNormVarianceSum);

      // batchNorm2.normalised (no array) as for batchNorm1
      // :3 f[h, w, c] = batchNorm2.scale[c]*batchNorm2.normalised[h, w, c] +
      //     batchNorm2.shift[c] (no array)
      // :4 shortcutNorm.normalised[h, w, c] = (shortcut[h, w, c] -
      //     shortcutNorm.mean[c])*shortcutNorm.inverse[c] (no array)
      // skip[h, w, c] = shortcutNorm.scale[c]*shortcutNorm.normalised[h, w, c] +
      //     shortcutNorm.shift[c] (no array)
      // :5 sum[h, w, c] = f[h, w, c] + skip[h, w, c] (no array)
      // out[h, w, c] = max(sum[h, w, c], 0)
      // → reads 256*N + 64, writes 128*N numbers
      KERNELS.out(me, N, out, w.batchNorm2Scale, s.conv2, s.batchNorm2Mean, s.batchNorm2Inverse,
          w.batchNorm2Shift, w.shortcutNormScale, s.shortcut, s.shortcutNormMean,
          s.shortcutNormInverse, w.shortcutNormShift);
    }

    /**
     * From dOut to dX and g, the gradients of the weights. The forward pass kept 2048*N + 288 bytes
     * for it: conv1, 512*N bytes, for dBatchNorm1ScaleSum and dConv1; relu1, 512*N bytes, for
     * dBatchNorm1ScaleSum, dBatchNorm1Shift, dConv2Weight and dConv1; conv2, 512*N bytes, for
     * dBatchNorm2ScaleSum and dConv2; shortcut, 512*N bytes, for dShortcutNormScaleSum and
     * dShortcut; mean, varianceSum and inverse of batchNorm1, batchNorm2 and shortcutNorm, 32 bytes
     * each. For commit: 192 bytes. The caller has x and out. dShortcut, dConv2 and dConv1 take
     * turns in one array. Over the skip, without F, dX is the gradient of the result projected by
     * shortcut (strided.net:4), normalised by shortcutNorm.normalised (strided.net:4), masked by
     * out (strided.net:5). When all is done, weights of Halving change by Sgd: velocity = 0.9*v +
     * g, nextP = p - lr*velocity.
     */
    private static void backward(Worker me, int N, Weights w, Gradients g, Buffers s, float[] x,
        float[] out, float[] dOut, float[] dX) {
      // :5 ⇒ dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0 (no array)
      //    ∂/∂sum of out[h, w, c] = max(sum[h, w, c], 0), by x·1 → x
      //    dF ≡ dSum, ∂/∂f of sum[h, w, c] = f[h, w, c] + skip[h, w, c], by x·1 → x;
      //     y[i] = x[i] → y is x
      //    dSkip ≡ dSum, ∂/∂skip of sum, by x·1 → x; y[i] = x[i] → y is x
      // :4 ⇒ dShortcutNormScaleSum[c] = sum[n, h, w] dSum[h, w, c]*(shortcut[h, w, c] -
      //     shortcutNorm.mean[c])
      //    ∂/∂shortcutNorm.scale of skip[h, w, c] =
      //     shortcutNorm.scale[c]*shortcutNorm.normalised[h, w, c] + shortcutNorm.shift[c], by
      //     Σ c·x → c·Σ x
      // ⇒ dShortcutNormShift[c] = sum[n, h, w] dSum[h, w, c]
      //    ∂/∂shortcutNorm.shift of skip, by x·1 → x
      //    dBatchNorm2Shift ≡ dShortcutNormShift, ∂/∂batchNorm2.shift of f[h, w, c] =
      //     batchNorm2.scale[c]*batchNorm2.normalised[h, w, c] + batchNorm2.shift[c], by x·1 → x;
      //     equal formulas are one
      // → reads 384*N + 8, writes 16 numbers
      KERNELS.dShortcutNormScaleSumAndShift(me, N, s.dShortcutNormScaleSum, g.batchNorm2Shift, out,
          dOut, s.shortcut, s.shortcutNormMean, s.dShortcutNormScaleSumOfSample,
          s.dShortcutNormShiftOfSample);

      // ⇒ dShortcutNormScale[c] = shortcutNorm.inverse[c]*dShortcutNormScaleSum[c]
      //    ∂/∂shortcutNorm.scale of skip, by x·1 → x; definition put in place; Σ c·x → c·Σ x
      // ⇒ dShortcutNormVariance[c] =
      //     -(shortcutNorm.scale[c]*dShortcutNormScaleSum[c]*shortcutNorm.inverse[c]/(2
      //     *(shortcutNorm.variance[c] + 1.0e-5))) (no array)
      //    ∂/∂shortcutNorm.variance of shortcutNorm.inverse[c] = 1/sqrt(shortcutNorm.variance[c] +
      //     1.0e-5), by definition put in place; Σ c·x → c·Σ x; x·1 → x; √x·√x → x
      // ⇒ dShortcutNormVarianceSum[c] = dShortcutNormVariance[c]/(16*N)
      //    ∂/∂shortcutNorm.varianceSum of shortcutNorm.variance[c] =
      //     shortcutNorm.varianceSum[c]/(N*16)
      // ⇒ dShortcutNormMeanSum[c] =
      //     -(shortcutNorm.scale[c]*shortcutNorm.inverse[c]*dShortcutNormShift[c]/(16*N))
      //    ∂/∂shortcutNorm.meanSum of shortcutNorm.mean[c] = shortcutNorm.meanSum[c]/(N*16), by
      //     definition put in place; Σ c·x → c·Σ x; a·x + b·x → (a + b)·x; Σ (x − mean x) → 0
      // again: shortcutNorm.variance
      KERNELS.dShortcutNormScaleAndVarianceSum(me, N, g.shortcutNormScale,
          s.dShortcutNormVarianceSum, s.dShortcutNormMeanSum, w.shortcutNormScale,
          s.dShortcutNormScaleSum, s.shortcutNormInverse, s.shortcutNormVarianceSum,
          g.batchNorm2Shift);

      // ⇒ dShortcut[h, w, k] = dSum[h, w, k]*shortcutNorm.scale[k]*shortcutNorm.inverse[k] +
      //     2*dShortcutNormVarianceSum[k]*(shortcut[h, w, k] - shortcutNorm.mean[k]) +
      //     dShortcutNormMeanSum[k]
      //    fan-out of shortcut: contributions of shortcutNorm.normalised, shortcutNorm.varianceSum,
      //     shortcutNorm.meanSum add, by definition put in place; x·1 → x; a·x + b·x → (a + b)·x
      //    of shortcutNorm.normalised[h, w, c] = (shortcut[h, w, c] -
      //     shortcutNorm.mean[c])*shortcutNorm.inverse[c]
      //    of shortcutNorm.varianceSum[c] = sum[n, h, w] (shortcut[h, w, c] -
      //     shortcutNorm.mean[c])^2
      //    of shortcutNorm.meanSum[c] = sum[n, h, w] shortcut[h, w, c]
      //    in closed form, dShortcut = shortcutNorm.inverse*(d - mean(d) -
      //     shortcutNorm.normalised*mean(d*shortcutNorm.normalised)), where d =
      //     dSum[h, w, k]*shortcutNorm.scale[k] and means are over n, h, w
      // :3 ⇒ dBatchNorm2ScaleSum[c] = sum[n, h, w] dSum[h, w, c]*(conv2[h, w, c] -
      //     batchNorm2.mean[c]), as dShortcutNormScaleSum
      // again: dSum
      // → reads 512*N + 48, writes 128*N + 8 numbers
      KERNELS.dShortcutAndBatchNormScaleSum(me, N, s.dShortcut, s.dBatchNorm2ScaleSum, out, dOut,
          s.conv2, s.batchNorm2Mean, w.shortcutNormScale, s.shortcutNormInverse,
          s.dShortcutNormVarianceSum, s.shortcut, s.shortcutNormMean, s.dShortcutNormMeanSum,
          s.dBatchNorm2ScaleSumOfSample);

      // :4 ⇒ shortcut.weightTransposed[r, s, k, c] = shortcut.weight[r, s, c, k]
      //    contiguous along c for the loops below
      KERNELS.shortcutWeightTransposed(me, N, s.shortcutWeightTransposed, w.shortcutWeight);

      // ⇒ dXViaShortcut[h, w, c] = sum[k, r, s | (h - r) % 2 == 0, (w - s) % 2 == 0]
      //     dShortcut[(h - r)/2, (w - s)/2, k]*shortcut.weight[r, s, c, k]
      //    ∂/∂x of shortcut[h, w, k] = sum[r, s, c]
      //     x[2*h + r, 2*w + s, c]*shortcut.weight[r, s, c, k]
      // → reads 128*N + 32, writes 256*N numbers
      KERNELS.dXViaShortcut(me, N, s.dXViaShortcut, s.dShortcut, s.shortcutWeightTransposed);

      // ⇒ dShortcutWeight[r, s, c, k] = sum[n, h, w] dShortcut[h, w, k]*x[2*h + r, 2*w + s, c]
      //    ∂/∂shortcut.weight of shortcut
      // → reads 384*N, writes 32 numbers
      KERNELS.dShortcutWeight(me, N, g.shortcutWeight, s.dShortcut, x);

      // :3 ⇒ dBatchNorm2Scale[c] = batchNorm2.inverse[c]*dBatchNorm2ScaleSum[c], as
      //     dShortcutNormScale
      // ⇒ dBatchNorm2Variance[c] =
      //     -(batchNorm2.scale[c]*dBatchNorm2ScaleSum[c]*batchNorm2.inverse[c]/(2
      //     *(batchNorm2.variance[c] + 1.0e-5))) (no array), as dShortcutNormVariance
      // ⇒ dBatchNorm2VarianceSum[c] = dBatchNorm2Variance[c]/(16*N), as dShortcutNormVarianceSum
      // ⇒ dBatchNorm2MeanSum[c] =
      //     -(batchNorm2.scale[c]*batchNorm2.inverse[c]*dShortcutNormShift[c]/(16*N)), as
      //     dShortcutNormMeanSum
      // again: batchNorm2.variance
      KERNELS.dShortcutNormScaleAndVarianceSum(me, N, g.batchNorm2Scale, s.dBatchNorm2VarianceSum,
          s.dBatchNorm2MeanSum, w.batchNorm2Scale, s.dBatchNorm2ScaleSum, s.batchNorm2Inverse,
          s.batchNorm2VarianceSum, g.batchNorm2Shift);

      // ⇒ dConv2[h, w, k] = dSum[h, w, k]*batchNorm2.scale[k]*batchNorm2.inverse[k] +
      //     2*dBatchNorm2VarianceSum[k]*(conv2[h, w, k] - batchNorm2.mean[k]) +
      //     dBatchNorm2MeanSum[k], as dShortcut
      // again: dSum
      // → reads 384*N + 40, writes 128*N numbers
      KERNELS.dConv(me, N, s.dConv2, out, dOut, w.batchNorm2Scale, s.batchNorm2Inverse,
          s.dBatchNorm2VarianceSum, s.conv2, s.batchNorm2Mean, s.dBatchNorm2MeanSum);

      // ⇒ conv2.weightTransposed[r, s, k, c] = conv2.weight[r, s, c, k], as
      //     shortcut.weightTransposed
      KERNELS.convWeightTransposed(me, N, s.conv2WeightTransposed, w.conv2Weight);

      // ⇒ dRelu1[h, w, c] = sum[k, r, s] dConv2[h - r + 1, w - s + 1, k]*conv2.weight[r, s, c, k]
      //    ∂/∂relu1 of conv2[h, w, k] = sum[r, s, c]
      //     relu1[h + r - 1, w + s - 1, c]*conv2.weight[r, s, c, k]
      // ⇒ dBatchNorm1[h, w, c] = if 0 < relu1[h, w, c] then dRelu1[h, w, c] else 0 (no array), as
      //     dSum
      // ⇒ dBatchNorm1ScaleSum[c] = sum[n, h, w] dBatchNorm1[h, w, c]*(conv1[h, w, c] -
      //     batchNorm1.mean[c]), as dShortcutNormScaleSum
      // ⇒ dBatchNorm1Shift[c] = sum[n, h, w] dBatchNorm1[h, w, c], as dShortcutNormShift
      // → reads 384*N + 584, writes 128*N + 16 numbers
      KERNELS.dReluAndBatchNormScaleSum(me, N, s.dRelu1, s.dBatchNorm1ScaleSum, g.batchNorm1Shift,
          s.dConv2, s.conv2WeightTransposed, s.relu1, s.conv1, s.batchNorm1Mean,
          s.dBatchNorm1ScaleSumOfSample, s.dBatchNorm1ShiftOfSample);

      // ⇒ dConv2Weight[r, s, c, k] = sum[n, h, w] dConv2[h, w, k]*relu1[h + r - 1, w + s - 1, c]
      //    ∂/∂conv2.weight of conv2
      // → reads 256*N, writes 576 numbers
      KERNELS.dConvWeight(me, N, g.conv2Weight, s.dConv2, s.relu1);

      // ⇒ dBatchNorm1Scale[c] = batchNorm1.inverse[c]*dBatchNorm1ScaleSum[c], as dShortcutNormScale
      // ⇒ dBatchNorm1Variance[c] =
      //     -(batchNorm1.scale[c]*dBatchNorm1ScaleSum[c]*batchNorm1.inverse[c]/(2
      //     *(batchNorm1.variance[c] + 1.0e-5))) (no array), as dShortcutNormVariance
      // ⇒ dBatchNorm1VarianceSum[c] = dBatchNorm1Variance[c]/(16*N), as dShortcutNormVarianceSum
      // ⇒ dBatchNorm1MeanSum[c] =
      //     -(batchNorm1.scale[c]*batchNorm1.inverse[c]*dBatchNorm1Shift[c]/(16*N)), as
      //     dShortcutNormMeanSum
      // :4 ⇒ dShortcutNorm.shift[c] = dShortcutNormShift[c]
      //    a second array for the same values
      // again: batchNorm1.variance
      KERNELS.dBatchNormScaleAndVarianceSum(me, N, g.batchNorm1Scale, s.dBatchNorm1VarianceSum,
          s.dBatchNorm1MeanSum, g.shortcutNormShift, w.batchNorm1Scale, s.dBatchNorm1ScaleSum,
          s.batchNorm1Inverse, s.batchNorm1VarianceSum, g.batchNorm1Shift, g.batchNorm2Shift);

      // :3 ⇒ dConv1[h, w, k] = dBatchNorm1[h, w, k]*batchNorm1.scale[k]*batchNorm1.inverse[k] +
      //     2*dBatchNorm1VarianceSum[k]*(conv1[h, w, k] - batchNorm1.mean[k]) +
      //     dBatchNorm1MeanSum[k], as dShortcut
      // again: dBatchNorm1
      // → reads 384*N + 40, writes 128*N numbers
      KERNELS.dConv(me, N, s.dConv1, s.relu1, s.dRelu1, w.batchNorm1Scale, s.batchNorm1Inverse,
          s.dBatchNorm1VarianceSum, s.conv1, s.batchNorm1Mean, s.dBatchNorm1MeanSum);

      // ⇒ dConv1Weight[r, s, c, k] = sum[n, h, w] dConv1[h, w, k]*x[2*h + r - 1, 2*w + s - 1, c]
      //    ∂/∂conv1.weight of conv1[h, w, k] = sum[r, s, c]
      //     x[2*h + r - 1, 2*w + s - 1, c]*conv1.weight[r, s, c, k]
      // → reads 384*N, writes 288 numbers
      KERNELS.dConv1Weight(me, N, g.conv1Weight, s.dConv1, x);

      // ⇒ conv1.weightTransposed[r, s, k, c] = conv1.weight[r, s, c, k], as
      //     shortcut.weightTransposed
      KERNELS.conv1WeightTransposed(me, N, s.conv1WeightTransposed, w.conv1Weight);

      // ⇒ dXViaConv1[h, w, c] = sum[k, r, s | (h - r + 1) % 2 == 0, (w - s + 1) % 2 == 0]
      //     dConv1[(h - r + 1)/2, (w - s + 1)/2, k]*conv1.weight[r, s, c, k] (no array)
      //    ∂/∂x of conv1
      // :2 ⇒ dX[h, w, c] = dXViaShortcut[h, w, c] + dXViaConv1[h, w, c]
      //    fan-out of x: contributions of shortcut, conv1 add
      // → reads 384*N + 288, writes 256*N numbers
      KERNELS.dX(me, N, dX, s.dXViaShortcut, s.dConv1, s.conv1WeightTransposed);
    }

    static class Loops extends Kernels {
      /** In forward: conv1, batchNorm1.mean. */
      void convAndBatchNormMean(Worker me, int N, float[] conv1, float[] batchNorm1Mean, float[] x,
          float[] conv1Weight, float[] batchNorm1MeanOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                  for (int s = 0; s < 3; s++)
                    for (int c = 0; c < 4; c++)
                      if (2 * h + r - 1 >= 0 && 2 * w + s - 1 >= 0)
                        sum += x[256 * n + 32 * (2 * h + r - 1) + 4 * (2 * w + s - 1) + c]
                            * conv1Weight[96 * r + 32 * s + 8 * c + k];
                conv1[128 * n + 32 * h + 8 * w + k] = (float) sum;
              }
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int h = 0; h < 4; h++)
              for (int w = 0; w < 4; w++)
                sum += conv1[128 * n + 32 * h + 8 * w + k];
            batchNorm1MeanOfSample[16 * n + k] = (float) sum;
          }
        }
        me.sync();
        if (me.isFirst())
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int n = 0; n < N; n++)
              sum += batchNorm1MeanOfSample[16 * n + k];
            batchNorm1Mean[k] = (float) (sum / ((float) N * 16f));
          }
        me.sync();
      }

      /** In forward: batchNorm1.varianceSum; batchNorm2.varianceSum; shortcutNorm.varianceSum. */
      void batchNormVarianceSum(Worker me, int N, float[] normVarianceSum, float[] in,
          float[] normMean, float[] normVarianceSumOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int c = 0; c < 8; c++) {
            double sum = 0;
            for (int h = 0; h < 4; h++)
              for (int w = 0; w < 4; w++) {
                float t = in[128 * n + 32 * h + 8 * w + c] - normMean[c];
                sum += t * t;
              }
            normVarianceSumOfSample[16 * n + c] = (float) sum;
          }
        me.sync();
        if (me.isFirst())
          for (int c = 0; c < 8; c++) {
            double sum = 0;
            for (int n = 0; n < N; n++)
              sum += normVarianceSumOfSample[16 * n + c];
            normVarianceSum[c] = (float) sum;
          }
        me.sync();
      }

      /**
       * In forward: batchNorm1.inverse, batchNorm1.nextRunningMean, batchNorm1.nextRunningVariance;
       * batchNorm2.inverse, batchNorm2.nextRunningMean, batchNorm2.nextRunningVariance;
       * shortcutNorm.inverse, shortcutNorm.nextRunningMean, shortcutNorm.nextRunningVariance.
       */
      void batchNormInverseAndNextRunningMean(Worker me, int N, float[] normInverse,
          float[] normNextRunningMean, float[] normNextRunningVariance, float[] normRunningMean,
          float[] normMean, float[] normRunningVariance, float[] normVarianceSum) {
        if (me.isFirst())
          for (int c = 0; c < 8; c++) {
            float t = normVarianceSum[c] / ((float) N * 16f);
            normInverse[c] = 1f / (float) Math.sqrt(t + 1.0E-5f);
            normNextRunningMean[c] = 0.9f * normRunningMean[c] + 0.1f * normMean[c];
            normNextRunningVariance[c] = 0.9f * normRunningVariance[c] + 0.1f * t * ((float) N
                * 16f) / Math.max((float) N * 16f - 1f, 1f);
          }
        me.sync();
      }

      /** In forward: relu1. */
      void relu(Worker me, int N, float[] relu1, float[] batchNorm1Scale, float[] conv1,
          float[] batchNorm1Mean, float[] batchNorm1Inverse, float[] batchNorm1Shift) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int c = 0; c < 8; c++)
                relu1[128 * n + 32 * h + 8 * w + c] = Math.max(batchNorm1Scale[c]
                    * ((conv1[128 * n + 32 * h + 8 * w + c] - batchNorm1Mean[c])
                    * batchNorm1Inverse[c]) + batchNorm1Shift[c], 0f);
        me.sync();
      }

      /** In forward: conv2, batchNorm2.mean. */
      void conv2AndBatchNorm2Mean(Worker me, int N, float[] conv2, float[] batchNorm2Mean,
          float[] relu1, float[] conv2Weight, float[] batchNorm2MeanOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                  for (int s = 0; s < 3; s++)
                    for (int c = 0; c < 8; c++)
                      if (h + r - 1 >= 0 && h + r - 1 < 4 && w + s - 1 >= 0 && w + s - 1 < 4)
                        sum += relu1[128 * n + 32 * (h + r - 1) + 8 * (w + s - 1) + c]
                            * conv2Weight[192 * r + 64 * s + 8 * c + k];
                conv2[128 * n + 32 * h + 8 * w + k] = (float) sum;
              }
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int h = 0; h < 4; h++)
              for (int w = 0; w < 4; w++)
                sum += conv2[128 * n + 32 * h + 8 * w + k];
            batchNorm2MeanOfSample[16 * n + k] = (float) sum;
          }
        }
        me.sync();
        if (me.isFirst())
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int n = 0; n < N; n++)
              sum += batchNorm2MeanOfSample[16 * n + k];
            batchNorm2Mean[k] = (float) (sum / ((float) N * 16f));
          }
        me.sync();
      }

      /** In forward: shortcut, shortcutNorm.mean. */
      void shortcutAndShortcutNormMean(Worker me, int N, float[] shortcut, float[] shortcutNormMean,
          float[] x, float[] shortcutWeight, float[] shortcutNormMeanOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int r = 0; r < 1; r++)
                  for (int s = 0; s < 1; s++)
                    for (int c = 0; c < 4; c++)
                      sum += x[256 * n + 32 * (2 * h + r) + 4 * (2 * w + s) + c]
                          * shortcutWeight[32 * (s + r) + 8 * c + k];
                shortcut[128 * n + 32 * h + 8 * w + k] = (float) sum;
              }
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int h = 0; h < 4; h++)
              for (int w = 0; w < 4; w++)
                sum += shortcut[128 * n + 32 * h + 8 * w + k];
            shortcutNormMeanOfSample[16 * n + k] = (float) sum;
          }
        }
        me.sync();
        if (me.isFirst())
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int n = 0; n < N; n++)
              sum += shortcutNormMeanOfSample[16 * n + k];
            shortcutNormMean[k] = (float) (sum / ((float) N * 16f));
          }
        me.sync();
      }

      /** In forward: out. */
      void out(Worker me, int N, float[] out, float[] batchNorm2Scale, float[] conv2,
          float[] batchNorm2Mean, float[] batchNorm2Inverse, float[] batchNorm2Shift,
          float[] shortcutNormScale, float[] shortcut, float[] shortcutNormMean,
          float[] shortcutNormInverse, float[] shortcutNormShift) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int c = 0; c < 8; c++)
                out[128 * n + 32 * h + 8 * w + c] = Math.max(batchNorm2Scale[c]
                    * ((conv2[128 * n + 32 * h + 8 * w + c] - batchNorm2Mean[c])
                    * batchNorm2Inverse[c]) + batchNorm2Shift[c] + (shortcutNormScale[c]
                    * ((shortcut[128 * n + 32 * h + 8 * w + c] - shortcutNormMean[c])
                    * shortcutNormInverse[c]) + shortcutNormShift[c]), 0f);
        me.sync();
      }

      /** In backward: dShortcutNormScaleSum, dShortcutNormShift. */
      void dShortcutNormScaleSumAndShift(Worker me, int N, float[] dShortcutNormScaleSum,
          float[] dShortcutNormShift, float[] out, float[] dOut, float[] shortcut,
          float[] shortcutNormMean, float[] dShortcutNormScaleSumOfSample,
          float[] dShortcutNormShiftOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int c = 0; c < 8; c++) {
            double sumOfDShortcutNormScaleSum = 0;
            double sumOfDShortcutNormShift = 0;
            for (int h = 0; h < 4; h++)
              for (int w = 0; w < 4; w++) {
                float t = out[128 * n + 32 * h + 8 * w + c] > 0f
                    ? dOut[128 * n + 32 * h + 8 * w + c] : 0f;
                sumOfDShortcutNormScaleSum += t * (shortcut[128 * n + 32 * h + 8 * w + c]
                    - shortcutNormMean[c]);
                sumOfDShortcutNormShift += t;
              }
            dShortcutNormScaleSumOfSample[16 * n + c] = (float) sumOfDShortcutNormScaleSum;
            dShortcutNormShiftOfSample[16 * n + c] = (float) sumOfDShortcutNormShift;
          }
        me.sync();
        if (me.isFirst())
          for (int c = 0; c < 8; c++) {
            double sumOfDShortcutNormScaleSum = 0;
            double sumOfDShortcutNormShift = 0;
            for (int n = 0; n < N; n++) {
              sumOfDShortcutNormScaleSum += dShortcutNormScaleSumOfSample[16 * n + c];
              sumOfDShortcutNormShift += dShortcutNormShiftOfSample[16 * n + c];
            }
            dShortcutNormScaleSum[c] = (float) sumOfDShortcutNormScaleSum;
            dShortcutNormShift[c] = (float) sumOfDShortcutNormShift;
          }
        me.sync();
      }

      /**
       * In backward: dShortcutNormScale, dShortcutNormVarianceSum, dShortcutNormMeanSum;
       * dBatchNorm2Scale, dBatchNorm2VarianceSum, dBatchNorm2MeanSum.
       */
      void dShortcutNormScaleAndVarianceSum(Worker me, int N, float[] dNormScale,
          float[] dNormVarianceSum, float[] dNormMeanSum, float[] normScale, float[] dNormScaleSum,
          float[] normInverse, float[] normVarianceSum, float[] dShortcutNormShift) {
        if (me.isFirst())
          for (int c = 0; c < 8; c++) {
            dNormScale[c] = normInverse[c] * dNormScaleSum[c];
            dNormVarianceSum[c] = -(normScale[c] * dNormScaleSum[c] * normInverse[c] / (2f
                * (normVarianceSum[c] / ((float) N * 16f) + 1.0E-5f))) / (16f * (float) N);
            dNormMeanSum[c] = -(normScale[c] * normInverse[c] * dShortcutNormShift[c] / (16f
                * (float) N));
          }
        me.sync();
      }

      /** In backward: dShortcut, dBatchNorm2ScaleSum. */
      void dShortcutAndBatchNormScaleSum(Worker me, int N, float[] dShortcut,
          float[] dBatchNorm2ScaleSum, float[] out, float[] dOut, float[] conv2,
          float[] batchNorm2Mean, float[] shortcutNormScale, float[] shortcutNormInverse,
          float[] dShortcutNormVarianceSum, float[] shortcut, float[] shortcutNormMean,
          float[] dShortcutNormMeanSum, float[] dBatchNorm2ScaleSumOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++)
                dShortcut[128 * n + 32 * h + 8 * w + k] = (out[128 * n + 32 * h + 8 * w + k] > 0f
                    ? dOut[128 * n + 32 * h + 8 * w + k] : 0f) * shortcutNormScale[k]
                    * shortcutNormInverse[k] + 2f * dShortcutNormVarianceSum[k]
                    * (shortcut[128 * n + 32 * h + 8 * w + k] - shortcutNormMean[k])
                    + dShortcutNormMeanSum[k];
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int h = 0; h < 4; h++)
              for (int w = 0; w < 4; w++)
                sum += (out[128 * n + 32 * h + 8 * w + k] > 0f ? dOut[128 * n + 32 * h + 8 * w + k]
                    : 0f) * (conv2[128 * n + 32 * h + 8 * w + k] - batchNorm2Mean[k]);
            dBatchNorm2ScaleSumOfSample[16 * n + k] = (float) sum;
          }
        }
        me.sync();
        if (me.isFirst())
          for (int k = 0; k < 8; k++) {
            double sum = 0;
            for (int n = 0; n < N; n++)
              sum += dBatchNorm2ScaleSumOfSample[16 * n + k];
            dBatchNorm2ScaleSum[k] = (float) sum;
          }
        me.sync();
      }

      /** In backward: shortcut.weightTransposed. */
      void shortcutWeightTransposed(Worker me, int N, float[] shortcutWeightTransposed,
          float[] shortcutWeight) {
        for (int r = 0; r < 1; r++)
          for (int s = 0; s < 1; s++)
            for (int k = me.from(8), kEnd = me.to(8); k < kEnd; k++)
              for (int c = 0; c < 4; c++)
                shortcutWeightTransposed[32 * (s + r) + 4 * k + c] =
                    shortcutWeight[32 * (s + r) + 8 * c + k];
        me.sync();
      }

      /** In backward: dXViaShortcut. */
      void dXViaShortcut(Worker me, int N, float[] dXViaShortcut, float[] dShortcut,
          float[] shortcutWeightTransposed) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int c = 0; c < 4; c++) {
                double sum = 0;
                for (int k = 0; k < 8; k++)
                  for (int r = 0; r < 1; r++)
                    for (int s = 0; s < 1; s++)
                      if (h - r < 7 && (h - r) % 2 == 0 && w - s < 7 && (w - s) % 2 == 0) {
                        int sRead = (w - s) / 2;
                        int rRead = (h - r) / 2;
                        sum += dShortcut[128 * n + 32 * rRead + 8 * sRead + k]
                            * shortcutWeightTransposed[32 * (s + r) + 4 * k + c];
                      }
                dXViaShortcut[256 * n + 32 * h + 4 * w + c] = (float) sum;
              }
        me.sync();
      }

      /** In backward: dShortcutWeight. */
      void dShortcutWeight(Worker me, int N, float[] dShortcutWeight, float[] dShortcut,
          float[] x) {
        for (int r = 0; r < 1; r++)
          for (int s = 0; s < 1; s++)
            for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int n = 0; n < N; n++)
                  for (int h = 0; h < 4; h++)
                    for (int w = 0; w < 4; w++)
                      sum += dShortcut[128 * n + 32 * h + 8 * w + k]
                          * x[256 * n + 32 * (2 * h + r) + 4 * (2 * w + s) + c];
                dShortcutWeight[32 * (s + r) + 8 * c + k] = (float) sum;
              }
        me.sync();
      }

      /** In backward: dConv2; dConv1. */
      void dConv(Worker me, int N, float[] dConv, float[] out, float[] dOut, float[] batchNormScale,
          float[] batchNormInverse, float[] dBatchNormVarianceSum, float[] conv,
          float[] batchNormMean, float[] dBatchNormMeanSum) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++)
                dConv[128 * n + 32 * h + 8 * w + k] = (out[128 * n + 32 * h + 8 * w + k] > 0f
                    ? dOut[128 * n + 32 * h + 8 * w + k] : 0f) * batchNormScale[k]
                    * batchNormInverse[k] + 2f * dBatchNormVarianceSum[k]
                    * (conv[128 * n + 32 * h + 8 * w + k] - batchNormMean[k])
                    + dBatchNormMeanSum[k];
        me.sync();
      }

      /** In backward: conv2.weightTransposed. */
      void convWeightTransposed(Worker me, int N, float[] conv2WeightTransposed,
          float[] conv2Weight) {
        for (int r = 0; r < 3; r++)
          for (int s = 0; s < 3; s++)
            for (int k = me.from(8), kEnd = me.to(8); k < kEnd; k++)
              for (int c = 0; c < 8; c++)
                conv2WeightTransposed[192 * r + 64 * s + 8 * k + c] =
                    conv2Weight[192 * r + 64 * s + 8 * c + k];
        me.sync();
      }

      /** In backward: dRelu1, dBatchNorm1ScaleSum, dBatchNorm1Shift. */
      void dReluAndBatchNormScaleSum(Worker me, int N, float[] dRelu1, float[] dBatchNorm1ScaleSum,
          float[] dBatchNorm1Shift, float[] dConv2, float[] conv2WeightTransposed, float[] relu1,
          float[] conv1, float[] batchNorm1Mean, float[] dBatchNorm1ScaleSumOfSample,
          float[] dBatchNorm1ShiftOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int c = 0; c < 8; c++) {
                double sum = 0;
                for (int k = 0; k < 8; k++)
                  for (int r = 0; r < 3; r++)
                    for (int s = 0; s < 3; s++)
                      if (h - r + 1 >= 0 && h - r + 1 < 4 && w - s + 1 >= 0 && w - s + 1 < 4)
                        sum += dConv2[128 * n + 32 * (h - r + 1) + 8 * (w - s + 1) + k]
                            * conv2WeightTransposed[192 * r + 64 * s + 8 * k + c];
                dRelu1[128 * n + 32 * h + 8 * w + c] = (float) sum;
              }
          for (int c = 0; c < 8; c++) {
            double sumOfDBatchNormScaleSum = 0;
            double sumOfDBatchNormShift = 0;
            for (int h = 0; h < 4; h++)
              for (int w = 0; w < 4; w++) {
                float t = relu1[128 * n + 32 * h + 8 * w + c] > 0f
                    ? dRelu1[128 * n + 32 * h + 8 * w + c] : 0f;
                sumOfDBatchNormScaleSum += t * (conv1[128 * n + 32 * h + 8 * w + c]
                    - batchNorm1Mean[c]);
                sumOfDBatchNormShift += t;
              }
            dBatchNorm1ScaleSumOfSample[16 * n + c] = (float) sumOfDBatchNormScaleSum;
            dBatchNorm1ShiftOfSample[16 * n + c] = (float) sumOfDBatchNormShift;
          }
        }
        me.sync();
        if (me.isFirst())
          for (int c = 0; c < 8; c++) {
            double sumOfDBatchNormScaleSum = 0;
            double sumOfDBatchNormShift = 0;
            for (int n = 0; n < N; n++) {
              sumOfDBatchNormScaleSum += dBatchNorm1ScaleSumOfSample[16 * n + c];
              sumOfDBatchNormShift += dBatchNorm1ShiftOfSample[16 * n + c];
            }
            dBatchNorm1ScaleSum[c] = (float) sumOfDBatchNormScaleSum;
            dBatchNorm1Shift[c] = (float) sumOfDBatchNormShift;
          }
        me.sync();
      }

      /** In backward: dConv2Weight. */
      void dConvWeight(Worker me, int N, float[] dConv2Weight, float[] dConv2, float[] relu1) {
        for (int r = 0; r < 3; r++)
          for (int s = 0; s < 3; s++)
            for (int c = me.from(8), cEnd = me.to(8); c < cEnd; c++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int n = 0; n < N; n++)
                  for (int h = 0; h < 4; h++)
                    for (int w = 0; w < 4; w++)
                      if (h + r - 1 >= 0 && h + r - 1 < 4 && w + s - 1 >= 0 && w + s - 1 < 4)
                        sum += dConv2[128 * n + 32 * h + 8 * w + k]
                            * relu1[128 * n + 32 * (h + r - 1) + 8 * (w + s - 1) + c];
                dConv2Weight[192 * r + 64 * s + 8 * c + k] = (float) sum;
              }
        me.sync();
      }

      /**
       * In backward: dBatchNorm1Scale, dBatchNorm1VarianceSum, dBatchNorm1MeanSum,
       * dShortcutNorm.shift.
       */
      void dBatchNormScaleAndVarianceSum(Worker me, int N, float[] dBatchNorm1Scale,
          float[] dBatchNorm1VarianceSum, float[] dBatchNorm1MeanSum, float[] dShortcutNormShift,
          float[] batchNorm1Scale, float[] dBatchNorm1ScaleSum, float[] batchNorm1Inverse,
          float[] batchNorm1VarianceSum, float[] dBatchNorm1Shift,
          float[] otherDShortcutNormShift) {
        if (me.isFirst())
          for (int c = 0; c < 8; c++) {
            dBatchNorm1Scale[c] = batchNorm1Inverse[c] * dBatchNorm1ScaleSum[c];
            dBatchNorm1VarianceSum[c] = -(batchNorm1Scale[c] * dBatchNorm1ScaleSum[c]
                * batchNorm1Inverse[c] / (2f * (batchNorm1VarianceSum[c] / ((float) N * 16f)
                + 1.0E-5f))) / (16f * (float) N);
            dBatchNorm1MeanSum[c] = -(batchNorm1Scale[c] * batchNorm1Inverse[c]
                * dBatchNorm1Shift[c] / (16f * (float) N));
            dShortcutNormShift[c] = otherDShortcutNormShift[c];
          }
        me.sync();
      }

      /** In backward: dConv1Weight. */
      void dConv1Weight(Worker me, int N, float[] dConv1Weight, float[] dConv1, float[] x) {
        for (int r = 0; r < 3; r++)
          for (int s = 0; s < 3; s++)
            for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int n = 0; n < N; n++)
                  for (int h = 0; h < 4; h++)
                    for (int w = 0; w < 4; w++)
                      if (2 * h + r - 1 >= 0 && 2 * w + s - 1 >= 0)
                        sum += dConv1[128 * n + 32 * h + 8 * w + k]
                            * x[256 * n + 32 * (2 * h + r - 1) + 4 * (2 * w + s - 1) + c];
                dConv1Weight[96 * r + 32 * s + 8 * c + k] = (float) sum;
              }
        me.sync();
      }

      /** In backward: conv1.weightTransposed. */
      void conv1WeightTransposed(Worker me, int N, float[] conv1WeightTransposed,
          float[] conv1Weight) {
        for (int r = 0; r < 3; r++)
          for (int s = 0; s < 3; s++)
            for (int k = me.from(8), kEnd = me.to(8); k < kEnd; k++)
              for (int c = 0; c < 4; c++)
                conv1WeightTransposed[96 * r + 32 * s + 4 * k + c] =
                    conv1Weight[96 * r + 32 * s + 8 * c + k];
        me.sync();
      }

      /** In backward: dX. */
      void dX(Worker me, int N, float[] dX, float[] dXViaShortcut, float[] dConv1,
          float[] conv1WeightTransposed) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int c = 0; c < 4; c++) {
                double sum = 0;
                for (int k = 0; k < 8; k++)
                  for (int r = 0; r < 3; r++)
                    for (int s = 0; s < 3; s++)
                      if (h - r + 1 >= 0 && h - r + 1 < 7 && (h - r + 1) % 2 == 0 && w - s
                          + 1 >= 0 && w - s + 1 < 7 && (w - s + 1) % 2 == 0) {
                        int sRead = (w - s + 1) / 2;
                        int rRead = (h - r + 1) / 2;
                        sum += dConv1[128 * n + 32 * rRead + 8 * sRead + k]
                            * conv1WeightTransposed[96 * r + 32 * s + 4 * k + c];
                      }
                dX[256 * n + 32 * h + 4 * w + c] =
                    (float) (dXViaShortcut[256 * n + 32 * h + 4 * w + c] + sum);
              }
        me.sync();
      }

      /**
       * In infer: batchNorm1.inverse, batchNorm1Factor, batchNorm1Offset, batchNorm2.inverse,
       * fFactor, fOffset, shortcutNorm.inverse, skipFactor.
       */
      void batchNormInverseAndFactorForInference(Worker me, int N, float[] batchNorm1Inverse,
          float[] batchNorm1Factor, float[] batchNorm1Offset, float[] batchNorm2Inverse,
          float[] fFactor, float[] fOffset, float[] shortcutNormInverse, float[] skipFactor,
          float[] batchNorm1Scale, float[] batchNorm1Shift, float[] batchNorm1RunningMean,
          float[] batchNorm2RunningVariance, float[] batchNorm2Scale, float[] batchNorm2Shift,
          float[] batchNorm2RunningMean, float[] shortcutNormRunningVariance,
          float[] shortcutNormScale, float[] batchNorm1RunningVariance) {
        if (me.isFirst())
          for (int c = 0; c < 8; c++) {
            batchNorm1Inverse[c] = 1f / (float) Math.sqrt(batchNorm1RunningVariance[c] + 1.0E-5f);
            batchNorm1Factor[c] = batchNorm1Inverse[c] * batchNorm1Scale[c];
            batchNorm1Offset[c] = batchNorm1Shift[c] - batchNorm1RunningMean[c]
                * batchNorm1Inverse[c] * batchNorm1Scale[c];
            batchNorm2Inverse[c] = 1f / (float) Math.sqrt(batchNorm2RunningVariance[c] + 1.0E-5f);
            fFactor[c] = batchNorm2Inverse[c] * batchNorm2Scale[c];
            fOffset[c] = batchNorm2Shift[c] - batchNorm2RunningMean[c] * batchNorm2Inverse[c]
                * batchNorm2Scale[c];
            shortcutNormInverse[c] = 1f / (float) Math.sqrt(shortcutNormRunningVariance[c]
                + 1.0E-5f);
            skipFactor[c] = shortcutNormInverse[c] * shortcutNormScale[c];
          }
        me.sync();
      }

      /** In infer: relu1. */
      void reluForInference(Worker me, int N, float[] relu1, float[] x, float[] conv1Weight,
          float[] batchNorm1Factor, float[] batchNorm1Offset) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                  for (int s = 0; s < 3; s++)
                    for (int c = 0; c < 4; c++)
                      if (2 * h + r - 1 >= 0 && 2 * w + s - 1 >= 0)
                        sum += x[256 * n + 32 * (2 * h + r - 1) + 4 * (2 * w + s - 1) + c]
                            * conv1Weight[96 * r + 32 * s + 8 * c + k];
                relu1[128 * n + 32 * h + 8 * w + k] = (float) Math.max(sum * batchNorm1Factor[k]
                    + batchNorm1Offset[k], 0);
              }
        me.sync();
      }

      /** In infer: conv2. */
      void convForInference(Worker me, int N, float[] conv2, float[] relu1, float[] conv2Weight) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                  for (int s = 0; s < 3; s++)
                    for (int c = 0; c < 8; c++)
                      if (h + r - 1 >= 0 && h + r - 1 < 4 && w + s - 1 >= 0 && w + s - 1 < 4)
                        sum += relu1[128 * n + 32 * (h + r - 1) + 8 * (w + s - 1) + c]
                            * conv2Weight[192 * r + 64 * s + 8 * c + k];
                conv2[128 * n + 32 * h + 8 * w + k] = (float) sum;
              }
        me.sync();
      }

      /** In infer: skipOffset. */
      void skipOffsetForInference(Worker me, int N, float[] skipOffset, float[] shortcutNormShift,
          float[] shortcutNormRunningMean, float[] shortcutNormInverse, float[] shortcutNormScale) {
        if (me.isFirst())
          for (int c = 0; c < 8; c++)
            skipOffset[c] = shortcutNormShift[c] - shortcutNormRunningMean[c]
                * shortcutNormInverse[c] * shortcutNormScale[c];
        me.sync();
      }

      /** In infer: out. */
      void outForInference(Worker me, int N, float[] out, float[] x, float[] shortcutWeight,
          float[] conv2, float[] fFactor, float[] fOffset, float[] skipFactor, float[] skipOffset) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 4; h++)
            for (int w = 0; w < 4; w++)
              for (int k = 0; k < 8; k++) {
                double sum = 0;
                for (int r = 0; r < 1; r++)
                  for (int s = 0; s < 1; s++)
                    for (int c = 0; c < 4; c++)
                      sum += x[256 * n + 32 * (2 * h + r) + 4 * (2 * w + s) + c]
                          * shortcutWeight[32 * (s + r) + 8 * c + k];
                out[128 * n + 32 * h + 8 * w + k] =
                    (float) Math.max(conv2[128 * n + 32 * h + 8 * w + k] * fFactor[k] + fOffset[k]
                    + (sum * skipFactor[k] + skipOffset[k]), 0);
              }
        me.sync();
      }
    }

    private static void infer(Worker me, int N, Weights w, InferBuffers s, float[] x, float[] out) {
      // batchNorm1.inverse as above
      // :3 ⇒ batchNorm1Factor[c] = batchNorm1.inverse[c]*batchNorm1.scale[c]
      //    the factor of conv1, the same for all samples, by c·(x − a) + b → c·x + (b − c·a);
      //     x·1 → x
      // ⇒ batchNorm1Offset[c] = batchNorm1.shift[c] -
      //     batchNorm1.runningMean[c]*batchNorm1.inverse[c]*batchNorm1.scale[c]
      //    what is added to it, the same for all samples, by c·(x − a) + b → c·x + (b − c·a)
      // batchNorm2.inverse as for batchNorm1 with batchNorm2.runningVariance for
      //     batchNorm1.variance
      // ⇒ fFactor[c] = batchNorm2.inverse[c]*batchNorm2.scale[c], as batchNorm1Factor
      // ⇒ fOffset[c] = batchNorm2.shift[c] -
      //     batchNorm2.runningMean[c]*batchNorm2.inverse[c]*batchNorm2.scale[c], as
      //     batchNorm1Offset
      // shortcutNorm.inverse as above
      // :4 ⇒ skipFactor[c] = shortcutNorm.inverse[c]*shortcutNorm.scale[c], as batchNorm1Factor
      KERNELS.batchNormInverseAndFactorForInference(me, N, s.batchNorm1Inverse, s.batchNorm1Factor,
          s.batchNorm1Offset, s.batchNorm2Inverse, s.fFactor, s.fOffset, s.shortcutNormInverse,
          s.skipFactor, w.batchNorm1Scale, w.batchNorm1Shift, w.batchNorm1RunningMean,
          w.batchNorm2RunningVariance, w.batchNorm2Scale, w.batchNorm2Shift,
          w.batchNorm2RunningMean, w.shortcutNormRunningVariance, w.shortcutNormScale,
          w.batchNorm1RunningVariance);

      // conv1 (no array) as above
      // :3 batchNorm1[h, w, c] = conv1[h, w, c]*batchNorm1Factor[c] +
      //     batchNorm1Offset[c] (no array)
      // relu1 as above
      // → reads 256*N + 304, writes 128*N numbers
      KERNELS.reluForInference(me, N, s.relu1, x, w.conv1Weight, s.batchNorm1Factor,
          s.batchNorm1Offset);

      // conv2 as above
      // → reads 128*N + 576, writes 128*N numbers
      KERNELS.convForInference(me, N, s.conv2, s.relu1, w.conv2Weight);

      // :4 ⇒ skipOffset[c] = shortcutNorm.shift[c] -
      //     shortcutNorm.runningMean[c]*shortcutNorm.inverse[c]*shortcutNorm.scale[c], as
      //     batchNorm1Offset
      KERNELS.skipOffsetForInference(me, N, s.skipOffset, w.shortcutNormShift,
          w.shortcutNormRunningMean, s.shortcutNormInverse, w.shortcutNormScale);

      // :3 f[h, w, c] = conv2[h, w, c]*fFactor[c] + fOffset[c] (no array)
      // shortcut (no array) as above
      // :4 skip[h, w, c] = shortcut[h, w, c]*skipFactor[c] + skipOffset[c] (no array)
      // sum (no array), out as above
      // → reads 384*N + 64, writes 128*N numbers
      KERNELS.outForInference(me, N, out, x, w.shortcutWeight, s.conv2, s.fFactor, s.fOffset,
          s.skipFactor, s.skipOffset);
    }

    private Halving() {
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

    /** Parameters and states of Halving. */
    public static final class Weights {
      /** The parameters of Halving, with the shapes that {@code parameters} tells. */
      public final float[] conv1Weight, batchNorm1Scale, batchNorm1Shift, conv2Weight,
          batchNorm2Scale, batchNorm2Shift, shortcutWeight, shortcutNormScale, shortcutNormShift;
      /** The states of Halving, with the shapes that {@code states} tells. */
      public final float[] batchNorm1RunningMean, batchNorm1RunningVariance, batchNorm2RunningMean,
          batchNorm2RunningVariance, shortcutNormRunningMean, shortcutNormRunningVariance;

      private Weights(GivenArrays all, String prefix) {
        conv1Weight = all.parameter(prefix + "conv1.weight", 3, 3, 4, 8);
        batchNorm1Scale = all.parameter(prefix + "batchNorm1.scale", 8);
        batchNorm1Shift = all.parameter(prefix + "batchNorm1.shift", 8);
        conv2Weight = all.parameter(prefix + "conv2.weight", 3, 3, 8, 8);
        batchNorm2Scale = all.parameter(prefix + "batchNorm2.scale", 8);
        batchNorm2Shift = all.parameter(prefix + "batchNorm2.shift", 8);
        shortcutWeight = all.parameter(prefix + "shortcut.weight", 1, 1, 4, 8);
        shortcutNormScale = all.parameter(prefix + "shortcutNorm.scale", 8);
        shortcutNormShift = all.parameter(prefix + "shortcutNorm.shift", 8);
        batchNorm1RunningMean = all.state(prefix + "batchNorm1.runningMean", 8);
        batchNorm1RunningVariance = all.state(prefix + "batchNorm1.runningVariance", 8);
        batchNorm2RunningMean = all.state(prefix + "batchNorm2.runningMean", 8);
        batchNorm2RunningVariance = all.state(prefix + "batchNorm2.runningVariance", 8);
        shortcutNormRunningMean = all.state(prefix + "shortcutNorm.runningMean", 8);
        shortcutNormRunningVariance = all.state(prefix + "shortcutNorm.runningVariance", 8);
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
    }

    /** The arrays of Halving in training. */
    public static final class Buffers {
      /** Read by the backward pass. */
      public final float[] conv1, batchNorm1Mean, batchNorm1VarianceSum, batchNorm1Inverse, relu1,
          conv2, batchNorm2Mean, batchNorm2VarianceSum, batchNorm2Inverse, shortcut,
          shortcutNormMean, shortcutNormVarianceSum, shortcutNormInverse;
      /** The state after the step. */
      public final float[] batchNorm1NextRunningMean, batchNorm1NextRunningVariance,
          batchNorm2NextRunningMean, batchNorm2NextRunningVariance, shortcutNormNextRunningMean,
          shortcutNormNextRunningVariance;
      final float[] batchNorm1MeanOfSample, batchNorm1VarianceSumOfSample, batchNorm2MeanOfSample,
          batchNorm2VarianceSumOfSample, shortcutNormMeanOfSample, shortcutNormVarianceSumOfSample,
          dShortcutNormScaleSum, dShortcutNormVarianceSum, dShortcutNormMeanSum, dShortcut,
          dXViaShortcut, dBatchNorm2ScaleSum, dBatchNorm2VarianceSum, dBatchNorm2MeanSum, dConv2,
          dRelu1, dBatchNorm1ScaleSum, dBatchNorm1VarianceSum, dBatchNorm1MeanSum, dConv1,
          dShortcutNormScaleSumOfSample, dShortcutNormShiftOfSample, shortcutWeightTransposed,
          dBatchNorm2ScaleSumOfSample, conv2WeightTransposed, dBatchNorm1ScaleSumOfSample,
          dBatchNorm1ShiftOfSample, conv1WeightTransposed;

      private Buffers(int capacity, float[][] pool, float[][] backwardPool) {
        conv1 = new float[capacity * 128];
        batchNorm1Mean = new float[8];
        batchNorm1VarianceSum = new float[8];
        batchNorm1Inverse = new float[8];
        relu1 = new float[capacity * 128];
        conv2 = new float[capacity * 128];
        batchNorm2Mean = new float[8];
        batchNorm2VarianceSum = new float[8];
        batchNorm2Inverse = new float[8];
        shortcut = new float[capacity * 128];
        shortcutNormMean = new float[8];
        shortcutNormVarianceSum = new float[8];
        shortcutNormInverse = new float[8];
        batchNorm1NextRunningMean = new float[8];
        batchNorm1NextRunningVariance = new float[8];
        batchNorm2NextRunningMean = new float[8];
        batchNorm2NextRunningVariance = new float[8];
        shortcutNormNextRunningMean = new float[8];
        shortcutNormNextRunningVariance = new float[8];
        batchNorm1MeanOfSample = batchNorm1VarianceSumOfSample = batchNorm2MeanOfSample =
            batchNorm2VarianceSumOfSample = shortcutNormMeanOfSample =
            shortcutNormVarianceSumOfSample = pool[0];
        dShortcutNormScaleSum = dBatchNorm2VarianceSum = dBatchNorm1VarianceSum =
            shortcutWeightTransposed = conv2WeightTransposed = conv1WeightTransposed =
            backwardPool[5];
        dShortcutNormVarianceSum = dBatchNorm2MeanSum = dBatchNorm1MeanSum =
            dBatchNorm1ScaleSumOfSample = backwardPool[3];
        dShortcutNormMeanSum = dBatchNorm1ShiftOfSample = backwardPool[4];
        dShortcut = dConv2 = dConv1 = dShortcutNormScaleSumOfSample = backwardPool[1];
        dXViaShortcut = backwardPool[0];
        dBatchNorm2ScaleSum = dBatchNorm1ScaleSum = backwardPool[6];
        dRelu1 = dShortcutNormShiftOfSample = dBatchNorm2ScaleSumOfSample = backwardPool[2];
      }
    }

    /** Gradients of the parameters of Halving. */
    public static final class Gradients {
      /** The gradient of the parameter of this name of Halving. */
      public final float[] conv1Weight, batchNorm1Scale, batchNorm1Shift, conv2Weight,
          batchNorm2Scale, batchNorm2Shift, shortcutWeight, shortcutNormScale, shortcutNormShift;

      private Gradients(GivenArrays all, String prefix) {
        conv1Weight = all.parameter(prefix + "conv1.weight", 3, 3, 4, 8);
        batchNorm1Scale = all.parameter(prefix + "batchNorm1.scale", 8);
        batchNorm1Shift = all.parameter(prefix + "batchNorm1.shift", 8);
        conv2Weight = all.parameter(prefix + "conv2.weight", 3, 3, 8, 8);
        batchNorm2Scale = all.parameter(prefix + "batchNorm2.scale", 8);
        batchNorm2Shift = all.parameter(prefix + "batchNorm2.shift", 8);
        shortcutWeight = all.parameter(prefix + "shortcut.weight", 1, 1, 4, 8);
        shortcutNormScale = all.parameter(prefix + "shortcutNorm.scale", 8);
        shortcutNormShift = all.parameter(prefix + "shortcutNorm.shift", 8);
      }
    }

    /** The arrays of Halving in inference. */
    public static final class InferBuffers {
      final float[] batchNorm1Inverse, batchNorm1Factor, batchNorm1Offset, relu1, conv2,
          batchNorm2Inverse, fFactor, fOffset, shortcutNormInverse, skipFactor, skipOffset;

      private InferBuffers(int capacity, float[][] pool) {
        batchNorm1Inverse = relu1 = pool[0];
        batchNorm1Factor = conv2 = pool[1];
        batchNorm1Offset = skipOffset = pool[2];
        batchNorm2Inverse = pool[3];
        fFactor = pool[4];
        fOffset = pool[5];
        shortcutNormInverse = pool[6];
        skipFactor = pool[7];
      }
    }
  }

  /**
   * Stochastic gradient descent with momentum, Sutskever et al., ICML 2013, in PyTorch's form: v
   * = momentum*v + g, and the step is lr*v. nesterov = 1 looks ahead. sgd(momentum = 0.9),
   * optimizer.net:6:
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
    static class Loops extends Halving.Loops {
      /** In forward: velocity, nextP. */
      void velocityAndNextP(Worker me, int N, float[] v, float[] p, float lr, float[] g) {
        for (int i = me.from(N), iEnd = me.to(N); i < iEnd; i++) {
          v[i] = 0.9f * v[i] + g[i];
          p[i] = p[i] - lr * v[i];
        }
        me.sync();
      }
    }

    private Sgd() {
    }

    static void update(Worker me, int N, float[] p, float[] g, float lr, float[] v) {
      // optimizer.net:10 velocity = 0.9*v + g
      // optimizer.net:12 nextP = p - lr*velocity
      // → reads 3*N, writes 2*N numbers
      KERNELS.velocityAndNextP(me, N, v, p, lr, g);
    }
  }

  // region the passes of Strided
  private static void forward(Worker me, int N, Weights w, Buffers s, float[] image,
      float[] target) {
    // conv (kept) as for Halving's conv2 with image for relu1
    // → reads 192*N + 108, writes 256*N numbers
    KERNELS.conv(me, N, s.conv, image, w.convWeight);

    // :10 y[4, 4, 8] = halving as halving of conv
    Halving.forward(me, N, w.halving, s.halving, s.conv, s.y);

    // :11 lossSum = sum[h, w, c] (y[h, w, c] - target[h, w, c])^2
    // loss = lossSum/128 (no array)
    // meanLoss = sum[n] loss/N (kept)
    // → reads 256*N, writes 1*N + 1 numbers
    KERNELS.lossSumAndMeanLoss(me, N, s.lossSum, s.meanLoss, s.y, target, s.meanLossOfSample);
  }

  /**
   * From the loss to g, the gradients of the weights. The forward pass kept 1536*N + 4 bytes for
   * it, beside what those keep that it calls: y, 512*N bytes, for dY; meanLoss, 4 bytes, the
   * loss; conv, 1024*N bytes, an input of halving, whose backward pass reads it. The caller has
   * image and target. This network's skip path is the identity except projected by shortcut,
   * strided.net:4; normalised by shortcutNorm.normalised, strided.net:4; masked by out,
   * strided.net:5. When all is done, weights of Strided change as those of Halving do.
   */
  private static void backward(Worker me, int N, Weights w, Gradients g, Buffers s, float[] image,
      float[] target) {
    // :11 ⇒ dY[h, w, c] = (y[h, w, c] - target[h, w, c])/(64*N)
    //    ∂/∂y of lossSum = sum[h, w, c] (y[h, w, c] - target[h, w, c])^2, by
    //     definition put in place; x·1 → x; a·x + b·x → (a + b)·x
    // → reads 256*N, writes 128*N numbers
    KERNELS.dY(me, N, s.dY, s.y, target);

    // :10 ⇒ adjoints through y[4, 4, 8] = halving as halving of conv
    Halving.backward(me, N, w.halving, g.halving, s.halving, s.conv, s.y, s.dY, s.dConv);

    // ⇒ dConvWeight[r, s, c, k] = sum[n, h, w] dConv[h, w, k]*image[h + r - 1, w + s - 1, c], as
    //     Halving's dConv2Weight
    // → reads 448*N, writes 108 numbers
    KERNELS.dConvWeightOfStrided(me, N, g.convWeight, s.dConv, image);
  }

  static class Loops extends Sgd.Loops {
    /** In forward: conv; in infer: conv. */
    void conv(Worker me, int N, float[] conv, float[] image, float[] convWeight) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
        for (int h = 0; h < 8; h++)
          for (int w = 0; w < 8; w++)
            for (int k = 0; k < 4; k++) {
              double sum = 0;
              for (int r = 0; r < 3; r++)
                for (int s = 0; s < 3; s++)
                  for (int c = 0; c < 3; c++)
                    if (h + r - 1 >= 0 && h + r - 1 < 8 && w + s - 1 >= 0 && w + s - 1 < 8)
                      sum += image[192 * n + 24 * (h + r - 1) + 3 * (w + s - 1) + c]
                          * convWeight[36 * r + 12 * s + 4 * c + k];
              conv[256 * n + 32 * h + 4 * w + k] = (float) sum;
            }
      me.sync();
    }

    /** In forward: lossSum, meanLoss. */
    void lossSumAndMeanLoss(Worker me, int N, float[] lossSum, float[] meanLoss, float[] y,
        float[] target, float[] meanLossOfSample) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        double sum = 0;
        for (int h = 0; h < 4; h++)
          for (int w = 0; w < 4; w++)
            for (int c = 0; c < 8; c++) {
              float t = y[128 * n + 32 * h + 8 * w + c] - target[128 * n + 32 * h + 8 * w + c];
              sum += t * t;
            }
        lossSum[n] = (float) sum;
        meanLossOfSample[n] = lossSum[n] / 128f / (float) N;
      }
      me.sync();
      if (me.isFirst()) {
        double sum = 0;
        for (int n = 0; n < N; n++)
          sum += meanLossOfSample[n];
        meanLoss[0] = (float) sum;
      }
      me.sync();
    }

    /** In backward: dY. */
    void dY(Worker me, int N, float[] dY, float[] y, float[] target) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
        for (int h = 0; h < 4; h++)
          for (int w = 0; w < 4; w++)
            for (int c = 0; c < 8; c++)
              dY[128 * n + 32 * h + 8 * w + c] = (y[128 * n + 32 * h + 8 * w + c]
                  - target[128 * n + 32 * h + 8 * w + c]) / (64f * (float) N);
      me.sync();
    }

    /** In backward: dConvWeight. */
    void dConvWeightOfStrided(Worker me, int N, float[] dConvWeight, float[] dConv, float[] image) {
      for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++)
          for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++)
            for (int k = 0; k < 4; k++) {
              double sum = 0;
              for (int n = 0; n < N; n++)
                for (int h = 0; h < 8; h++)
                  for (int w = 0; w < 8; w++)
                    if (h + r - 1 >= 0 && h + r - 1 < 8 && w + s - 1 >= 0 && w + s - 1 < 8)
                      sum += dConv[256 * n + 32 * h + 4 * w + k]
                          * image[192 * n + 24 * (h + r - 1) + 3 * (w + s - 1) + c];
              dConvWeight[36 * r + 12 * s + 4 * c + k] = (float) sum;
            }
      me.sync();
    }
  }

  private static void infer(Worker me, int N, Weights w, InferBuffers s, float[] image, float[] y) {
    // conv as for Halving's conv2 with image for relu1
    // → reads 192*N + 108, writes 256*N numbers
    KERNELS.conv(me, N, s.conv, image, w.convWeight);

    // :10 y[4, 4, 8] = halving as halving of conv
    Halving.infer(me, N, w.halving, s.halving, s.conv, y);
  }
  // endregion

  // region how to use it
  /**
   * The kernels in use, {@code plain} or such as {@code textbook}; chosen once, before the first
   * call. The system property {@code netgrad.kernels} says which, where it is set to such a text.
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
      Given given_ = workspace.given;
      given_.N = N;
      given_.w = w;
      given_.s = s;
      given_.image = image;
      given_.target = target;
      workspace.run(FORWARD);
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
      Given given_ = workspace.given;
      given_.N = N;
      given_.w = w;
      given_.g = g;
      given_.s = s;
      given_.image = image;
      given_.target = target;
      workspace.run(BACKWARD);
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
      Given given_ = workspace.given;
      given_.N = N;
      given_.w = w;
      given_.sOfInfer = s;
      given_.image = image;
      given_.y = y;
      workspace.run(INFER);
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
      Given given_ = workspace.given;
      given_.w = w;
      given_.g = g;
      given_.vState = vState;
      given_.lr = lr;
      workspace.run(UPDATE);
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
  // endregion

  // region what it holds
  private static void commit(Weights w, Buffers s) {
    Halving.commit(w.halving, s.halving);
  }

  private static void update(Worker me, Weights w, Gradients g, Gradients vState, float lr) {
    Sgd.update(me, w.convWeight.length, w.convWeight, g.convWeight, lr, vState.convWeight);
    Halving.update(me, w.halving, g.halving, vState.halving, lr);
  }

  /** Parameters and states, shared by all who use them and not changed by inference. */
  public static final class Weights {
    private final GivenArrays all;
    /** The parameters, with the shapes that {@code parameters} tells. */
    public final float[] convWeight;
    /** Parameters and states of {@code halving}. */
    public final Halving.Weights halving;

    /** All zeros, until {@code initialise} or somebody else sets them. */
    public Weights() {
      this(new GivenArrays(null));
    }

    /**
     * The same arrays as those of other weights, of this network or of one with other sizes: what
     * is written to one is written to both.
     *
     * @param arrays an array for each parameter and each state, by qualified name
     * @throws IllegalArgumentException if one is missing, or has another shape
     */
    public Weights(List<NamedArray> arrays) {
      this(new GivenArrays(arrays));
    }

    private Weights(GivenArrays all) {
      this.all = all;
      convWeight = all.parameter("conv.weight", 3, 3, 3, 4);
      halving = new Halving.Weights(all, "halving.");
    }

    /**
     * Sets everything to its initial value.
     *
     * @param seed decides the random ones: equal seeds, equal weights
     */
    public void initialise(long seed) {
      normal(convWeight, 0.23570226039551584, seed, "conv.weight");
      halving.initialise(seed, "halving.");
    }

    /**
     * The parameters with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> parameters() {
      return new ArrayList<>(all.parameters);
    }

    /**
     * The states with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> states() {
      return new ArrayList<>(all.states);
    }
  }

  /**
   * The arrays of a training step: what the backward pass reads is kept, the rest takes turns.
   * Those of all blocks keep 896*N + 121 numbers in 3584*N + 484 bytes, 459,236 for N = 128.
   */
  public static final class Buffers {
    /** An output of the network. */
    public final float[] y;
    /** The loss. */
    public final float[] meanLoss;
    /** An input of halving, whose backward pass reads it. */
    public final float[] conv;
    final float[] lossSum, meanLossOfSample, dY, dConv;
    /** The arrays of {@code halving}. */
    public final Halving.Buffers halving;

    private Buffers(int capacity, float[][] pool, float[][] backwardPool) {
      y = new float[capacity * 128];
      meanLoss = new float[1];
      conv = pool[0];
      lossSum = pool[6];
      meanLossOfSample = pool[7];
      dY = backwardPool[3];
      dConv = backwardPool[1];
      halving = new Halving.Buffers(capacity, arrays(pool, 6), arrays(backwardPool, 2, 4, 5, 6, 7,
          8, 9));
    }
  }

  /** One array for each parameter, named as it is. */
  public static final class Gradients {
    private final GivenArrays all;
    /** The gradient of the parameter of this name. */
    public final float[] convWeight;
    /** Gradients of {@code halving}. */
    public final Halving.Gradients halving;

    /** All zeros. */
    public Gradients() {
      this(new GivenArrays(null));
    }

    private Gradients(GivenArrays all) {
      this.all = all;
      convWeight = all.parameter("conv.weight", 3, 3, 3, 4);
      halving = new Halving.Gradients(all, "halving.");
    }

    /**
     * The gradients with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> parameters() {
      return new ArrayList<>(all.parameters);
    }
  }

  /** What inference works in: all arrays take turns. */
  public static final class InferBuffers {
    final float[] conv;
    /** What inference needs of {@code halving}. */
    public final Halving.InferBuffers halving;

    private InferBuffers(int capacity, float[][] pool) {
      conv = pool[0];
      halving = new Halving.InferBuffers(capacity, arrays(pool, 1, 2, 3, 4, 5, 6, 7, 8));
    }
  }

  /** What the optimizer keeps between steps, an array for each parameter. */
  public static final class OptimizerState {
    /** The state {@code v} of each parameter. */
    public final Gradients v = new Gradients();

    /** As it is before the first step. */
    public OptimizerState() {
    }
  }

  /**
   * The arrays and the threads of one caller, for batches up to a capacity. The arrays of training
   * and of inference are made when they are first needed; they never grow. Threads that have
   * nothing to do for a second end. A thread that calls while a call of another one runs gets an
   * {@link IllegalStateException}. After a call that failed, whatever the reason, the next one is
   * as good as any.
   */
  public static final class Workspace implements AutoCloseable {
    /** No array can hold a larger batch. */
    public static final int MAX_BATCH = 8388607;
    private final Given given = new Given();
    private final int capacity, threads;
    /** The thread whose call runs. */
    private volatile Thread user;
    private boolean closed;
    private Team team;
    private Buffers training;
    private InferBuffers inference;
    private float[][] pool;
    /** The samples of the forward pass whose backward pass may come next; else 0. */
    private int kept;
    /** Whether a forward pass found new values for the states, and they may be committed. */
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
     * @param threads how many threads share a pass, the calling one among them; the results are the
     *     same, bit for bit, for any number. More threads than processors only slow it down.
     */
    public Workspace(int capacity, int threads) {
      if (capacity < 1 || capacity > MAX_BATCH)
        throw new IllegalArgumentException("the capacity must be from 1 to " + MAX_BATCH
            + ", not " + capacity);
      if (threads < 1)
        throw new IllegalArgumentException("there must be at least 1 thread, not " + threads);
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
          // Inference shares the pool; what it had goes first, so that both are never there at
          // once.
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
          if (pool == null)
            pool = new float[][] {new float[capacity * 256], new float[capacity * 128 + 8],
                new float[capacity * 128 + 8], new float[8], new float[8], new float[8],
                new float[8], new float[8], new float[8]};
          inference = new InferBuffers(capacity, pool);
        }
        return inference;
      } finally {
        user = before_;
      }
    }

    /**
     * Ends the threads and lets go of the arrays, now instead of a second after the last call and
     * when nobody holds the workspace any more. Whoever calls with it afterwards gets an {@link
     * IllegalStateException}.
     *
     * @throws IllegalStateException if a call of another thread runs
     */
    @Override
    public void close() {
      if (closed)
        return;
      Thread before_ = enter();
      try {
        closed = true;
        if (team != null)
          team.end(new IllegalStateException("the workspace is closed"));
        team = null;
        training = null;
        inference = null;
        pool = null;
      } finally {
        user = before_;
      }
    }

    private void checkBatch(int batch) {
      if (batch < 1 || batch > capacity)
        throw new IllegalArgumentException("the batch must be from 1 to the capacity"
            + " of this workspace, " + capacity + ", not " + batch);
    }

    /**
     * Takes the workspace for the calling thread.
     *
     * @return who had it, to whom it is to be given back: nobody, or the same thread for a call
     *     around this one
     */
    private Thread enter() {
      Thread caller = Thread.currentThread();
      if (user == caller)
        return caller;
      synchronized (this) {
        Thread other = user;
        if (other != null)
          throw new IllegalStateException("this workspace is at work for another thread, "
              + other.getName() + ": each needs its own");
        if (closed)
          throw new IllegalStateException("this workspace is closed");
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
        team.run(pass, given);
      } finally {
        given.clear();
      }
    }

    private void useKept(int batch) {
      if (kept != batch)
        throw new IllegalStateException("backward uses up what the forward pass"
            + " right before it kept: " + (kept == 0 ? "there was none"
            : "that was of " + kept + " samples, not " + batch));
      kept = 0;
    }

    private void useFound() {
      if (!found)
        throw new IllegalStateException("commit takes what a forward pass found:"
            + " there was none since the last commit, or it failed");
      found = false;
    }
  }
  // endregion

  // region the same in every network
  private static final Loops KERNELS = Loops.choose();
  private static final Team.Pass FORWARD = (me, given) -> forward(me, given.N, given.w, given.s,
      given.image, given.target);
  private static final Team.Pass BACKWARD = (me, given) -> backward(me, given.N, given.w, given.g,
      given.s, given.image, given.target);
  private static final Team.Pass INFER = (me, given) -> infer(me, given.N, given.w, given.sOfInfer,
      given.image, given.y);
  private static final Team.Pass UPDATE = (me, given) -> update(me, given.w, given.g, given.vState,
      given.lr);

  private Strided() {
  }

  private static void check(int length, long needed, String name) {
    if (length < needed)
      throw new IllegalArgumentException(name + " has length " + length
          + " but needs at least " + needed);
  }

  private static float[][] arrays(float[][] pool, int... numbers) {
    float[][] arrays = new float[numbers.length][];
    for (int i = 0; i < numbers.length; i++)
      arrays[i] = pool[numbers[i]];
    return arrays;
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

  /** FNV-1a of a qualified name. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++)
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    return hash;
  }

  /**
   * What the loops share, and which of them run: instead of those of this file, StridedPlain, which
   * compute the same faster.
   */
  static class Kernels {
    String description() {
      return "textbook";
    }

    /** The length of the array that kernels of a set need while they run, one for each thread. */
    int own() {
      return 0;
    }

    /** The length of the array that kernels of a set need while they run, one for all threads. */
    int shared() {
      return 0;
    }

    static Loops choose() {
      if ("textbook".equals(System.getProperty("netgrad.kernels")))
        return new Loops();
      return new StridedPlain();
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
   * The arrays of weights or of gradients, by their qualified names: new ones or, if there are
   * some, those that were given.
   */
  private static final class GivenArrays {
    private final List<NamedArray> parameters = new ArrayList<>();
    private final List<NamedArray> states = new ArrayList<>();
    private final Map<String, NamedArray> given;

    private GivenArrays(List<NamedArray> arrays) {
      given = arrays == null ? null : new HashMap<>();
      if (arrays != null)
        arrays.forEach(array -> given.put(array.name(), array));
    }

    private float[] parameter(String name, int... shape) {
      return add(parameters, name, shape);
    }

    private float[] state(String name, int... shape) {
      return add(states, name, shape);
    }

    private float[] add(List<NamedArray> to, String name, int[] shape) {
      if (given == null) {
        int length = 1;
        for (int extent : shape)
          length *= extent;
        to.add(new NamedArray(name, shape, new float[length]));
      } else {
        NamedArray array = given.get(name);
        if (array == null)
          throw new IllegalArgumentException("there is no " + name + ", which is "
              + Arrays.toString(shape));
        if (!Arrays.equals(array.shape(), shape))
          throw new IllegalArgumentException(name + " is " + Arrays.toString(array.shape())
              + ", and is to be " + Arrays.toString(shape));
        to.add(new NamedArray(name, shape, array.values()));
      }
      return to.get(to.size() - 1).values();
    }
  }

  /**
   * The threads of one workspace. They run passes, one after the other, each thread its part of
   * every pass, and meet after every kernel. All numbers only grow: nobody sets back what another
   * still looks at. Where a part fails, so does the team, for good: its threads end, and the
   * workspace makes another one. Threads that have nothing to do for a second end, too; the next
   * pass starts others.
   */
  private static final class Team {
    private static final int SPINS = 1 << 8;
    private static final int YIELDS = 1 << 11;
    private static final int BUSY_MEETINGS = 1 << 12;
    /** Two milliseconds for each of sixteen meetings: being woken costs less. */
    private static final long MOST_LOST_NANOS = 32_000_000;
    private static final long NAP_NANOS = 1_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private final int size;
    /** How often one who waits looks again before it sleeps. */
    private final int patience;
    private final float[] shared = new float[KERNELS.shared()];
    private final Worker[] workers;
    /** Those that live, by their index; the first is whoever calls. */
    private final Thread[] threads;
    /** How often a thread came to a meeting. */
    private final AtomicLong arrivals = new AtomicLong();
    /** How many meetings all threads have come to. */
    private volatile long meetings;
    /** How many passes have begun. */
    private volatile long passes;
    /** What ended this team; null while it can be used. */
    private volatile Throwable failure;
    private Pass pass;
    private Given given;

    private Team(int size) {
      this.size = size;
      // If there are more threads than processors, one is needed for whom the others wait.
      patience = size > Runtime.getRuntime().availableProcessors() ? SPINS : SPINS + YIELDS;
      workers = new Worker[size];
      threads = new Thread[size];
      for (int i = 0; i < size; i++)
        workers[i] = new Worker(this, i);
    }

    /**
     * Runs a pass on all threads, the calling one among them. When it returns, or throws what the
     * first part threw that failed, no thread is at work any more.
     */
    private void run(Pass pass, Given given) {
      if (size == 1) {
        pass.run(workers[0], given);
        return;
      }
      Throwable thrown = null;
      try {
        begin(pass, given);
        pass.run(workers[0], given);
      } catch (Throwable e) {
        // The stack may be full. What has to happen now happens without a call.
        thrown = e;
        if (failure == null)
          failure = e;
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
        if (thrown != null && thrown != failure)
          failure.addSuppressed(thrown);
        if (failure instanceof RuntimeException e) {
          throw e;
        } else if (failure instanceof Error e) {
          throw e;
        }
      }
    }

    /** Begins a pass when all threads are there. */
    private void begin(Pass pass, Given given) {
      synchronized (this) {
        for (int i = 1; i < size; i++)
          if (threads[i] == null)
            threads[i] = start(workers[i]);
        // Where the stack has no room for this, no pass begins; where it has, it has again, when
        // there is one to end.
        rouse();
        this.pass = pass;
        this.given = given;
        passes++;
      }
      rouse();
    }

    /** Starts a thread that has nothing of the one that happens to call first. */
    private Thread start(Worker worker) {
      Thread thread = new Thread(null, () -> live(worker), "Strided-" + worker.index, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
      return thread;
    }

    /** A thread's life: its part of one pass after the other. */
    private void live(Worker me) {
      try {
        while (awaitPass(me)) {
          pass.run(me, given);
          me.ended = passes;
          wake(workers[0]);
        }
      } catch (Throwable e) {
        if (failure == null)
          failure = e;
        // Of this pass and of any other.
        me.ended = Long.MAX_VALUE;
        wake(workers[0]);
      }
    }

    /** Waits for the next pass; false if none came, and the thread is to end. */
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

    /** Returns when all threads have called it. */
    private void meet(Worker me) {
      long meeting = meetings + 1;
      if (arrivals.incrementAndGet() == meeting * size) {
        meetings = meeting;
        for (Worker other : workers)
          wake(other);
        return;
      }
      for (int times = 0; meetings < meeting; ) {
        checkFailure();
        times = pause(me, times);
      }
      if (me.asleep != null)
        me.asleep = null;
      if (me.busy > 0) {
        me.busy--;
      } else {
        me.lost -= me.lost >> 4;
      }
    }

    private void checkFailure() {
      if (failure != null)
        throw new IllegalStateException("another thread failed");
    }

    /**
     * Waits a little: at first at work, then as one who lets others go first, at last asleep. Who
     * falls asleep looks once more before, as those who wake it may have come just now.
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

    /** Wakes a thread, if it sleeps or is about to. */
    private void wake(Worker other) {
      Thread thread = other.asleep;
      if (thread != null)
        LockSupport.unpark(thread);
    }

    /** Wakes all threads. */
    private void rouse() {
      for (Thread thread : threads)
        LockSupport.unpark(thread);
    }

    /** Ends the threads. */
    private void end(Throwable cause) {
      failure = cause;
      rouse();
    }

    @Override
    public String toString() {
      return "pass " + passes + " of " + size + " threads, "
          + (arrivals.get() - meetings * size) + " at meeting " + (meetings + 1)
          + (failure == null ? "" : ", failed: " + failure);
    }

    private interface Pass {
      void run(Worker me, Given given);
    }
  }

  /** One of the threads that run a pass together. */
  static final class Worker {
    private final Team team;
    private final int index;
    private final float[] own = new float[KERNELS.own()];
    /** The number of the last pass in which this thread's part is over. */
    private volatile long ended;
    /**
     * For so many meetings more, processors are taken to have other work: who lets that go first is
     * last at the next meeting, too, while who sleeps is woken before all others.
     */
    private int busy;
    /**
     * Nanoseconds in which others went first, a sixteenth less with each meeting: sixteen times
     * what a meeting loses.
     */
    private long lost;
    /** The thread, if it sleeps or is about to: whoever ends what it waits for wakes it. */
    private volatile Thread asleep;

    private Worker(Team team, int index) {
      this.team = team;
      this.index = index;
    }

    /** The first of its share of a loop's iterations. */
    int from(int iterations) {
      return (int) ((long) iterations * index / team.size);
    }

    /** The end of its share of a loop's iterations. */
    int to(int iterations) {
      return (int) ((long) iterations * (index + 1) / team.size);
    }

    /** Whether it does what only one may do. */
    boolean isFirst() {
      return index == 0;
    }

    /** Memory for this thread alone, for the time of a kernel. */
    float[] own() {
      return own;
    }

    /** Memory for all threads, for the time of a kernel. */
    float[] shared() {
      return team.shared;
    }

    /** Waits for the others. */
    void sync() {
      if (team.size > 1)
        team.meet(this);
    }
  }

  /** What the running pass is given: one object for all passes, so that a call makes none. */
  private static final class Given {
    private int N;
    private Weights w;
    private Buffers s;
    private float[] image, target;
    private Gradients g;
    private InferBuffers sOfInfer;
    private float[] y;
    private Gradients vState;
    private float lr;

    /** Lets go of the arguments. */
    private void clear() {
      w = null;
      s = null;
      image = target = y = null;
      g = vState = null;
      sOfInfer = null;
    }
  }
  // endregion
}
