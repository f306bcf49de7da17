package dev.netgrad.loop;

import dev.netgrad.law.ToomCook;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture cut into square patches, one every four pixels, each multiplied by a matrix from both sides,
 * {@code M p Mᵀ}: the law of {@link ToomCook} on two axes, one nested in the other. What a patch reads outside the
 * picture is 0.
 *
 * <p>M is applied down the columns of a row of patches first, into lines; then along the lines, into panels: for each
 * of the 36 products a panel for each vector's width of channels, in which patch stands next to patch. So a contraction
 * over patches or over channels reads memory in order.
 */
final class Patches {
  /** Pixels from one patch to the next, in both directions: outputs, or taps, of the law. */
  static final int SIZE = 4;

  /**
   * Patches along one axis of the picture.
   *
   * @param dimension of the array
   * @param low the pixel at which the first patch begins; negative outside the picture
   * @param extent pixels of the picture
   * @param count patches
   */
  record Side(int dimension, long low, long extent, long count) {

    /** So many that they cover as many results, four each. */
    static long count(long results) {
      return (results + SIZE - 1) / SIZE;
    }
  }

  /** Rows of patches from one to before another, and which of their rows of pixels exist. */
  private record Run(long from, long to, List<Boolean> present) {}

  private final VectorNest nest;
  private final String name;
  private final Scalar.Read read;
  private final Axis channel;
  private final Side down;
  private final Side along;
  private final double[][] matrix;
  private final int lanes;
  private final long capacity;
  private final Axis patchRow;
  private final Axis sample;
  private ScratchMemory.Region lines;
  private ScratchMemory.Region panels;

  /**
   * @param name of its methods
   * @param read of the picture; its last index is the channel
   * @param matrix M
   * @param capacity patches that a panel has room for, at least
   */
  Patches(VectorNest nest, String name, Scalar.Read read, Axis sample, Axis channel, Side down, Side along,
      double[][] matrix, long capacity) {
    this.nest = nest;
    this.name = name;
    this.read = read;
    this.sample = sample;
    this.channel = channel;
    this.down = down;
    this.along = along;
    this.matrix = matrix;
    this.lanes = nest.machine().lanes();
    // Products an even number of lines apart would share few of the cache's sets.
    this.capacity = capacity | 1;
    this.patchRow = new Axis("patchRow", down.count());
    LaneValues.require(channel.extent().size() % lanes == 0, "channels that are no whole vectors");
  }

  private int products() {
    return matrix.length;
  }

  private int pixels() {
    return matrix[0].length;
  }

  private long width() {
    return SIZE * (along.count() - 1) + pixels();
  }

  /** Patches that a panel has room for. */
  long capacity() {
    return capacity;
  }

  long linesElements() {
    return products() * width() * channel.extent().size();
  }

  long panelsElements() {
    return products() * products() * capacity * channel.extent().size();
  }

  /** Says where its memory is. */
  void place(ScratchMemory.Region linesIn, ScratchMemory.Region panelsIn) {
    lines = linesIn;
    panels = panelsIn;
  }

  private Affine line(Affine product, Affine place) {
    return product.times(width()).plus(place).times(channel.extent().size());
  }

  /** Where one of a patch's vector of channels is, of one product. */
  Code.Place at(Scope scope, Affine product, Affine panel, Affine patch, Affine lane) {
    return panels.at(scope, product.times(channel.extent().size() / lanes).plus(panel).times(capacity).plus(patch)
        .times(lanes).plus(lane));
  }

  /** Fills the lines outside the picture. */
  private void edges(Scope scope) {
    long left = Math.min(width(), Math.max(0, -along.low()));
    long right = Math.max(left, Math.min(width(), along.extent() - along.low()));
    edge(scope, 0, left);
    edge(scope, right, width());
  }

