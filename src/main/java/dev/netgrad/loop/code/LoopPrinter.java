package dev.netgrad.loop.code;

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
 *   sync
 * </pre>
 * Of a kernel for vectors, {@code x[at..]} are as many numbers as a vector has lanes, from a place on. What is a method
 * of its own is a {@code part} below the kernel. What one thread does stands below {@code single}, and where all wait
 * for each other stands {@code sync}. A loop with several bounds writes {@code max(…)} or {@code min(…)},
 * one with a step {@code by 2 from h + 1}.
 */
public final class LoopPrinter {
  private final StringBuilder out = new StringBuilder();

  private LoopPrinter() {}

  /** The plain kernels, then those for each width of vectors. */
  public static String print(Program program) {
    StringBuilder text = new StringBuilder(kernels(program.kernels()));
    program.vectors().forEach(unit ->
        text.append("\n// vectors of ").append(unit.bits()).append(" bits\n").append(kernels(unit.kernels())));
    return text.toString();
  }

  private static String kernels(List<Kernel> kernels) {
    return kernels.stream().map(LoopPrinter::print).collect(Collectors.joining("\n"));
  }

  /** A kernel, then the parts that it calls. */
  public static String print(Kernel kernel) {
    LoopPrinter printer = new LoopPrinter();
    printer.kernel(kernel);
    Uses.of(kernel.body()).parts().forEach(printer::part);
    return printer.out.toString();
  }

  private void part(Code.Part part) {
    out.append("part ").append(part.name()).append(part.parameters().stream().map(this::axis)
        .collect(Collectors.joining(", ", "(", ")\n")));
    code(part.body(), 1);
  }

  private void kernel(Kernel kernel) {
    out.append("kernel ").append(kernel.name()).append(kernel.parameters().stream()
        .map(b -> (b.isStream() ? "random " : b.scalar() ? "scalar " : b.integer() ? "int " : "")
            + b.name() + "[" + b.size() + "]")
        .collect(Collectors.joining(", ", "(", ")\n")));
    code(kernel.body(), 1);
  }

  private void code(List<Code> body, int depth) {
    body.forEach(c -> code(c, depth));
  }

  private void code(Code c, int depth) {
    out.append("  ".repeat(depth)).append(head(c)).append('\n');
    code(body(c), depth + 1);
  }

  private static List<Code> body(Code c) {
    return c.match(Code.Loop::body, offset -> List.of(), pick -> List.of(), let -> List.of(), start -> List.of(),
        update -> List.of(), winner -> List.of(), store -> List.of(), accumulate -> List.of(), compensate -> List.of(),
        Code.When::body, call -> List.of(), Code.Single::body, sync -> List.of());
  }

  /** A statement without the body that it may have. */
  private String head(Code c) {
    return c.match(
        this::loop,
        offset -> "int " + axis(offset.name()) + " = " + affine(offset.numerator())
            + (offset.divisor() == 1 ? "" : " over " + offset.divisor()),
        pick -> "int " + axis(pick.name()) + " = " + place(pick.place()),
        let -> "let " + let.local().name() + " = " + value(let.value()),
        start -> "start " + (start.local().type() == Code.Type.WIDE ? "wide " : "") + start.local().name() + " = "
            + value(start.value()),
        update -> update.local().name() + " " + update.kind().symbol() + "= " + value(update.value()),
        winner -> winner.best().name() + ", " + winner.position().name() + " argmax= " + value(winner.value()) + " at "
            + affine(winner.at()),
        store -> place(store.place()) + " = " + value(store.value()),
        accumulate -> place(accumulate.place()) + " " + accumulate.kind().symbol() + "= " + value(accumulate.value()),
        compensate -> place(compensate.sum()) + ", " + place(compensate.rest()) + " += "
            + value(compensate.term()),
        when -> "if " + test(when.test()),
        call -> "call " + call.part().name()
            + call.arguments().stream().map(this::affine).collect(Collectors.joining(", ", "(", ")")),
        single -> "single",
        sync -> "sync");
  }

  private String loop(Code.Loop loop) {
    String kind = switch (loop.kind()) {
      case SERIAL -> "for ";
      case NONEMPTY -> "loop ";
      case ROW -> "row ";
      case SHARED -> "share ";
    };
    return kind + axis(loop.variable()) + " in " + bounds(loop.from(), "max") + " .. " + bounds(loop.to(), "min")
        + (loop.step() == 1 ? "" : " by " + loop.step() + " from " + affine(loop.phase()))
        + loop.first().map(first -> " at " + axis(first)).orElse("")
        + loop.end().map(end -> " to " + axis(end)).orElse("");
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
    String steps = place.steps().stream().map(step -> " + " + step.stride() + "*" + value(step.number()))
        .collect(Collectors.joining());
    return place.buffer().name() + "[" + affine(place.offset()) + steps + "]";
  }

  private String value(Value v) {
    return v.match(
        number -> Printer.number(number.value()),
        whole -> affine(whole.affine()),
        load -> place(load.place()),
        argument -> argument.scalar().name(),
        use -> use.local().name(),
        this::apply,
        lanes -> place(lanes.place())
            + (lanes.mask().isAll() ? ".." : "..(" + lanes.first() + " + " + lanes.count() + ")"),
        choose -> "(" + test(choose.test()) + " ? " + value(choose.yes()) + " : " + value(choose.no()) + ")",
        convert -> convert.to().text() + "(" + value(convert.value()) + ")");
  }

  private String apply(Value.Apply apply) {
    return apply.operator().isInfix() && apply.operator().arity() == 2
        ? "(" + value(apply.operands().get(0)) + " " + apply.operator().symbol() + " " + value(apply.operands().get(1))
            + ")"
        : apply.operator().symbol() + apply.operands().stream().map(this::value)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private String test(Test t) {
    return t.match(
        bound -> "0 <= " + affine(bound.affine()),
        divisible -> affine(divisible.affine()) + " % " + divisible.modulus() + " == 0",
        compare -> value(compare.left()) + " " + compare.relation().symbol() + " " + value(compare.right()),
        all -> all.tests().stream().map(this::test).collect(Collectors.joining(" and ", "(", ")")),
        any -> any.tests().stream().map(this::test).collect(Collectors.joining(" or ", "(", ")")),
        not -> "not " + test(not.test()),
        lane -> "lanes " + lane.mask().first() + " + " + lane.mask().count());
  }
}
