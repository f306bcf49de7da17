package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.netgrad.schedule.LaneMask;

/** The Vector API, and the constants of a class with vector kernels. */
final class VectorApi {
  static final String MODULE = "jdk.incubator.vector";

  static final ClassName VECTOR = ClassName.get(MODULE, "FloatVector");
  static final ClassName INTEGER_VECTOR = ClassName.get(MODULE, "IntVector");
  /** What names the operators that have no method of their own. */
  static final ClassName OPERATORS = ClassName.get(MODULE, "VectorOperators");
  static final ClassName ANY_MASK = ClassName.get(MODULE, "VectorMask");
  static final TypeName MASK = ParameterizedTypeName.get(ANY_MASK, TypeName.FLOAT.box());

  static final JavaExpression.Name SPECIES = new JavaExpression.Name("S");

  /** What is for integers, which lanes hold as numbers. */
  static final JavaExpression.Name INTEGERS = new JavaExpression.Name("I");
  static final JavaExpression.Name SHIFT = new JavaExpression.Name("SHIFT");
  static final JavaExpression.Name BITS = new JavaExpression.Name("SHIFT_BITS");

  private VectorApi() {}

  /** The type of the shapes of vectors. */
  static TypeName species(TypeName element) {
    return ParameterizedTypeName.get(ClassName.get(MODULE, "VectorSpecies"), element.box());
  }

  /** The constant that holds a mask. */
  static JavaExpression.Name mask(LaneMask mask) {
    return new JavaExpression.Name("LANES_" + mask.first() + "_TO_" + (mask.first() + mask.count()));
  }
}
