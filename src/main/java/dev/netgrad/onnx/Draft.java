package dev.netgrad.onnx;

import dev.netgrad.onnx.Settled.Uneven;
import dev.netgrad.onnx.Term.At;
import dev.netgrad.onnx.Written.Called;
import dev.netgrad.onnx.Written.Computed;
import dev.netgrad.onnx.Written.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The statements of a network that is being written, in order. */
final class Draft {
  private final List<Written> statements = new ArrayList<>();
  private final Map<String, Signal> stored = new HashMap<>();
  private final Map<Constant, Integer> numbers = new IdentityHashMap<>();

  List<Written> statements() {
    return List.copyOf(statements);
  }

  /**
   * A tensor by its formula: a constant if all that it reads is known, else a statement.
   *
   * @param name what the model calls it
   * @throws OnnxException if it mixes samples
   */
  Arranged define(String name, Formula formula) {
    if (Known.is(formula)) {
      return Arranged.of(Known.of(name, formula));
    }
    Formula even = formula;
    while (true) {
      try {
        return write(name, even, Settled.of(even));
      } catch (Uneven uneven) {
        Arranged flat = flat(uneven.tensor());
        even = new Formula(even.kind(), even.axes(), even.last(), even.body().mapped(term ->
            term instanceof At at && at.tensor() == uneven.tensor() ? new At(flat, at.index(), at.otherwise())
                : term));
      }
    }
  }

  /** A call of a layer whose result has the axes of the model in this order. */
  Arranged call(String name, String layer, List<Signal> operands, List<Setting> settings,
      Map<String, Constant> weights, int[] shape, int batchAxis, int... order) {
    Signal out = Signal.of(name, Arrays.stream(order).map(i -> shape[i]).toArray(), ElementKind.FLOAT);
    statements.add(new Called(out, layer, operands, settings, weights));
    return Arranged.of(out, shape.length, batchAxis, order);
  }

  /** A layer that works element by element, whatever the shape, and leaves elements where they are. */
  Arranged elementwise(String name, String layer, Arranged operand, Setting... settings) {
    return elementwise(name, layer, operand, Map.of(), settings);
  }

  /** The same of a layer with weights. */
  Arranged elementwise(
      String name, String layer, Arranged operand, Map<String, Constant> weights, Setting... settings) {
    Arranged whole = operand.isWhole() ? operand : copied(operand);
    Signal in = whole.signal().orElseThrow();
    Signal out = Signal.of(name, in.extents(), ElementKind.FLOAT);
    statements.add(new Called(out, layer, List.of(in), List.of(settings), weights));
    return new Arranged(ElementKind.FLOAT, new Arranged.OfSignal(out), whole.axes(), whole.reads());
  }

  /** A tensor of one sample with the model's axes in this order, by a statement if it does not lie so already. */
  Arranged inOrder(Arranged tensor, int... order) {
    if (tensor.isInOrder(order)) {
      return tensor;
    }
    int[] shape = tensor.shape();
    List<Factor> axes = Formula.axes(shape);
    Arranged plain = singly(tensor);
    At read = new At(plain, Formula.positions(axes), null);
    try {
      Settled settled = Settled.of(new Formula(tensor.kind(), axes, -1, read));
      List<Factor> ordered = Arrays.stream(order).mapToObj(axes::get).toList();
      return write(name(tensor), tensor.kind(), settled, ordered, shape, order);
    } catch (Uneven e) {
      throw new IllegalStateException(e);
    }
  }

  /** A tensor whose last axis is the last of these, by a statement in this order if it does not lie so already. */
  Arranged lastIn(Arranged tensor, int... order) {
    List<Factor> last = tensor.axes().get(order[order.length - 1]);
    boolean isLast = tensor.isWhole() && last.size() == 1
        && tensor.reads().get(tensor.reads().size() - 1).plain().equals(Optional.of(last.get(0)));
    return isLast ? tensor : inOrder(tensor, order);
  }

  /** The same with at most one factor on each axis, but for that of the batch. */
  private Arranged singly(Arranged tensor) {
    return tensor.axes().stream().allMatch(axis -> axis.size() < 2) ? tensor : flat(tensor);
  }

  private Arranged copied(Arranged tensor) {
    return copied(name(tensor), tensor);
  }

  /** The same elements in a statement of their own. */
  Arranged copied(String name, Arranged tensor) {
    return define(name, Formula.of(tensor.kind(), tensor.shape(), i -> new At(tensor, i, null)));
  }

