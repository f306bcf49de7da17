package dev.netgrad.schedule;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.law.ToomCook;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * How a nest is computed, as a value: the form of its loops and all that was chosen for it. Lowering follows it and
 * chooses nothing.
 */
public sealed interface Schedule {
  /** The form of the loops. */
  Form form();

  /** What was chosen for the form, such as how many outputs are in registers; of plain loops, why. */
  String choices();

  /** By the model, the time that a sample takes, that of a multiply-add of vectors being 1. */
  double cost();

  /** From so many samples on it is worth its while. */
  default long fewestSamples() {
    return 1;
  }

  /** The forms that nests have. */
  enum Form {
    /** Outputs of a reduction in registers, by the law on sliding sums. */
    TOOM_COOK_TILE,
    /** Outputs of a reduction in registers. */
    TILE,
    /** Part of an array that is summed over the batch, by the law on sliding sums. */
    TOOM_COOK_SLICE,
    /** Part of an array that is summed over the batch, whose operands are copied side by side. */
    PANEL_SLICE,
    /** Part of an array that is summed over the batch. */
    SLICE,
    /** Formulas without a reduction, row by row. */
    ROWS,
    /** The loops that any Java runs. */
    PLAIN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace("toom_cook", "toom-cook").replace('_', ' ');
    }
  }

  /** An answer for each form, so that none is forgotten: there is no default. */
  record Cases<R>(Function<ToomCookTile, R> toomCookTile, Function<Tile, R> tile,
      Function<ToomCookSlice, R> toomCookSlice, Function<PanelSlice, R> panelSlice, Function<Slice, R> slice,
      Function<Rows, R> rows, Function<Plain, R> plain) {}

  /** The answer for the form that this has. */
  <R> R match(Cases<R> cases);

  /**
   * Outputs of a contraction that slides, by the law of {@link ToomCook}: some patches times some vectors of the row.
   *
   * @param patches that are transformed and multiplied together
   * @param blocks of vectors along the row
   */
  public record ToomCookTile(Contraction nest, Sliding sliding, PatchBlock patches, Tiling tiling,
      List<RowBlock> blocks, double cost) implements Schedule {
    /** Outputs of a patch along one axis. */
    public static final int OUTPUTS = Picture.SIZE;

    public ToomCookTile {
      blocks = List.copyOf(blocks);
    }

    /** The law, if it may be applied. */
    public static Optional<ToomCook> law(Rewriting laws) {
      return laws.by(EvaluationLaws.SLIDING, new ToomCook.Correlation(OUTPUTS, Sliding.TAPS));
    }

    /** Where an output of a patch is: the so manieth of its column, in a column of a patch of a row. */
    public Substitution place(Axis patchRow, long t, Affine patch, Affine column) {
      return new Substitution(Map.of(
          nest.outer().get(0), Index.of(Affine.of(patchRow).times(OUTPUTS).plus(t)),
          nest.outer().get(1), Index.of(patch.times(OUTPUTS).plus(column))));
    }

    /** What is transformed. */
    public Picture picture(ToomCook law) {
      long tiles = (patches.patches() + tiling.along() - 1) / tiling.along();
      return Picture.of(sliding.moving(), sliding.channel(), sliding.down().patches(patches.patchRows()),
          sliding.along().patches(patches.patchesAlong()), law.input(), tiles * tiling.along());
    }

    @Override
    public Form form() {
      return Form.TOOM_COOK_TILE;
    }

    @Override
    public String choices() {
      return tiling + " of patches, of " + patches + " at once";
    }

    /** For few, the weights' transforms take longer than is saved. */
    @Override
    public long fewestSamples() {
      return Blocking.fewestSamples(patches.ofSample());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.toomCookTile().apply(this);
    }
  }

  /**
   * A reduction tile by tile: some points along the tile axis times some vectors along the row.
   *
   * @param shapes which terms points have
   * @param tiles of each shape, by the number of their first point
   * @param packs whether weights are packed first
   * @param apart whether what follows the reduction is too much to be written for every output of a tile
   * @param units for how many of them, points of the first outer axis, or samples, a block of vectors is done before
   *     the next one; nothing for all
   */
  record Tile(Contraction nest, Factors factors, TileShapes shapes, Tiling tiling,
      Map<TileShapes.Shape, List<Long>> tiles, boolean packs, boolean apart, OptionalLong units, double cost)
      implements Schedule {

    /** The blocks of a shape's sums. */
    public Blocks blocks(TileShapes.Shape shape) {
      return Blocks.ofTile(shapes.loops(), shapes.loopGuards(),
          nest.formula().reduction().kind() == Reduction.Kind.SUM ? shape.mostTaps() : 0);
    }

    /** Whether some shape's sums have several blocks. */
    private boolean isInBlocks() {
      return tiles.keySet().stream().anyMatch(shape -> !blocks(shape).isOne());
    }

    /**
     * Whether what follows the reduction has methods of its own: that of sums which are in memory anyway, block by
     * block, has.
     */
    public boolean stages(Blocks blocks) {
      return apart || !blocks.isOne();
    }

    /** The outer axes but the tile's. */
    public List<Axis> between() {
      List<Axis> between = new ArrayList<>(nest.outer());
      shapes.tile().ifPresent(between::remove);
      return between;
    }

    /** The vectors along the row. */
    public List<RowBlock> rowBlocks(int lanes) {
      return new GroupPoint(nest, lanes).blocks(tiling.vectors());
    }

    /** Says along the tile axis how many points of its phase are before a tile. */
    public Axis placeAxis() {
      return new Axis(shapes.tile().map(Axis::name).orElse("at") + "0",
          shapes.tile().map(Axis::extent).orElse(Extent.of(1)));
    }

    /** Where along the tile axis a point of a tile is. */
    public Affine place(long phase, Axis place, Affine t) {
      return shapes.place(phase, Affine.of(place).plus(t));
    }

    @Override
    public Form form() {
      return Form.TILE;
    }

    @Override
    public String choices() {
      return tiling + " of outputs" + shapes.tile().map(axis -> " along " + axis.name()).orElse("")
          + (packs ? ", weights packed" : "") + (isInBlocks() ? ", sums in blocks" : "")
          + (apart || isInBlocks() ? ", what follows apart" : "");
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.tile().apply(this);
    }
  }

  /**
   * A sum over the batch in which one operand slides over the other, by the law of {@link ToomCook}: some channels of
   * one times some vectors of the other.
   *
   * @param patches that are summed over together
   * @param apart whether threads share the samples and add to outputs of their own, else the slices of one output
   */
  public record ToomCookSlice(Contraction nest, SlidingSum slide, PatchBlock patches, Tiling tiling, boolean apart,
      double cost) implements Schedule {

    /** The law, if it may be applied. */
    public static Optional<ToomCook> law(Rewriting laws) {
      return laws.by(EvaluationLaws.SLIDING, new ToomCook.Correlation(Sliding.TAPS, Picture.SIZE));
    }

    /** What is transformed of the moving picture. */
    public Picture moving(ToomCook law) {
      return Picture.of(slide.moving(), slide.channel(), slide.side(1, patches.patchRows()),
          slide.side(2, patches.patchesAlong()), law.input(), patches.patches());
    }

    /** What is transformed of the other picture. */
    public Picture still(ToomCook law) {
      return Picture.of(slide.still(), nest.row(),
          new Picture.Side(1, 0, slide.high().extent().size(), patches.patchRows()),
          new Picture.Side(2, 0, slide.wide().extent().size(), patches.patchesAlong()), law.kernel(),
          patches.patches());
    }

    @Override
    public Form form() {
      return Form.TOOM_COOK_SLICE;
    }

    @Override
    public String choices() {
      return tiling + " of channels, of " + patches + " at once";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.toomCookSlice().apply(this);
    }
  }

  /**
   * A sum over the batch of products, over panels of both operands: some channels of one times some vectors of the
   * other.
   *
   * @param numbers the panels of the operand whose channel is the output's, too
   * @param vectors the panels of the operand along the row
   * @param channel of the numbers
   * @param units the output's other axes, neither the row, the channel nor taps
   * @param taps of the window, and where each takes part
   * @param blocking how the points of a group of samples are summed
   */
  public record PanelSlice(Contraction nest, SumLoops loops, PanelLayout numbers, PanelLayout vectors, Axis channel,
      List<Axis> units, List<SumLoops.Tap> taps, PanelBlocks blocking, Tiling tiling, double cost) implements Schedule {
    public PanelSlice {
      units = List.copyOf(units);
      taps = List.copyOf(taps);
    }

    /** The vectors along the row. */
    public List<RowBlock> rowBlocks() {
      return RowBlock.of(nest.row().extent().size(), numbers.lanes(), tiling.vectors());
    }

    @Override
    public Form form() {
      return Form.PANEL_SLICE;
    }

    @Override
    public String choices() {
      return tiling + " of channels, the points of " + Tiling.counted(numbers.samples(), "sample") + " at once";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.panelSlice().apply(this);
    }
  }

  /**
   * A sum over the batch into one array, slice by slice: all taps of some points along the tile axis, times some
   * vectors of the row.
   *
   * @param tile the output's axis along which a slice has several points
   * @param units the output's other axes, neither the row nor taps
   * @param skewed whether the innermost loop runs along the operand, {@code x[w'] · dy[w' − s]}, so that {@code x} is
   *     loaded once for all taps
   * @param runs of the innermost loop, each with taps of its own
   * @param samplesOutside whether the loop over samples is around that over slices: the array stays in the cache
   */
  record Slice(Contraction nest, Factors factors, SumLoops loops, Optional<Axis> tile, List<Axis> units, boolean skewed,
      Tiling tiling, List<SumLoops.Run> runs, boolean samplesOutside, double cost) implements Schedule {
    public Slice {
      units = List.copyOf(units);
      runs = List.copyOf(runs);
    }

    /** A tap where the innermost loop is at {@code along} and the tile axis at {@code at}. */
    public Substitution at(Substitution tap, Affine along, Affine at) {
      Substitution point = loops.at(tap, along, skewed);
      return tile.map(axis -> Taps.with(point, axis, at)).orElse(point);
    }

    @Override
    public Form form() {
      return Form.SLICE;
    }

    @Override
    public String choices() {
      return tiling + " of outputs" + (skewed ? ", along the window" : "");
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.slice().apply(this);
    }
  }

  /**
   * Formulas point by point, some vectors of the row at once. A sample's points are cut into stretches of equal length:
   * where a row has more vectors than one body, the stretch is still in the cache when the next ones are done.
   *
   * @param blocks of vectors along the row
   * @param stretches how many a sample has
   * @param joined whether the loops over a sample's points are one; else a stretch is a point of the first of them
   */
  record Rows(Contraction nest, List<RowBlock> blocks, long stretches, boolean joined, double cost)
      implements Schedule {
    public Rows {
      blocks = List.copyOf(blocks);
    }

    /** The loops over a stretch's points, outermost first. */
    public List<Axis> inner() {
      List<Axis> spatial = nest.outer();
      if (joined) {
        return List.of(new Axis("point", Contraction.points(spatial) / stretches));
      }
      return spatial.isEmpty() ? List.of() : spatial.subList(1, spatial.size());
    }

    /** Where the axes within a sample are at a point of a stretch. */
    public Substitution place(Affine stretch, List<Axis> inner) {
      List<Axis> spatial = nest.outer();
      if (spatial.isEmpty()) {
        return Taps.NONE;
      } else if (!joined) {
        return new Substitution(Map.of(spatial.get(0), Index.of(stretch)));
      }
      // The last axis runs over all points, the others stay at 0.
      Map<Axis, Index> values = new LinkedHashMap<>();
      spatial.forEach(a -> values.put(a, Index.of(Affine.ZERO)));
      Axis along = inner.get(0);
      Affine point = stretch.times(along.extent().size()).plus(Affine.of(along));
      values.put(spatial.get(spatial.size() - 1), Index.of(point));
      return new Substitution(values);
    }

    @Override
    public Form form() {
      return Form.ROWS;
    }

    @Override
    public String choices() {
      return Tiling.counted(blocks.get(0).vectors(), "vector") + " at once";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rows().apply(this);
    }
  }

  /** Plain loops, as no form for vectors fits. */
  record Plain(String choices) implements Schedule {
    @Override
    public Form form() {
      return Form.PLAIN;
    }

    @Override
    public double cost() {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.plain().apply(this);
    }
  }
}
