package dev.netgrad.emit;

import static dev.netgrad.emit.JavaExpression.Operator.AND;
import static dev.netgrad.emit.JavaExpression.Operator.LESS;
import static dev.netgrad.emit.JavaExpression.Operator.LESS_EQUAL;
import static dev.netgrad.emit.JavaExpression.Operator.MINUS;
import static dev.netgrad.emit.JavaExpression.Operator.OR;
import static dev.netgrad.emit.JavaExpression.Operator.OVER;
import static dev.netgrad.emit.JavaExpression.infix;
import static dev.netgrad.emit.JavaExpression.name;
import static dev.netgrad.emit.JavaExpression.number;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.netgrad.emit.JavaStatement.Assign;
import dev.netgrad.emit.JavaStatement.Block;
import dev.netgrad.emit.JavaStatement.Declare;
import dev.netgrad.emit.JavaStatement.If;
import dev.netgrad.emit.JavaStatement.Run;
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
  private static final JavaExpression WORKER = name(Units.WORKER);
  private static final JavaExpression SAMPLES = name("N");
  private static final JavaExpression CANDIDATE = name("candidate_");
  private static final JavaExpression WINS = name("wins_");

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
        .addParameter(worker, Units.WORKER).addParameter(TypeName.INT, "N");
    List<JavaStatement> code = new ArrayList<>();
    writer.parameters(kernel.parameters(), 2, method, code);
    Uses.of(kernel.body()).buffers().stream().filter(Buffer::isScratch).map(Buffer::name).distinct()
        .forEach(scratch -> code.add(new Declare(ArrayTypeName.of(element), scratch, WORKER.call(scratch))));
    kernel.body().forEach(c -> writer.statement(c, code));
    return method(method, code);
  }

  /** Writes a piece of a kernel as a method of its own. */
  static MethodSpec part(Code.Part part, UnaryOperator<String> partNames, TypeName element) {
    KernelWriter writer = new KernelWriter(partNames, element);
    MethodSpec.Builder method = MethodSpec.methodBuilder(partNames.apply(part.name()))
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC).addParameter(TypeName.INT, "N");
    List<JavaStatement> code = new ArrayList<>();
    writer.parameters(part.buffers(), 1 + part.parameters().size(), method, code);
    part.parameters().forEach(p -> method.addParameter(TypeName.INT, writer.declare(p)));
    code.addAll(writer.body(part.body()));
    return method(method, code);
  }

  private static MethodSpec method(MethodSpec.Builder method, List<JavaStatement> body) {
    CodeBlock.Builder code = CodeBlock.builder();
    JavaText.write(body, code);
    return method.addCode(code.build()).build();
  }

  /** Declares buffers; those that come in one array have names of their own, too. */
  private void parameters(List<Buffer> buffers, int others, MethodSpec.Builder method, List<JavaStatement> code) {
    List<Buffer> together = Slots.together(buffers, others);
    for (Buffer buffer : buffers) {
      String variable = buffer.isScratch() ? buffer.name() : declare(buffer.name());
      if (together.contains(buffer)) {
        code.add(new Declare(type(buffer), variable, name(Kernel.MORE).at(number(together.indexOf(buffer)))));
      } else {
        method.addParameter(type(buffer), variable);
      }
    }
    if (!together.isEmpty()) {
      method.addParameter(ArrayTypeName.of(ArrayTypeName.of(element)), Kernel.MORE);
    }
  }

  private JavaStatement call(Code.Call call) {
    List<JavaExpression> arguments = new ArrayList<>(List.of(SAMPLES));
    List<Buffer> buffers = call.part().buffers();
    arguments.addAll(Slots.arguments(buffers, buffers.stream().map(expressions::array).toList(),
        1 + call.arguments().size(), element));
    call.arguments().forEach(a -> arguments.add(expressions.affine(a)));
    return new Run(new JavaExpression.Own(partNames.apply(call.part().name()), arguments));
  }

  private TypeName type(Buffer buffer) {
    TypeName single = type(buffer.isStream() ? Code.Type.LONG : buffer.element());
    return buffer.isStream() || buffer.scalar() ? single : ArrayTypeName.of(single);
  }

  private List<JavaStatement> body(List<Code> body) {
    Identifiers outside = visible;
    visible = outside.inner();
    List<JavaStatement> code = new ArrayList<>();
    body.forEach(c -> statement(c, code));
    visible = outside;
    return code;
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

  private void statement(Code c, List<JavaStatement> code) {
    c.act(
        loop -> loop(loop, code),
        offset -> code.add(offset(offset)),
        let -> code.add(declaration(let.local(), let.value())),
        start -> code.add(declaration(start.local(), start.value())),
        update -> code.add(update(update)),
        winner -> code.add(winner(winner)),
        store -> code.add(store(store)),
        accumulate -> code.add(accumulate(accumulate)),
        compensate -> compensate.steps().forEach(step -> statement(step, code)),
        when -> code.add(new If(expressions.test(when.test()), body(when.body()))),
        call -> code.add(call(call)),
        single -> code.add(new If(WORKER.call("isFirst"), body(single.body()))),
        sync -> code.add(new Run(WORKER.call("sync"))));
  }

  private JavaStatement offset(Code.Offset offset) {
    JavaExpression numerator = expressions.affine(offset.numerator());
    JavaExpression value = offset.divisor() == 1 ? numerator : infix(numerator, OVER, number(offset.divisor()));
    return new Declare(TypeName.INT, declare(offset.name()), value);
  }

  private JavaStatement update(Code.Update update) {
    JavaExpression local = expressions.variable(update.local());
    return update.local().type() == Code.Type.LANES
        ? new Assign(local, "=", expressions.accumulated(local, update.kind(), update.value()))
        : accumulated(local, update.kind(), expressions.value(update.value()));
  }

  private JavaStatement store(Code.Store store) {
    JavaExpression value = expressions.value(store.value());
    return store.value().isLanes() ? intoArray(value, store.place())
        : new Assign(expressions.place(store.place()), "=", value);
  }

  private JavaStatement accumulate(Code.Accumulate accumulate) {
    Code.Place place = accumulate.place();
    return accumulate.value().isLanes()
        ? intoArray(expressions.accumulated(
            LaneExpressions.load(expressions.array(place.buffer()), expressions.affine(place.offset())),
            accumulate.kind(), accumulate.value()), place)
        : accumulated(expressions.place(place), accumulate.kind(), expressions.value(accumulate.value()));
  }

  private JavaStatement declaration(Code.Local local, Value value) {
    String variable = declare(local.name());
    return new Declare(type(local.type()), variable, expressions.value(value));
  }

  private TypeName type(Code.Type type) {
    return switch (type) {
      case BOOLEAN -> TypeName.BOOLEAN;
      case INTEGER -> TypeName.INT;
      case LONG -> TypeName.LONG;
      case NUMBER -> element;
      case WIDE -> TypeName.DOUBLE;
      case LANES -> VectorApi.VECTOR;
      case INTEGERS -> VectorApi.INTEGER_VECTOR;
      case MASK -> VectorApi.MASK;
    };
  }

  private JavaStatement intoArray(JavaExpression lanes, Code.Place place) {
    return new Run(lanes.call("intoArray", expressions.array(place.buffer()), expressions.affine(place.offset())));
  }

  private static JavaStatement accumulated(JavaExpression place, Reduction.Kind kind, JavaExpression value) {
    return switch (kind) {
      case SUM -> new Assign(place, "+=", value);
      case PROD -> new Assign(place, "*=", value);
      case MIN -> new Assign(place, "=", Expressions.math("min", List.of(place, value)));
      case MAX -> new Assign(place, "=", Expressions.math("max", List.of(place, value)));
      case NONE, ARGMAX -> throw new IllegalStateException(kind + " combines no values");
    };
  }

  /** The value is computed once; the braces keep its name to itself. */
  private JavaStatement winner(Code.Winner winner) {
    JavaExpression best = expressions.variable(winner.best());
    JavaExpression position = expressions.variable(winner.position());
    if (winner.best().type() == Code.Type.LANES) {
      return new Block(List.of(
          new Declare(VectorApi.VECTOR, "candidate_", expressions.value(winner.value())),
          new Declare(VectorApi.MASK, "wins_", best.call("compare", LaneExpressions.operator("LE"), CANDIDATE)
              .call("or", CANDIDATE.call("compare", LaneExpressions.operator("NE"), CANDIDATE))),
          new Assign(best, "=", best.call("blend", CANDIDATE, WINS)),
          new Assign(position, "=", position.call("blend",
              LaneExpressions.broadcast(new JavaExpression.Cast(element, expressions.affine(winner.at()))), WINS))));
    }
    JavaExpression isNumber = not(name(element.equals(TypeName.FLOAT) ? "Float" : "Double").call("isNaN", best));
    return new Block(List.of(
        new Declare(element, "candidate_", expressions.value(winner.value())),
        new If(infix(infix(position, LESS, number(0)), OR,
            infix(not(infix(CANDIDATE, LESS_EQUAL, best)), AND, isNumber)),
            List.of(new Assign(best, "=", CANDIDATE),
                new Assign(position, "=", expressions.affine(winner.at()))))));
  }

  private static JavaExpression not(JavaExpression test) {
    return new JavaExpression.Prefix('!', test);
  }

  private void loop(Code.Loop loop, List<JavaStatement> code) {
    JavaExpression from = bounds(loop.from(), "max");
    if (loop.step() > 1 && !startsAtPhase(loop)) {
      JavaExpression first = name(visible.declare("first" + Names.identifier(loop.variable().name())));
      code.add(new Declare(TypeName.INT, ((JavaExpression.Name) first).name(), from));
      code.add(new Assign(first, "+=", Expressions.math("floorMod",
          List.of(infix(expressions.affine(loop.phase()), MINUS, first), number(loop.step())))));
      from = first;
    }
    JavaExpression to = bounds(loop.to(), "min");
    if (loop.kind() == Code.Kind.SHARED) {
      from = WORKER.call("from", to);
      to = WORKER.call("to", to);
    }
    boolean certain = loop.kind() == Code.Kind.NONEMPTY;
    Identifiers outside = visible;
    if (!certain) {
      visible = outside.inner();
    }
    // Those of a loop that certainly runs are declared in front of it, hence taken for what follows it, too.
    List<JavaStatement.Variable> start = new ArrayList<>();
    start.add(new JavaStatement.Variable(declare(loop.variable()), from));
    // A bound that has to be computed is computed once.
    if (loop.end().isPresent()) {
      start.add(new JavaStatement.Variable(declare(loop.end().get()), to));
    } else if (!(to instanceof JavaExpression.Name || to instanceof JavaExpression.Literal)) {
      start.add(new JavaStatement.Variable(visible.declare(start.get(0).name() + "End"), to));
    }
    JavaExpression end = start.size() == 1 ? to : name(start.get(1).name());
    code.add(new JavaStatement.Loop(new Declare(TypeName.INT, start), end, loop.step(), certain, body(loop.body())));
    visible = outside;
  }

  private static boolean startsAtPhase(Code.Loop loop) {
    Code.Bound from = loop.from().get(0);
    Affine off = from.numerator().minus(loop.phase());
    return loop.from().size() == 1 && from.divisor() == 1 && off.isConstant()
        && Math.floorMod(off.constant(), loop.step()) == 0;
  }

  private JavaExpression bounds(List<Code.Bound> bounds, String several) {
    return bounds.stream().map(this::bound).reduce((a, b) -> Expressions.math(several, List.of(a, b))).orElseThrow();
  }

  private JavaExpression bound(Code.Bound bound) {
    if (bound.divisor() == 1) {
      return expressions.affine(bound.numerator());
    }
    JavaExpression down = Expressions.math("floorDiv", List.of(
        expressions.affine(bound.up() ? bound.numerator().times(-1) : bound.numerator()), number(bound.divisor())));
    return bound.up() ? new JavaExpression.Prefix('-', down) : down;
  }
}
