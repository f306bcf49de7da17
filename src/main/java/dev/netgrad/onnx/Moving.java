package dev.netgrad.onnx;

import static dev.netgrad.onnx.Clause.compared;

import dev.netgrad.onnx.Term.Counted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that move elements. Most give no statement but another way to read. */
final class Moving {
  private Moving() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("Identity", s -> s.operand(0)),
        new OperatorRule("Dropout", s -> s.node().outputs().size() > 1 && !s.node().outputs().get(1).isEmpty()
            ? List.of(s.operand(0), mask(s)) : List.of(s.operand(0)), "as in evaluation"),
        OperatorRule.of("Reshape", s -> reshape(s, target(s))),
        OperatorRule.of("Flatten", s -> {
          int[] shape = s.shape(0);
          long asked = s.node().integer("axis", 1);
          int axis = asked == shape.length ? shape.length : Shaped.axis(asked, shape.length);
          return reshape(s, new int[] {product(shape, 0, axis), product(shape, axis, shape.length)});
        }),
        OperatorRule.of("Squeeze", Moving::squeeze),
        OperatorRule.of("Unsqueeze", Moving::unsqueeze),
        OperatorRule.of("Transpose", s -> {
          int rank = s.operand(0).rank();
          return s.operand(0).permuted(s.node().integers("perm")
              .map(p -> Arrays.stream(p).mapToInt(Math::toIntExact).toArray())
              .orElseGet(() -> IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()));
        }),
        OperatorRule.of("Expand", s -> s.operand(0).expanded(Shaped.broadcast(s.shape(0), ints(s.known(1))))),
        OperatorRule.of("Slice", Moving::slice),
        new OperatorRule("Split", Moving::split, ""),
        OperatorRule.of("Concat", Moving::concat),
        OperatorRule.of("Tile", Moving::tile),
        OperatorRule.of("Pad", "constant, edge and reflect", Moving::pad),
        OperatorRule.of("DepthToSpace", Moving::depthToSpace),
        OperatorRule.of("SpaceToDepth", Moving::spaceToDepth),
        OperatorRule.of("Trilu", Moving::trilu));
  }

  private static Arranged mask(NodeStep s) {
    return Arranged.of(Constant.of(s.node().outputs().get(1), ElementKind.BOOLEAN, new int[0], 1))
        .expanded(s.shape(0));
  }

  /** The shape that is asked for, where 0 may stand for an extent that stays and -1 for one that follows. */
  private static int[] target(NodeStep s) {
    long[] asked = s.integers("shape", 1).orElseThrow(() -> new OnnxException("it has no shape"));
    int[] shape = s.shape(0);
    boolean keepsZero = s.node().integer("allowzero", 0) == 1;
    int[] target = new int[asked.length];
    int open = -1;
    for (int i = 0; i < target.length; i++) {
      target[i] = asked[i] == 0 && !keepsZero && i < shape.length ? shape[i] : Math.toIntExact(asked[i]);
      open = asked[i] == -1 ? i : open;
    }
    long size = s.operand(0).size();
    long known = Arrays.stream(target).filter(e -> e != -1).asLongStream().reduce(1, Math::multiplyExact);
    boolean isOfOne = s.ofBatchOfOne() && target.length > 0 && target[0] == 1 && shape.length > 0
        && shape[0] == BatchSize.EXTENT && (open >= 0 || known * BatchSize.EXTENT == size);
    if (isOfOne) {
      target[0] = BatchSize.EXTENT;
      known *= BatchSize.EXTENT;
    }
    if (open >= 0) {
      if (known == 0 || size % known != 0) {
        throw new OnnxException(Shaped.text(shape) + " has no shape " + Arrays.toString(asked));
      }
      target[open] = Math.toIntExact(size / known);
    }
    if (Arrays.stream(target).asLongStream().reduce(1, Math::multiplyExact) != size) {
      throw new OnnxException(Shaped.text(shape) + " has no shape " + Arrays.toString(asked));
    }
    return target;
  }

  static Arranged reshape(NodeStep s, int[] target) {
    Arranged operand = s.operand(0);
    return operand.reshaped(target).orElseGet(() -> row(s, operand).reshaped(target)
        .orElseThrow(() -> new OnnxException("it brings samples of the batch into a row with other elements")));
  }

  /** All elements in a row; of each sample, where the first axis is that of the batch. */
  private static Arranged row(NodeStep s, Arranged operand) {
    int[] shape = operand.shape();
    int from = operand.batchAxis() == 0 ? 1 : 0;
    List<Factor> axes = Formula.axes(from == 1 ? new int[] {shape[0], product(shape, 1, shape.length)}
        : new int[] {product(shape, 0, shape.length)});
    List<Factor> over = Formula.axes(Arrays.copyOfRange(shape, from, shape.length));
    Position sum = Position.of(0);
    int stride = 1;
    List<Position> index = new ArrayList<>(Formula.positions(over));
    for (int i = over.size() - 1; i >= 0; i--) {
      sum = index.get(i).times(stride).plus(sum);
      stride *= over.get(i).extent();
    }
    if (from == 1) {
      index.add(0, Position.of(axes.get(0)));
    }
    Term body = new Term.Reduced("sum", over, List.of(compared(new Counted(sum), "==",
        new Counted(Position.of(axes.get(from))))), new Term.At(operand, index, null));
    return s.draft().define(s.out(), new Formula(operand.kind(), axes, -1, body));
  }

  static int product(int[] shape, int from, int to) {
    return Math.toIntExact(Arrays.stream(shape, from, to).asLongStream().reduce(1, Math::multiplyExact));
  }

  static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  private static Arranged squeeze(NodeStep s) {
    int[] shape = s.shape(0);
    List<Integer> gone = s.integers("axes", 1)
        .map(axes -> Arrays.stream(axes).mapToObj(a -> Shaped.axis(a, shape.length)).toList())
        .orElseGet(() -> IntStream.range(0, shape.length).filter(i -> shape[i] == 1).boxed().toList());
    if (gone.stream().anyMatch(i -> shape[i] != 1)) {
      throw new OnnxException("an axis of " + Shaped.text(shape) + " that it takes away has more than one element");
    }
    return s.operand(0).withOnes(IntStream.range(0, shape.length).filter(i -> !gone.contains(i)).map(i -> shape[i])
        .toArray());
  }

  private static Arranged unsqueeze(NodeStep s) {
    long[] axes = s.integers("axes", 1).orElseThrow(() -> new OnnxException("it has no axes"));
    int rank = s.operand(0).rank() + axes.length;
    List<Integer> added = Arrays.stream(axes).mapToObj(a -> Shaped.axis(a, rank)).toList();
    int[] own = s.shape(0);
    int[] shape = new int[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      shape[i] = added.contains(i) ? 1 : own[next++];
    }
    return s.operand(0).withOnes(shape);
  }

  private static Arranged slice(NodeStep s) {
    long[] starts = s.integers("starts", 1).orElseThrow(() -> new OnnxException("it has no starts"));
    long[] ends = s.integers("ends", 2).orElseThrow(() -> new OnnxException("it has no ends"));
    long[] axes = s.integers("axes", 3).orElseGet(() -> IntStream.range(0, starts.length).asLongStream().toArray());
    long[] steps = s.has(4) ? s.known(4) : Arrays.stream(axes).map(a -> 1).toArray();
    Arranged result = s.operand(0);
    for (int k = 0; k < axes.length; k++) {
      int axis = Shaped.axis(axes[k], result.rank());
      int extent = result.shape()[axis];
      long step = steps[k];
      long start = starts[k] < 0 ? starts[k] + extent : starts[k];
      long end = ends[k] < 0 && ends[k] >= -extent ? ends[k] + extent : ends[k];
      start = Math.max(0, Math.min(step < 0 ? extent - 1 : extent, start));
      end = step < 0 ? Math.max(-1, Math.min(extent, end)) : Math.max(0, Math.min(extent, end));
      long count = Math.max(0, (end - start + step + (step < 0 ? 1 : -1)) / step);
      result = part(s, result, axis, (int) start, (int) step, (int) count);
    }
    return result;
  }

  /** Some elements of an axis. */
  static Arranged part(NodeStep s, Arranged tensor, int axis, int start, int step, int count) {
    int extent = tensor.shape()[axis];
    if (start == 0 && step == 1 && count == extent) {
      return tensor;
    } else if (count == 0) {
      throw new OnnxException("nothing is left of axis " + axis);
    } else if (tensor.axes().get(axis).stream().anyMatch(Factor::isBatch)) {
      throw new OnnxException("it takes samples out of the batch");
    } else if (tensor.axes().get(axis).size() == 1) {
      return tensor.sliced(axis, start, step, count);
    }
    int[] shape = tensor.shape();
    shape[axis] = count;
    return s.draft().define(s.out(), Formula.of(tensor.kind(), shape, i -> {
      List<Position> index = new ArrayList<>(i);
      index.set(axis, index.get(axis).times(step).plus(start));
      return new Term.At(tensor, index, null);
    }));
  }

  private static List<Arranged> split(NodeStep s) {
    int[] shape = s.shape(0);
    int axis = s.axis("axis", 0, shape.length);
    int parts = (int) s.node().integer("num_outputs", s.node().outputs().size());
    int each = (shape[axis] + parts - 1) / parts;
    long[] sizes = s.integers("split", 1).orElseGet(() -> IntStream.range(0, parts)
        .mapToLong(i -> Math.max(0, Math.min(each, shape[axis] - i * each))).toArray());
    List<Arranged> results = new ArrayList<>();
    int start = 0;
    for (long size : sizes) {
      results.add(part(s, s.operand(0), axis, start, 1, (int) size));
      start += (int) size;
    }
    return results;
  }

  private static Arranged concat(NodeStep s) {
    int[] shape = s.shape(0);
    int axis = s.axis("axis", 1, shape.length);
    List<Integer> ends = new ArrayList<>();
    int end = 0;
    for (int k = 0; k < s.count(); k++) {
      if (s.operand(k).axes().get(axis).stream().anyMatch(Factor::isBatch)) {
        throw new OnnxException("it puts samples of the batch behind each other");
      }
      end += s.shape(k)[axis];
      ends.add(end);
    }
    shape[axis] = end;
    boolean isOfChannels = axis == 1 && shape.length == 4 && s.operand(0).batchAxis() == 0 && s.count() == 2
        && s.operand(0).isInOrder(2, 3, 1) && s.operand(1).isInOrder(2, 3, 1);
    if (isOfChannels) {
      return s.draft().call(s.out(), "concat", List.of(s.operand(0).signal().orElseThrow(),
          s.operand(1).signal().orElseThrow()), List.of(), Map.of(), shape, 0, 2, 3, 1);
    }
    ElementKind kind = s.operand(0).kind();
    return s.define(kind, shape, i -> {
      Term term = null;
      for (int k = s.count() - 1; k >= 0; k--) {
        if (s.shape(k)[axis] == 0) {
          continue;
        }
        List<Position> index = new ArrayList<>(i);
        index.set(axis, s.shape(k)[axis] == 1 ? Position.of(0)
            : i.get(axis).plus(s.shape(k)[axis] - ends.get(k)));
        Term read = new Term.At(s.operand(k), index, null);
        term = term == null ? read
            : Term.either(compared(new Counted(i.get(axis)), "<", Term.number(ends.get(k))), read, term);
      }
      return term;
    });
  }

  private static Arranged tile(NodeStep s) {
    long[] repeats = s.known(1);
    int[] shape = s.shape(0);
    int[] apart = new int[2 * shape.length];
    int[] again = new int[2 * shape.length];
    int[] target = new int[shape.length];
    for (int i = 0; i < shape.length; i++) {
      apart[2 * i] = 1;
      again[2 * i] = Math.toIntExact(repeats[i]);
      apart[2 * i + 1] = shape[i];
      again[2 * i + 1] = shape[i];
      target[i] = Math.multiplyExact(shape[i], again[2 * i]);
    }
    return s.operand(0).reshaped(apart).orElseThrow().expanded(again).reshaped(target).orElseThrow();
  }

  private static Arranged pad(NodeStep s) {
    int[] shape = s.shape(0);
    long[] pads = s.integers("pads", 1).or(() -> s.node().integers("paddings"))
        .orElseThrow(() -> new OnnxException("it has no pads"));
    int[] axes = s.has(3) ? Arrays.stream(s.known(3)).mapToInt(a -> Shaped.axis(a, shape.length)).toArray()
        : IntStream.range(0, shape.length).toArray();
    int[] before = new int[shape.length];
    int[] after = new int[shape.length];
    for (int k = 0; k < axes.length; k++) {
      before[axes[k]] = Math.toIntExact(pads[k]);
      after[axes[k]] = Math.toIntExact(pads[k + axes.length]);
    }
    int[] padded = IntStream.range(0, shape.length).map(i -> shape[i] + before[i] + after[i]).toArray();
    String mode = s.node().text("mode", "constant");
    double value = s.has(2) ? s.number(2) : s.node().number("value", 0);
    if (!mode.equals("constant")) {
      return edged(s, mode, padded, before);
    }
    return s.define(s.operand(0).kind(), padded, i -> NodeStep.at(s.operand(0), IntStream.range(0, shape.length)
        .mapToObj(k -> i.get(k).plus(-before[k])).toList(), value));
  }

  /** Each axis goes on with its own elements: a product of choices, one axis after the other. */
  private static Arranged edged(NodeStep s, String mode, int[] padded, int[] before) {
    Arranged result = s.operand(0);
    for (int axis = 0; axis < padded.length; axis++) {
      int[] shape = result.shape();
      int extent = shape[axis];
      int grown = padded[axis];
      if (grown == extent && before[axis] == 0) {
        continue;
      }
      shape[axis] = grown;
      int[] sources = IntStream.range(-before[axis], grown - before[axis]).map(i -> source(mode, i, extent)).toArray();
      result = Choosing.along(s, result, axis, sources);
    }
    return result;
  }

  private static int source(String mode, int at, int extent) {
    return switch (mode) {
      case "edge" -> Math.max(0, Math.min(extent - 1, at));
      case "wrap" -> Math.floorMod(at, extent);
      case "reflect" -> {
        int round = Math.floorMod(at, Math.max(1, 2 * extent - 2));
        yield round < extent ? round : 2 * extent - 2 - round;
      }
      default -> throw new OnnxException("mode = " + mode + " is not known");
    };
  }

  private static Arranged depthToSpace(NodeStep s) {
    int[] d = s.shape(0);
    int b = (int) s.node().integer("blocksize", 1);
    boolean isColumns = s.node().text("mode", "DCR").equals("DCR");
    int c = d[1] / (b * b);
    Arranged apart = Moving.shaped(s, s.operand(0), isColumns ? new int[] {d[0], b, b, c, d[2], d[3]}
        : new int[] {d[0], c, b, b, d[2], d[3]});
    Arranged moved = isColumns ? apart.permuted(0, 3, 4, 1, 5, 2) : apart.permuted(0, 1, 4, 2, 5, 3);
    return shaped(s, moved, new int[] {d[0], c, d[2] * b, d[3] * b});
  }

  private static Arranged spaceToDepth(NodeStep s) {
    int[] d = s.shape(0);
    int b = (int) s.node().integer("blocksize", 1);
    Arranged apart = shaped(s, s.operand(0), new int[] {d[0], d[1], d[2] / b, b, d[3] / b, b});
    return shaped(s, apart.permuted(0, 3, 5, 1, 2, 4), new int[] {d[0], d[1] * b * b, d[2] / b, d[3] / b});
  }

  private static Arranged shaped(NodeStep s, Arranged tensor, int[] shape) {
    return tensor.reshaped(shape).orElseGet(() -> row(s, tensor).reshaped(shape).orElseThrow());
  }

  private static Arranged trilu(NodeStep s) {
    int rank = s.operand(0).rank();
    long k = s.has(1) ? s.known(1)[0] : 0;
    boolean isUpper = s.node().integer("upper", 1) == 1;
    return s.define(s.operand(0).kind(), s.shape(0), i -> {
      Term row = new Counted(i.get(rank - 2).plus((int) Math.max(-(1 << 30), Math.min(1 << 30, k))));
      Term column = new Counted(i.get(rank - 1));
      return Term.either(compared(row, isUpper ? "<=" : ">=", column), s.at(0, i), Term.number(0));
    });
  }
}
