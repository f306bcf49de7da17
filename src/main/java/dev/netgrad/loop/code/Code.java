package dev.netgrad.loop.code;

import dev.netgrad.schedule.LaneMask;
import dev.netgrad.source.Acting;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A statement of a kernel. Integer variables, loop variables and offsets alike, are axes; {@link Kernel#BATCH} is the
 * batch size.
 */
public sealed interface Code {

  /** An answer for each case of a statement, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Loop, R> loop, Function<Offset, R> offset, Function<Pick, R> pick, Function<Let, R> let,
      Function<Start, R> start, Function<Update, R> update, Function<Winner, R> winner, Function<Store, R> store,
      Function<Accumulate, R> accumulate, Function<Compensate, R> compensate, Function<When, R> when,
      Function<Call, R> call, Function<Single, R> single, Function<Sync, R> sync) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Loop, R> loop, Function<Offset, R> offset, Function<Pick, R> pick, Function<Let, R> let,
      Function<Start, R> start, Function<Update, R> update, Function<Winner, R> winner, Function<Store, R> store,
      Function<Accumulate, R> accumulate, Function<Compensate, R> compensate, Function<When, R> when,
      Function<Call, R> call, Function<Single, R> single, Function<Sync, R> sync) {
    return match(new Cases<>(loop, offset, pick, let, start, update, winner, store, accumulate, compensate, when, call,
        single, sync));
  }

  /** What is to be done in each case, for whoever asks many statements. */
  static Cases<Void> actions(Consumer<Loop> loop, Consumer<Offset> offset, Consumer<Pick> pick, Consumer<Let> let,
      Consumer<Start> start, Consumer<Update> update, Consumer<Winner> winner, Consumer<Store> store,
      Consumer<Accumulate> accumulate, Consumer<Compensate> compensate, Consumer<When> when, Consumer<Call> call,
      Consumer<Single> single, Consumer<Sync> sync) {
    return new Cases<>(Acting.of(loop), Acting.of(offset), Acting.of(pick), Acting.of(let), Acting.of(start),
        Acting.of(update), Acting.of(winner), Acting.of(store), Acting.of(accumulate), Acting.of(compensate),
        Acting.of(when), Acting.of(call), Acting.of(single), Acting.of(sync));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<Loop> loop, Consumer<Offset> offset, Consumer<Pick> pick, Consumer<Let> let,
      Consumer<Start> start, Consumer<Update> update, Consumer<Winner> winner, Consumer<Store> store,
      Consumer<Accumulate> accumulate, Consumer<Compensate> compensate, Consumer<When> when, Consumer<Call> call,
      Consumer<Single> single, Consumer<Sync> sync) {
    match(actions(loop, offset, pick, let, start, update, winner, store, accumulate, compensate, when, call, single,
        sync));
  }

  /**
   * {@code for (variable = max(from); variable < min(to); variable += step)}.
   *
   * @param phase where the step is not 1, what the variable is congruent to modulo the step; the loop starts at the
   *     first
   *     such number from the lower bound on
   * @param kind what else is known of the iterations
   * @param first the variable that holds where the loop starts, where there is one
   * @param end the variable that holds where the loop ends, or of a shared one a thread's part, where there is one
   */
  public record Loop(Axis variable, List<Bound> from, List<Bound> to, long step, Affine phase, Kind kind,
      Optional<Axis> first, Optional<Axis> end, List<Code> body) implements Code {
    /** At so many values of the variables in its bounds a loop is tried, to see that it runs. */
    public static final long MOST_POINTS = 1 << 12;

    public Loop {
      from = List.copyOf(from);
      to = List.copyOf(to);
      body = List.copyOf(body);
    }

    /** A loop whose start has no variable. */
    public Loop(Axis variable, List<Bound> from, List<Bound> to, long step, Affine phase, Kind kind, Optional<Axis> end,
        List<Code> body) {
      this(variable, from, to, step, phase, kind, Optional.empty(), end, body);
    }

    /** Whether there is an iteration wherever the variables in its bounds are, each in a range of its own. */
    public boolean runs(Map<Axis, LongStream> ranges) {
      List<Map<Axis, Long>> points = List.of(Map.of());
      for (Map.Entry<Axis, LongStream> range : ranges.entrySet()) {
        List<Map<Axis, Long>> before = points;
        points = range.getValue().boxed().flatMap(i -> before.stream().map(point -> {
          Map<Axis, Long> next = new HashMap<>(point);
          next.put(range.getKey(), i);
          return next;
        })).toList();
      }
      return points.stream().allMatch(point -> {
        long first = from.stream().mapToLong(b -> b.at(point)).max().orElseThrow();
        long start = first + Math.floorMod(phase.at(point) - first, step);
        return start < to.stream().mapToLong(b -> b.at(point)).min().orElseThrow();
      });
    }

    /** This loop, which says that it is not empty, around a body. */
    public Loop nonEmpty(List<Code> around) {
      return new Loop(variable, from, to, step, phase, Kind.NONEMPTY, end, around);
    }

    /** The variables in its bounds. */
    public Set<Axis> bounding() {
      Set<Axis> axes = new LinkedHashSet<>(phase.terms().keySet());
      Stream.concat(from.stream(), to.stream()).forEach(b -> axes.addAll(b.numerator().terms().keySet()));
      return axes;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.loop().apply(this);
    }
  }

  /** What is known of a loop's iterations. */
  enum Kind {
    /** They follow each other. */
    SERIAL,
    /**
     * They follow each other, and there is at least one. Around vectors in registers the JIT needs to know, of the
     * innermost loop, too: where one might be left out, C2 keeps vectors in memory, and a tile runs ten times slower.
     */
    NONEMPTY,
    /** They are independent of each other and run along contiguous arrays. */
    ROW,
    /** They are divided among the threads: each runs all that is around the loop, and its share of the iterations. */
    SHARED
  }

  /** {@code numerator / divisor}, rounded down, or up where {@code up}. */
  record Bound(Affine numerator, long divisor, boolean up) {
    public static Bound of(Affine affine) {
      return new Bound(affine, 1, false);
    }

    long at(Map<Axis, Long> point) {
      long value = numerator.at(point);
      return up ? -Math.floorDiv(-value, divisor) : Math.floorDiv(value, divisor);
    }
  }

  /** An integer variable, {@code numerator / divisor}, rounded down; where {@code exact}, there is nothing to round. */
  record Offset(Axis name, Affine numerator, long divisor, boolean exact) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.offset().apply(this);
    }
  }

  /**
   * An integer variable, an element of an array.
   *
   * @param classes how many numbers it may be, from 0 on
   */
  record Pick(Axis name, Place place, long classes) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.pick().apply(this);
    }
  }

  /** A local number that does not change. */
  record Let(Local local, Value value) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.let().apply(this);
    }
  }

  /** A local number that {@link Update} or {@link Winner} changes. */
  record Start(Local local, Value value) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.start().apply(this);
    }
  }

  /** {@code local += value}, or the larger of the two; where lanes add a product, it is rounded once. */
  record Update(Local local, Reduction.Kind kind, Value value) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.update().apply(this);
    }
  }

  /**
   * If the value beats the best so far, it is the best and its position the winner, such that the first NaN wins at the
   * end, or else the first of the largest. Numbers take their turns in the order of their positions: a value beats
   * smaller ones, and whatever was there before the first. Lanes take theirs from the last position to the first: there
   * a value beats all but larger ones and a NaN beats all, so that nothing needs to be known of the best.
   */
  record Winner(Local best, Local position, Value value, Affine at) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.winner().apply(this);
    }
  }

  /** {@code place = value}; of lanes, as many elements from there on. */
  record Store(Place place, Value value) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.store().apply(this);
    }
  }

  /** {@code place += value}, or the larger of the two. */
  record Accumulate(Place place, Reduction.Kind kind, Value value) implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.accumulate().apply(this);
    }
  }

  /**
   * Adds a term to a sum that has a rest, as {@code Compensated} says.
   *
   * @param sum where the sum is, or from where on so many of them
   * @param rest where the rest is
   * @param lanes how many sums lie side by side, each with its rest: 1, or a vector's lanes
   * @param total the local variable of the new sum
   * @param term in a local variable
   */
  record Compensate(Place sum, Place rest, int lanes, Local total, Value term) implements Code {
    /** What that is, one operation after the other. */
    public List<Code> steps() {
      Value before = lanes == 1 ? new Value.Load(sum) : new Value.Lanes(sum, new LaneMask(0, lanes, lanes));
      Value after = new Value.Use(total);
      return List.of(new Let(total, Value.apply(Operator.ADD, before, term).as(total.type())),
          new Accumulate(rest, Reduction.Kind.SUM,
              Value.apply(Operator.SUBTRACT, term, Value.apply(Operator.SUBTRACT, after, before))),
          new Store(sum, after));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.compensate().apply(this);
    }
  }

  /** {@code if (test) body}. */
  record When(Test test, List<Code> body) implements Code {
    public When {
      body = List.copyOf(body);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.when().apply(this);
    }
  }

  /**
   * A call of a part of the kernel, which is a method of its own so that it is compiled as a whole.
   *
   * @param buffers what the part's are here
   * @param arguments what the part's integer variables are here
   */
  public record Call(Part part, List<Buffer> buffers, List<Affine> arguments) implements Code {
    public Call {
      buffers = List.copyOf(buffers);
      arguments = List.copyOf(arguments);
    }

    /** A call of a part that knows the buffers by the names that they have here. */
    public Call(Part part, List<Affine> arguments) {
      this(part, part.buffers(), arguments);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.call().apply(this);
    }
  }

  /**
   * A piece of a kernel.
   *
   * @param name unique within the kernel
   * @param parameters integer variables, beside the buffers
   */
  record Part(String name, List<Axis> parameters, List<Buffer> buffers, List<Code> body) {
    public Part {
      parameters = List.copyOf(parameters);
      buffers = List.copyOf(buffers);
      body = List.copyOf(body);
    }
  }

  /** One of the threads that run the kernel does this; the others pass on. */
  record Single(List<Code> body) implements Code {
    public Single {
      body = List.copyOf(body);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.single().apply(this);
    }
  }

  /** Threads wait for each other. */
  record Sync() implements Code {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.sync().apply(this);
    }
  }

  /** What a value is, or a local variable holds. */
  enum Type {
    /** A test that holds or does not. */
    BOOLEAN,
    /** An index, a class or a count. */
    INTEGER,
    /** The start of a stream of random numbers. */
    LONG,
    /** A number of the element type. */
    NUMBER,
    /** A number of double precision, in which a sum loses nothing that counts. */
    WIDE,
    /** A vector of numbers of the element type. */
    LANES,
    /** A vector of integers, as many as there are lanes. */
    INTEGERS,
    /** A test with an answer for each lane. */
    MASK;

    /** What dumps call it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A local variable. */
  record Local(String name, Type type) {}

  /**
   * An element of an array.
   *
   * @param offset what the integer variables tell of its place
   * @param steps what elements of other arrays tell
   */
  public record Place(Buffer buffer, Affine offset, List<Step> steps) {
    public Place {
      steps = List.copyOf(steps);
    }

    /** A place that the integer variables tell. */
    public Place(Buffer buffer, Affine offset) {
      this(buffer, offset, List.of());
    }
  }

  /**
   * So many times as a whole number says, so many elements on.
   *
   * @param number an integer from 0
   * @param classes how many the number may be
   */
  record Step(Value number, long stride, long classes) {
    /** So many elements at most. */
    long most() {
      return Math.multiplyExact(stride, classes - 1);
    }
  }
}
