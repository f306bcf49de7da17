package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.tensor.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Writes functions of all lanes at once, for which the Vector API has calls of a library, lane by lane: e^x, ln x, tanh
 * and erf, each within 2 units in the last place of the true value, for any float. All are reduced to an interval on
 * which a polynomial is fitted so that its largest error there, in such units, is least; the coefficients are from
 * {@code src/test/python/lanes.py}. The methods are small, so that C2 puts them in place, and have no branches.
 */
final class LaneFunctionsWriter {
  /** The class that they are in. */
  static final ClassName CLASS = ClassName.get("", "LaneFunctions");

  /** {@code (e^r − 1 − r)/r²} for |r| ≤ ½·ln 2; as of all of these, of the highest power first. */
  private static final List<Float> EXPONENTIAL =
      List.of(0.0013814613f, 0.00836871f, 0.04166839f, 0.16666521f, 0.49999994f);
  /** {@code (ln(1 + f) − f + ½f²)/f³} for 1 + f from √½ to √2. */
  private static final List<Float> LOGARITHM = List.of(0.06746641f, -0.116756558f, 0.11888164f, -0.12405588f,
      0.14219552f, -0.16667996f, 0.2000211924f, -0.25000009f, 0.33333313f);
  /** {@code (tanh x − x)/x³} as a polynomial in x², for |x| < ⅝. */
  private static final List<Float> TANH =
      List.of(-0.0057049855f, 0.020639086f, -0.053739715f, 0.13331442f, -0.3333328f);
  /** {@code (erf x − x)/x} as a polynomial in x², for |x| < 0.9. */
  private static final List<Float> ERF_NEAR = List.of(8.5131433e-5f, -8.1756496e-4f, 0.0052038604f, -0.026860509f,
      0.11283715f, -0.37612635f, 0.12837917f);
  /** {@code −ln(1 − erf t)} for t from 0.9 to 4, where erf is 1 as a float. */
  private static final List<Float> ERF_FAR = List.of(-1.9821982e-4f, 0.0030654918f, -0.022315219f, 0.10411369f,
      0.63697606f, 1.1277972f, 1.6644597e-4f);

  private LaneFunctionsWriter() {}

  /**
   * The class with some functions, and those that they need.
   *
   * @param wanted operators that lanes are given to; those with an instruction are passed over
   */
  static TypeSpec write(Set<Operator> wanted) {
    TypeSpec.Builder type = TypeSpec.classBuilder(CLASS).addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("Functions of all lanes at once, each within 2 units in the last place of the true value.\n");
    Set<Operator> functions = EnumSet.copyOf(wanted);
    if (functions.contains(Operator.TANH) || functions.contains(Operator.ERF)) {
      functions.add(Operator.EXP);
    }
    type.addMethod(function("fma", "a·b + c, rounded once.").addParameter(VectorApi.VECTOR, "a")
        .addParameter(VectorApi.VECTOR, "b").addParameter(TypeName.FLOAT, "c")
        .addStatement("return a.fma(b, $T.broadcast($L, c))", VectorApi.VECTOR, VectorApi.SPECIES.name()).build());
    functions.stream().filter(LaneFunctionsWriter::isWritten).forEach(function -> type.addMethod(method(function)));
    return type.build();
  }

  /** Whether an operator of lanes is a method of that class. */
  static boolean isWritten(Operator operator) {
    return switch (operator) {
      case EXP, LOG, TANH, ERF -> true;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, NEGATE, SQRT, SIN, COS, ABS, MAX, MIN -> false;
    };
  }

  private static MethodSpec method(Operator operator) {
    return switch (operator) {
      case EXP -> exp();
      case LOG -> log();
      case TANH -> tanh();
      case ERF -> erf();
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, NEGATE, SQRT, SIN, COS, ABS, MAX, MIN ->
          throw new IllegalArgumentException(operator + " is no method");
    };
  }

  private static MethodSpec.Builder function(String name, String documentation) {
    return MethodSpec.methodBuilder(name).addModifiers(Modifier.STATIC).returns(VectorApi.VECTOR)
        .addJavadoc("$L\n", documentation);
  }

  private static MethodSpec.Builder unary(String name, String documentation) {
    return function(name, documentation).addParameter(VectorApi.VECTOR, "x");
  }

  /** Horner's scheme: {@code name} is a polynomial in another variable. */
  private static void polynomial(MethodSpec.Builder method, String name, String in, List<Float> coefficients) {
    method.addStatement("$1T $2L = $1T.broadcast($3L, $4L)", VectorApi.VECTOR, name, VectorApi.SPECIES.name(),
        literal(coefficients.get(0)));
    coefficients.subList(1, coefficients.size())
        .forEach(c -> method.addStatement("$1L = fma($1L, $2L, $3L)", name, in, literal(c)));
  }

  private static String literal(float value) {
    return value + "f";
  }

