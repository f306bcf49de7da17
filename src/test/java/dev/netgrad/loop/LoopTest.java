package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.grad.Differentiation;
import dev.netgrad.plan.Planner;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LoopTest {

  private static List<String> kernels(Function<Graph, Block> graph) {
    Program program = Lowering.lower(Planner.plan(Simplification.simplify(Differentiation.differentiate(
        Simplification.simplify(Graph.network("Test", graph.apply(new Graph("Test", true)),
            graph.apply(new Graph("Test", false)), null, List.of())), true))));
    return program.kernels().stream().map(LoopPrinter::print).toList();
  }

  private static String kernel(List<String> kernels, String name) {
    return kernels.stream().filter(k -> k.startsWith("kernel " + name + "(")).findFirst().orElseThrow();
  }

  @Test
  void text() {
    assertThat(kernels(g -> g.block(g.relu("y", g.input("x", 4)))).get(0)).isEqualTo("""
        kernel y(y[4*N], x[4*N])
          share n in 0 .. N
            int xAt = 4*n
            row c in 0 .. 4
              y[c + xAt] = max(x[c + xAt], 0)
          sync
        """);
  }

  @Test
  void guardsNarrowTheLoops() {
    String conv = kernel(kernels(g -> g.block(g.conv("y", g.input("x", 6, 6, 2), 4, 3, 1, 1))), "y");
    assertThat(conv).contains("for r in max(0, -1*h + 1) .. min(3, -1*h + 7)");
    assertThat(conv).contains("for s in max(0, -1*w + 1) .. min(3, -1*w + 7)");
    assertThat(conv).doesNotContain("if ");
  }

  @Test
  void aCongruenceIsAStartAndAStep() {
    String y = kernel(kernels(g -> {
      Tensor x = g.input("x", 4, 2);
      Axis n = Axis.batch();
      Axis h = new Axis("h", 8);
      Axis c = new Axis("c", 2);
      Axis r = new Axis("r", 3);
      Affine twice = Affine.of(h).plus(1).minus(Affine.of(r));
      List<Condition> guards = List.of(new Condition.Divisible(twice, 2), new Condition.AtLeastZero(twice),
          new Condition.AtLeastZero(twice.times(-1).plus(6)));
      return g.block(g.define("y", List.of(n, h, c), Reduction.sum(List.of(r), guards),
          new Scalar.Read(x, List.of(Index.of(n), Index.of(twice, 2), Index.of(c)))));
    }), "y");
    assertThat(y).contains("for r in max(0, h + -5) .. min(3, h + 2) by 2 from h + 1");
    assertThat(y).contains("int hRead = h + -1*r + 1 over 2");
    assertThat(y).doesNotContain("if ");
  }

  @Test
  void theWeightIsTransposedForTheInputsGradient() {
    List<String> kernels = kernels(g -> g.block(g.conv("y", g.input("x", 6, 6, 8), 4, 3, 1, 1)));
    assertThat(kernel(kernels, "dX")).contains("row c in 0 .. 8");
    assertThat(kernels.stream().anyMatch(k -> k.startsWith("kernel yWeightTransposed("))).isTrue();
  }

  @Test
  void equalNestsAreOneKernel() {
    List<String> kernels = kernels(g -> {
      Tensor x = g.input("x", 6, 6, 4);
      return g.block(g.conv("conv2", g.relu("relu", g.conv("conv1", x, 4, 3, 1, 1)), 4, 3, 1, 1));
    });
    assertThat(kernels.stream().filter(k -> k.startsWith("kernel conv(")).count()).isEqualTo(1);
    assertThat(kernels.stream().filter(k -> k.startsWith("kernel conv")).count()).isEqualTo(2);
  }

  @Test
  void anAccessOutsideIsFound() {
    Graph g = new Graph("Test", true);
    Tensor x = g.input("x", 4);
    Buffer buffer = Buffer.of("x", x);
    Axis n = Axis.batch();
    Code.Store store = new Code.Store(new Code.Place(buffer, Affine.of(n).times(4).plus(4)), new Value.Number(1));
    Kernel kernel = new Kernel("wrong", List.of(buffer), List.of(new Code.Loop(n, List.of(Code.Bound.of(Affine.ZERO)),
        List.of(Code.Bound.of(Affine.of(Kernel.BATCH))), 1, Affine.ZERO, Code.Kind.SERIAL, Optional.empty(),
        List.of(store))));
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> LoopVerifier.verify(kernel));
    assertThat(e).hasMessageThat().contains("an access of x");
  }

  private static final Tensor X = new Graph("Test", true).input("x", 8);
  private static final Buffer ARRAY = Buffer.of("x", X);

  /** Threads divide four elements otherwise than eight: what one of them stores, another loads. */
  @Test
  void threadsThatDoNotMeetAreFound() {
    Code.Loop store = shared(8, i -> store(Affine.of(i)));
    Code.Loop load = shared(4, i -> load(Affine.of(i)));
    dev.netgrad.loop.Test first = new dev.netgrad.loop.Test.AtLeastZero(Affine.of(Kernel.BATCH).plus(-4));
    verify(store, new Code.Sync(), load);
    verify(new Code.When(first, List.of(store)),
        new Code.When(new dev.netgrad.loop.Test.Not(first), List.of(load)), new Code.Sync());
    assertThat(race(store, load, new Code.Sync())).contains("threads do not meet between two pieces that need x");
  }

  @Test
  void aPartOfOneThreadThatOthersNeedIsFound() {
    Code single = new Code.Single(List.of(store(Affine.ZERO)));
    Code.Loop load = shared(4, i -> load(Affine.of(i)));
    verify(single, new Code.Sync(), load);
    verify(single, single, new Code.Sync());
    assertThat(race(single, load, new Code.Sync())).contains("threads do not meet between two pieces that need x");
    assertThat(race(single, load(Affine.ZERO), new Code.Sync())).contains("threads do not meet between");
    assertThat(race(load, new Code.Single(List.of(store(Affine.ZERO))))).contains("threads do not meet between");
  }

  @Test
  void whatAllThreadsStoreIsFound() {
    assertThat(race(store(Affine.ZERO), new Code.Sync())).contains("all threads store to x");
  }

  @Test
  void whatTheNextKernelMayNeedIsFound() {
    assertThat(race(shared(8, i -> store(Affine.of(i))))).contains("threads do not meet at the end");
    verify(shared(8, i -> load(Affine.of(i))));
  }

  /** Who waits where others do not come waits for ever. */
  @Test
  void aMeetingOfSomeIsFound() {
    assertThat(race(new Code.Single(List.of(new Code.Sync())))).contains("where not all of them come");
    assertThat(race(shared(8, i -> new Code.Sync()))).contains("where not all of them come");
    assertThat(race(new Code.Single(List.of(shared(8, i -> load(Affine.of(i)))))))
        .contains("where not all of them come");
  }

  private static void verify(Code... body) {
    LoopVerifier.verify(new Kernel("right", List.of(ARRAY), List.of(body)));
  }

  private static String race(Code... body) {
    return assertThrows(IllegalStateException.class,
        () -> LoopVerifier.verify(new Kernel("wrong", List.of(ARRAY), List.of(body)))).getMessage();
  }

  private static Code store(Affine at) {
    return new Code.Store(new Code.Place(ARRAY, at), new Value.Number(1));
  }

  private static Code load(Affine at) {
    return new Code.Let(new Code.Local("t", Code.Type.NUMBER), new Value.Load(new Code.Place(ARRAY, at)));
  }

  private static Code.Loop shared(long extent, Function<Axis, Code> body) {
    Axis i = new Axis("i", extent);
    return new Code.Loop(i, List.of(Code.Bound.of(Affine.ZERO)), List.of(Code.Bound.of(Affine.of(extent))), 1,
        Affine.ZERO, Code.Kind.SHARED, Optional.empty(), List.of(body.apply(i)));
  }
}
