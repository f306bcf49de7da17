package dev.netgrad.loop;

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
  Set<Buffer> stored() {
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

  private void code(Code c) {
    if (c instanceof Code.Sync) {
      return;
    } else if (c instanceof Code.Loop loop) {
      loop.body().forEach(this::code);
    } else if (c instanceof Code.When when) {
      test(when.test());
      when.body().forEach(this::code);
    } else if (c instanceof Code.Call call) {
      if (parts.putIfAbsent(call.part().name(), call.part()) == null) {
        call.part().body().forEach(this::code);
      }
    } else if (c instanceof Code.Let let) {
      value(let.value());
    } else if (c instanceof Code.Start start) {
      value(start.value());
    } else if (c instanceof Code.Update update) {
      value(update.value());
    } else if (c instanceof Code.Winner winner) {
      value(winner.value());
    } else if (c instanceof Code.Store store) {
      buffers.add(store.place().buffer());
      stored.add(store.place().buffer());
      value(store.value());
    } else if (c instanceof Code.Compensate compensate) {
      List.of(compensate.to().sum().buffer(), compensate.to().rest().buffer()).forEach(buffer -> {
        buffers.add(buffer);
        stored.add(buffer);
      });
      value(compensate.term());
    } else if (c instanceof Code.Accumulate accumulate) {
      buffers.add(accumulate.place().buffer());
      stored.add(accumulate.place().buffer());
      value(accumulate.value());
    }
  }

  private void load(Buffer buffer) {
    buffers.add(buffer);
    loaded.add(buffer);
  }

  private void value(Value v) {
    if (v instanceof Value.Load load) {
      load(load.place().buffer());
    } else if (v instanceof Value.Argument argument) {
      buffers.add(argument.scalar());
    } else if (v instanceof Value.Lanes lanes) {
      load(lanes.place().buffer());
      mask(lanes.mask());
    } else if (v instanceof Value.Apply apply) {
      operators.add(apply.operator());
      apply.operands().forEach(this::value);
    } else if (v instanceof Value.Choose choose) {
      test(choose.test());
      value(choose.yes());
      value(choose.no());
    }
  }

  private void test(Test t) {
    if (t instanceof Test.Compare compare) {
      value(compare.left());
      value(compare.right());
    } else if (t instanceof Test.All all) {
      all.tests().forEach(this::test);
    } else if (t instanceof Test.Any any) {
      any.tests().forEach(this::test);
    } else if (t instanceof Test.Not not) {
      test(not.test());
    } else if (t instanceof Test.Lane lane) {
      mask(lane.mask());
    }
  }

  private void mask(LaneMask mask) {
    if (!mask.isAll()) {
      masks.add(mask);
    }
  }
}
