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
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.netgrad.emit.JavaStatement.Assign;
import dev.netgrad.emit.JavaStatement.Block;
import dev.netgrad.emit.JavaStatement.Declare;
import dev.netgrad.emit.JavaStatement.If;
import dev.netgrad.emit.JavaStatement.Run;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Uses;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a kernel whose variables have their names as a method: loops become Java, node by node. */
final class KernelWriter {
  private static final JavaExpression WORKER = name(Units.WORKER);
  private static final JavaExpression SAMPLES = name("N");
  private static final ParameterSpec SAMPLES_PARAMETER = parameter(TypeName.INT, "N");
  private static final JavaExpression CANDIDATE = name("candidate_");
  private static final JavaExpression WINS = name("wins_");
  /** What holds the arrays of a kernel that has more of them than a method can be given. */
  private static final String MORE = "more";

  /** Each once, since a type finds its text but once. */
  private static final Map<TypeName, TypeName> ARRAYS = Stream.of(TypeName.INT, TypeName.FLOAT, TypeName.DOUBLE)
      .collect(Collectors.toMap(type -> type, ArrayTypeName::of));

  private final TypeName element;
  private final Expressions expressions;

  /** @param textbook whether indices are written as formulas have them */
  KernelWriter(TypeName element, boolean textbook) {
    this.element = element;
    this.expressions = new Expressions(element, textbook);
  }

  /** @param worker the type of the thread that runs its share of the kernel */
  JavaMethod write(Kernel kernel, ClassName worker) {
    List<ParameterSpec> parameters = new ArrayList<>(List.of(parameter(worker, Units.WORKER), SAMPLES_PARAMETER));
    List<JavaStatement> code = new ArrayList<>();
    declare(kernel.parameters(), 2, parameters, code);
    Uses.of(kernel.body()).buffers().stream().filter(Buffer::isScratch).map(Buffer::name).distinct()
        .forEach(scratch -> code.add(new Declare(ArrayTypeName.of(element), scratch, WORKER.call(scratch))));
    code.addAll(body(kernel.body()));
    return new JavaMethod(kernel.name(), parameters, code);
  }

  /** Writes a piece of a kernel as a method of its own. */
  JavaMethod part(Code.Part part) {
    List<ParameterSpec> parameters = new ArrayList<>(List.of(SAMPLES_PARAMETER));
    List<JavaStatement> code = new ArrayList<>();
    declare(part.buffers(), 1 + part.parameters().size(), parameters, code);
    part.parameters().forEach(p -> parameters.add(parameter(TypeName.INT, p.name())));
    code.addAll(body(part.body()));
    return new JavaMethod(part.name(), parameters, code);
  }

  private static ParameterSpec parameter(TypeName type, String name) {
    return ParameterSpec.builder(type, name).build();
  }

  /** Declares buffers; those that come in one array have variables of their own, too. */
  private void declare(List<Buffer> buffers, int others, List<ParameterSpec> parameters, List<JavaStatement> code) {
    List<Buffer> together = Slots.together(buffers, others);
    for (Buffer buffer : buffers) {
      if (together.contains(buffer)) {
        code.add(new Declare(type(buffer), buffer.name(), name(MORE).at(number(together.indexOf(buffer)))));
      } else {
        parameters.add(parameter(type(buffer), buffer.name()));
      }
    }
    if (!together.isEmpty()) {
      parameters.add(parameter(ArrayTypeName.of(ArrayTypeName.of(element)), MORE));
    }
  }

  private JavaStatement call(Code.Call call) {
    List<JavaExpression> arguments = new ArrayList<>(List.of(SAMPLES));
    arguments.addAll(Slots.arguments(call.part().buffers(), call.buffers().stream().map(Expressions::array).toList(),
        1 + call.arguments().size(), element));
    call.arguments().forEach(a -> arguments.add(Expressions.affine(a)));
    return new Run(new JavaExpression.Own(call.part().name(), arguments));
  }

  private TypeName type(Buffer buffer) {
    TypeName single = type(buffer.isStream() ? Code.Type.LONG : buffer.element());
    return buffer.isStream() || buffer.scalar() ? single : ARRAYS.get(single);
  }

  private List<JavaStatement> body(List<Code> body) {
    List<JavaStatement> code = new ArrayList<>();
    body.forEach(c -> statement(c, code));
    return code;
  }