  private static String name(Arranged tensor) {
    return tensor.signal().map(Signal::name).orElseGet(() -> tensor.constant().orElseThrow().name());
  }

  /** A parameter or state of these elements, however they lie. */
  Arranged kept(Constant constant) {
    Signal signal = keep(constant, constant.shape(), constant.elements(), "whole");
    return Arranged.of(signal, constant.shape().length, -1, IntStream.range(0, constant.shape().length).toArray());
  }

  /**
   * The same tensor with one factor on each axis: elements that follow each other in an axis of several are brought
   * into a row.
   */
  private Arranged flat(Arranged tensor) {
    if (tensor.constant().isPresent()) {
      return Arranged.of(Known.laid(tensor));
    }
    int[] shape = tensor.shape();
    List<Factor> rows = Formula.axes(shape);
    List<Clause> guards = new ArrayList<>();
    List<Factor> over = new ArrayList<>();
    Map<Factor, Position> by = new IdentityHashMap<>();
    for (int i = 0; i < shape.length; i++) {
      List<Factor> axis = tensor.axes().get(i);
      if (axis.size() == 1) {
        by.put(axis.get(0), Position.of(rows.get(i)));
      } else if (axis.size() > 1) {
        if (axis.stream().anyMatch(Factor::isBatch)) {
          throw new OnnxException("it brings samples of the batch into a row with other elements");
        }
        Position sum = Position.of(0);
        int stride = 1;
        for (int k = axis.size() - 1; k >= 0; k--) {
          Factor index = Factor.of(axis.get(k).letter(), axis.get(k).extent());
          over.add(0, index);
          by.put(axis.get(k), Position.of(index));
          sum = Position.of(index).times(stride).plus(sum);
          stride *= axis.get(k).extent();
        }
        guards.add(Clause.compared(new Term.Counted(sum), "==", new Term.Counted(Position.of(rows.get(i)))));
      }
    }
    At read = new At(tensor, tensor.reads().stream().map(r -> r.with(by)).toList(), null);
    Settled settled = new Settled(rows.stream().map(f -> f.extent() == 1 ? List.<Factor>of() : List.of(f)).toList(),
        Set.copyOf(over), new Term.Reduced("sum", over, guards, read));
    return write(name(tensor), tensor.kind(), settled,
        rows.stream().filter(f -> !f.isBatch() && f.extent() > 1).toList(), shape, null);
  }

  private Arranged write(String name, Formula formula, Settled settled) {
    List<Factor> order = new ArrayList<>();
    List<Factor> all = settled.axes().stream().flatMap(List::stream).filter(f -> !f.isBatch()).toList();
    if (formula.last() >= 0) {
      List<Factor> last = settled.axes().get(formula.last());
      all.stream().filter(f -> !last.contains(f)).forEach(order::add);
      all.stream().filter(last::contains).forEach(order::add);
    }
    // As one of the operands lies, so that sums of two need no indices.
    settled.body().mapped(term -> {
      if (term instanceof At at && order.isEmpty() && at.tensor().signal().isPresent()) {
        List<Factor> plain = at.index().stream().map(Position::plain).flatMap(Optional::stream).toList();
        if (plain.size() == all.size() && plain.containsAll(all)) {
          order.addAll(plain);
        }
      }
      return term;
    });
    return write(name, formula.kind(), settled, order.isEmpty() ? all : order, null, null);
  }

  /** @param order the model's axes in the order of the signal's, or null where each index has one */
  private Arranged write(String name, ElementKind kind, Settled settled, List<Factor> axes, int[] shape, int[] order) {
    Set<Signal> reads = new LinkedHashSet<>();
    Term body = settled.body().mapped(term -> read(term, settled, axes));
    body.mapped(term -> {
      if (term instanceof Term.Read read) {
        reads.add(read.signal());
      }
      return term;
    });
    int[] extents = axes.stream().mapToInt(Factor::extent).toArray();
    int classes = body instanceof Term.Reduced reduced && reduced.kind().equals("argmax")
        ? Arranged.extent(reduced.over()) : 0;
    Signal out = classes > 0 ? Signal.ofClasses(name, extents, classes) : Signal.of(name, extents, kind);
    statements.add(new Computed(out, axes, body, List.copyOf(reads)));
    if (order != null) {
      return Arranged.of(out, shape.length, settled.batch().map(b -> batchAxis(settled)).orElse(-1), order);
    }
    return new Arranged(out.kind(), new Arranged.OfSignal(out), settled.axes(),
        axes.stream().map(Position::of).toList());
  }

