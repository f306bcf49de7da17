package dev.netgrad.benchmark;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a core does at most: fused multiply-adds of vectors that stay in registers, in more independent chains than its
 * units are deep.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class Peak {
  private static final int STEPS = 1 << 20;
  private static final int CHAINS = 12;

  /** Operations of a run, two for each multiply-add; a constant, as who asks may run without the module. */
  static final double FLOPS = 2.0 * STEPS * CHAINS;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  @Benchmark
  public float run() {
    FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    FloatVector v0 = FloatVector.broadcast(SPECIES, 0f);
    FloatVector v1 = FloatVector.broadcast(SPECIES, 1f);
    FloatVector v2 = FloatVector.broadcast(SPECIES, 2f);
    FloatVector v3 = FloatVector.broadcast(SPECIES, 3f);
    FloatVector v4 = FloatVector.broadcast(SPECIES, 4f);
    FloatVector v5 = FloatVector.broadcast(SPECIES, 5f);
    FloatVector v6 = FloatVector.broadcast(SPECIES, 6f);
    FloatVector v7 = FloatVector.broadcast(SPECIES, 7f);
    FloatVector v8 = FloatVector.broadcast(SPECIES, 8f);
    FloatVector v9 = FloatVector.broadcast(SPECIES, 9f);
    FloatVector v10 = FloatVector.broadcast(SPECIES, 10f);
    FloatVector v11 = FloatVector.broadcast(SPECIES, 11f);
    for (int i = 0; i < STEPS; i += SPECIES.length()) {
      v0 = v0.fma(half, one);
      v1 = v1.fma(half, one);
      v2 = v2.fma(half, one);
      v3 = v3.fma(half, one);
      v4 = v4.fma(half, one);
      v5 = v5.fma(half, one);
      v6 = v6.fma(half, one);
      v7 = v7.fma(half, one);
      v8 = v8.fma(half, one);
      v9 = v9.fma(half, one);
      v10 = v10.fma(half, one);
      v11 = v11.fma(half, one);
    }
    return v0.add(v1).add(v2).add(v3).add(v4).add(v5).add(v6).add(v7).add(v8).add(v9).add(v10).add(v11)
        .reduceLanes(VectorOperators.ADD);
  }
}
