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
 * One residual block, worth reading: the gradient of the addition reaches x unchanged.
 * <p>Generated from residual.net, with 412 parameters: input image[8, 8, 3], input target[8, 8, 4],
 * output y[8, 8, 4]. Arrays hold tensors row by row, sample by sample.
 * <pre>
 * network OneBlock(image[8, 8, 3], target[8, 8, 4]) {
 *   y = image -&gt; conv(4, 3) -&gt; residual
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
public final class OneBlock {
  /**
   * Figure 2 of He et al., Deep Residual Learning for Image Recognition, arXiv 1512.03385: y =
   * F(x) + x, then ReLU. residual(x[8, 8, 4]), residual.net:2:
   * <pre>
   * block residual(x[H, W, C]) {
   *   f = x -&gt; conv(C, 3) -&gt; batchNorm -&gt; relu -&gt; conv(C, 3) -&gt; batchNorm
   *   relu(f + x)
   * }
   * </pre>
   */
  public static final class Residual {
    private static void forward(Worker me, int N, Weights w, Buffers s, float[] x, float[] out) {
      // :3 conv1[h, w, k] = sum[r, s, c] x[h + r - 1, w + s - 1, c]*conv1.weight[r, s, c, k] (kept)
      // batchNorm1.meanSum[c] = sum[n, h, w] conv1[h, w, c] (no array)
      // batchNorm1.mean[c] = batchNorm1.meanSum[c]/(N*64) (kept)
      // → reads 256*N + 144, writes 256*N + 4 numbers
      KERNELS.convAndBatchNormMean(me, N, s.conv1, s.batchNorm1Mean, x, w.conv1Weight,
          s.batchNorm1MeanOfSample);

      // batchNorm1.varianceSum[c] = sum[n, h, w] (conv1[h, w, c] - batchNorm1.mean[c])^2 (kept)
      // → reads 256*N + 4, writes 4 numbers
      KERNELS.batchNormVarianceSum(me, N, s.batchNorm1VarianceSum, s.conv1, s.batchNorm1Mean,
          s.batchNorm1VarianceSumOfSample);

      // batchNorm1.variance[c] = batchNorm1.varianceSum[c]/(N*64) (no array)
      // batchNorm1.inverse[c] = 1/sqrt(batchNorm1.variance[c] + 1.0e-5) (kept)
      // batchNorm1.nextRunningMean[c] = 0.9*batchNorm1.runningMean[c] +
      //     0.1*batchNorm1.mean[c] (kept)
      // batchNorm1.nextRunningVariance[c] = 0.9*batchNorm1.runningVariance[c] +
      //     0.1*batchNorm1.variance[c]*(N*64)/max(N*64 - 1, 1) (kept)
      KERNELS.batchNormInverseAndNextRunningMean(me, N, s.batchNorm1Inverse,
          s.batchNorm1NextRunningMean, s.batchNorm1NextRunningVariance, w.batchNorm1RunningMean,
          s.batchNorm1Mean, w.batchNorm1RunningVariance, s.batchNorm1VarianceSum);

      // batchNorm1.normalised[h, w, c] = (conv1[h, w, c] -
      //     batchNorm1.mean[c])*batchNorm1.inverse[c] (no array)
      // batchNorm1[h, w, c] = batchNorm1.scale[c]*batchNorm1.normalised[h, w, c] +
      //     batchNorm1.shift[c] (no array)
      // relu1[h, w, c] = max(batchNorm1[h, w, c], 0) (kept)
      // → reads 256*N + 16, writes 256*N numbers
      KERNELS.relu(me, N, s.relu1, w.batchNorm1Scale, s.conv1, s.batchNorm1Mean,
          s.batchNorm1Inverse, w.batchNorm1Shift);

      // conv2 (kept) as for conv1 with relu1 for x
      // batchNorm2.meanSum (no array), mean (kept) as for batchNorm1
      // → reads 256*N + 144, writes 256*N + 4 numbers
      KERNELS.convAndBatchNormMean(me, N, s.conv2, s.batchNorm2Mean, s.relu1, w.conv2Weight,
          s.batchNorm2MeanOfSample);

      // batchNorm2.varianceSum (kept) as for batchNorm1
      // → reads 256*N + 4, writes 4 numbers
      KERNELS.batchNormVarianceSum(me, N, s.batchNorm2VarianceSum, s.conv2, s.batchNorm2Mean,
          s.batchNorm2VarianceSumOfSample);

      // batchNorm2.variance (no array), inverse, nextRunningMean, nextRunningVariance (kept) as for
      //     batchNorm1
      KERNELS.batchNormInverseAndNextRunningMean(me, N, s.batchNorm2Inverse,
          s.batchNorm2NextRunningMean, s.batchNorm2NextRunningVariance, w.batchNorm2RunningMean,
          s.batchNorm2Mean, w.batchNorm2RunningVariance, s.batchNorm2VarianceSum);

      // batchNorm2.normalised (no array) as for batchNorm1
      // f[h, w, c] = batchNorm2.scale[c]*batchNorm2.normalised[h, w, c] +
      //     batchNorm2.shift[c] (no array)
      // :4 sum[h, w, c] = f[h, w, c] + x[h, w, c] (no array)
      // out[h, w, c] = max(sum[h, w, c], 0)
      // → reads 512*N + 16, writes 256*N numbers
      KERNELS.out(me, N, out, w.batchNorm2Scale, s.conv2, s.batchNorm2Mean, s.batchNorm2Inverse,
          w.batchNorm2Shift, x);
    }

    /**
     * From dOut to dX and g, the gradients of the weights. The forward pass kept 3072*N + 96 bytes
     * for it: conv1, 1024*N bytes, for dBatchNorm1ScaleSum and dConv1; relu1, 1024*N bytes, for
     * dBatchNorm1ScaleSum, dBatchNorm1Shift, dConv2Weight and dConv1; conv2, 1024*N bytes, for
     * dBatchNorm2ScaleSum and dConv2; mean, varianceSum and inverse of batchNorm1 and batchNorm2,
     * 16 bytes each. For commit: 64 bytes. The caller has x and out. dConv2 and dConv1 take turns
     * in one array. Over the skip, without F, dX is the gradient of the result masked by out
     * (residual.net:4). When all is done, weights of Residual change by Sgd: velocity = 0.9*v + g,
     * nextP = p - lr*velocity.
     */
    private static void backward(Worker me, int N, Weights w, Gradients g, Buffers s, float[] x,
        float[] out, float[] dOut, float[] dX) {
      // :4 ⇒ dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0 (no array)
      //    ∂/∂sum of out[h, w, c] = max(sum[h, w, c], 0), by x·1 → x
      //    dF ≡ dSum, ∂/∂f of sum[h, w, c] = f[h, w, c] + x[h, w, c], by x·1 → x;
      //     y[i] = x[i] → y is x
      //    dXViaSum ≡ dSum, ∂/∂x of sum, by x·1 → x; y[i] = x[i] → y is x
      // :3 ⇒ dBatchNorm2ScaleSum[c] = sum[n, h, w] dSum[h, w, c]*(conv2[h, w, c] -
      //     batchNorm2.mean[c])
      //    ∂/∂batchNorm2.scale of f[h, w, c] = batchNorm2.scale[c]*batchNorm2.normalised[h, w, c] +
      //     batchNorm2.shift[c], by Σ c·x → c·Σ x
      // ⇒ dBatchNorm2Shift[c] = sum[n, h, w] dSum[h, w, c]
      //    ∂/∂batchNorm2.shift of f, by x·1 → x
      // → reads 768*N + 4, writes 8 numbers
      KERNELS.dBatchNormScaleSumAndShift(me, N, s.dBatchNorm2ScaleSum, g.batchNorm2Shift, out, dOut,
          s.conv2, s.batchNorm2Mean, s.dBatchNorm2ScaleSumOfSample, s.dBatchNorm2ShiftOfSample);

      // ⇒ dBatchNorm2Scale[c] = batchNorm2.inverse[c]*dBatchNorm2ScaleSum[c]
      //    ∂/∂batchNorm2.scale of f, by x·1 → x; definition put in place; Σ c·x → c·Σ x
      // ⇒ dBatchNorm2Variance[c] =
      //     -(batchNorm2.scale[c]*dBatchNorm2ScaleSum[c]*batchNorm2.inverse[c]/(2
      //     *(batchNorm2.variance[c] + 1.0e-5))) (no array)
      //    ∂/∂batchNorm2.variance of batchNorm2.inverse[c] = 1/sqrt(batchNorm2.variance[c] +
      //     1.0e-5), by definition put in place; Σ c·x → c·Σ x; x·1 → x; √x·√x → x
      // ⇒ dBatchNorm2VarianceSum[c] = dBatchNorm2Variance[c]/(64*N)
      //    ∂/∂batchNorm2.varianceSum of batchNorm2.variance[c] = batchNorm2.varianceSum[c]/(N*64)
      // ⇒ dBatchNorm2MeanSum[c] =
      //     -(batchNorm2.scale[c]*batchNorm2.inverse[c]*dBatchNorm2Shift[c]/(64*N))
      //    ∂/∂batchNorm2.meanSum of batchNorm2.mean[c] = batchNorm2.meanSum[c]/(N*64), by
      //     definition put in place; Σ c·x → c·Σ x; a·x + b·x → (a + b)·x; Σ (x − mean x) → 0
      // again: batchNorm2.variance
      KERNELS.dBatchNormScaleAndVarianceSum(me, N, g.batchNorm2Scale, s.dBatchNorm2VarianceSum,
          s.dBatchNorm2MeanSum, w.batchNorm2Scale, s.dBatchNorm2ScaleSum, s.batchNorm2Inverse,
          s.batchNorm2VarianceSum, g.batchNorm2Shift);

      // ⇒ dConv2[h, w, k] = dSum[h, w, k]*batchNorm2.scale[k]*batchNorm2.inverse[k] +
      //     2*dBatchNorm2VarianceSum[k]*(conv2[h, w, k] - batchNorm2.mean[k]) +
      //     dBatchNorm2MeanSum[k]
      //    fan-out of conv2: contributions of batchNorm2.normalised, batchNorm2.varianceSum,
      //     batchNorm2.meanSum add, by definition put in place; x·1 → x; a·x + b·x → (a + b)·x
      //    of batchNorm2.normalised[h, w, c] = (conv2[h, w, c] -
      //     batchNorm2.mean[c])*batchNorm2.inverse[c]
      //    of batchNorm2.varianceSum[c] = sum[n, h, w] (conv2[h, w, c] - batchNorm2.mean[c])^2
      //    of batchNorm2.meanSum[c] = sum[n, h, w] conv2[h, w, c]
      //    in closed form, dConv2 = batchNorm2.inverse*(d - mean(d) -
      //     batchNorm2.normalised*mean(d*batchNorm2.normalised)), where d =
      //     dSum[h, w, k]*batchNorm2.scale[k] and means are over n, h, w
      // again: dSum
      // → reads 768*N + 20, writes 256*N numbers
      KERNELS.dConv(me, N, s.dConv2, out, dOut, w.batchNorm2Scale, s.batchNorm2Inverse,
          s.dBatchNorm2VarianceSum, s.conv2, s.batchNorm2Mean, s.dBatchNorm2MeanSum);

      // ⇒ conv2.weightTransposed[r, s, k, c] = conv2.weight[r, s, c, k]
      //    contiguous along c for the loops below
      KERNELS.convWeightTransposed(me, N, s.conv2WeightTransposed, w.conv2Weight);

      // ⇒ dRelu1[h, w, c] = sum[k, r, s] dConv2[h - r + 1, w - s + 1, k]*conv2.weight[r, s, c, k]
      //    ∂/∂relu1 of conv2[h, w, k] = sum[r, s, c]
      //     relu1[h + r - 1, w + s - 1, c]*conv2.weight[r, s, c, k]
      // ⇒ dBatchNorm1[h, w, c] = if 0 < relu1[h, w, c] then dRelu1[h, w, c] else 0 (no array), as
      //     dSum
      // ⇒ dBatchNorm1ScaleSum[c] = sum[n, h, w] dBatchNorm1[h, w, c]*(conv1[h, w, c] -
      //     batchNorm1.mean[c]), as dBatchNorm2ScaleSum
      // ⇒ dBatchNorm1Shift[c] = sum[n, h, w] dBatchNorm1[h, w, c], as dBatchNorm2Shift
      // → reads 768*N + 148, writes 256*N + 8 numbers
      KERNELS.dReluAndBatchNormScaleSum(me, N, s.dRelu1, s.dBatchNorm1ScaleSum, g.batchNorm1Shift,
          s.dConv2, s.conv2WeightTransposed, s.relu1, s.conv1, s.batchNorm1Mean,
          s.dBatchNorm1ScaleSumOfSample, s.dBatchNorm1ShiftOfSample);

      // ⇒ dConv2Weight[r, s, c, k] = sum[n, h, w] dConv2[h, w, k]*relu1[h + r - 1, w + s - 1, c]
      //    ∂/∂conv2.weight of conv2
      // → reads 512*N, writes 144 numbers
      KERNELS.dConvWeight(me, N, g.conv2Weight, s.dConv2, s.relu1);

      // ⇒ dBatchNorm1Scale[c] = batchNorm1.inverse[c]*dBatchNorm1ScaleSum[c], as dBatchNorm2Scale
      // ⇒ dBatchNorm1Variance[c] =
      //     -(batchNorm1.scale[c]*dBatchNorm1ScaleSum[c]*batchNorm1.inverse[c]/(2
      //     *(batchNorm1.variance[c] + 1.0e-5))) (no array), as dBatchNorm2Variance
      // ⇒ dBatchNorm1VarianceSum[c] = dBatchNorm1Variance[c]/(64*N), as dBatchNorm2VarianceSum
      // ⇒ dBatchNorm1MeanSum[c] =
      //     -(batchNorm1.scale[c]*batchNorm1.inverse[c]*dBatchNorm1Shift[c]/(64*N)), as
      //     dBatchNorm2MeanSum
      // again: batchNorm1.variance
      KERNELS.dBatchNormScaleAndVarianceSum(me, N, g.batchNorm1Scale, s.dBatchNorm1VarianceSum,
          s.dBatchNorm1MeanSum, w.batchNorm1Scale, s.dBatchNorm1ScaleSum, s.batchNorm1Inverse,
          s.batchNorm1VarianceSum, g.batchNorm1Shift);

      // ⇒ dConv1[h, w, k] = dBatchNorm1[h, w, k]*batchNorm1.scale[k]*batchNorm1.inverse[k] +
      //     2*dBatchNorm1VarianceSum[k]*(conv1[h, w, k] - batchNorm1.mean[k]) +
      //     dBatchNorm1MeanSum[k], as dConv2
      // again: dBatchNorm1
      // → reads 768*N + 20, writes 256*N numbers
      KERNELS.dConv(me, N, s.dConv1, s.relu1, s.dRelu1, w.batchNorm1Scale, s.batchNorm1Inverse,
          s.dBatchNorm1VarianceSum, s.conv1, s.batchNorm1Mean, s.dBatchNorm1MeanSum);

      // ⇒ dConv1Weight[r, s, c, k] = sum[n, h, w] dConv1[h, w, k]*x[h + r - 1, w + s - 1, c], as
      //     dConv2Weight
      // → reads 512*N, writes 144 numbers
      KERNELS.dConvWeight(me, N, g.conv1Weight, s.dConv1, x);

      // ⇒ conv1.weightTransposed[r, s, k, c] = conv1.weight[r, s, c, k], as conv2.weightTransposed
      KERNELS.convWeightTransposed(me, N, s.conv1WeightTransposed, w.conv1Weight);

      // ⇒ dXViaConv1[h, w, c] = sum[k, r, s]
      //     dConv1[h - r + 1, w - s + 1, k]*conv1.weight[r, s, c, k] (no array), as dRelu1
      // :2 ⇒ dX[h, w, c] = dSum[h, w, c] + dXViaConv1[h, w, c]
      //    fan-out of x: contributions of sum, conv1 add
      //    of conv1[h, w, k] = sum[r, s, c] x[h + r - 1, w + s - 1, c]*conv1.weight[r, s, c, k]
      // again: dSum
      // → reads 768*N + 144, writes 256*N numbers
      KERNELS.dX(me, N, dX, out, dOut, s.dConv1, s.conv1WeightTransposed);
    }

    static class Loops extends Kernels {
      /** In forward: conv1, batchNorm1.mean; conv2, batchNorm2.mean. */
      void convAndBatchNormMean(Worker me, int N, float[] conv, float[] batchNormMean, float[] in,
          float[] convWeight, float[] batchNormMeanOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int k = 0; k < 4; k++) {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                  for (int s = 0; s < 3; s++)
                    for (int c = 0; c < 4; c++)
                      if (h + r - 1 >= 0 && h + r - 1 < 8 && w + s - 1 >= 0 && w + s - 1 < 8)
                        sum += in[256 * n + 32 * (h + r - 1) + 4 * (w + s - 1) + c]
                            * convWeight[48 * r + 16 * s + 4 * c + k];
                conv[256 * n + 32 * h + 4 * w + k] = (float) sum;
              }
          for (int k = 0; k < 4; k++) {
            double sum = 0;
            for (int h = 0; h < 8; h++)
              for (int w = 0; w < 8; w++)
                sum += conv[256 * n + 32 * h + 4 * w + k];
            batchNormMeanOfSample[8 * n + k] = (float) sum;
          }
        }
        me.sync();
        if (me.isFirst())
          for (int k = 0; k < 4; k++) {
            double sum = 0;
            for (int n = 0; n < N; n++)
              sum += batchNormMeanOfSample[8 * n + k];
            batchNormMean[k] = (float) (sum / ((float) N * 64f));
          }
        me.sync();
      }

      /** In forward: batchNorm1.varianceSum; batchNorm2.varianceSum. */
      void batchNormVarianceSum(Worker me, int N, float[] batchNormVarianceSum, float[] conv,
          float[] batchNormMean, float[] batchNormVarianceSumOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int c = 0; c < 4; c++) {
            double sum = 0;
            for (int h = 0; h < 8; h++)
              for (int w = 0; w < 8; w++) {
                float t = conv[256 * n + 32 * h + 4 * w + c] - batchNormMean[c];
                sum += t * t;
              }
            batchNormVarianceSumOfSample[8 * n + c] = (float) sum;
          }
        me.sync();
        if (me.isFirst())
          for (int c = 0; c < 4; c++) {
            double sum = 0;
            for (int n = 0; n < N; n++)
              sum += batchNormVarianceSumOfSample[8 * n + c];
            batchNormVarianceSum[c] = (float) sum;
          }
        me.sync();
      }

      /**
       * In forward: batchNorm1.inverse, batchNorm1.nextRunningMean, batchNorm1.nextRunningVariance;
       * batchNorm2.inverse, batchNorm2.nextRunningMean, batchNorm2.nextRunningVariance.
       */
      void batchNormInverseAndNextRunningMean(Worker me, int N, float[] batchNormInverse,
          float[] batchNormNextRunningMean, float[] batchNormNextRunningVariance,
          float[] batchNormRunningMean, float[] batchNormMean, float[] batchNormRunningVariance,
          float[] batchNormVarianceSum) {
        if (me.isFirst())
          for (int c = 0; c < 4; c++) {
            float t = batchNormVarianceSum[c] / ((float) N * 64f);
            batchNormInverse[c] = 1f / (float) Math.sqrt(t + 1.0E-5f);
            batchNormNextRunningMean[c] = 0.9f * batchNormRunningMean[c] + 0.1f * batchNormMean[c];
            batchNormNextRunningVariance[c] = 0.9f * batchNormRunningVariance[c] + 0.1f * t
                * ((float) N * 64f) / Math.max((float) N * 64f - 1f, 1f);
          }
        me.sync();
      }

      /** In forward: relu1. */
      void relu(Worker me, int N, float[] relu1, float[] batchNorm1Scale, float[] conv1,
          float[] batchNorm1Mean, float[] batchNorm1Inverse, float[] batchNorm1Shift) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int c = 0; c < 4; c++)
                relu1[256 * n + 32 * h + 4 * w + c] = Math.max(batchNorm1Scale[c]
                    * ((conv1[256 * n + 32 * h + 4 * w + c] - batchNorm1Mean[c])
                    * batchNorm1Inverse[c]) + batchNorm1Shift[c], 0f);
        me.sync();
      }

      /** In forward: out. */
      void out(Worker me, int N, float[] out, float[] batchNorm2Scale, float[] conv2,
          float[] batchNorm2Mean, float[] batchNorm2Inverse, float[] batchNorm2Shift, float[] x) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int c = 0; c < 4; c++)
                out[256 * n + 32 * h + 4 * w + c] = Math.max(batchNorm2Scale[c]
                    * ((conv2[256 * n + 32 * h + 4 * w + c] - batchNorm2Mean[c])
                    * batchNorm2Inverse[c]) + batchNorm2Shift[c] + x[256 * n + 32 * h + 4 * w + c],
                    0f);
        me.sync();
      }

      /** In backward: dBatchNorm2ScaleSum, dBatchNorm2Shift. */
      void dBatchNormScaleSumAndShift(Worker me, int N, float[] dBatchNorm2ScaleSum,
          float[] dBatchNorm2Shift, float[] out, float[] dOut, float[] conv2,
          float[] batchNorm2Mean, float[] dBatchNorm2ScaleSumOfSample,
          float[] dBatchNorm2ShiftOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int c = 0; c < 4; c++) {
            double sumOfDBatchNormScaleSum = 0;
            double sumOfDBatchNormShift = 0;
            for (int h = 0; h < 8; h++)
              for (int w = 0; w < 8; w++) {
                float t = out[256 * n + 32 * h + 4 * w + c] > 0f
                    ? dOut[256 * n + 32 * h + 4 * w + c] : 0f;
                sumOfDBatchNormScaleSum += t * (conv2[256 * n + 32 * h + 4 * w + c]
                    - batchNorm2Mean[c]);
                sumOfDBatchNormShift += t;
              }
            dBatchNorm2ScaleSumOfSample[8 * n + c] = (float) sumOfDBatchNormScaleSum;
            dBatchNorm2ShiftOfSample[8 * n + c] = (float) sumOfDBatchNormShift;
          }
        me.sync();
        if (me.isFirst())
          for (int c = 0; c < 4; c++) {
            double sumOfDBatchNormScaleSum = 0;
            double sumOfDBatchNormShift = 0;
            for (int n = 0; n < N; n++) {
              sumOfDBatchNormScaleSum += dBatchNorm2ScaleSumOfSample[8 * n + c];
              sumOfDBatchNormShift += dBatchNorm2ShiftOfSample[8 * n + c];
            }
            dBatchNorm2ScaleSum[c] = (float) sumOfDBatchNormScaleSum;
            dBatchNorm2Shift[c] = (float) sumOfDBatchNormShift;
          }
        me.sync();
      }

      /**
       * In backward: dBatchNorm2Scale, dBatchNorm2VarianceSum, dBatchNorm2MeanSum;
       * dBatchNorm1Scale, dBatchNorm1VarianceSum, dBatchNorm1MeanSum.
       */
      void dBatchNormScaleAndVarianceSum(Worker me, int N, float[] dBatchNormScale,
          float[] dBatchNormVarianceSum, float[] dBatchNormMeanSum, float[] batchNormScale,
          float[] dBatchNormScaleSum, float[] batchNormInverse, float[] batchNormVarianceSum,
          float[] dBatchNormShift) {
        if (me.isFirst())
          for (int c = 0; c < 4; c++) {
            dBatchNormScale[c] = batchNormInverse[c] * dBatchNormScaleSum[c];
            dBatchNormVarianceSum[c] = -(batchNormScale[c] * dBatchNormScaleSum[c]
                * batchNormInverse[c] / (2f * (batchNormVarianceSum[c] / ((float) N * 64f)
                + 1.0E-5f))) / (64f * (float) N);
            dBatchNormMeanSum[c] = -(batchNormScale[c] * batchNormInverse[c]
                * dBatchNormShift[c] / (64f * (float) N));
          }
        me.sync();
      }

      /** In backward: dConv2; dConv1. */
      void dConv(Worker me, int N, float[] dConv, float[] out, float[] dOut, float[] batchNormScale,
          float[] batchNormInverse, float[] dBatchNormVarianceSum, float[] conv,
          float[] batchNormMean, float[] dBatchNormMeanSum) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int k = 0; k < 4; k++)
                dConv[256 * n + 32 * h + 4 * w + k] = (out[256 * n + 32 * h + 4 * w + k] > 0f
                    ? dOut[256 * n + 32 * h + 4 * w + k] : 0f) * batchNormScale[k]
                    * batchNormInverse[k] + 2f * dBatchNormVarianceSum[k]
                    * (conv[256 * n + 32 * h + 4 * w + k] - batchNormMean[k])
                    + dBatchNormMeanSum[k];
        me.sync();
      }

      /** In backward: conv2.weightTransposed; conv1.weightTransposed. */
      void convWeightTransposed(Worker me, int N, float[] convWeightTransposed,
          float[] convWeight) {
        for (int r = 0; r < 3; r++)
          for (int s = 0; s < 3; s++)
            for (int k = me.from(4), kEnd = me.to(4); k < kEnd; k++)
              for (int c = 0; c < 4; c++)
                convWeightTransposed[48 * r + 16 * s + 4 * k + c] =
                    convWeight[48 * r + 16 * s + 4 * c + k];
        me.sync();
      }

      /** In backward: dRelu1, dBatchNorm1ScaleSum, dBatchNorm1Shift. */
      void dReluAndBatchNormScaleSum(Worker me, int N, float[] dRelu1, float[] dBatchNorm1ScaleSum,
          float[] dBatchNorm1Shift, float[] dConv2, float[] conv2WeightTransposed, float[] relu1,
          float[] conv1, float[] batchNorm1Mean, float[] dBatchNorm1ScaleSumOfSample,
          float[] dBatchNorm1ShiftOfSample) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int c = 0; c < 4; c++) {
                double sum = 0;
                for (int k = 0; k < 4; k++)
                  for (int r = 0; r < 3; r++)
                    for (int s = 0; s < 3; s++)
                      if (h - r + 1 >= 0 && h - r + 1 < 8 && w - s + 1 >= 0 && w - s + 1 < 8)
                        sum += dConv2[256 * n + 32 * (h - r + 1) + 4 * (w - s + 1) + k]
                            * conv2WeightTransposed[48 * r + 16 * s + 4 * k + c];
                dRelu1[256 * n + 32 * h + 4 * w + c] = (float) sum;
              }
          for (int c = 0; c < 4; c++) {
            double sumOfDBatchNormScaleSum = 0;
            double sumOfDBatchNormShift = 0;
            for (int h = 0; h < 8; h++)
              for (int w = 0; w < 8; w++) {
                float t = relu1[256 * n + 32 * h + 4 * w + c] > 0f
                    ? dRelu1[256 * n + 32 * h + 4 * w + c] : 0f;
                sumOfDBatchNormScaleSum += t * (conv1[256 * n + 32 * h + 4 * w + c]
                    - batchNorm1Mean[c]);
                sumOfDBatchNormShift += t;
              }
            dBatchNorm1ScaleSumOfSample[8 * n + c] = (float) sumOfDBatchNormScaleSum;
            dBatchNorm1ShiftOfSample[8 * n + c] = (float) sumOfDBatchNormShift;
          }
        }
        me.sync();
        if (me.isFirst())
          for (int c = 0; c < 4; c++) {
            double sumOfDBatchNormScaleSum = 0;
            double sumOfDBatchNormShift = 0;
            for (int n = 0; n < N; n++) {
              sumOfDBatchNormScaleSum += dBatchNorm1ScaleSumOfSample[8 * n + c];
              sumOfDBatchNormShift += dBatchNorm1ShiftOfSample[8 * n + c];
            }
            dBatchNorm1ScaleSum[c] = (float) sumOfDBatchNormScaleSum;
            dBatchNorm1Shift[c] = (float) sumOfDBatchNormShift;
          }
        me.sync();
      }

      /** In backward: dConv2Weight; dConv1Weight. */
      void dConvWeight(Worker me, int N, float[] dConvWeight, float[] dConv, float[] in) {
        for (int r = 0; r < 3; r++)
          for (int s = 0; s < 3; s++)
            for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++)
              for (int k = 0; k < 4; k++) {
                double sum = 0;
                for (int n = 0; n < N; n++)
                  for (int h = 0; h < 8; h++)
                    for (int w = 0; w < 8; w++)
                      if (h + r - 1 >= 0 && h + r - 1 < 8 && w + s - 1 >= 0 && w + s - 1 < 8)
                        sum += dConv[256 * n + 32 * h + 4 * w + k]
                            * in[256 * n + 32 * (h + r - 1) + 4 * (w + s - 1) + c];
                dConvWeight[48 * r + 16 * s + 4 * c + k] = (float) sum;
              }
        me.sync();
      }

      /** In backward: dX. */
      void dX(Worker me, int N, float[] dX, float[] out, float[] dOut, float[] dConv1,
          float[] conv1WeightTransposed) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int c = 0; c < 4; c++) {
                double sum = 0;
                for (int k = 0; k < 4; k++)
                  for (int r = 0; r < 3; r++)
                    for (int s = 0; s < 3; s++)
                      if (h - r + 1 >= 0 && h - r + 1 < 8 && w - s + 1 >= 0 && w - s + 1 < 8)
                        sum += dConv1[256 * n + 32 * (h - r + 1) + 4 * (w - s + 1) + k]
                            * conv1WeightTransposed[48 * r + 16 * s + 4 * k + c];
                dX[256 * n + 32 * h + 4 * w + c] = (float) ((out[256 * n + 32 * h + 4 * w + c] > 0f
                    ? dOut[256 * n + 32 * h + 4 * w + c] : 0f) + sum);
              }
        me.sync();
      }

      /**
       * In infer: batchNorm1.inverse, batchNorm1Factor, batchNorm1Offset, batchNorm2.inverse,
       * fFactor, fOffset.
       */
      void batchNormInverseAndFactorForInference(Worker me, int N, float[] batchNorm1Inverse,
          float[] batchNorm1Factor, float[] batchNorm1Offset, float[] batchNorm2Inverse,
          float[] fFactor, float[] fOffset, float[] batchNorm1Scale, float[] batchNorm1Shift,
          float[] batchNorm1RunningMean, float[] batchNorm2RunningVariance, float[] batchNorm2Scale,
          float[] batchNorm2Shift, float[] batchNorm2RunningMean,
          float[] batchNorm1RunningVariance) {
        if (me.isFirst())
          for (int c = 0; c < 4; c++) {
            batchNorm1Inverse[c] = 1f / (float) Math.sqrt(batchNorm1RunningVariance[c] + 1.0E-5f);
            batchNorm1Factor[c] = batchNorm1Inverse[c] * batchNorm1Scale[c];
            batchNorm1Offset[c] = batchNorm1Shift[c] - batchNorm1RunningMean[c]
                * batchNorm1Inverse[c] * batchNorm1Scale[c];
            batchNorm2Inverse[c] = 1f / (float) Math.sqrt(batchNorm2RunningVariance[c] + 1.0E-5f);
            fFactor[c] = batchNorm2Inverse[c] * batchNorm2Scale[c];
            fOffset[c] = batchNorm2Shift[c] - batchNorm2RunningMean[c] * batchNorm2Inverse[c]
                * batchNorm2Scale[c];
          }
        me.sync();
      }

      /** In infer: relu1. */
      void reluForInference(Worker me, int N, float[] relu1, float[] x, float[] conv1Weight,
          float[] batchNorm1Factor, float[] batchNorm1Offset) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int k = 0; k < 4; k++) {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                  for (int s = 0; s < 3; s++)
                    for (int c = 0; c < 4; c++)
                      if (h + r - 1 >= 0 && h + r - 1 < 8 && w + s - 1 >= 0 && w + s - 1 < 8)
                        sum += x[256 * n + 32 * (h + r - 1) + 4 * (w + s - 1) + c]
                            * conv1Weight[48 * r + 16 * s + 4 * c + k];
                relu1[256 * n + 32 * h + 4 * w + k] = (float) Math.max(sum * batchNorm1Factor[k]
                    + batchNorm1Offset[k], 0);
              }
        me.sync();
      }

      /** In infer: out. */
      void outForInference(Worker me, int N, float[] out, float[] relu1, float[] conv2Weight,
          float[] fFactor, float[] fOffset, float[] x) {
        for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
          for (int h = 0; h < 8; h++)
            for (int w = 0; w < 8; w++)
              for (int k = 0; k < 4; k++) {
                double sum = 0;
                for (int r = 0; r < 3; r++)
                  for (int s = 0; s < 3; s++)
                    for (int c = 0; c < 4; c++)
                      if (h + r - 1 >= 0 && h + r - 1 < 8 && w + s - 1 >= 0 && w + s - 1 < 8)
                        sum += relu1[256 * n + 32 * (h + r - 1) + 4 * (w + s - 1) + c]
                            * conv2Weight[48 * r + 16 * s + 4 * c + k];
                out[256 * n + 32 * h + 4 * w + k] = (float) Math.max(sum * fFactor[k] + fOffset[k]
                    + x[256 * n + 32 * h + 4 * w + k], 0);
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
      KERNELS.batchNormInverseAndFactorForInference(me, N, s.batchNorm1Inverse, s.batchNorm1Factor,
          s.batchNorm1Offset, s.batchNorm2Inverse, s.fFactor, s.fOffset, w.batchNorm1Scale,
          w.batchNorm1Shift, w.batchNorm1RunningMean, w.batchNorm2RunningVariance,
          w.batchNorm2Scale, w.batchNorm2Shift, w.batchNorm2RunningMean,
          w.batchNorm1RunningVariance);

      // conv1 (no array) as above
      // batchNorm1[h, w, c] = conv1[h, w, c]*batchNorm1Factor[c] + batchNorm1Offset[c] (no array)
      // relu1 as above
      // → reads 256*N + 152, writes 256*N numbers
      KERNELS.reluForInference(me, N, s.relu1, x, w.conv1Weight, s.batchNorm1Factor,
          s.batchNorm1Offset);

      // conv2 (no array) as for conv1 with relu1 for x
      // f[h, w, c] = conv2[h, w, c]*fFactor[c] + fOffset[c] (no array)
      // sum (no array), out as above
      // → reads 512*N + 152, writes 256*N numbers
      KERNELS.outForInference(me, N, out, s.relu1, w.conv2Weight, s.fFactor, s.fOffset, x);
    }

    private Residual() {
    }

    private static void commit(Weights w, Buffers s) {
      System.arraycopy(s.batchNorm1NextRunningMean, 0, w.batchNorm1RunningMean, 0, 4);
      System.arraycopy(s.batchNorm1NextRunningVariance, 0, w.batchNorm1RunningVariance, 0, 4);
      System.arraycopy(s.batchNorm2NextRunningMean, 0, w.batchNorm2RunningMean, 0, 4);
      System.arraycopy(s.batchNorm2NextRunningVariance, 0, w.batchNorm2RunningVariance, 0, 4);
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
    }

    /** Parameters and states of Residual. */
    public static final class Weights {
      /** The parameters of Residual, with the shapes that {@code parameters} tells. */
      public final float[] conv1Weight, batchNorm1Scale, batchNorm1Shift, conv2Weight,
          batchNorm2Scale, batchNorm2Shift;
      /** The states of Residual, with the shapes that {@code states} tells. */
      public final float[] batchNorm1RunningMean, batchNorm1RunningVariance, batchNorm2RunningMean,
          batchNorm2RunningVariance;

      private Weights(GivenArrays all, String prefix) {
        conv1Weight = all.parameter(prefix + "conv1.weight", 3, 3, 4, 4);
        batchNorm1Scale = all.parameter(prefix + "batchNorm1.scale", 4);
        batchNorm1Shift = all.parameter(prefix + "batchNorm1.shift", 4);
        conv2Weight = all.parameter(prefix + "conv2.weight", 3, 3, 4, 4);
        batchNorm2Scale = all.parameter(prefix + "batchNorm2.scale", 4);
        batchNorm2Shift = all.parameter(prefix + "batchNorm2.shift", 4);
        batchNorm1RunningMean = all.state(prefix + "batchNorm1.runningMean", 4);
        batchNorm1RunningVariance = all.state(prefix + "batchNorm1.runningVariance", 4);
        batchNorm2RunningMean = all.state(prefix + "batchNorm2.runningMean", 4);
        batchNorm2RunningVariance = all.state(prefix + "batchNorm2.runningVariance", 4);
      }

      private void initialise(long seed, String prefix) {
        normal(conv1Weight, 0.23570226039551584, seed, prefix + "conv1.weight");
        Arrays.fill(batchNorm1Scale, 1f);
        Arrays.fill(batchNorm1Shift, 0f);
        normal(conv2Weight, 0.23570226039551584, seed, prefix + "conv2.weight");
        Arrays.fill(batchNorm2Scale, 1f);
        Arrays.fill(batchNorm2Shift, 0f);
        Arrays.fill(batchNorm1RunningMean, 0f);
        Arrays.fill(batchNorm1RunningVariance, 1f);
        Arrays.fill(batchNorm2RunningMean, 0f);
        Arrays.fill(batchNorm2RunningVariance, 1f);
      }
    }

    /** The arrays of Residual in training. */
    public static final class Buffers {
      /** Read by the backward pass. */
      public final float[] conv1, batchNorm1Mean, batchNorm1VarianceSum, batchNorm1Inverse, relu1,
          conv2, batchNorm2Mean, batchNorm2VarianceSum, batchNorm2Inverse;
      /** The state after the step. */
      public final float[] batchNorm1NextRunningMean, batchNorm1NextRunningVariance,
          batchNorm2NextRunningMean, batchNorm2NextRunningVariance;
      final float[] batchNorm1MeanOfSample, batchNorm1VarianceSumOfSample, batchNorm2MeanOfSample,
          batchNorm2VarianceSumOfSample, dBatchNorm2ScaleSum, dBatchNorm2VarianceSum,
          dBatchNorm2MeanSum, dConv2, dRelu1, dBatchNorm1ScaleSum, dBatchNorm1VarianceSum,
          dBatchNorm1MeanSum, dConv1, dBatchNorm2ScaleSumOfSample, dBatchNorm2ShiftOfSample,
          conv2WeightTransposed, dBatchNorm1ScaleSumOfSample, dBatchNorm1ShiftOfSample,
          conv1WeightTransposed;

      private Buffers(int capacity, float[][] pool, float[][] backwardPool) {
        conv1 = new float[capacity * 256];
        batchNorm1Mean = new float[4];
        batchNorm1VarianceSum = new float[4];
        batchNorm1Inverse = new float[4];
        relu1 = new float[capacity * 256];
        conv2 = new float[capacity * 256];
        batchNorm2Mean = new float[4];
        batchNorm2VarianceSum = new float[4];
        batchNorm2Inverse = new float[4];
        batchNorm1NextRunningMean = new float[4];
        batchNorm1NextRunningVariance = new float[4];
        batchNorm2NextRunningMean = new float[4];
        batchNorm2NextRunningVariance = new float[4];
        batchNorm1MeanOfSample = batchNorm1VarianceSumOfSample = batchNorm2MeanOfSample =
            batchNorm2VarianceSumOfSample = pool[0];
        dBatchNorm2ScaleSum = dBatchNorm1VarianceSum = conv2WeightTransposed =
            conv1WeightTransposed = backwardPool[4];
        dBatchNorm2VarianceSum = dBatchNorm1MeanSum = dBatchNorm1ScaleSumOfSample = backwardPool[2];
        dBatchNorm2MeanSum = dBatchNorm1ShiftOfSample = backwardPool[3];
        dConv2 = dConv1 = dBatchNorm2ScaleSumOfSample = backwardPool[0];
        dRelu1 = dBatchNorm2ShiftOfSample = backwardPool[1];
        dBatchNorm1ScaleSum = backwardPool[5];
      }
    }

    /** Gradients of the parameters of Residual. */
    public static final class Gradients {
      /** The gradient of the parameter of this name of Residual. */
      public final float[] conv1Weight, batchNorm1Scale, batchNorm1Shift, conv2Weight,
          batchNorm2Scale, batchNorm2Shift;

      private Gradients(GivenArrays all, String prefix) {
        conv1Weight = all.parameter(prefix + "conv1.weight", 3, 3, 4, 4);
        batchNorm1Scale = all.parameter(prefix + "batchNorm1.scale", 4);
        batchNorm1Shift = all.parameter(prefix + "batchNorm1.shift", 4);
        conv2Weight = all.parameter(prefix + "conv2.weight", 3, 3, 4, 4);
        batchNorm2Scale = all.parameter(prefix + "batchNorm2.scale", 4);
        batchNorm2Shift = all.parameter(prefix + "batchNorm2.shift", 4);
      }
    }

    /** The arrays of Residual in inference. */
    public static final class InferBuffers {
      final float[] batchNorm1Inverse, batchNorm1Factor, batchNorm1Offset, relu1, batchNorm2Inverse,
          fFactor, fOffset;

      private InferBuffers(int capacity, float[][] pool) {
        batchNorm1Inverse = relu1 = pool[0];
        batchNorm1Factor = pool[1];
        batchNorm1Offset = pool[2];
        batchNorm2Inverse = pool[3];
        fFactor = pool[4];
        fOffset = pool[5];
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
    static class Loops extends Residual.Loops {
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

  // region the passes of OneBlock
  private static void forward(Worker me, int N, Weights w, Buffers s, float[] image,
      float[] target) {
    // conv (kept) as for Residual's conv1 with image for x
    // → reads 192*N + 108, writes 256*N numbers
    KERNELS.conv(me, N, s.conv, image, w.convWeight);

    // :9 y[8, 8, 4] = residual as residual of conv
    Residual.forward(me, N, w.residual, s.residual, s.conv, s.y);

    // :10 lossSum = sum[h, w, c] (y[h, w, c] - target[h, w, c])^2
    // loss = lossSum/256 (no array)
    // meanLoss = sum[n] loss/N (kept)
    // → reads 512*N, writes 1*N + 1 numbers
    KERNELS.lossSumAndMeanLoss(me, N, s.lossSum, s.meanLoss, s.y, target, s.meanLossOfSample);
  }

  /**
   * From the loss to g, the gradients of the weights. The forward pass kept 2048*N + 4 bytes for
   * it, beside what those keep that it calls: y, 1024*N bytes, for dY; meanLoss, 4 bytes, the
   * loss; conv, 1024*N bytes, an input of residual, whose backward pass reads it. The caller has
   * image and target. This network's skip path is the identity except masked by out,
   * residual.net:4. When all is done, weights of OneBlock change as those of Residual do.
   */
  private static void backward(Worker me, int N, Weights w, Gradients g, Buffers s, float[] image,
      float[] target) {
    // :10 ⇒ dY[h, w, c] = (y[h, w, c] - target[h, w, c])/(128*N)
    //    ∂/∂y of lossSum = sum[h, w, c] (y[h, w, c] - target[h, w, c])^2, by
    //     definition put in place; x·1 → x; a·x + b·x → (a + b)·x
    // → reads 512*N, writes 256*N numbers
    KERNELS.dY(me, N, s.dY, s.y, target);

    // :9 ⇒ adjoints through y[8, 8, 4] = residual as residual of conv
    Residual.backward(me, N, w.residual, g.residual, s.residual, s.conv, s.y, s.dY, s.dConv);

    // ⇒ dConvWeight[r, s, c, k] = sum[n, h, w] dConv[h, w, k]*image[h + r - 1, w + s - 1, c], as
    //     Residual's dConv2Weight
    // → reads 448*N, writes 108 numbers
    KERNELS.dConvWeightOfOneBlock(me, N, g.convWeight, s.dConv, image);
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
        for (int h = 0; h < 8; h++)
          for (int w = 0; w < 8; w++)
            for (int c = 0; c < 4; c++) {
              float t = y[256 * n + 32 * h + 4 * w + c] - target[256 * n + 32 * h + 4 * w + c];
              sum += t * t;
            }
        lossSum[n] = (float) sum;
        meanLossOfSample[n] = lossSum[n] / 256f / (float) N;
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
        for (int h = 0; h < 8; h++)
          for (int w = 0; w < 8; w++)
            for (int c = 0; c < 4; c++)
              dY[256 * n + 32 * h + 4 * w + c] = (y[256 * n + 32 * h + 4 * w + c]
                  - target[256 * n + 32 * h + 4 * w + c]) / (128f * (float) N);
      me.sync();
    }

    /** In backward: dConvWeight. */
    void dConvWeightOfOneBlock(Worker me, int N, float[] dConvWeight, float[] dConv,
        float[] image) {
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
    // conv as for Residual's conv1 with image for x
    // → reads 192*N + 108, writes 256*N numbers
    KERNELS.conv(me, N, s.conv, image, w.convWeight);

    // :9 y[8, 8, 4] = residual as residual of conv
    Residual.infer(me, N, w.residual, s.residual, s.conv, y);
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
   * @param target {@code target[8, 8, 4]} of each sample
   * @return the mean loss
   */
  public static float forward(Weights w, Workspace workspace, int N, float[] image,
      float[] target) {
    workspace.checkBatch(N);
    check(image.length, N * 192L, "image");
    check(target.length, N * 256L, "target");
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
   * @param target {@code target[8, 8, 4]} of each sample
   * @throws IllegalStateException unless {@code forward} with as many samples came right before it
   */
  public static void backward(Weights w, Workspace workspace, Gradients g, int N, float[] image,
      float[] target) {
    workspace.checkBatch(N);
    check(image.length, N * 192L, "image");
    check(target.length, N * 256L, "target");
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
   * @param y receives the output {@code y[8, 8, 4]} of each sample
   */
  public static void infer(Weights w, Workspace workspace, int N, float[] image, float[] y) {
    workspace.checkBatch(N);
    check(image.length, N * 192L, "image");
    check(y.length, N * 256L, "y");
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
   * @param target {@code target[8, 8, 4]} of each sample
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
    Residual.commit(w.residual, s.residual);
  }

  private static void update(Worker me, Weights w, Gradients g, Gradients vState, float lr) {
    Sgd.update(me, w.convWeight.length, w.convWeight, g.convWeight, lr, vState.convWeight);
    Residual.update(me, w.residual, g.residual, vState.residual, lr);
  }

  /** Parameters and states, shared by all who use them and not changed by inference. */
  public static final class Weights {
    private final GivenArrays all;
    /** The parameters, with the shapes that {@code parameters} tells. */
    public final float[] convWeight;
    /** Parameters and states of {@code residual}. */
    public final Residual.Weights residual;

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
      residual = new Residual.Weights(all, "residual.");
    }

    /**
     * Sets everything to its initial value.
     *
     * @param seed decides the random ones: equal seeds, equal weights
     */
    public void initialise(long seed) {
      normal(convWeight, 0.23570226039551584, seed, "conv.weight");
      residual.initialise(seed, "residual.");
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
   * Those of all blocks keep 1280*N + 41 numbers in 5120*N + 164 bytes, 655,524 for N = 128.
   */
  public static final class Buffers {
    /** An output of the network. */
    public final float[] y;
    /** The loss. */
    public final float[] meanLoss;
    /** An input of residual, whose backward pass reads it. */
    public final float[] conv;
    final float[] lossSum, meanLossOfSample, dY, dConv;
    /** The arrays of {@code residual}. */
    public final Residual.Buffers residual;

    private Buffers(int capacity, float[][] pool, float[][] backwardPool) {
      y = new float[capacity * 256];
      meanLoss = new float[1];
      conv = pool[0];
      lossSum = pool[5];
      meanLossOfSample = pool[6];
      dY = backwardPool[1];
      dConv = backwardPool[2];
      residual = new Residual.Buffers(capacity, arrays(pool, 5), arrays(backwardPool, 3, 4, 5, 6, 7,
          8));
    }
  }

  /** One array for each parameter, named as it is. */
  public static final class Gradients {
    private final GivenArrays all;
    /** The gradient of the parameter of this name. */
    public final float[] convWeight;
    /** Gradients of {@code residual}. */
    public final Residual.Gradients residual;

    /** All zeros. */
    public Gradients() {
      this(new GivenArrays(null));
    }

    private Gradients(GivenArrays all) {
      this.all = all;
      convWeight = all.parameter("conv.weight", 3, 3, 3, 4);
      residual = new Residual.Gradients(all, "residual.");
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
    /** What inference needs of {@code residual}. */
    public final Residual.InferBuffers residual;

    private InferBuffers(int capacity, float[][] pool) {
      conv = pool[1];
      residual = new Residual.InferBuffers(capacity, arrays(pool, 0, 2, 3, 4, 5, 6));
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
          pool = new float[][] {new float[capacity * 256 + 4], new float[capacity * 256],
              new float[capacity * 256 + 4], new float[capacity * 256 + 4],
              new float[capacity * 256 + 4], new float[capacity * 8 + 4],
              new float[capacity * 8 + 4], new float[144], new float[4]};
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
            pool = new float[][] {new float[capacity * 256 + 4], new float[capacity * 256],
                new float[4], new float[4], new float[4], new float[4], new float[4]};
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

  private OneBlock() {
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
   * What the loops share, and which of them run: instead of those of this file, OneBlockPlain,
   * which compute the same faster.
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
      return new OneBlockPlain();
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
      Thread thread = new Thread(null, () -> live(worker), "OneBlock-" + worker.index, 0, false);
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
