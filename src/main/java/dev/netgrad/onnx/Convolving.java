package dev.netgrad.onnx;

import static dev.netgrad.onnx.Clause.compared;
import static dev.netgrad.onnx.Term.product;
import static dev.netgrad.onnx.Term.reduced;

import dev.netgrad.onnx.Term.At;
import dev.netgrad.onnx.Written.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Convolutions of pictures of any number of axes. */
final class Convolving {
  private static final String LETTERS = "hwd";
  private static final String TAPS = "rst";

  private Convolving() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("Conv", Convolving::convolution),
        OperatorRule.of("ConvTranspose", Convolving::transposed));
  }

  private static Arranged convolution(NodeStep s) {
    Arranged x = s.operand(0);
    Arranged w = s.operand(1);
    int[] shape = x.shape();
    int[] weights = w.shape();
    int groups = (int) s.node().integer("group", 1);
    if (shape.length < 3 || weights.length != shape.length || weights[1] * groups != shape[1]
        || weights[0] % groups != 0) {
      throw new OnnxException("weights " + Shaped.text(weights) + " do not fit " + Shaped.text(shape));
    }
    Windows windows = Windows.of(s, Arrays.copyOfRange(weights, 2, weights.length),
        Arrays.copyOfRange(shape, 2, shape.length));
    boolean isOfLibrary = x.signal().isPresent() && x.batchAxis() == 0 && w.constant().isPresent()
        && windows.isSquare(Arrays.copyOfRange(shape, 2, shape.length));
    Arranged y = isOfLibrary ? called(s, x, w, windows, groups) : computed(s, x, w, windows, groups);
    return s.has(2) ? biased(s, y, s.operand(2)) : y;
  }

  private static Arranged called(NodeStep s, Arranged x, Arranged w, Windows windows, int groups) {
    int[] weights = w.shape();
    boolean isDepthwise = groups > 1 && weights[1] == 1 && weights[0] == groups;
    int size = windows.size()[0];
    int dilation = windows.dilation()[0];
    List<Setting> settings = new ArrayList<>();
    if (!isDepthwise) {
      settings.add(new Setting("", weights[0]));
      if (groups > 1) {
        settings.add(new Setting("", groups));
      }
    }
    settings.add(new Setting("", size));
    add(settings, "stride", windows.stride()[0], 1);
    add(settings, "pad", windows.before()[0], dilation * (size - 1) / 2);
    add(settings, "dilation", dilation, 1);
    Arranged laid = !isDepthwise ? w.permuted(2, 3, 1, 0)
        : w.withAxes(List.of(w.axes().get(2), w.axes().get(3), w.axes().get(0)));
    Constant weight = trained(Known.laid(laid));
    Signal in = s.draft().inOrder(x, 2, 3, 1).signal().orElseThrow();
    return s.draft().call(s.out(), isDepthwise ? "depthwiseConv" : groups > 1 ? "groupedConv" : "conv", List.of(in),
        settings, Map.of("weight", weight), outputs(s, weights[0], windows), 0, 2, 3, 1);
  }

  private static Constant trained(Constant c) {
    return new Constant(c.name(), c.kind(), c.shape(), c.elements(), true, c.ofBatch());
  }

  static void add(List<Setting> settings, String name, int value, int usual) {
    if (value != usual) {
      settings.add(new Setting(name, value));
    }
  }

  private static int[] outputs(NodeStep s, int channels, Windows windows) {
    return IntStream.concat(IntStream.of(s.shape(0)[0], channels), IntStream.of(windows.outputs())).toArray();
  }

  /** The sum itself, whatever the axes, strides and groups. */
  private static Arranged computed(NodeStep s, Arranged x, Arranged w, Windows windows, int groups) {
    int[] weights = w.shape();
    int outputs = weights[0] / groups;
    List<Factor> axes = axes(s, windows.outputs(), groups, outputs);
    List<Position> at = Formula.positions(axes);
    Factor c = Factor.of("c", weights[1]);
    List<Factor> taps = new ArrayList<>();
    List<Position> read = new ArrayList<>(List.of(at.get(0),
        at.get(1).times(weights[1]).plus(weights[1] == 1 ? Position.of(0) : Position.of(c))));
    List<Position> weight = new ArrayList<>(List.of(at.get(1).times(outputs).plus(at.get(2)),
        weights[1] == 1 ? Position.of(0) : Position.of(c)));
    for (int i = 0; i < windows.axes(); i++) {
      Factor tap = Factor.of(TAPS.substring(i, i + 1), windows.size()[i]);
      taps.add(tap);
      Position t = windows.size()[i] == 1 ? Position.of(0) : Position.of(tap);
      read.add(windows.read(i, at.get(3 + i), t));
      weight.add(t);
    }
    taps.add(c);
    Term body = reduced("sum", taps, product(NodeStep.at(x, read, 0), new At(w, weight, null)));
    return ofGroups(s, new Formula(ElementKind.FLOAT, axes, 2, body), weights[0], windows.outputs());
  }

  private static List<Factor> axes(NodeStep s, int[] picture, int groups, int outputs) {
    List<Factor> axes = new ArrayList<>(Formula.axes(new int[] {s.shape(0)[0]}));
    axes.add(Factor.of("g", groups));
    axes.add(Factor.of("k", outputs));
    for (int i = 0; i < picture.length; i++) {
      axes.add(Factor.of(LETTERS.substring(i, i + 1), picture[i]));
    }
    return axes;
  }

  private static Arranged ofGroups(NodeStep s, Formula formula, int channels, int... picture) {
    int[] shape = IntStream.concat(IntStream.of(s.shape(0)[0], channels), IntStream.of(picture)).toArray();
    return s.draft().define(s.out(), formula).reshaped(shape).orElseThrow();
  }

  private static Arranged biased(NodeStep s, Arranged y, Arranged bias) {
    if (bias.constant().isPresent() && y.isWhole() && y.batchAxis() == 0
        && y.axes().get(1).size() == 1 && y.reads().get(y.reads().size() - 1).plain().isPresent()
        && y.axes().get(1).contains(y.reads().get(y.reads().size() - 1).plain().orElseThrow())) {
      return s.draft().elementwise(s.out(), "addBias", y, Map.of("bias", trained(Known.laid(bias))));
    }
    return s.draft().define(s.out(), Formula.of(ElementKind.FLOAT, y.shape(),
        i -> Term.sum(NodeStep.at(y, i), NodeStep.at(bias, List.of(i.get(1))))));
  }

  /** Each output sums what its inputs send it: those whose stride leads to it. */
  private static Arranged transposed(NodeStep s) {
    Arranged x = s.operand(0);
    Arranged w = s.operand(1);
    int[] shape = x.shape();
    int[] weights = w.shape();
    int axes = shape.length - 2;
    int groups = (int) s.node().integer("group", 1);
    int inputs = weights[0] / groups;
    int[] size = Arrays.copyOfRange(weights, 2, weights.length);
    int[] stride = Windows.attribute(s, "strides", axes);
    int[] dilation = Windows.attribute(s, "dilations", axes);
    int[] more = s.node().integers("output_padding").map(Moving::ints).orElseGet(() -> new int[axes]);
    int[] before = new int[axes];
    int[] outputs = new int[axes];
    int[] asked = s.node().integers("output_shape").map(Moving::ints).orElse(null);
    int[] pads = s.node().integers("pads").map(Moving::ints).orElseGet(() -> new int[2 * axes]);
    String auto = s.node().text("auto_pad", "NOTSET");
    for (int i = 0; i < axes; i++) {
      int full = stride[i] * (shape[i + 2] - 1) + more[i] + dilation[i] * (size[i] - 1) + 1;
      before[i] = pads[i];
      outputs[i] = full - pads[i] - pads[i + axes];
      if (asked != null || auto.startsWith("SAME")) {
        outputs[i] = asked == null ? shape[i + 2] * stride[i] : asked[asked.length - axes + i];
        int all = full - outputs[i];
        before[i] = auto.equals("SAME_UPPER") ? all / 2 : all - all / 2;
      }
    }
    List<Factor> domain = axes(s, outputs, groups, weights[1]);
    List<Position> at = Formula.positions(domain);
    Factor c = Factor.of("c", inputs);
    Position channel = inputs == 1 ? Position.of(0) : Position.of(c);
    List<Position> read = new ArrayList<>(List.of(at.get(0), at.get(1).times(inputs).plus(channel)));
    List<Position> weight = new ArrayList<>(List.of(at.get(1).times(inputs).plus(channel), at.get(2)));
    List<Factor> over = new ArrayList<>();
    List<Clause> guards = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      Factor tap = Factor.of(TAPS.substring(i, i + 1), size[i]);
      over.add(tap);
      Position t = size[i] == 1 ? Position.of(0) : Position.of(tap);
      Position from = at.get(3 + i).plus(before[i]).plus(t.times(-dilation[i]));
      if (stride[i] > 1) {
        guards.add(new Clause.Divides(stride[i], new Term.Counted(from)));
      }
      read.add(stride[i] > 1 ? from.dividedBy(stride[i]) : from);
      weight.add(t);
    }
    over.add(c);
    Term body = new Term.Reduced("sum", over, guards, product(NodeStep.at(x, read, 0), new At(w, weight, null)));
    Arranged y = ofGroups(s, new Formula(ElementKind.FLOAT, domain, 2, body), weights[1] * groups, outputs);
    return s.has(2) ? biased(s, y, s.operand(2)) : y;
  }

  /** The condition that a position is within an axis. */
  static List<Clause> within(Position position, int extent) {
    return position.isWithin(extent) ? List.of() : List.of(
        compared(Term.number(0), "<=", new Term.Counted(position)),
        compared(new Term.Counted(position), "<", Term.number(extent)));
  }
}
