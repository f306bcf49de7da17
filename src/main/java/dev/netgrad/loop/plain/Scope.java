package dev.netgrad.loop.plain;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Names;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * The body of a loop while it is built. It places accesses: the part of an address that a loop does not change is an
 * integer variable in front of the loop.
 */
public final class Scope {
  private final Scope parent;
  private final List<Axis> variables;
  private final boolean row;
  private final Buffers buffers;
  private final Names names;
  private final Set<Axis> shared;
  private final Rewriting rewriting;
  private final boolean isTextbook;
  private final List<Code> code = new ArrayList<>();
  private final Map<Object, Axis> offsets = new HashMap<>();
  private final Map<Affine, Base> bases = new HashMap<>();

  private Scope(Scope parent, List<Axis> variables, boolean row, Buffers buffers, Names names, Set<Axis> shared,
      Rewriting rewriting, boolean isTextbook) {
    this.rewriting = rewriting;
    this.isTextbook = isTextbook;
    this.shared = shared;
    this.parent = parent;
    this.variables = variables;
    this.row = row;
    this.buffers = buffers;
    this.names = names;
  }

  /** @param rewriting through which the kernel's expressions are rewritten */
  public static Scope outermost(Buffers buffers, Names names, Rewriting rewriting) {
    return new Scope(null, List.of(), false, buffers, names, new HashSet<>(), rewriting, false);
  }

  /** The same, but nothing is computed before the loop that reads it: an address is written where it is used. */
  static Scope textbook(Buffers buffers, Names names, Rewriting rewriting) {
    return new Scope(null, List.of(), false, buffers, names, new HashSet<>(), rewriting, true);
  }

  /** The body of a loop in this one, or of an {@code if} where there are no variables. */
  public Scope inner(List<Axis> loopVariables, boolean alongRow) {
    return new Scope(this, List.copyOf(loopVariables), alongRow, buffers, names, shared, rewriting, isTextbook);
  }

  /** The body of a method with integer parameters. */
  public static Scope ofPart(List<Axis> parameters, Buffers buffers, Names names, Rewriting rewriting) {
    return new Scope(null, List.copyOf(parameters), false, buffers, names, new HashSet<>(), rewriting, false);
  }

  public Rewriting rewriting() {
    return rewriting;
  }

  public Buffers buffers() {
    return buffers;
  }

  /** The scope in which this one's loop stands. */
  public Scope around() {
    return parent;
  }

  /** Where to compute what this scope's loop does not change, if not where it is used. */
  Optional<Scope> outside() {
    return Optional.ofNullable(isTextbook ? null : parent);
  }

  /** Whether code is to be read: what is read twice stands there twice, and is stored as soon as it is known. */
  boolean isTextbook() {
    return isTextbook;
  }

  /** The variables of this scope's own loop. */
  List<Axis> variables() {
    return variables;
  }

  public void add(Code statement) {
    code.add(statement);
  }

  public List<Code> code() {
    return code;
  }

  Code.Local local(String wish, boolean integer) {
    return new Code.Local(names.fresh(wish), integer ? Code.Type.INTEGER : Code.Type.NUMBER);
  }

  /** A local variable in which a sum grows, in double precision. */
  Code.Local wide(String wish) {
    return new Code.Local(names.fresh(wish), Code.Type.WIDE);
  }

  /** A local variable that holds a vector. */
  public Code.Local lanes(String wish) {
    return new Code.Local(names.numbered(wish), Code.Type.LANES);
  }

  /** A local variable that holds one of several numbers of a kind. */
  Code.Local numbered(String wish) {
    return numbered(wish, false);
  }

  /** A local variable that holds one of several values of a kind. */
  Code.Local numbered(String wish, boolean integer) {
    return new Code.Local(names.numbered(wish), integer ? Code.Type.INTEGER : Code.Type.NUMBER);
  }

  /** The upper bound of an axis that runs over its whole extent. */
  public Code.Bound extent(Axis axis) {
    return Code.Bound.of(axis.extent().isBatch() ? Affine.of(Kernel.BATCH) : Affine.of(axis.extent().size()));
  }

  /** From here on, threads share the loop over an axis. */
  public void share(Axis axis) {
    shared.add(axis);
  }

  /** A loop around what was put into this scope; where that follows from the bounds, it says that it is not empty. */
  public Code.Loop around(Axis variable, List<Code.Bound> from, List<Code.Bound> to, long step, Affine phase) {
    Code.Loop loop = nonEmpty(variable, from, to, step, phase);
    Map<Axis, LongStream> ranges = new LinkedHashMap<>();
    long points = 1;
    for (Axis axis : loop.bounding()) {
      points *= axis.extent().isBatch() ? Code.Loop.MOST_POINTS + 1 : axis.extent().size();
      ranges.put(axis, LongStream.range(0, points > Code.Loop.MOST_POINTS ? 0 : axis.extent().size()));
    }
    return points <= Code.Loop.MOST_POINTS && loop.runs(ranges) ? loop : loop(variable, from, to, step, phase);
  }

  /**
   * A loop around what was put into this scope, of which the caller knows that it is not empty. Loops inside whose
   * bounds are numbers say so, too: where one of two loops around the same registers says it and the other does not, C2
   * keeps these in memory.
   */
  public Code.Loop nonEmpty(Axis variable, List<Code.Bound> from, List<Code.Bound> to, long step, Affine phase) {
    return new Code.Loop(variable, from, to, step, phase, Code.Kind.NONEMPTY, Optional.empty(), certain(code));
  }

