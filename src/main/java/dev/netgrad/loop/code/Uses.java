package dev.netgrad.loop.code;

import dev.netgrad.schedule.LaneMask;
import dev.netgrad.tensor.Operator;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a piece of code mentions: buffers, masks, operators, and parts that are methods of their own. */
public final class Uses {
  private final Set<Buffer> buffers = new LinkedHashSet<>();
  private final Set<Buffer> loaded = new LinkedHashSet<>();
  private final Set<Buffer> stored = new LinkedHashSet<>();
  private final Set<LaneMask> masks = new LinkedHashSet<>();
  /** By name, of which each part of a kernel has its own. */
  private final Map<String, Code.Part> parts = new LinkedHashMap<>();
  private final Set<Operator> operators = EnumSet.noneOf(Operator.class);
  private final Set<Operator> ofLanes = EnumSet.noneOf(Operator.class);
  private boolean divides;

  private final Code.Cases<Void> statements = Code.actions(
      loop -> {
        divides |= loop.kind() == Code.Kind.SHARED;
        loop.body().forEach(this::code);
      },
      offset -> { },
      pick -> load(pick.place()),
      let -> value(let.value()),
      start -> value(start.value()),
      update -> value(update.value()),
      winner -> value(winner.value()),
      store -> {
        store(store.place());
        value(store.value());
      },
      accumulate -> {
        store(accumulate.place());
        value(accumulate.value());
      },
      compensate -> {
        store(compensate.sum());
        store(compensate.rest());
        value(compensate.term());
      },
      when -> {
        test(when.test());
        when.body().forEach(this::code);
      },
      call -> {
        if (parts.putIfAbsent(call.part().name(), call.part()) == null) {
          call.part().body().forEach(this::code);
        }
      },
      single -> {
        divides = true;
        single.body().forEach(this::code);
      },
      sync -> divides = true);

  private final Value.Cases<Void> values = Value.actions(
      number -> { },
      whole -> { },
      load -> load(load.place()),
      argument -> buffers.add(argument.scalar()),
      use -> { },
      apply -> {
        operators.add(apply.operator());
        if (apply.isLanes()) {
          ofLanes.add(apply.operator());
        }
        apply.operands().forEach(this::value);
      },
      lanes -> {
        load(lanes.place());
        mask(lanes.mask());
      },
      choose -> {
        test(choose.test());
        value(choose.yes());
        value(choose.no());
      },
      convert -> value(convert.value()));

  private Uses() {}

  /** Of a body, the parts that it calls included. */
  public static Uses of(List<Code> body) {
    Uses uses = new Uses();
    body.forEach(uses::code);
    return uses;
  }

  public Set<Buffer> buffers() {
    return buffers;
  }

  /** Of which elements are read as they are. */
  Set<Buffer> loaded() {
    return loaded;
  }

  /** Of which elements are written, or added to. */
  public Set<Buffer> stored() {
    return stored;
  }

  /** The masks that single out some lanes. */
  public Set<LaneMask> masks() {
    return masks;
  }

  public Collection<Code.Part> parts() {
    return parts.values();
  }

  public Set<Operator> operators() {
    return operators;
  }

  /** Those of vectors. */
  public Set<Operator> operatorsOfLanes() {
    return ofLanes;
  }

  /** Whether something in it is for some of a team's threads, or for all of them together. */
  boolean divides() {
    return divides;
  }

  private void code(Code c) {
    c.match(statements);
  }

  private void store(Code.Place place) {
    buffers.add(place.buffer());
    stored.add(place.buffer());
    place.steps().forEach(step -> value(step.number()));
  }

  private void load(Code.Place place) {
    buffers.add(place.buffer());
    loaded.add(place.buffer());
    place.steps().forEach(step -> value(step.number()));
  }

  private void value(Value v) {
    v.match(values);
  }

  private void test(Test t) {
    t.act(
        bound -> { },
        divisible -> { },
        compare -> {
          value(compare.left());
          value(compare.right());
        },
        all -> all.tests().forEach(this::test),
        any -> any.tests().forEach(this::test),
        not -> test(not.test()),
        lane -> mask(lane.mask()));
  }

  private void mask(LaneMask mask) {
    if (!mask.isAll()) {
      masks.add(mask);
    }
  }
}
