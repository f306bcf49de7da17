package dev.netgrad.onnx;

import static dev.netgrad.onnx.Clause.compared;

import dev.netgrad.onnx.Term.At;
import dev.netgrad.onnx.Term.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that choose elements by their numbers. */
final class Choosing {
  private static final int MOST_PIECES = 64;

  private Choosing() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("Gather", "indices known, or class numbers", Choosing::gather),
        OperatorRule.of("GatherElements", "by class numbers", Choosing::gatherElements),
        OperatorRule.of("OneHot", "of class numbers", Choosing::oneHot));
  }

  private static Arranged gather(NodeStep s) {
    Arranged data = s.operand(0);
    int axis = s.axis("axis", 0, data.rank());
    int[] shape = data.shape();
    Arranged indices = s.operand(1);
    if (s.constant(1).isPresent()) {
      int[] sources = IntStream.of(Moving.ints(s.known(1))).map(i -> i < 0 ? i + shape[axis] : i).toArray();
      Arranged row = along(s, data, axis, sources);
      int[] whole = joined(shape, axis, indices.shape());
      return Moving.part(s, row, axis, 0, 1, sources.length).reshaped(whole)
          .orElseThrow(() -> new OnnxException("it chooses along the batch"));
    }
    classes(indices, shape[axis]);
    Arranged table = single(s, data);
    int count = indices.rank();
    return s.define(data.kind(), joined(shape, axis, indices.shape()), i -> {
      List<Position> index = new ArrayList<>(i.subList(0, axis));
      index.add(Position.of(0));
      index.addAll(i.subList(axis + count, i.size()));
      return new Term.Picked(table, axis, index, new At(indices, i.subList(axis, axis + count), null));
    });
  }

  private static Arranged gatherElements(NodeStep s) {
    Arranged data = s.operand(0);
    Arranged indices = s.operand(1);
    int axis = s.axis("axis", 0, data.rank());
    classes(indices, data.shape()[axis]);
    Arranged table = single(s, data);
    return s.define(data.kind(), indices.shape(),
        i -> new Term.Picked(table, axis, i, new At(indices, i, null)));
  }

  /** Whole numbers that are given are class numbers from here on. */
  static void classes(Arranged indices, int most) {
    indices.signal().orElseThrow(() -> new OnnxException("its indices are known, which it is not read with"))
        .useAs(ElementKind.INTEGER, most);
  }

  /** A parameter, or a tensor as a statement has it, whose axes are the model's: rows of it can be picked. */
  static Arranged single(NodeStep s, Arranged data) {
    if (data.constant().isPresent()) {
      return s.draft().kept(s.constant(0).orElseThrow());
    }
    int batch = data.batchAxis();
    return s.draft().inOrder(data, IntStream.range(0, data.rank()).filter(i -> i != batch).toArray());
  }

  private static int[] joined(int[] shape, int axis, int[] indices) {
    return IntStream.concat(IntStream.concat(IntStream.of(shape).limit(axis), IntStream.of(indices)),
        IntStream.of(shape).skip(axis + 1)).toArray();
  }

  /** Elements along an axis, by numbers that are known: in pieces that go on evenly. */
  static Arranged along(NodeStep s, Arranged data, int axis, int... sources) {
    int extent = data.shape()[axis];
    if (IntStream.of(sources).anyMatch(i -> i < 0 || i >= extent)) {
      throw new OnnxException("it chooses elements beyond the " + extent + " that there are");
    }
    if (data.axes().get(axis).stream().anyMatch(Factor::isBatch)) {
      throw new OnnxException("it chooses samples of the batch");
    }
    List<int[]> pieces = pieces(sources);
    if (pieces.size() == 1) {
      int step = sources.length == 1 ? 1 : sources[1] - sources[0];
      if (step != 0) {
        return Moving.part(s, data, axis, sources[0], step, sources.length);
      }
    }
    if (pieces.size() > MOST_PIECES && data.constant().isEmpty()) {
      throw new OnnxException("it chooses " + sources.length + " elements in no order that a formula says");
    }
    int[] shape = data.shape();
    shape[axis] = sources.length;
    return s.define(s.out(), Formula.of(data.kind(), shape, i -> {
      Term term = null;
      for (int k = pieces.size() - 1; k >= 0; k--) {
        int[] piece = pieces.get(k);
        List<Position> index = new ArrayList<>(i);
        index.set(axis, piece[2] == 0 ? Position.of(sources[piece[0]])
            : i.get(axis).times(piece[2]).plus(sources[piece[0]] - piece[0] * piece[2]));
        Term read = new At(data, index, null);
        term = term == null ? read
            : Term.either(compared(new Counted(i.get(axis)), "<", Term.number(piece[1])), read, term);
      }
      return term;
    }));
  }

  /** From where, up to where, and in which steps. */
  private static List<int[]> pieces(int... sources) {
    List<int[]> pieces = new ArrayList<>();
    int start = 0;
    while (start < sources.length) {
      int step = start + 1 < sources.length ? sources[start + 1] - sources[start] : 1;
      int end = start + 1;
      while (end < sources.length && sources[end] - sources[end - 1] == step) {
        end++;
      }
      pieces.add(new int[] {start, end, step});
      start = end;
    }
    return pieces;
  }

  private static Arranged oneHot(NodeStep s) {
    int depth = Math.toIntExact(s.known(1)[0]);
    Constant values = s.constant(2).orElseThrow(() -> new OnnxException("its values are not known"));
    Arranged indices = s.operand(0);
    int rank = indices.rank() + 1;
    int axis = s.axis("axis", -1, rank);
    indices.signal().ifPresent(signal -> signal.useAs(ElementKind.INTEGER, depth));
    int[] shape = IntStream.concat(IntStream.concat(IntStream.of(indices.shape()).limit(axis), IntStream.of(depth)),
        IntStream.of(indices.shape()).skip(axis)).toArray();
    return s.define(ElementKind.FLOAT, shape, i -> {
      List<Position> index = new ArrayList<>(i);
      Position at = index.remove(axis);
      return Term.either(compared(new Counted(at), "==", new At(indices, index, null)),
          Term.number(values.elements().at(1)), Term.number(values.elements().at(0)));
    });
  }
}
