package dev.netgrad.loop.code;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.loop.Graph;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trees that were made by hand: a value of another type than its place is found, and given the place's type. */
class TypeVerifierTest {
  private static final Graph GRAPH = new Graph("Test", true);
  private static final Tensor X = GRAPH.input("x", 8);
  private static final Tensor LABEL = GRAPH.labels("label");
  private static final Buffer ARRAY = Buffer.of("x", X);
  private static final Buffer CLASSES = Buffer.of("label", LABEL);

  private static final Value NUMBER = new Value.Load(new Code.Place(ARRAY, Affine.ZERO));
  private static final Value INTEGER = new Value.Load(new Code.Place(CLASSES, Affine.ZERO));
  private static final Value LANES = new Value.Lanes(new Code.Place(ARRAY, Affine.ZERO), new LaneMask(0, 4, 4));
  private static final Value WIDE = new Value.Use(new Code.Local("sum", Code.Type.WIDE));

  private static void verify(List<Code> body) {
    TypeVerifier.verify(new Kernel("k", List.of(ARRAY, CLASSES), body));
  }

  /** What the verifier says of a statement; it says nothing once the conversions are nodes. */
  private static String wrong(Code c) {
    verify(Conversions.of(List.of(c)));
    return assertThrows(IllegalStateException.class, () -> verify(List.of(c))).getMessage();
  }

  private static Code let(Code.Type type, Value value) {
    return new Code.Let(new Code.Local("t", type), value);
  }

  private static Code store(Value value) {
    return new Code.Store(new Code.Place(ARRAY, Affine.ZERO), value);
  }

  private static Value apply(Operator operator, Value... operands) {
    return new Value.Apply(operator, List.of(operands));
  }

  @Test
  void aLocalVariableTakesItsType() {
    assertThat(wrong(let(Code.Type.NUMBER, INTEGER))).contains("t takes a value of the type NUMBER, not of INTEGER");
    assertThat(wrong(let(Code.Type.INTEGER, new Value.Number(-1)))).contains("t takes a value of the type INTEGER");
    assertThat(wrong(let(Code.Type.LANES, NUMBER))).contains("t takes a value of the type LANES");
    assertThat(wrong(let(Code.Type.LANES, new Value.Whole(Affine.of(Kernel.BATCH))))).contains("LANES, not of INTEGER");
  }

  @Test
  void whatIsStoredIsRounded() {
    assertThat(wrong(store(WIDE))).contains("x takes a value of the type NUMBER, not of WIDE");
    verify(Conversions.of(List.of(new Code.Accumulate(new Code.Place(ARRAY, Affine.ZERO), Reduction.Kind.SUM, WIDE))));
  }

  @Test
  void operandsAreOfOneType() {
    assertThat(wrong(store(apply(Operator.ADD, NUMBER, INTEGER)))).contains("+ takes a value of the type NUMBER");
    assertThat(wrong(let(Code.Type.LANES, apply(Operator.ADD, LANES, NUMBER))))
        .contains("+ takes a value of the type L");
    assertThat(wrong(let(Code.Type.WIDE, apply(Operator.ADD, WIDE, NUMBER)))).contains("+ takes a value of the type W");
    verify(List.of(let(Code.Type.NUMBER, apply(Operator.EXP, WIDE))));
  }

  @Test
  void whatIsComparedIsOfOneType() {
    Value one = new Value.Number(1);
    assertThat(wrong(new Code.When(compare(INTEGER, one), List.of()))).contains("a comparison takes a value");
    assertThat(wrong(new Code.When(compare(INTEGER, NUMBER), List.of()))).contains("a comparison takes a value");
    assertThat(Conversions.of(List.of(new Code.When(compare(INTEGER, one), List.of()))))
        .containsExactly(new Code.When(compare(INTEGER, new Value.Number(1, Code.Type.INTEGER)), List.of()));
  }

  /** No conversion makes one answer of many. */
  @Test
  void oneAnswerForManyLanesIsFound() {
    Code when = new Code.When(compare(LANES, LANES), List.of());
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> verify(Conversions.of(List.of(when))));
    assertThat(e).hasMessageThat().contains("a test is of the type MASK, not BOOLEAN");
  }

  private static dev.netgrad.loop.code.Test compare(Value left, Value right) {
    return new dev.netgrad.loop.code.Test.Compare(Condition.Relation.EQUAL, left, right);
  }
}
