package dev.netgrad.loop.code;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.loop.Graph;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Trees that were made by hand: what leaves its array, and threads that do not meet where they have to, are found. */
class LoopVerifierTest {
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
    dev.netgrad.loop.code.Test first = new dev.netgrad.loop.code.Test.AtLeastZero(Affine.of(Kernel.BATCH).plus(-4));
    verify(store, new Code.Sync(), load);
    verify(new Code.When(first, List.of(store)),
        new Code.When(new dev.netgrad.loop.code.Test.Not(first), List.of(load)), new Code.Sync());
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