  private static MethodSpec exp() {
    MethodSpec.Builder method = unary("exp", """
        e^x = 2^k·e^r with x = k·ln 2 + r, |r| ≤ ½·ln 2; ln 2 is the difference of two floats. Added to 1.5·2^23, k is in
        the last bits of a float. 2^k is two factors, as it may be smaller or larger than any float.""")
        .addStatement("$T bounded = x.min(100f).max(-110f)", VectorApi.VECTOR)
        .addStatement("$1T shifted = fma(bounded, $1T.broadcast($2L, 1.442695f), 0x1.8p23f)", VectorApi.VECTOR,
            VectorApi.SPECIES.name())
        .addStatement("$T k = shifted.sub(0x1.8p23f)", VectorApi.VECTOR)
        .addStatement("$1T r = k.fma($1T.broadcast($2L, -0.6931472f), bounded)", VectorApi.VECTOR,
            VectorApi.SPECIES.name())
        .addStatement("r = k.fma($T.broadcast($L, 1.9046542e-9f), r)", VectorApi.VECTOR, VectorApi.SPECIES.name());
    polynomial(method, "p", "r", EXPONENTIAL);
    return method.addStatement("p = p.fma(r.mul(r), r).add(1f)")
        .addStatement("$T exponent = shifted.reinterpretAsInts().sub(0x4b400000)", VectorApi.INTEGER_VECTOR)
        .addStatement("$T half = exponent.lanewise($T.ASHR, 1)", VectorApi.INTEGER_VECTOR, VectorApi.OPERATORS)
        .addStatement("$T first = half.add(127).lanewise($T.LSHL, 23)", VectorApi.INTEGER_VECTOR, VectorApi.OPERATORS)
        .addStatement("$T second = exponent.sub(half).add(127).lanewise($T.LSHL, 23)", VectorApi.INTEGER_VECTOR,
            VectorApi.OPERATORS)
        .addStatement("return p.mul(first.reinterpretAsFloats()).mul(second.reinterpretAsFloats())").build();
  }

  private static MethodSpec log() {
    MethodSpec.Builder method = unary("log", """
        ln x = k·ln 2 + ln(1 + f) with x = 2^k·(1 + f), 1 + f from √½ to √2. The smallest floats, which have fewer
        digits, are multiplied by 2^23 before.""")
        .addStatement("$T<Float> tiny = x.lt(0x1p-126f)", VectorApi.ANY_MASK)
        .addStatement("$T bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts()", VectorApi.INTEGER_VECTOR)
        .addStatement("$T exponent = bits.sub(0x3f3504f3).lanewise($T.ASHR, 23)", VectorApi.INTEGER_VECTOR,
            VectorApi.OPERATORS)
        .addStatement("$T f = bits.sub(exponent.lanewise($T.LSHL, 23)).reinterpretAsFloats().sub(1f)",
            VectorApi.VECTOR, VectorApi.OPERATORS)
        .addStatement("$T k = exponent.add(0x4b400000).reinterpretAsFloats().sub(0x1.8p23f)", VectorApi.VECTOR)
        .addStatement("k = k.blend(k.sub(23f), tiny)");
    polynomial(method, "p", "f", LOGARITHM);
    return method.addStatement("$T square = f.mul(f)", VectorApi.VECTOR)
        .addStatement("$1T y = p.mul(f).mul(square).add(k.mul(1.4286068e-6f))", VectorApi.VECTOR)
        .addStatement("y = square.fma($T.broadcast($L, -0.5f), y).add(f).add(k.mul(0.69314575f))", VectorApi.VECTOR,
            VectorApi.SPECIES.name())
        .addStatement("y = y.blend($T.POSITIVE_INFINITY, x.eq($T.POSITIVE_INFINITY))", Float.class, Float.class)
        .addStatement("y = y.blend($T.NaN, x.compare($T.GE, 0f).not())", Float.class, VectorApi.OPERATORS)
        .addStatement("return y.blend($T.NEGATIVE_INFINITY, x.eq(0f))", Float.class).build();
  }

  private static MethodSpec tanh() {
    MethodSpec.Builder method = unary("tanh", "x + x³·p(x²) below 5/8, 1 − 2/(e^2x + 1) above.")
        .addStatement("$T square = x.mul(x)", VectorApi.VECTOR);
    polynomial(method, "p", "square", TANH);
    return method.addStatement("$T near = p.mul(square).fma(x, x)", VectorApi.VECTOR)
        .addStatement("$T size = x.abs()", VectorApi.VECTOR)
        .addStatement("$1T one = $1T.broadcast($2L, 1f)", VectorApi.VECTOR, VectorApi.SPECIES.name())
        .addStatement("$T far = one.sub(one.add(one).div(exp(size.add(size)).add(1f)))", VectorApi.VECTOR)
        .addStatement("return far.blend(far.neg(), x.lt(0f)).blend(near, size.lt(0.625f))").build();
  }

  private static MethodSpec erf() {
    MethodSpec.Builder method = unary("erf", "x + x·p(x²) below 0.9, 1 − e^−q(|x|) above.")
        .addStatement("$T square = x.mul(x)", VectorApi.VECTOR);
    polynomial(method, "p", "square", ERF_NEAR);
    method.addStatement("$T size = x.abs().min(4f)", VectorApi.VECTOR);
    polynomial(method, "q", "size", ERF_FAR);
    return method
        .addStatement("$1T far = $1T.broadcast($2L, 1f).sub(exp(q.neg()))", VectorApi.VECTOR, VectorApi.SPECIES.name())
        .addStatement("return far.blend(far.neg(), x.lt(0f)).blend(p.fma(x, x), size.lt(0.9f))").build();
  }
}
