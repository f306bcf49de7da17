package dev.netgrad.examples;

/**
 * The kernels of {@link OneBlock} for any Java, where they are not those of the textbook. They give
 * the same numbers, within rounding, in a fraction of the time: several samples or channels are
 * taken at once, loops run only where a test would let them, a row is added to at a time, and a sum
 * of many terms is added up in blocks.
 *
 * <p>Long sums keep their digits: one number is summed in double precision; of a row, the sums have
 * a rest beside them, to which goes what rounding takes from them, {@code term - (total - sum)}.
 */
class OneBlockPlain extends OneBlock.Loops {
  @Override
  String description() {
    return "plain";
  }

  @Override
  int own() {
    return 16;
  }

  @Override
  int shared() {
    return 156;
  }

  @Override
  void convAndBatchNormMean(OneBlock.Worker me, int N, float[] conv, float[] batchNormMean,
      float[] in, float[] convWeight, float[] batchNormMeanOfSample) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
      int batchNorm1MeanOfSampleAt = 8 * n;
      for (int i = 0; i < 8; i++)
        batchNormMeanOfSample[batchNorm1MeanOfSampleAt + i] = 0f;
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int conv1At = 256 * n + 32 * h + 4 * w;
          for (int k = 0; k < 4; k++)
            conv[conv1At + k] = 0f;
          for (int r = Math.max(0, 1 - h), rEnd = Math.min(3, 9 - h); r < rEnd; r++)
            for (int s = Math.max(0, 1 - w), sEnd = Math.min(3, 9 - w); s < sEnd; s++)
              for (int c = 0; c < 4; c += 4) {
                int xAt = 256 * n + 32 * h + 32 * r + 4 * w + 4 * s + c - 36;
                float x0 = in[xAt];
                int conv1WeightAt = 48 * r + 16 * s + 4 * c;
                float x1 = in[xAt + 1];
                float x2 = in[xAt + 2];
                float x3 = in[xAt + 3];
                for (int k = 0; k < 4; k++)
                  conv[conv1At + k] += x0 * convWeight[k + conv1WeightAt] + x1
                      * convWeight[k + conv1WeightAt + 4] + x2 * convWeight[k + conv1WeightAt + 8]
                      + x3 * convWeight[k + conv1WeightAt + 12];
              }
          for (int k = 0; k < 4; k++) {
            float term0 = conv[conv1At + k];
            float total0 = batchNormMeanOfSample[batchNorm1MeanOfSampleAt + k] + term0;
            batchNormMeanOfSample[batchNorm1MeanOfSampleAt + k + 4] += term0 - (total0
                - batchNormMeanOfSample[batchNorm1MeanOfSampleAt + k]);
            batchNormMeanOfSample[batchNorm1MeanOfSampleAt + k] = total0;
          }
        }
    }
    me.sync();
    if (me.isFirst()) {
      for (int n = 1; n < N; n++) {
        int batchNorm1MeanOfSampleAt2 = 8 * n;
        for (int k = 0; k < 4; k++) {
          float term1 = batchNormMeanOfSample[k + batchNorm1MeanOfSampleAt2];
          float total1 = batchNormMeanOfSample[k] + term1;
          batchNormMeanOfSample[k + 4] += term1 - (total1 - batchNormMeanOfSample[k]);
          batchNormMeanOfSample[k] = total1;
          batchNormMeanOfSample[k + 4] += batchNormMeanOfSample[k + batchNorm1MeanOfSampleAt2 + 4];
        }
      }
      for (int k = 0; k < 4; k++) {
        double sum = batchNormMeanOfSample[k];
        float rest0 = batchNormMeanOfSample[k + 4];
        sum += rest0 - rest0 == 0f ? rest0 : 0f;
        batchNormMean[k] = (float) (sum / ((float) N * 64f));
      }
    }
    me.sync();
  }

  @Override
  void batchNormVarianceSum(OneBlock.Worker me, int N, float[] batchNormVarianceSum, float[] conv,
      float[] batchNormMean, float[] batchNormVarianceSumOfSample) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
      int batchNorm1VarianceSumOfSampleAt = 8 * n;
      for (int i = 0; i < 8; i++)
        batchNormVarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + i] = 0f;
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int conv1At = 256 * n + 32 * h + 4 * w;
          for (int c = 0; c < 4; c++) {
            float t0 = conv[conv1At + c] - batchNormMean[c];
            float term0 = t0 * t0;
            float total0 = batchNormVarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c]
                + term0;
            batchNormVarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c + 4] += term0 - (total0
                - batchNormVarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c]);
            batchNormVarianceSumOfSample[batchNorm1VarianceSumOfSampleAt + c] = total0;
          }
        }
    }
    me.sync();
    if (me.isFirst()) {
      for (int n = 1; n < N; n++) {
        int batchNorm1VarianceSumOfSampleAt2 = 8 * n;
        for (int c = 0; c < 4; c++) {
          float term1 = batchNormVarianceSumOfSample[c + batchNorm1VarianceSumOfSampleAt2];
          float total1 = batchNormVarianceSumOfSample[c] + term1;
          batchNormVarianceSumOfSample[c + 4] += term1 - (total1 - batchNormVarianceSumOfSample[c]);
          batchNormVarianceSumOfSample[c] = total1;
          batchNormVarianceSumOfSample[c + 4] +=
              batchNormVarianceSumOfSample[c + batchNorm1VarianceSumOfSampleAt2 + 4];
        }
      }
      for (int c = 0; c < 4; c++) {
        double sum = batchNormVarianceSumOfSample[c];
        float rest0 = batchNormVarianceSumOfSample[c + 4];
        sum += rest0 - rest0 == 0f ? rest0 : 0f;
        batchNormVarianceSum[c] = (float) sum;
      }
    }
    me.sync();
  }

  @Override
  void batchNormInverseAndNextRunningMean(OneBlock.Worker me, int N, float[] batchNormInverse,
      float[] batchNormNextRunningMean, float[] batchNormNextRunningVariance,
      float[] batchNormRunningMean, float[] batchNormMean, float[] batchNormRunningVariance,
      float[] batchNormVarianceSum) {
    if (me.isFirst())
      for (int c = 0; c < 4; c++) {
        float t0 = (float) N * 64f;
        float t1 = batchNormVarianceSum[c] / t0;
        float batchNorm1Inverse2 = 1f / (float) Math.sqrt(t1 + 1.0E-5f);
        float batchNorm1NextRunningMean2 = 0.9f * batchNormRunningMean[c] + 0.1f * batchNormMean[c];
        float batchNorm1NextRunningVariance2 = 0.9f * batchNormRunningVariance[c] + 0.1f * t1
            * t0 / Math.max(t0 - 1f, 1f);
        batchNormInverse[c] = batchNorm1Inverse2;
        batchNormNextRunningMean[c] = batchNorm1NextRunningMean2;
        batchNormNextRunningVariance[c] = batchNorm1NextRunningVariance2;
      }
    me.sync();
  }

  @Override
  void relu(OneBlock.Worker me, int N, float[] relu1, float[] batchNorm1Scale, float[] conv1,
      float[] batchNorm1Mean, float[] batchNorm1Inverse, float[] batchNorm1Shift) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int conv1At = 256 * n + 32 * h + 4 * w;
          for (int c = 0; c < 4; c++)
            relu1[conv1At + c] = Math.max(batchNorm1Scale[c] * ((conv1[conv1At + c]
                - batchNorm1Mean[c]) * batchNorm1Inverse[c]) + batchNorm1Shift[c], 0f);
        }
    me.sync();
  }

  @Override
  void out(OneBlock.Worker me, int N, float[] out, float[] batchNorm2Scale, float[] conv2,
      float[] batchNorm2Mean, float[] batchNorm2Inverse, float[] batchNorm2Shift, float[] x) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int conv2At = 256 * n + 32 * h + 4 * w;
          for (int c = 0; c < 4; c++)
            out[conv2At + c] = Math.max(batchNorm2Scale[c] * ((conv2[conv2At + c]
                - batchNorm2Mean[c]) * batchNorm2Inverse[c]) + batchNorm2Shift[c] + x[conv2At + c],
                0f);
        }
    me.sync();
  }

  @Override
  void dBatchNormScaleSumAndShift(OneBlock.Worker me, int N, float[] dBatchNorm2ScaleSum,
      float[] dBatchNorm2Shift, float[] out, float[] dOut, float[] conv2, float[] batchNorm2Mean,
      float[] dBatchNorm2ScaleSumOfSample, float[] dBatchNorm2ShiftOfSample) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
      int dBatchNorm2ScaleSumOfSampleAt = 8 * n;
      for (int i = 0; i < 8; i++)
        dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + i] = 0f;
      for (int i = 0; i < 8; i++)
        dBatchNorm2ShiftOfSample[dBatchNorm2ScaleSumOfSampleAt + i] = 0f;
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int outAt = 256 * n + 32 * h + 4 * w;
          for (int c = 0; c < 4; c++) {
            float t0 = out[outAt + c] > 0f ? dOut[outAt + c] : 0f;
            float term0 = t0 * (conv2[outAt + c] - batchNorm2Mean[c]);
            float total0 = dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + c] + term0;
            dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + c + 4] += term0 - (total0
                - dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + c]);
            dBatchNorm2ScaleSumOfSample[dBatchNorm2ScaleSumOfSampleAt + c] = total0;
            float total1 = dBatchNorm2ShiftOfSample[dBatchNorm2ScaleSumOfSampleAt + c] + t0;
            dBatchNorm2ShiftOfSample[dBatchNorm2ScaleSumOfSampleAt + c + 4] += t0 - (total1
                - dBatchNorm2ShiftOfSample[dBatchNorm2ScaleSumOfSampleAt + c]);
            dBatchNorm2ShiftOfSample[dBatchNorm2ScaleSumOfSampleAt + c] = total1;
          }
        }
    }
    me.sync();
    if (me.isFirst()) {
      for (int n = 1; n < N; n++) {
        int dBatchNorm2ScaleSumOfSampleAt2 = 8 * n;
        for (int c = 0; c < 4; c++) {
          float term1 = dBatchNorm2ScaleSumOfSample[c + dBatchNorm2ScaleSumOfSampleAt2];
          float total2 = dBatchNorm2ScaleSumOfSample[c] + term1;
          dBatchNorm2ScaleSumOfSample[c + 4] += term1 - (total2 - dBatchNorm2ScaleSumOfSample[c]);
          dBatchNorm2ScaleSumOfSample[c] = total2;
          dBatchNorm2ScaleSumOfSample[c + 4] +=
              dBatchNorm2ScaleSumOfSample[c + dBatchNorm2ScaleSumOfSampleAt2 + 4];
        }
      }
      for (int c = 0; c < 4; c++) {
        double sum = dBatchNorm2ScaleSumOfSample[c];
        float rest0 = dBatchNorm2ScaleSumOfSample[c + 4];
        sum += rest0 - rest0 == 0f ? rest0 : 0f;
        dBatchNorm2ScaleSum[c] = (float) sum;
      }
      for (int n = 1; n < N; n++) {
        int dBatchNorm2ShiftOfSampleAt = 8 * n;
        for (int c = 0; c < 4; c++) {
          float term2 = dBatchNorm2ShiftOfSample[c + dBatchNorm2ShiftOfSampleAt];
          float total3 = dBatchNorm2ShiftOfSample[c] + term2;
          dBatchNorm2ShiftOfSample[c + 4] += term2 - (total3 - dBatchNorm2ShiftOfSample[c]);
          dBatchNorm2ShiftOfSample[c] = total3;
          dBatchNorm2ShiftOfSample[c + 4] +=
              dBatchNorm2ShiftOfSample[c + dBatchNorm2ShiftOfSampleAt + 4];
        }
      }
      for (int c = 0; c < 4; c++) {
        double sum2 = dBatchNorm2ShiftOfSample[c];
        float rest1 = dBatchNorm2ShiftOfSample[c + 4];
        sum2 += rest1 - rest1 == 0f ? rest1 : 0f;
        dBatchNorm2Shift[c] = (float) sum2;
      }
    }
    me.sync();
  }

  @Override
  void dBatchNormScaleAndVarianceSum(OneBlock.Worker me, int N, float[] dBatchNormScale,
      float[] dBatchNormVarianceSum, float[] dBatchNormMeanSum, float[] batchNormScale,
      float[] dBatchNormScaleSum, float[] batchNormInverse, float[] batchNormVarianceSum,
      float[] dBatchNormShift) {
    if (me.isFirst())
      for (int c = 0; c < 4; c++) {
        float batchNorm2Inverse0 = batchNormInverse[c];
        float dBatchNorm2ScaleSum0 = dBatchNormScaleSum[c];
        float dBatchNorm2Scale2 = batchNorm2Inverse0 * dBatchNorm2ScaleSum0;
        float batchNorm2Scale0 = batchNormScale[c];
        float t0 = 64f * (float) N;
        float dBatchNorm2VarianceSum2 = -(batchNorm2Scale0 * dBatchNorm2ScaleSum0
            * batchNorm2Inverse0 / (2f * (batchNormVarianceSum[c] / ((float) N * 64f)
            + 1.0E-5f))) / t0;
        float dBatchNorm2MeanSum2 = -(batchNorm2Scale0 * batchNorm2Inverse0
            * dBatchNormShift[c] / t0);
        dBatchNormScale[c] = dBatchNorm2Scale2;
        dBatchNormVarianceSum[c] = dBatchNorm2VarianceSum2;
        dBatchNormMeanSum[c] = dBatchNorm2MeanSum2;
      }
    me.sync();
  }

  @Override
  void dConv(OneBlock.Worker me, int N, float[] dConv, float[] out, float[] dOut,
      float[] batchNormScale, float[] batchNormInverse, float[] dBatchNormVarianceSum, float[] conv,
      float[] batchNormMean, float[] dBatchNormMeanSum) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int outAt = 256 * n + 32 * h + 4 * w;
          for (int k = 0; k < 4; k++)
            dConv[outAt + k] = (out[outAt + k] > 0f ? dOut[outAt + k] : 0f) * batchNormScale[k]
                * batchNormInverse[k] + 2f * dBatchNormVarianceSum[k] * (conv[outAt + k]
                - batchNormMean[k]) + dBatchNormMeanSum[k];
        }
    me.sync();
  }

  @Override
  void convWeightTransposed(OneBlock.Worker me, int N, float[] convWeightTransposed,
      float[] convWeight) {
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++)
        for (int k = me.from(4), kEnd = me.to(4); k < kEnd; k++) {
          int conv2WeightAt = 48 * r + 16 * s + k;
          int conv2WeightTransposedAt = 48 * r + 16 * s + 4 * k;
          for (int c = 0; c < 4; c++)
            convWeightTransposed[conv2WeightTransposedAt + c] = convWeight[4 * c + conv2WeightAt];
        }
    me.sync();
  }

  @Override
  void dReluAndBatchNormScaleSum(OneBlock.Worker me, int N, float[] dRelu1,
      float[] dBatchNorm1ScaleSum, float[] dBatchNorm1Shift, float[] dConv2,
      float[] conv2WeightTransposed, float[] relu1, float[] conv1, float[] batchNorm1Mean,
      float[] dBatchNorm1ScaleSumOfSample, float[] dBatchNorm1ShiftOfSample) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
      int dBatchNorm1ScaleSumOfSampleAt = 8 * n;
      for (int i = 0; i < 8; i++)
        dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + i] = 0f;
      for (int i = 0; i < 8; i++)
        dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + i] = 0f;
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int dRelu1At = 256 * n + 32 * h + 4 * w;
          for (int c = 0; c < 4; c++)
            dRelu1[dRelu1At + c] = 0f;
          for (int r = Math.max(0, h - 6), rEnd = Math.min(3, h + 2); r < rEnd; r++)
            for (int s = Math.max(0, w - 6), sEnd = Math.min(3, w + 2); s < sEnd; s++)
              for (int k = 0; k < 4; k += 4) {
                int dConv2At = 256 * n + 32 * h + 4 * w + k - 4 * s - 32 * r + 36;
                float dConv2_0 = dConv2[dConv2At];
                int conv2WeightTransposedAt = 48 * r + 16 * s + 4 * k;
                float dConv2_1 = dConv2[dConv2At + 1];
                float dConv2_2 = dConv2[dConv2At + 2];
                float dConv2_3 = dConv2[dConv2At + 3];
                for (int c = 0; c < 4; c++)
                  dRelu1[dRelu1At + c] += dConv2_0
                      * conv2WeightTransposed[c + conv2WeightTransposedAt] + dConv2_1
                      * conv2WeightTransposed[c + conv2WeightTransposedAt + 4] + dConv2_2
                      * conv2WeightTransposed[c + conv2WeightTransposedAt + 8] + dConv2_3
                      * conv2WeightTransposed[c + conv2WeightTransposedAt + 12];
              }
          for (int c = 0; c < 4; c++) {
            float t0 = relu1[dRelu1At + c] > 0f ? dRelu1[dRelu1At + c] : 0f;
            float term0 = t0 * (conv1[dRelu1At + c] - batchNorm1Mean[c]);
            float total0 = dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c] + term0;
            dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c + 4] += term0 - (total0
                - dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c]);
            dBatchNorm1ScaleSumOfSample[dBatchNorm1ScaleSumOfSampleAt + c] = total0;
            float total1 = dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c] + t0;
            dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c + 4] += t0 - (total1
                - dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c]);
            dBatchNorm1ShiftOfSample[dBatchNorm1ScaleSumOfSampleAt + c] = total1;
          }
        }
    }
    me.sync();
    if (me.isFirst()) {
      for (int n = 1; n < N; n++) {
        int dBatchNorm1ScaleSumOfSampleAt2 = 8 * n;
        for (int c = 0; c < 4; c++) {
          float term1 = dBatchNorm1ScaleSumOfSample[c + dBatchNorm1ScaleSumOfSampleAt2];
          float total2 = dBatchNorm1ScaleSumOfSample[c] + term1;
          dBatchNorm1ScaleSumOfSample[c + 4] += term1 - (total2 - dBatchNorm1ScaleSumOfSample[c]);
          dBatchNorm1ScaleSumOfSample[c] = total2;
          dBatchNorm1ScaleSumOfSample[c + 4] +=
              dBatchNorm1ScaleSumOfSample[c + dBatchNorm1ScaleSumOfSampleAt2 + 4];
        }
      }
      for (int c = 0; c < 4; c++) {
        double sum = dBatchNorm1ScaleSumOfSample[c];
        float rest0 = dBatchNorm1ScaleSumOfSample[c + 4];
        sum += rest0 - rest0 == 0f ? rest0 : 0f;
        dBatchNorm1ScaleSum[c] = (float) sum;
      }
      for (int n = 1; n < N; n++) {
        int dBatchNorm1ShiftOfSampleAt = 8 * n;
        for (int c = 0; c < 4; c++) {
          float term2 = dBatchNorm1ShiftOfSample[c + dBatchNorm1ShiftOfSampleAt];
          float total3 = dBatchNorm1ShiftOfSample[c] + term2;
          dBatchNorm1ShiftOfSample[c + 4] += term2 - (total3 - dBatchNorm1ShiftOfSample[c]);
          dBatchNorm1ShiftOfSample[c] = total3;
          dBatchNorm1ShiftOfSample[c + 4] +=
              dBatchNorm1ShiftOfSample[c + dBatchNorm1ShiftOfSampleAt + 4];
        }
      }
      for (int c = 0; c < 4; c++) {
        double sum2 = dBatchNorm1ShiftOfSample[c];
        float rest1 = dBatchNorm1ShiftOfSample[c + 4];
        sum2 += rest1 - rest1 == 0f ? rest1 : 0f;
        dBatchNorm1Shift[c] = (float) sum2;
      }
    }
    me.sync();
  }

  @Override
  void dConvWeight(OneBlock.Worker me, int N, float[] dConvWeight, float[] dConv, float[] in) {
    float[] shared = me.shared();
    float[] own = me.own();
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++)
        for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
          int dConv2WeightAt = 48 * r + 16 * s + 4 * c;
          for (int k = 0; k < 4; k++)
            dConvWeight[dConv2WeightAt + k] = 0f;
        }
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++)
        for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
          int sharedAt = 48 * r + 16 * s + 4 * c + 12;
          for (int k = 0; k < 4; k++)
            shared[k + sharedAt] = 0f;
        }
    int blocks = N / 4;
    for (int block = 0; block < blocks; block++)
      for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++)
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            for (int k = 0; k < 4; k++)
              own[k + 12] = 0f;
            for (int h = Math.max(0, 1 - r), hEnd = Math.min(8, 9 - r); h < hEnd; h++)
              for (int w = Math.max(0, 1 - s), wEnd = Math.min(8, 9 - s); w < wEnd; w++) {
                int dConv2At = 1024 * block + 32 * h + 4 * w;
                int relu1At = 1024 * block + 32 * r + 32 * h + 4 * s + 4 * w + c - 36;
                float relu1_0 = in[relu1At];
                float relu1_1 = in[relu1At + 256];
                float relu1_2 = in[relu1At + 512];
                float relu1_3 = in[relu1At + 768];
                for (int k = 0; k < 4; k++)
                  own[k + 12] += dConv[k + dConv2At] * relu1_0 + dConv[k + dConv2At + 256] * relu1_1
                      + dConv[k + dConv2At + 512] * relu1_2 + dConv[k + dConv2At + 768] * relu1_3;
              }
            int dConv2WeightAt2 = 48 * r + 16 * s + 4 * c;
            for (int k = 0; k < 4; k++) {
              float term0 = own[k + 12];
              float total0 = dConvWeight[k + dConv2WeightAt2] + term0;
              shared[k + dConv2WeightAt2 + 12] += term0 - (total0
                  - dConvWeight[k + dConv2WeightAt2]);
              dConvWeight[k + dConv2WeightAt2] = total0;
            }
          }
    for (int n = 4 * blocks; n < N; n++)
      for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++)
          for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++) {
            for (int k = 0; k < 4; k++)
              own[k + 12] = 0f;
            for (int h = Math.max(0, 1 - r), hEnd = Math.min(8, 9 - r); h < hEnd; h++)
              for (int w = Math.max(0, 1 - s), wEnd = Math.min(8, 9 - s); w < wEnd; w++) {
                int dConv2At2 = 256 * n + 32 * h + 4 * w;
                int relu1At2 = 256 * n + 32 * r + 32 * h + 4 * s + 4 * w + c - 36;
                float relu1_4 = in[relu1At2];
                for (int k = 0; k < 4; k++)
                  own[k + 12] += dConv[k + dConv2At2] * relu1_4;
              }
            int dConv2WeightAt3 = 48 * r + 16 * s + 4 * c;
            for (int k = 0; k < 4; k++) {
              float term1 = own[k + 12];
              float total1 = dConvWeight[k + dConv2WeightAt3] + term1;
              shared[k + dConv2WeightAt3 + 12] += term1 - (total1
                  - dConvWeight[k + dConv2WeightAt3]);
              dConvWeight[k + dConv2WeightAt3] = total1;
            }
          }
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++)
        for (int c = me.from(4), cEnd = me.to(4); c < cEnd; c++)
          for (int k = 0; k < 4; k++) {
            int dConv2WeightAt4 = 48 * r + 16 * s + 4 * c + k;
            double sum = dConvWeight[dConv2WeightAt4];
            float rest0 = shared[dConv2WeightAt4 + 12];
            sum += rest0 - rest0 == 0f ? rest0 : 0f;
            dConvWeight[dConv2WeightAt4] = (float) sum;
          }
    me.sync();
  }

  @Override
  void dX(OneBlock.Worker me, int N, float[] dX, float[] out, float[] dOut, float[] dConv1,
      float[] conv1WeightTransposed) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int outAt = 256 * n + 32 * h + 4 * w;
          for (int c = 0; c < 4; c++)
            dX[outAt + c] = out[outAt + c] > 0f ? dOut[outAt + c] : 0f;
          for (int r = Math.max(0, h - 6), rEnd = Math.min(3, h + 2); r < rEnd; r++)
            for (int s = Math.max(0, w - 6), sEnd = Math.min(3, w + 2); s < sEnd; s++)
              for (int k = 0; k < 4; k += 4) {
                int dConv1At = 256 * n + 32 * h + 4 * w + k - 4 * s - 32 * r + 36;
                float dConv1_0 = dConv1[dConv1At];
                int conv1WeightTransposedAt = 48 * r + 16 * s + 4 * k;
                float dConv1_1 = dConv1[dConv1At + 1];
                float dConv1_2 = dConv1[dConv1At + 2];
                float dConv1_3 = dConv1[dConv1At + 3];
                for (int c = 0; c < 4; c++)
                  dX[outAt + c] += dConv1_0 * conv1WeightTransposed[c + conv1WeightTransposedAt]
                      + dConv1_1 * conv1WeightTransposed[c + conv1WeightTransposedAt + 4] + dConv1_2
                      * conv1WeightTransposed[c + conv1WeightTransposedAt + 8] + dConv1_3
                      * conv1WeightTransposed[c + conv1WeightTransposedAt + 12];
              }
        }
    me.sync();
  }

  @Override
  void batchNormInverseAndFactorForInference(OneBlock.Worker me, int N, float[] batchNorm1Inverse,
      float[] batchNorm1Factor, float[] batchNorm1Offset, float[] batchNorm2Inverse,
      float[] fFactor, float[] fOffset, float[] batchNorm1Scale, float[] batchNorm1Shift,
      float[] batchNorm1RunningMean, float[] batchNorm2RunningVariance, float[] batchNorm2Scale,
      float[] batchNorm2Shift, float[] batchNorm2RunningMean, float[] batchNorm1RunningVariance) {
    if (me.isFirst())
      for (int c = 0; c < 4; c++) {
        float batchNorm1Inverse2 = 1f / (float) Math.sqrt(batchNorm1RunningVariance[c] + 1.0E-5f);
        float batchNorm1Scale0 = batchNorm1Scale[c];
        float batchNorm1Factor2 = batchNorm1Inverse2 * batchNorm1Scale0;
        float batchNorm1Offset2 = batchNorm1Shift[c] - batchNorm1RunningMean[c] * batchNorm1Inverse2
            * batchNorm1Scale0;
        float batchNorm2Inverse2 = 1f / (float) Math.sqrt(batchNorm2RunningVariance[c] + 1.0E-5f);
        float batchNorm2Scale0 = batchNorm2Scale[c];
        float fFactor2 = batchNorm2Inverse2 * batchNorm2Scale0;
        float fOffset2 = batchNorm2Shift[c] - batchNorm2RunningMean[c] * batchNorm2Inverse2
            * batchNorm2Scale0;
        batchNorm1Inverse[c] = batchNorm1Inverse2;
        batchNorm1Factor[c] = batchNorm1Factor2;
        batchNorm1Offset[c] = batchNorm1Offset2;
        batchNorm2Inverse[c] = batchNorm2Inverse2;
        fFactor[c] = fFactor2;
        fOffset[c] = fOffset2;
      }
    me.sync();
  }

  @Override
  void reluForInference(OneBlock.Worker me, int N, float[] relu1, float[] x, float[] conv1Weight,
      float[] batchNorm1Factor, float[] batchNorm1Offset) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int relu1At = 256 * n + 32 * h + 4 * w;
          for (int k = 0; k < 4; k++)
            relu1[relu1At + k] = 0f;
          for (int r = Math.max(0, 1 - h), rEnd = Math.min(3, 9 - h); r < rEnd; r++)
            for (int s = Math.max(0, 1 - w), sEnd = Math.min(3, 9 - w); s < sEnd; s++)
              for (int c = 0; c < 4; c += 4) {
                int xAt = 256 * n + 32 * h + 32 * r + 4 * w + 4 * s + c - 36;
                float x0 = x[xAt];
                int conv1WeightAt = 48 * r + 16 * s + 4 * c;
                float x1 = x[xAt + 1];
                float x2 = x[xAt + 2];
                float x3 = x[xAt + 3];
                for (int k = 0; k < 4; k++)
                  relu1[relu1At + k] += x0 * conv1Weight[k + conv1WeightAt] + x1
                      * conv1Weight[k + conv1WeightAt + 4] + x2 * conv1Weight[k + conv1WeightAt + 8]
                      + x3 * conv1Weight[k + conv1WeightAt + 12];
              }
          for (int k = 0; k < 4; k++)
            relu1[relu1At + k] = Math.max(relu1[relu1At + k] * batchNorm1Factor[k]
                + batchNorm1Offset[k], 0f);
        }
    me.sync();
  }

  @Override
  void outForInference(OneBlock.Worker me, int N, float[] out, float[] relu1, float[] conv2Weight,
      float[] fFactor, float[] fOffset, float[] x) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int outAt = 256 * n + 32 * h + 4 * w;
          for (int k = 0; k < 4; k++)
            out[outAt + k] = 0f;
          for (int r = Math.max(0, 1 - h), rEnd = Math.min(3, 9 - h); r < rEnd; r++)
            for (int s = Math.max(0, 1 - w), sEnd = Math.min(3, 9 - w); s < sEnd; s++)
              for (int c = 0; c < 4; c += 4) {
                int relu1At = 256 * n + 32 * h + 32 * r + 4 * w + 4 * s + c - 36;
                float relu1_0 = relu1[relu1At];
                int conv2WeightAt = 48 * r + 16 * s + 4 * c;
                float relu1_1 = relu1[relu1At + 1];
                float relu1_2 = relu1[relu1At + 2];
                float relu1_3 = relu1[relu1At + 3];
                for (int k = 0; k < 4; k++)
                  out[outAt + k] += relu1_0 * conv2Weight[k + conv2WeightAt] + relu1_1
                      * conv2Weight[k + conv2WeightAt + 4] + relu1_2
                      * conv2Weight[k + conv2WeightAt + 8] + relu1_3
                      * conv2Weight[k + conv2WeightAt + 12];
              }
          for (int k = 0; k < 4; k++)
            out[outAt + k] = Math.max(out[outAt + k] * fFactor[k] + fOffset[k] + x[outAt + k], 0f);
        }
    me.sync();
  }

  @Override
  void conv(OneBlock.Worker me, int N, float[] conv, float[] image, float[] convWeight) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int convAt = 256 * n + 32 * h + 4 * w;
          for (int k = 0; k < 4; k++)
            conv[convAt + k] = 0f;
          for (int r = Math.max(0, 1 - h), rEnd = Math.min(3, 9 - h); r < rEnd; r++)
            for (int s = Math.max(0, 1 - w), sEnd = Math.min(3, 9 - w); s < sEnd; s++)
              for (int c = 0; c < 3; c += 3) {
                int imageAt = 192 * n + 24 * h + 24 * r + 3 * w + 3 * s + c - 27;
                float image0 = image[imageAt];
                int convWeightAt = 36 * r + 12 * s + 4 * c;
                float image1 = image[imageAt + 1];
                float image2 = image[imageAt + 2];
                for (int k = 0; k < 4; k++)
                  conv[convAt + k] += image0 * convWeight[k + convWeightAt] + image1
                      * convWeight[k + convWeightAt + 4] + image2
                      * convWeight[k + convWeightAt + 8];
              }
        }
    me.sync();
  }

  @Override
  void lossSumAndMeanLoss(OneBlock.Worker me, int N, float[] lossSum, float[] meanLoss, float[] y,
      float[] target, float[] meanLossOfSample) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
      meanLossOfSample[n] = 0f;
      double sum = 0;
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++)
          for (int c = 0; c < 4; c++) {
            int yAt = 256 * n + 32 * h + 4 * w + c;
            float t0 = y[yAt] - target[yAt];
            sum += t0 * t0;
          }
      lossSum[n] = (float) sum;
      meanLossOfSample[n] += lossSum[n] / 256f / (float) N;
    }
    me.sync();
    if (me.isFirst()) {
      double sum2 = 0;
      for (int n = 0; n < N; n++)
        sum2 += meanLossOfSample[n];
      meanLoss[0] = (float) sum2;
    }
    me.sync();
  }

  @Override
  void dY(OneBlock.Worker me, int N, float[] dY, float[] y, float[] target) {
    for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
      for (int h = 0; h < 8; h++)
        for (int w = 0; w < 8; w++) {
          int yAt = 256 * n + 32 * h + 4 * w;
          for (int c = 0; c < 4; c++)
            dY[yAt + c] = (y[yAt + c] - target[yAt + c]) / (128f * (float) N);
        }
    me.sync();
  }

  @Override
  void dConvWeightOfOneBlock(OneBlock.Worker me, int N, float[] dConvWeight, float[] dConv,
      float[] image) {
    float[] shared = me.shared();
    float[] own = me.own();
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++)
        for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
          int dConvWeightAt = 36 * r + 12 * s + 4 * c;
          for (int k = 0; k < 4; k++)
            dConvWeight[dConvWeightAt + k] = 0f;
        }
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++)
        for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
          int sharedAt = 36 * r + 12 * s + 4 * c + 12;
          for (int k = 0; k < 4; k++)
            shared[k + sharedAt] = 0f;
        }
    int blocks = N / 4;
    for (int block = 0; block < blocks; block++)
      for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++)
          for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
            for (int k = 0; k < 4; k++)
              own[k + 12] = 0f;
            for (int h = Math.max(0, 1 - r), hEnd = Math.min(8, 9 - r); h < hEnd; h++)
              for (int w = Math.max(0, 1 - s), wEnd = Math.min(8, 9 - s); w < wEnd; w++) {
                int dConvAt = 1024 * block + 32 * h + 4 * w;
                int imageAt = 768 * block + 24 * r + 24 * h + 3 * s + 3 * w + c - 27;
                float image0 = image[imageAt];
                float image1 = image[imageAt + 192];
                float image2 = image[imageAt + 384];
                float image3 = image[imageAt + 576];
                for (int k = 0; k < 4; k++)
                  own[k + 12] += dConv[k + dConvAt] * image0 + dConv[k + dConvAt + 256] * image1
                      + dConv[k + dConvAt + 512] * image2 + dConv[k + dConvAt + 768] * image3;
              }
            int dConvWeightAt2 = 36 * r + 12 * s + 4 * c;
            for (int k = 0; k < 4; k++) {
              float term0 = own[k + 12];
              float total0 = dConvWeight[k + dConvWeightAt2] + term0;
              shared[k + dConvWeightAt2 + 12] += term0 - (total0 - dConvWeight[k + dConvWeightAt2]);
              dConvWeight[k + dConvWeightAt2] = total0;
            }
          }
    for (int n = 4 * blocks; n < N; n++)
      for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++)
          for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++) {
            for (int k = 0; k < 4; k++)
              own[k + 12] = 0f;
            for (int h = Math.max(0, 1 - r), hEnd = Math.min(8, 9 - r); h < hEnd; h++)
              for (int w = Math.max(0, 1 - s), wEnd = Math.min(8, 9 - s); w < wEnd; w++) {
                int dConvAt2 = 256 * n + 32 * h + 4 * w;
                int imageAt2 = 192 * n + 24 * r + 24 * h + 3 * s + 3 * w + c - 27;
                float image4 = image[imageAt2];
                for (int k = 0; k < 4; k++)
                  own[k + 12] += dConv[k + dConvAt2] * image4;
              }
            int dConvWeightAt3 = 36 * r + 12 * s + 4 * c;
            for (int k = 0; k < 4; k++) {
              float term1 = own[k + 12];
              float total1 = dConvWeight[k + dConvWeightAt3] + term1;
              shared[k + dConvWeightAt3 + 12] += term1 - (total1 - dConvWeight[k + dConvWeightAt3]);
              dConvWeight[k + dConvWeightAt3] = total1;
            }
          }
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++)
        for (int c = me.from(3), cEnd = me.to(3); c < cEnd; c++)
          for (int k = 0; k < 4; k++) {
            int dConvWeightAt4 = 36 * r + 12 * s + 4 * c + k;
            double sum = dConvWeight[dConvWeightAt4];
            float rest0 = shared[dConvWeightAt4 + 12];
            sum += rest0 - rest0 == 0f ? rest0 : 0f;
            dConvWeight[dConvWeightAt4] = (float) sum;
          }
    me.sync();
  }
}