  private static List<Code> certain(List<Code> body) {
    return body.stream().map(part -> part instanceof Code.Loop loop && loop.kind() == Code.Kind.SERIAL
        && loop.bounding().isEmpty() && loop.runs(Map.of()) ? loop.nonEmpty(certain(loop.body())) : part).toList();
  }

  /** A loop around what was put into this scope. */
  public Code.Loop loop(Axis variable, List<Code.Bound> from, List<Code.Bound> to, long step, Affine phase) {
    Code.Kind kind = row ? Code.Kind.ROW : shared.contains(variable) ? Code.Kind.SHARED : Code.Kind.SERIAL;
    return new Code.Loop(variable, from, to, step, phase, kind, Optional.empty(), code);
  }

  /**
   * A loop around what was put into this scope, which threads share: each does so many iterations of its part at once.
   */
  public Code.Loop shared(Axis variable, Affine iterations, long step, Axis end) {
    return new Code.Loop(variable, List.of(Code.Bound.of(Affine.ZERO)), List.of(Code.Bound.of(iterations)), step,
        Affine.ZERO, Code.Kind.SHARED, Optional.of(end), code);
  }

  /** Whether an axis is a variable here or further out. */
  boolean binds(Axis axis) {
    for (Scope s = this; s != null; s = s.parent) {
      if (s.variables.contains(axis) || s.offsets.containsValue(axis)) {
        return true;
      }
    }
    return axis == Kernel.BATCH;
  }

  /** An integer variable, rounded down. */
  Axis offset(String wish, Affine numerator, long divisor) {
    Axis name = new Axis(names.fresh(wish), 1);
    define(name, numerator, divisor);
    return name;
  }

  /** Gives an axis, for all that is in this scope, a value that is computed here, rounded down. */
  public void define(Axis axis, Affine numerator, long divisor) {
    offsets.put(axis, axis);
    add(new Code.Offset(axis, numerator, divisor, divisor == 1));
  }

  /** Gives an axis, for all that is in this scope, the value of a class number. */
  void pick(Axis axis, Scalar.Read number) {
    Values values = new Values(this, Optional.empty(), Map.of(), new HashMap<>());
    Code.Place place = place(number.tensor(), number.indices(), other -> values.of(other, true));
    offsets.put(axis, axis);
    add(new Code.Pick(axis, place, number.tensor().classes()));
  }

  /** The scope furthest out in which all axes of an expression are known. */
  private Scope home(Affine affine) {
    Scope home = this;
    while (!isTextbook && home.parent != null && affine.terms().keySet().stream().allMatch(home.parent::binds)) {
      home = home.parent;
    }
    return home;
  }

  /** Where {@code tensor[indices]} is, row by row, which the axes tell. */
  public Code.Place place(Tensor tensor, List<Index> indices) {
    return place(tensor, indices, element -> {
      throw new IllegalStateException(tensor + " is written where " + element + " tells");
    });
  }

  /**
   * Where {@code tensor[indices]} is, row by row.
   *
   * @param numbers the values of the elements that tell where
   */
  public Code.Place place(Tensor tensor, List<Index> indices, Function<Scalar.Read, Value> numbers) {
    Affine address = Affine.ZERO;
    List<Code.Step> steps = new ArrayList<>();
    long stride = 1;
    for (int d = indices.size() - 1; d >= 0; d--) {
      if (indices.get(d) instanceof Index.Element element) {
        steps.add(new Code.Step(numbers.apply(element.read()), stride, element.classes()));
      } else {
        address = address.plus(whole(indices.get(d)).times(stride));
      }
      stride = Math.multiplyExact(stride, tensor.shape().get(d).isBatch() ? 1 : tensor.shape().get(d).size());
    }
    Code.Place place = element(tensor, address);
    return new Code.Place(place.buffer(), place.offset(), steps);
  }

  /** The element of a tensor's array with a number. */
  public Code.Place element(Tensor tensor, Affine address) {
    return buffers.scratch(tensor).map(region -> region.at(this, address))
        .orElseGet(() -> at(buffers.of(tensor), address));
  }

  /** An element of an array. */
  Code.Place at(Buffer buffer, Affine address) {
    return new Code.Place(buffer, hoisted(address, buffer.name()));
  }

  /** An index without division: a quotient is a variable of its own. */
  Affine whole(Index index) {
    if (index.divisor() == 1) {
      return index.numerator();
    }
    Scope home = home(index.numerator());
    return Affine.of(home.offsets.computeIfAbsent(index, i -> {
      Axis name = new Axis(names.fresh(index.numerator().terms().keySet().iterator().next().name() + "Read"), 1);
      home.add(new Code.Offset(name, index.numerator(), index.divisor(), true));
      return name;
    }));
  }

  private Affine hoisted(Affine address, String name) {
    Map<Axis, Long> outer = new LinkedHashMap<>(address.terms());
    if (row) {
      // What the row's loop changes: its variable, and quotients of it.
      outer.keySet().removeIf(axis -> !parent.binds(axis));
    }
    if (isTextbook || outer.isEmpty() || outer.size() == 1 && outer.values().iterator().next() == 1) {
      return address;
    }
    Affine base = new Affine(outer, 0);
    Scope home = (row ? parent : this).home(base);
    Base found = home.bases.get(base);
    if (found == null) {
      Axis axis = new Axis(names.fresh(name + "At"), 1);
      found = new Base(axis, address.constant());
      home.bases.put(base, found);
      home.offsets.put(base, axis);
      home.add(new Code.Offset(axis, base.plus(address.constant()), 1, true));
    }
    return address.minus(base).minus(Affine.of(found.constant)).plus(Affine.of(found.axis));
  }

  private record Base(Axis axis, long constant) {}
}