  private void statement(Code c, List<JavaStatement> code) {
    c.act(
        loop -> loop(loop, code),
        offset -> code.add(new Declare(TypeName.INT, offset.name().name(), quotient(offset))),
        pick -> code.add(new Declare(TypeName.INT, pick.name().name(), expressions.place(pick.place()))),
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

  private static JavaExpression quotient(Code.Offset offset) {
    JavaExpression numerator = Expressions.affine(offset.numerator());
    return offset.divisor() == 1 ? numerator : infix(numerator, OVER, number(offset.divisor()));
  }

  private JavaStatement update(Code.Update update) {
    JavaExpression local = Expressions.variable(update.local());
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
            LaneExpressions.load(Expressions.array(place.buffer()), expressions.address(place)),
            accumulate.kind(), accumulate.value()), place)
        : accumulated(expressions.place(place), accumulate.kind(), expressions.value(accumulate.value()));
  }

  private JavaStatement declaration(Code.Local local, Value value) {
    return new Declare(type(local.type()), local.name(), expressions.value(value));
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
    return new Run(lanes.call("intoArray", Expressions.array(place.buffer()), Expressions.affine(place.offset())));
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
    JavaExpression best = Expressions.variable(winner.best());
    JavaExpression position = Expressions.variable(winner.position());
    if (winner.best().type() == Code.Type.LANES) {
      return new Block(List.of(
          new Declare(VectorApi.VECTOR, "candidate_", expressions.value(winner.value())),
          new Declare(VectorApi.MASK, "wins_", best.call("compare", LaneExpressions.operator("LE"), CANDIDATE)
              .call("or", CANDIDATE.call("compare", LaneExpressions.operator("NE"), CANDIDATE))),
          new Assign(best, "=", best.call("blend", CANDIDATE, WINS)),
          new Assign(position, "=", position.call("blend",
              LaneExpressions.broadcast(new JavaExpression.Cast(element, Expressions.affine(winner.at()))), WINS))));
    }
    JavaExpression isNumber = not(new JavaExpression.Type(element.box()).call("isNaN", best));
    return new Block(List.of(
        new Declare(element, "candidate_", expressions.value(winner.value())),
        new If(infix(infix(position, LESS, number(0)), OR,
            infix(not(infix(CANDIDATE, LESS_EQUAL, best)), AND, isNumber)),
            List.of(new Assign(best, "=", CANDIDATE),
                new Assign(position, "=", Expressions.affine(winner.at()))))));
  }

  private static JavaExpression not(JavaExpression test) {
    return new JavaExpression.Prefix('!', test);
  }

  private void loop(Code.Loop loop, List<JavaStatement> code) {
    JavaExpression from = bounds(loop.from(), "max");
    if (loop.first().isPresent()) {
      JavaExpression first = Expressions.variable(loop.first().get());
      code.add(new Declare(TypeName.INT, loop.first().get().name(), from));
      code.add(new Assign(first, "+=", Expressions.math("floorMod",
          List.of(infix(Expressions.affine(loop.phase()), MINUS, first), number(loop.step())))));
      from = first;
    }
    JavaExpression to = bounds(loop.to(), "min");
    boolean shared = loop.kind() == Code.Kind.SHARED;
    List<JavaStatement.Variable> start = new ArrayList<>();
    start.add(new JavaStatement.Variable(loop.variable().name(), shared ? WORKER.call("from", to) : from));
    loop.end().ifPresent(end ->
        start.add(new JavaStatement.Variable(end.name(), shared ? WORKER.call("to", to) : to)));
    code.add(new JavaStatement.Loop(new Declare(TypeName.INT, start), loop.end().map(Expressions::variable).orElse(to),
        loop.step(), loop.kind() == Code.Kind.NONEMPTY, body(loop.body())));
  }

  private static JavaExpression bounds(List<Code.Bound> bounds, String several) {
    return bounds.stream().map(KernelWriter::bound).reduce((a, b) -> Expressions.math(several, List.of(a, b)))
        .orElseThrow();
  }

  private static JavaExpression bound(Code.Bound bound) {
    if (bound.divisor() == 1) {
      return Expressions.affine(bound.numerator());
    }
    JavaExpression down = Expressions.math("floorDiv", List.of(
        Expressions.affine(bound.up() ? bound.numerator().times(-1) : bound.numerator()), number(bound.divisor())));
    return bound.up() ? new JavaExpression.Prefix('-', down) : down;
  }
}