  private static int batchAxis(Settled settled) {
    return IntStream.range(0, settled.axes().size()).filter(i -> settled.axes().get(i).stream()
        .anyMatch(Factor::isBatch)).findFirst().orElse(-1);
  }

  private Term read(Term term, Settled settled, List<Factor> axes) {
    if (term instanceof At at) {
      return at.tensor().signal().<Term>map(s -> new Term.Read(s, at.index(), -1, null, at.otherwise()))
          .orElseGet(() -> constant(at, at.tensor().constant().orElseThrow(), settled, axes));
    } else if (term instanceof Term.Picked picked) {
      Arranged table = picked.tensor();
      Signal signal = table.signal().orElseThrow();
      Factor factor = table.axes().get(picked.axis()).get(0);
      int axis = table.reads().indexOf(Position.of(factor));
      return new Term.Read(signal, picked.index(), axis, read(picked.chosen(), settled, axes), null);
    }
    return term;
  }

  /** A constant where it is read: a number, or a parameter that lies as it is read. */
  private Term constant(At at, Constant constant, Settled settled, List<Factor> axes) {
    if (!constant.ofBatch().isEmpty()) {
      throw new OnnxException("it computes with the size of the batch");
    }
    Optional<Double> number = number(constant);
    if (number.isPresent()) {
      return Term.number(number.orElseThrow());
    }
    List<Factor> order = new ArrayList<>(settled.reduced());
    order.sort(Comparator.comparingInt(f -> firstRead(at, f)));
    order.addAll(axes);
    order.removeIf(f -> at.index().stream().noneMatch(p -> p.factors().contains(f)));
    long size = order.stream().mapToLong(Factor::extent).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
    if (at.otherwise() != null || size > constant.size()) {
      Signal signal = keep(constant, constant.shape(), constant.elements(), "whole");
      return new Term.Read(signal, at.index(), -1, null, at.otherwise());
    }
    int[] shape = order.stream().mapToInt(Factor::extent).toArray();
    int[] strides = new int[order.size()];
    StringBuilder how = new StringBuilder();
    int base = offset(at, constant, Map.of());
    for (int k = 0; k < strides.length; k++) {
      strides[k] = offset(at, constant, Map.of(order.get(k), 1)) - base;
      how.append(shape[k]).append('*').append(strides[k]).append(',');
    }
    Signal signal = keep(constant, shape, i -> {
      int rest = i;
      int offset = base;
      for (int k = shape.length - 1; k >= 0; k--) {
        offset += rest % shape[k] * strides[k];
        rest /= shape[k];
      }
      return constant.elements().at(offset);
    }, how.append(base).toString());
    return new Term.Read(signal, order.stream().map(Position::of).toList(), -1, null, null);
  }

  private static int firstRead(At at, Factor factor) {
    for (int i = 0; i < at.index().size(); i++) {
      if (at.index().get(i).factors().contains(factor)) {
        return i;
      }
    }
    return at.index().size();
  }

  private static int offset(At at, Constant constant, Map<Factor, Integer> values) {
    int offset = 0;
    for (int i = 0; i < at.index().size(); i++) {
      offset = offset * constant.shape()[i] + at.index().get(i).value(f -> values.getOrDefault(f, 0));
    }
    return offset;
  }

  /** The number that a constant is, if it is one. */
  static Optional<Double> number(Constant constant) {
    int size = constant.size();
    if (size == 0 || size > 1 && constant.isTrained()) {
      return Optional.empty();
    }
    double first = constant.elements().at(0);
    for (int i = 1; i < size; i++) {
      if (constant.elements().at(i) != first) {
        return Optional.empty();
      }
    }
    return Optional.of(first);
  }

  private Signal keep(Constant constant, int[] shape, Constant.Elements elements, String how) {
    int number = numbers.computeIfAbsent(constant, c -> numbers.size());
    return stored.computeIfAbsent(number + ":" + how, key -> {
      Signal signal = Signal.of(constant.name(), shape, ElementKind.FLOAT);
      statements.add(new Written.Stored(signal,
          new Constant(constant.name(), constant.kind(), shape, elements, constant.isTrained(), new BitSet())));
      return signal;
    });
  }
}
