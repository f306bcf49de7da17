package dev.netgrad.onnx;

import static dev.netgrad.onnx.Term.number;
import static dev.netgrad.onnx.Term.quotient;

import dev.netgrad.onnx.Written.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pooling over windows and over whole pictures. */
final class Pooling {
  private static final String LETTERS = "hwd";
  private static final String TAPS = "rst";

  private Pooling() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("MaxPool", "without its indices", Pooling::largest),
        OperatorRule.of("AveragePool", Pooling::mean),
        OperatorRule.of("GlobalAveragePool", s -> global(s, true)),
        OperatorRule.of("GlobalMaxPool", s -> global(s, false)));
  }

  private static Windows windows(NodeStep s) {
    int[] shape = s.shape(0);
    return Windows.of(s, Moving.ints(s.node().integers("kernel_shape")
        .orElseThrow(() -> new OnnxException("it has no kernel_shape"))), Arrays.copyOfRange(shape, 2, shape.length));
  }

  private static Arranged largest(NodeStep s) {
    if (s.node().outputs().size() > 1 && !s.node().outputs().get(1).isEmpty()) {
      throw new OnnxException("its second output, where the largest were, is not to be had");
    }
    Windows windows = windows(s);
    if (isOfLibrary(s, windows)) {
      return called(s, "maxPool", windows);
    }
    return computed(s, windows, "max", Double.NEGATIVE_INFINITY, (body, over, guards) -> body);
  }

  private static Arranged mean(NodeStep s) {
    Windows windows = windows(s);
    boolean countsPadding = s.node().integer("count_include_pad", 0) == 1;
    boolean isPadded = IntStream.range(0, windows.axes()).anyMatch(i -> windows.before()[i] > 0
        || (windows.outputs()[i] - 1) * windows.stride()[i] + windows.dilation()[i] * (windows.size()[i] - 1)
            - windows.before()[i] >= s.shape(0)[i + 2]);
    int count = Arrays.stream(windows.size()).reduce(1, (a, b) -> a * b);
    if (isOfLibrary(s, windows) && (countsPadding || !isPadded)) {
      return called(s, "averagePool", windows);
    }
    if (!isPadded) {
      return computed(s, windows, "sum", 0, (body, over, guards) -> quotient(body, number(count)));
    }
    return computed(s, windows, "sum", 0,
        (body, over, guards) -> quotient(body, new Term.Reduced("sum", over, guards, number(1))));
  }

  private static boolean isOfLibrary(NodeStep s, Windows windows) {
    int[] shape = s.shape(0);
    return s.operand(0).batchAxis() == 0 && s.operand(0).signal().isPresent()
        && windows.isSquare(Arrays.copyOfRange(shape, 2, shape.length)) && windows.dilation()[0] == 1
        && windows.before()[0] < windows.size()[0];
  }

  private static Arranged called(NodeStep s, String layer, Windows windows) {
    List<Setting> settings = new ArrayList<>();
    if (windows.size()[0] != 2) {
      settings.add(new Setting("", windows.size()[0]));
    }
    Convolving.add(settings, "stride", windows.stride()[0], windows.size()[0]);
    Convolving.add(settings, "pad", windows.before()[0], 0);
    Signal in = s.draft().inOrder(s.operand(0), 2, 3, 1).signal().orElseThrow();
    return s.draft().call(s.out(), layer, List.of(in), settings, Map.of(), shape(s, windows), 0, 2, 3, 1);
  }

  private static int[] shape(NodeStep s, Windows windows) {
    return IntStream.concat(IntStream.of(s.shape(0)).limit(2), IntStream.of(windows.outputs())).toArray();
  }

  /** What becomes of a window's reduction. */
  private interface Finish {
    Term of(Term reduced, List<Factor> over, List<Clause> inside);
  }

  private static Arranged computed(NodeStep s, Windows windows, String kind, double outside, Finish finish) {
    int[] shape = shape(s, windows);
    List<Factor> axes = new ArrayList<>(Formula.axes(new int[] {shape[0]}));
    axes.add(Factor.of("c", shape[1]));
    List<Factor> over = new ArrayList<>();
    for (int i = 0; i < windows.axes(); i++) {
      axes.add(Factor.of(LETTERS.substring(i, i + 1), windows.outputs()[i]));
      over.add(Factor.of(TAPS.substring(i, i + 1), windows.size()[i]));
    }
    List<Position> at = Formula.positions(axes);
    List<Position> read = new ArrayList<>(at.subList(0, 2));
    List<Clause> inside = new ArrayList<>();
    boolean countsPadding = s.node().integer("count_include_pad", 0) == 1;
    for (int i = 0; i < windows.axes(); i++) {
      Position tap = windows.size()[i] == 1 ? Position.of(0) : Position.of(over.get(i));
      Position position = windows.read(i, at.get(2 + i), tap);
      read.add(position);
      // What ceil_mode adds behind the padding does not count, even where padding does.
      inside.addAll(countsPadding
          ? Convolving.within(position.plus(windows.before()[i]),
              s.shape(0)[2 + i] + windows.before()[i] + windows.after()[i])
          : Convolving.within(position, s.shape(0)[2 + i]));
    }
    Term body = Term.reduced(kind, over, NodeStep.at(s.operand(0), read, outside));
    return s.draft().define(s.out(), new Formula(ElementKind.FLOAT, axes, 1, finish.of(body, over, inside)));
  }

  private static Arranged global(NodeStep s, boolean isMean) {
    Arranged x = s.operand(0);
    int[] shape = x.shape();
    if (isMean && shape.length == 4 && x.batchAxis() == 0 && x.signal().isPresent()) {
      Signal in = s.draft().inOrder(x, 2, 3, 1).signal().orElseThrow();
      int[] out = {shape[0], shape[1], 1, 1};
      return s.draft().call(s.out(), "globalAveragePool", List.of(in), List.of(), Map.of(), out, 0, 1);
    }
    int[] axes = IntStream.range(2, shape.length).toArray();
    double count = Moving.product(shape, 2, shape.length);
    return Reducing.over(s, x, s.out(), true, isMean ? "sum" : "max", e -> e,
        y -> isMean ? quotient(y, number(count)) : y, axes);
  }
}
