package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.netgrad.loop.Buffer;
import dev.netgrad.loop.Code;
import dev.netgrad.loop.Kernel;
import dev.netgrad.loop.Names;
import dev.netgrad.loop.Uses;
import dev.netgrad.loop.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Writes a kernel as a method. */
final class KernelWriter {
  /** The parameter that says which of several threads runs. */
  static final String WORKER = "me";

  private final TypeName element;
  private final Map<Axis, String> axes = new LinkedHashMap<>();
  /** What buffers and local variables are called, by their names in the loops. */
  private final Map<String, String> variables = new HashMap<>();
  private final Expressions expressions;
  private final UnaryOperator<String> partNames;
  private Identifiers visible = new Identifiers(Fixed.KERNEL);

  private KernelWriter(UnaryOperator<String> partNames, TypeName element) {
    this.partNames = partNames;
    this.element = element;
    this.expressions = new Expressions(element, axes, variables);
    axes.put(Kernel.BATCH, "N");
    Stream.of(Buffer.Scratch.values()).map(Buffer::scratchName).forEach(scratch -> variables.put(scratch, scratch));
  }

  /**
   * Writes a kernel as a method.
   *
   * @param name of the method
   * @param partNames what the methods of its pieces are called, by the pieces' names
   * @param worker the type of the thread that runs its share of the kernel
   */
  static MethodSpec write(Kernel kernel, String name, UnaryOperator<String> partNames, TypeName element,
      ClassName worker) {
    KernelWriter writer = new KernelWriter(partNames, element);
    MethodSpec.Builder method = MethodSpec.methodBuilder(name)
        .addParameter(worker, WORKER).addParameter(TypeName.INT, "N");
    CodeBlock.Builder code = CodeBlock.builder();
    writer.parameters(kernel.parameters(), 2, method, code);
    Uses.of(kernel.body()).buffers().stream().filter(Buffer::isScratch).map(Buffer::name).distinct()
        .forEach(scratch -> line(code, element + "[] " + scratch + " = " + WORKER + "." + scratch + "()"));
    writer.phases(kernel.body(), code);
    return method.addCode(code.build()).build();
  }

