package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Printer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of kernels:
 * <pre>
 * kernel relu(x[512*N], y[512*N])
 *   share n in 0 .. N
 *     int xAt = 512*n
 *     row k in 0 .. 512
 *       y[xAt + k] = max(x[xAt + k], 0)
 * </pre>
 * A loop with several bounds writes {@code max(…)} or {@code min(…)}, one with a step {@code by 2 from h + 1}.
 */
public final class LoopPrinter {
  private final StringBuilder out = new StringBuilder();

  private LoopPrinter() {}

  public static String print(Program program) {
    return program.kernels().stream().map(LoopPrinter::print).collect(Collectors.joining("\n"));
  }

  public static String print(Kernel kernel) {
    LoopPrinter printer = new LoopPrinter();
    printer.kernel(kernel);
    return printer.out.toString();
  }

  private void kernel(Kernel kernel) {
    out.append("kernel ").append(kernel.name()).append(kernel.parameters().stream()
        .map(b -> (b.isStream() ? "random " : b.scalar() ? "scalar " : b.integer() ? "int " : "") + b.name() + "[" + b.size() + "]")
        .collect(Collectors.joining(", ", "(", ")\n")));
    code(kernel.body(), 1);
  }

  private void code(List<Code> body, int depth) {
    body.forEach(c -> code(c, depth));
  }

  private void code(Code c, int depth) {
    out.append("  ".repeat(depth));
    if (c instanceof Code.Loop loop) {
      out.append(switch (loop.kind()) {
        case SERIAL -> "for ";
        case NONEMPTY -> "loop ";
        case ROW -> "row ";
        case SHARED -> "share ";
      }).append(axis(loop.variable())).append(" in ")
          .append(bounds(loop.from(), "max")).append(" .. ").append(bounds(loop.to(), "min"))
          .append(loop.step() == 1 ? "" : " by " + loop.step() + " from " + affine(loop.phase()))
          .append(loop.end().map(end -> " to " + axis(end)).orElse("")).append('\n');
      code(loop.body(), depth + 1);
    } else if (c instanceof Code.When when) {
      out.append("if ").append(test(when.test())).append('\n');
      code(when.body(), depth + 1);
    } else {
      out.append(simple(c)).append('\n');
    }
  }

  private String simple(Code c) {
    if (c instanceof Code.Offset offset) {
      return "int " + axis(offset.name()) + " = " + affine(offset.numerator())
          + (offset.divisor() == 1 ? "" : " over " + offset.divisor());
    } else if (c instanceof Code.Let let) {
      return "let " + let.local().name() + " = " + value(let.value());
    } else if (c instanceof Code.Start start) {
      return "start " + (start.local().type() == Code.Type.WIDE ? "wide " : "") + start.local().name() + " = " + value(start.value());
    } else if (c instanceof Code.Update update) {
      return update.local().name() + " " + update.kind().symbol() + "= " + value(update.value());
    } else if (c instanceof Code.Winner winner) {
      return winner.best().name() + ", " + winner.position().name() + " argmax= " + value(winner.value()) + " at "
          + affine(winner.at());
    } else if (c instanceof Code.Store store) {
      return place(store.place()) + " = " + value(store.value());
    }
    if (c instanceof Code.Compensate compensate) {
      return place(compensate.to().sum()) + ", " + place(compensate.to().rest()) + " += " + value(compensate.term());
    }
    if (c instanceof Code.Sync) {
      return "sync";
    } else if (c instanceof Code.Call call) {
      return "call " + call.part().name()
          + call.arguments().stream().map(this::affine).collect(Collectors.joining(", ", "(", ")"));
    }
    Code.Accumulate accumulate = (Code.Accumulate) c;
    return place(accumulate.place()) + " " + accumulate.kind().symbol() + "= " + value(accumulate.value());
  }

  private String bounds(List<Code.Bound> bounds, String several) {
    List<String> texts = new ArrayList<>();
    for (Code.Bound bound : bounds) {
      texts.add(bound.divisor() == 1 ? affine(bound.numerator())
          : (bound.up() ? "up(" : "down(") + affine(bound.numerator()) + ", " + bound.divisor() + ")");
    }
    return texts.size() == 1 ? texts.get(0) : several + "(" + String.join(", ", texts) + ")";
  }

  private String axis(Axis axis) {
    return axis == Kernel.BATCH ? "N" : axis.name();
  }

  private String affine(Affine affine) {
    List<String> terms = new ArrayList<>();
    affine.terms().forEach((axis, k) -> terms.add(k == 1 ? axis(axis) : k + "*" + axis(axis)));
    if (affine.constant() != 0 || terms.isEmpty()) {
      terms.add(Long.toString(affine.constant()));
    }
    return String.join(" + ", terms);
  }

  private String place(Code.Place place) {
    return place.buffer().name() + "[" + affine(place.offset()) + "]";
  }

  private String value(Value v) {
    if (v instanceof Value.Number number) {
      return Printer.number(number.value());
    } else if (v instanceof Value.Whole whole) {
      return affine(whole.affine());
    } else if (v instanceof Value.Load load) {
      return place(load.place());
    } else if (v instanceof Value.Argument argument) {
      return argument.scalar().name();
    } else if (v instanceof Value.Use use) {
      return use.local().name();
    } else if (v instanceof Value.Lanes lanes) {
      return place(lanes.place()) + (lanes.mask().isAll() ? ".." : "..(" + lanes.first() + " + " + lanes.count() + ")");
    } else if (v instanceof Value.Choose choose) {
      return "(" + test(choose.test()) + " ? " + value(choose.yes()) + " : " + value(choose.no()) + ")";
    }
    Value.Apply apply = (Value.Apply) v;
    return apply.operator().isInfix() && apply.operator().arity() == 2
        ? "(" + value(apply.operands().get(0)) + " " + apply.operator().symbol() + " " + value(apply.operands().get(1))
            + ")"
        : apply.operator().symbol() + apply.operands().stream().map(this::value)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private String test(Test t) {
    if (t instanceof Test.AtLeastZero bound) {
      return "0 <= " + affine(bound.affine());
    } else if (t instanceof Test.Divisible divisible) {
      return affine(divisible.affine()) + " % " + divisible.modulus() + " == 0";
    } else if (t instanceof Test.Compare compare) {
      return value(compare.left()) + " " + compare.relation().symbol() + " " + value(compare.right());
    } else if (t instanceof Test.All all) {
      return all.tests().stream().map(this::test).collect(Collectors.joining(" and ", "(", ")"));
    } else if (t instanceof Test.Any any) {
      return any.tests().stream().map(this::test).collect(Collectors.joining(" or ", "(", ")"));
    }
    if (t instanceof Test.Lane lane) {
      return "lanes " + lane.mask().first() + " + " + lane.mask().count();
    }
    return "not " + test(((Test.Not) t).test());
  }
}
