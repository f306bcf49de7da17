package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes the error function, which the JDK lacks: W. J. Cody, Rational Chebyshev approximations for the error function,
 * Mathematics of Computation 23 (1969), of erf x / x near 0 and of exp(x²)·erfc x elsewhere. In double it is within 4
 * units in the last place.
 */
final class ErrorFunctionWriter {
  /** Highest powers first, as all of these. */
  private static final double[] NEAR_OVER = {1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2,
      3.77485237685302021e2, 3.20937758913846947e3};
  private static final double[] NEAR_UNDER = {1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
      2.84423683343917062e3};
  private static final double[] FAR_OVER = {2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594,
      6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3,
      2.05107837782607147e3, 1.23033935479799725e3};
  private static final double[] FAR_UNDER = {1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
      1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
      1.23033935480374942e3};

  private ErrorFunctionWriter() {}

  static void addTo(TypeSpec.Builder type) {
    type.addField(constant("NEAR_OVER", NEAR_OVER)).addField(constant("NEAR_UNDER", NEAR_UNDER))
        .addField(constant("FAR_OVER", FAR_OVER)).addField(constant("FAR_UNDER", FAR_UNDER));
    type.addMethod(MethodSpec.methodBuilder("erf").addModifiers(Modifier.STATIC).returns(TypeName.DOUBLE)
        .addJavadoc("The error function: W. J. Cody, Rational Chebyshev approximations for the error function, 1969.\n")
        .addParameter(TypeName.DOUBLE, "x")
        .addStatement("double z = Math.abs(x)")
        .beginControlFlow("if (z > 6)").addStatement("return Math.signum(x)").endControlFlow()
        .beginControlFlow("if (z <= 0.46875)")
        .addStatement("return x * polynomial(NEAR_OVER, x * x) / polynomial(NEAR_UNDER, x * x)").endControlFlow()
        .addStatement("double rest = Math.exp(-z * z) * polynomial(FAR_OVER, z) / polynomial(FAR_UNDER, z)")
        .addStatement("return Math.signum(x) * (1 - rest)").build());
    type.addMethod(MethodSpec.methodBuilder("polynomial").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .returns(TypeName.DOUBLE).addParameter(ArrayTypeName.of(TypeName.DOUBLE), "coefficients")
        .addParameter(TypeName.DOUBLE, "x").addStatement("double value = 0")
        .beginControlFlow("for (double coefficient : coefficients)").addStatement("value = value * x + coefficient")
        .endControlFlow().addStatement("return value").build());
  }

  private static FieldSpec constant(String name, double[] values) {
    return FieldSpec.builder(ArrayTypeName.of(TypeName.DOUBLE), name, Modifier.PRIVATE, Modifier.STATIC,
        Modifier.FINAL).initializer(Arrays.stream(values).mapToObj(Double::toString)
        .collect(Collectors.joining(",$W", "{", "}"))).build();
  }
}