  private void edge(Scope scope, long from, long to) {
    if (from == to) {
      return;
    }
    Axis product = new Axis("product", products());
    Axis element = new Axis("i", (to - from) * channel.extent().size());
    VectorNest.loops(scope, List.of(product), inner ->
        VectorNest.loop(inner, element, 0, element.extent().size(), lanes, in -> {
          Code.Local zero = in.lanes("zero");
          in.add(new Code.Let(zero, new Value.Number(0)));
          in.add(new Code.Store(lines.at(in, line(Affine.of(product), Affine.of(from)).plus(Affine.of(element))),
              new Value.Use(zero)));
        }));
  }

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (long patch = 0; patch < down.count(); patch++) {
      List<Boolean> present = new ArrayList<>();
      for (long i = 0; i < pixels(); i++) {
        long at = patch * SIZE + i + down.low();
        present.add(at >= 0 && at < down.extent());
      }
      Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.present().equals(present)) {
        runs.set(runs.size() - 1, new Run(last.from(), patch + 1, present));
      } else {
        runs.add(new Run(patch, patch + 1, present));
      }
    }
    return runs;
  }

  /** Transforms the patches of one row; the first gets a given place in the panels. */
  void row(Scope scope, Affine sampleAt, Affine rowAt, Affine patch) {
    List<Run> runs = runs();
    for (Run run : runs) {
      Code.Part part = nest.part(name + "Down", List.of(sample, patchRow), inner -> down(inner, run));
      Code.Call call = new Code.Call(part, List.of(sampleAt, rowAt));
      List<Test> within = new ArrayList<>();
      if (run.from() > 0) {
        within.add(new Test.AtLeastZero(rowAt.plus(-run.from())));
      }
      if (run.to() < down.count()) {
        within.add(new Test.AtLeastZero(Affine.of(run.to() - 1).minus(rowAt)));
      }
      scope.add(within.isEmpty() ? call : new Code.When(new Test.All(within), List.of(call)));
    }
    Axis first = new Axis("patch", capacity);
    Code.Part part = nest.part(name + "Along", List.of(first), inner -> {
      edges(inner);
      along(inner, first);
    });
    scope.add(new Code.Call(part, List.of(patch)));
  }

  private void down(Scope scope, Run run) {
    Axis pixel = new Axis("pixel", along.extent());
    Axis c = new Axis(channel.name(), channel.extent());
    long from = Math.max(0, along.low());
    long to = Math.min(along.extent(), along.low() + width());
    VectorNest.loop(scope, pixel, from, to, 1, inner -> VectorNest.loop(inner, c, 0, c.extent().size(), lanes, at -> {
      LaneValues values = new LaneValues(at, channel, lanes);
      List<Code.Local> inputs = new ArrayList<>();
      for (int i = 0; i < pixels(); i++) {
        List<Index> indices = new ArrayList<>(read.indices());
        indices.set(down.dimension(), Index.of(Affine.of(patchRow).times(SIZE).plus(i + down.low())));
        indices.set(along.dimension(), Index.of(pixel));
        inputs.add(run.present().get(i)
            ? values.local(new Scalar.Read(read.tensor(), indices), Affine.of(c), "x") : null);
      }
      List<Code.Local> results = Transform.product(at, matrix, inputs, "v");
      for (int i = 0; i < results.size(); i++) {
        Affine place = line(Affine.of(i), Affine.of(pixel).plus(-along.low())).plus(Affine.of(c));
        at.add(new Code.Store(lines.at(at, place), new Value.Use(orZero(at, results.get(i)))));
      }
    }));
  }

  private static Code.Local orZero(Scope scope, Code.Local local) {
    if (local != null) {
      return local;
    }
    Code.Local zero = scope.lanes("zero");
    scope.add(new Code.Let(zero, new Value.Number(0)));
    return zero;
  }

  private void along(Scope scope, Axis first) {
    Axis product = new Axis("product", products());
    Axis patch = new Axis("next", along.count());
    Axis panel = new Axis("panel", channel.extent().size() / lanes);
    VectorNest.loops(scope, List.of(product, patch, panel), at -> {
      List<Code.Local> inputs = new ArrayList<>();
      for (int i = 0; i < pixels(); i++) {
        Code.Local input = at.lanes("x");
        Affine from = line(Affine.of(product), Affine.of(patch).times(SIZE).plus(i));
        at.add(new Code.Let(input, new Value.Lanes(lines.at(at, from.plus(Affine.of(panel).times(lanes))),
            new LaneMask(0, lanes, lanes))));
        inputs.add(input);
      }
      List<Code.Local> results = Transform.product(at, matrix, inputs, "v");
      for (int i = 0; i < results.size(); i++) {
        Code.Place to = at(at, Affine.of(product).times(products()).plus(i), Affine.of(panel),
            Affine.of(first).plus(Affine.of(patch)), Affine.ZERO);
        at.add(new Code.Store(to, new Value.Use(results.get(i))));
      }
    });
  }
}