  /** Writes a piece of a kernel as a method of its own. */
  static MethodSpec part(Code.Part part, UnaryOperator<String> partNames, TypeName element) {
    KernelWriter writer = new KernelWriter(partNames, element);
    MethodSpec.Builder method = MethodSpec.methodBuilder(partNames.apply(part.name()))
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC).addParameter(TypeName.INT, "N");
    CodeBlock.Builder code = CodeBlock.builder();
    writer.parameters(part.buffers(), 1 + part.parameters().size(), method, code);
    part.parameters().forEach(p -> method.addParameter(TypeName.INT, writer.declare(p)));
    writer.body(part.body(), code);
    return method.addCode(code.build()).build();
  }

  /** Declares buffers; those that come in one array have names of their own, too. */
  private void parameters(List<Buffer> buffers, int others, MethodSpec.Builder method, CodeBlock.Builder code) {
    List<Buffer> together = Slots.together(buffers, others);
    for (Buffer buffer : buffers) {
      String variable = buffer.isScratch() ? buffer.name() : declare(buffer.name());
      if (together.contains(buffer)) {
        line(code, type(buffer) + " " + variable + " = " + Kernel.MORE + "[" + together.indexOf(buffer) + "]");
      } else {
        method.addParameter(type(buffer), variable);
      }
    }
    if (!together.isEmpty()) {
      method.addParameter(ArrayTypeName.of(ArrayTypeName.of(element)), Kernel.MORE);
    }
  }

  private void call(Code.Call call, CodeBlock.Builder code) {
    List<String> arguments = new ArrayList<>(List.of("N"));
    List<Buffer> buffers = call.part().buffers();
    arguments.addAll(Slots.arguments(buffers, buffers.stream().map(b -> variables.get(b.name())).toList(),
        1 + call.arguments().size(), element));
    call.arguments().forEach(a -> arguments.add(expressions.affine(a)));
    line(code, partNames.apply(call.part().name()) + "(" + String.join(", ", arguments) + ")");
  }

  /** What threads share, each runs; the rest one of them does, while the others wait. */
  private void phases(List<Code> body, CodeBlock.Builder code) {
    for (int i = 0; i < body.size(); ) {
      boolean shared = isShared(body, i);
      int end = i + 1;
      while (end < body.size() && isShared(body, end) == shared) {
        end++;
      }
      if (shared) {
        body.subList(i, end).forEach(c -> statement(c, code));
      } else {
        code.beginControlFlow("if (" + WORKER + ".isFirst())");
        body(body.subList(i, end), code);
        code.endControlFlow();
      }
      line(code, WORKER + ".sync()");
      i = end;
    }
  }

  /** Whether all threads run a statement; local variables are for what comes next. */
  private static boolean isShared(List<Code> body, int i) {
    int next = i;
    while (next + 1 < body.size()
        && (body.get(next) instanceof Code.Offset || body.get(next) instanceof Code.Let)) {
      next++;
    }
    return isShared(body.get(next));
  }

  private static boolean isShared(Code c) {
    return c.match(
        loop -> loop.kind() == Code.Kind.SHARED || loop.body().stream().anyMatch(KernelWriter::isShared),
        offset -> false,
        let -> false,
        start -> false,
        update -> false,
        winner -> false,
        store -> false,
        accumulate -> false,
        compensate -> false,
        when -> when.body().stream().anyMatch(KernelWriter::isShared),
        call -> false,
        sync -> true);
  }

  private TypeName type(Buffer buffer) {
    if (buffer.isStream()) {
      return TypeName.LONG;
    }
    TypeName single = buffer.integer() ? TypeName.INT : element;
    return buffer.scalar() ? single : ArrayTypeName.of(single);
  }

  private void body(List<Code> body, CodeBlock.Builder code) {
    Identifiers outside = visible;
    visible = outside.inner();
    body.forEach(c -> statement(c, code));
    visible = outside;
  }

  private String declare(Axis axis) {
    String variable = visible.declare(axis.name());
    axes.put(axis, variable);
    return variable;
  }

  private String declare(String name) {
    String variable = visible.declare(name);
    variables.put(name, variable);
    return variable;
  }

  private void statement(Code c, CodeBlock.Builder code) {
    c.act(
        loop -> loop(loop, code),
        offset -> offset(offset, code),
        let -> line(code, declaration(let.local(), let.value())),
        start -> line(code, declaration(start.local(), start.value())),
        update -> update(update, code),
        winner -> winner(winner, code),
        store -> store(store, code),
        accumulate -> accumulate(accumulate, code),
        compensate -> compensate.steps().forEach(step -> statement(step, code)),
        when -> {
          code.beginControlFlow(wrappable("if (" + expressions.test(when.test(), 0) + ")"));
          body(when.body(), code);
          code.endControlFlow();
        },
        call -> call(call, code),
        sync -> line(code, WORKER + ".sync()"));
  }

  private void offset(Code.Offset offset, CodeBlock.Builder code) {
    String numerator = expressions.affine(offset.numerator());
    String value = offset.divisor() == 1 ? numerator
        : (offset.numerator().isAxis() ? numerator : "(" + numerator + ")") + " / " + offset.divisor();
    line(code, "int " + declare(offset.name()) + " = " + value);
  }

  private void update(Code.Update update, CodeBlock.Builder code) {
    String local = expressions.variable(update.local());
    if (update.local().type() == Code.Type.LANES) {
      line(code, local + " = " + LaneExpressions.accumulated(expressions, local, update.kind(), update.value()));
    } else {
      accumulate(code, local, update.kind(), expressions.value(update.value()));
    }
  }

  private void store(Code.Store store, CodeBlock.Builder code) {
    if (store.value().isLanes()) {
      String lanes = expressions.lanes(store.value());
      line(code, (store.place().buffer().integer() ? LaneExpressions.toIntegers(lanes) : lanes)
          + intoArray(store.place()));
    } else {
      line(code, expressions.place(store.place()) + " = " + expressions.narrow(store.value()));
    }
  }

  private void accumulate(Code.Accumulate accumulate, CodeBlock.Builder code) {
    if (accumulate.value().isLanes()) {
      line(code, LaneExpressions.accumulated(expressions, expressions.load(accumulate.place()), accumulate.kind(),
          accumulate.value()) + intoArray(accumulate.place()));
    } else {
      accumulate(code, expressions.place(accumulate.place()), accumulate.kind(), expressions.value(accumulate.value()));
    }
  }

  private String declaration(Code.Local local, Value value) {
    return switch (local.type()) {
      case INTEGER -> "int " + declare(local.name()) + " = " + expressions.whole(value);
      case NUMBER -> element + " " + declare(local.name()) + " = " + expressions.narrow(value);
      case WIDE -> "double " + declare(local.name()) + " = " + expressions.wide(value);
      case LANES -> "FloatVector " + declare(local.name()) + " = " + expressions.lanes(value);
    };
  }

  private String intoArray(Code.Place place) {
    return ".intoArray(" + variables.get(place.buffer().name()) + ", " + expressions.affine(place.offset()) + ")";
  }

  private static void accumulate(CodeBlock.Builder code, String place, Reduction.Kind kind, String value) {
    line(code, switch (kind) {
      case SUM -> place + " += " + value;
      case PROD -> place + " *= " + value;
      case MIN -> place + " = Math.min(" + place + ", " + value + ")";
      case MAX -> place + " = Math.max(" + place + ", " + value + ")";
      case NONE, ARGMAX -> throw new IllegalStateException(kind + " combines no values");
    });
  }

  private void winner(Code.Winner winner, CodeBlock.Builder code) {
    String best = expressions.variable(winner.best());
    String position = expressions.variable(winner.position());
    // The value is computed once; the braces keep its name to itself.
    code.add("{\n").indent();
    if (winner.best().type() == Code.Type.LANES) {
      line(code, "FloatVector candidate_ = " + expressions.lanes(winner.value()));
      code.addStatement("$T wins_ = $L.compare($T.LE, candidate_).or(candidate_.compare($T.NE, candidate_))",
          VectorWriter.mask(), best, VectorWriter.operators(), VectorWriter.operators());
      line(code, best + " = " + best + ".blend(candidate_, wins_)");
      line(code, position + " = " + position + ".blend("
          + LaneExpressions.lanes(expressions, new Value.Whole(winner.at())) + ", wins_)");
      code.unindent().add("}\n");
      return;
    }
    line(code, element + " candidate_ = " + expressions.value(winner.value()));
    code.beginControlFlow(wrappable("if (" + position + " < 0 || !(candidate_ <= " + best + ") && "
        + (element.equals(TypeName.FLOAT) ? "!Float.isNaN(" : "!Double.isNaN(") + best + "))"));
    line(code, best + " = candidate_");
    line(code, position + " = " + expressions.affine(winner.at()));
    code.endControlFlow().unindent().add("}\n");
  }

  private void loop(Code.Loop loop, CodeBlock.Builder code) {
    String from = bounds(loop.from(), "Math.max");
    if (loop.step() > 1 && !startsAtPhase(loop)) {
      String first = visible.declare("first" + Names.identifier(loop.variable().name()));
      line(code, "int " + first + " = " + from);
      line(code, first + " += Math.floorMod(" + expressions.affine(loop.phase()) + " - " + first + ", " + loop.step()
          + ")");
      from = first;
    }
    String to = bounds(loop.to(), "Math.min");
    if (loop.kind() == Code.Kind.SHARED) {
      from = WORKER + ".from(" + to + ")";
      to = WORKER + ".to(" + to + ")";
    }
    Identifiers outside = visible;
    if (loop.kind() != Code.Kind.NONEMPTY) {
      visible = outside.inner();
    }
    String name = declare(loop.variable());
    String bound = to;
    // A bound that has to be computed is computed once.
    String init = "int " + name + " = " + from;
    if (loop.end().isPresent()) {
      bound = declare(loop.end().get());
      init += ", " + bound + " = " + to;
    } else if (!to.chars().allMatch(Character::isJavaIdentifierPart)) {
      bound = visible.declare(name + "End");
      init += ", " + bound + " = " + to;
    }
    if (loop.kind() == Code.Kind.NONEMPTY) {
      // The variables are declared in front of the loop, hence taken for what follows it, too.
      line(code, init);
      code.beginControlFlow("do");
      body(loop.body(), code);
      code.endControlFlow("while ($L < $L)", loop.step() == 1 ? "++" + name : "(" + name + " += " + loop.step() + ")",
          bound);
    } else {
      String step = loop.step() == 1 ? name + "++" : name + " += " + loop.step();
      code.beginControlFlow(wrappable("for (" + init + "; " + name + " < " + bound + "; " + step + ")"));
      body(loop.body(), code);
      code.endControlFlow();
    }
    visible = outside;
  }

  private static boolean startsAtPhase(Code.Loop loop) {
    Code.Bound from = loop.from().get(0);
    Affine off = from.numerator().minus(loop.phase());
    return loop.from().size() == 1 && from.divisor() == 1 && off.isConstant()
        && Math.floorMod(off.constant(), loop.step()) == 0;
  }

  private String bounds(List<Code.Bound> bounds, String several) {
    List<String> texts = new ArrayList<>();
    for (Code.Bound bound : bounds) {
      Affine numerator = bound.numerator();
      texts.add(bound.divisor() == 1 ? expressions.affine(numerator)
          : bound.up() ? "-Math.floorDiv(" + expressions.affine(numerator.times(-1)) + ", " + bound.divisor() + ")"
          : "Math.floorDiv(" + expressions.affine(numerator) + ", " + bound.divisor() + ")");
    }
    String text = texts.get(0);
    for (String other : texts.subList(1, texts.size())) {
      text = several + "(" + text + ", " + other + ")";
    }
    return text;
  }

  static void addTo(MethodSpec.Builder method, String text) {
    method.addStatement(wrappable(text));
  }

  static void line(CodeBlock.Builder code, String text) {
    code.addStatement(wrappable(text));
  }

  /** A format in which JavaPoet may break lines, though not within an index. */
  static String wrappable(String text) {
    StringBuilder out = new StringBuilder();
    int brackets = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
      boolean before = c == ' ' && i + 2 < text.length() && text.charAt(i + 2) == ' '
          && "+-*?:".indexOf(text.charAt(i + 1)) >= 0;
      boolean after = c == ' ' && i > 0 && text.charAt(i - 1) == ',';
      out.append(brackets == 0 && (before || after) ? "$W" : c == '$' ? "$$" : String.valueOf(c));
    }
    return out.toString();
  }
}
