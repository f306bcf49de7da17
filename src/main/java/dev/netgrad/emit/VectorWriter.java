package dev.netgrad.emit;

import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Uses;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Operator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Writes the class with the kernels for vectors of one width, in a file of its own beside the network's. */
final class VectorWriter {
  private static final String ACQUAINT = "acquaint";
  /** So often, an operator is in the profile of its class; takes some 50 ms. */
  private static final int ENOUGH = 5000;

  private final Units units;
  private final VectorUnit unit;

  VectorWriter(Units units, VectorUnit unit) {
    this.units = units;
    this.unit = unit;
  }

  /**
   * A kernel, then its pieces, which get names in the scope of all methods.
   *
   * @param masks gets those of the kernel
   */
  private List<JavaMethod> methods(Kernel kernel, Set<LaneMask> masks, Identifiers scope) {
    String name = units.method(kernel);
    Kernel named = KernelNames.of(kernel, name, units.uses().roles(kernel), part -> scope.declare(name + part));
    KernelWriter writer = new KernelWriter(units.element(), false);
    List<JavaMethod> methods = new ArrayList<>(List.of(writer.write(named, units.worker())));
    Uses uses = Uses.of(named.body());
    masks.addAll(uses.masks());
    uses.parts().forEach(part -> methods.add(writer.part(part)));
    return methods;
  }

  TypeSpec write() {
    TypeSpec.Builder type = TypeSpec.classBuilder(units.vectorSet(unit)).addModifiers(Modifier.FINAL)
        .superclass(units.base())
        .addJavadoc("The kernels of {@link $T} for vectors of $L bits. The loops are those of the plain kernels, in"
            + " tiles\nthat keep their sums in registers.\n", units.network(), unit.bits());
    type.addField(constant(VectorApi.species(TypeName.FLOAT), VectorApi.SPECIES)
        .initializer("$T.SPECIES_$L", VectorApi.VECTOR, unit.bits()).build());
    KernelUses subjects = units.uses();
    Identifiers scope = units.methods();
    List<JavaMethod> trees = new ArrayList<>();
    List<MethodSpec> methods = new ArrayList<>();
    Set<LaneMask> masks = new LinkedHashSet<>();
    Set<Operator> functions = EnumSet.noneOf(Operator.class);
    for (Kernel kernel : unit.kernels()) {
      List<JavaMethod> written = Fault.at(subjects.subject(kernel), () -> methods(kernel, masks, scope));
      trees.addAll(written);
      Uses.of(kernel.body()).operatorsOfLanes().stream().filter(LaneFunctionsWriter::isWritten)
          .forEach(functions::add);
      methods.add(written.get(0).spec().addAnnotation(Override.class).build());
      written.subList(1, written.size()).forEach(part ->
          methods.add(part.spec().addModifiers(Modifier.PRIVATE, Modifier.STATIC).build()));
    }
    for (LaneMask mask : masks) {
      type.addField(constant(VectorApi.MASK, VectorApi.mask(mask))
          .initializer("$T.fromLong($L, $LL)", VectorApi.ANY_MASK,
          VectorApi.SPECIES.name(), mask.bits()).build());
    }
    type.addMethod(MethodSpec.constructorBuilder()
        .addStatement("String wanted = System.getProperty($S)", KernelsWriter.CHOICE)
        .beginControlFlow("if (wanted == null ? $T.SPECIES_PREFERRED != $L : !wanted.equals(description()))",
            VectorApi.VECTOR, VectorApi.SPECIES.name())
        .addStatement("throw new $T($S)", UnsupportedOperationException.class,
            "other kernels are wanted, or this processor prefers vectors of another width")
        .endControlFlow().addStatement("$N()", ACQUAINT).build());
    type.addMethod(MethodSpec.methodBuilder("description").addAnnotation(Override.class).returns(String.class)
        .addStatement("return $S", description(unit)).build());
    for (Buffer.Scratch of : Buffer.Scratch.values()) {
      long length = units.program().scratch(unit, of);
      if (length != Kernel.scratch(units.program().kernels(), of)) {
        type.addMethod(KernelsWriter.scratch(of, length).addAnnotation(Override.class).build());
      }
    }
    boolean whole = unit.kernels().stream()
        .anyMatch(k -> Uses.of(k.body()).buffers().stream().anyMatch(Buffer::integer));
    if (whole) {
      type.addField(constant(VectorApi.species(TypeName.INT), VectorApi.INTEGERS)
          .initializer("$T.SPECIES_$L", VectorApi.INTEGER_VECTOR, unit.bits()).build());
      type.addField(constant(TypeName.FLOAT, VectorApi.SHIFT)
          .addJavadoc("1.5*2^23: what is added to it, if smaller than 2^22, is an integer in its last bits.\n")
          .initializer("0x1.8p23f").build());
      type.addField(constant(TypeName.INT, VectorApi.BITS).initializer("0x4b400000").build());
    }
    if (!functions.isEmpty()) {
      type.addType(LaneFunctionsWriter.write(functions));
    }
    JavaVerifier.verify(type.build(), trees, KernelsWriter.FUNCTIONS);
    return type.addMethods(methods).addMethod(acquaint(whole, functions)).build();
  }

  /** How a set describes itself. */
  static String description(VectorUnit unit) {
    return "vector, " + unit.bits() + " bits";
  }

  private static FieldSpec.Builder constant(TypeName type, JavaExpression.Name name) {
    return FieldSpec.builder(type, name.name(), Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
  }

  /**
   * C2 takes the one class that it has seen, that of additions, say, or of vectors that are converted, for the only
   * one. Where that proves wrong, it counts the mistake for each operation of a method, has enough of guesses in a long
   * one, and keeps that method's vectors in memory: ten times slower, for good. SteadyStateTest fails without, most
   * times.
   *
   * @param whole whether lanes are loaded from and stored to integers
   * @param functions that are methods of their own
   */
  private MethodSpec acquaint(boolean whole, Set<Operator> functions) {
    MethodSpec.Builder method = MethodSpec.methodBuilder(ACQUAINT).addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addJavadoc("Uses operators of all kinds by turns, lest the JIT expect the kind that happens to come first:"
            + " each\nwrong guess counts against every kernel that it compiles later.\n")
        .addStatement("$1T x = $1T.broadcast($2L, 2f)", VectorApi.VECTOR, VectorApi.SPECIES.name());
    if (whole) {
      method.addStatement("int[] whole = new int[$L.length()]", VectorApi.INTEGERS.name());
    }
    method.beginControlFlow("for (int i = 0; i < $L; i++)", ENOUGH)
        .addStatement("$T y = x.fma(x, x.add(x)).sub(x).sqrt()", VectorApi.VECTOR);
    if (whole) {
      JavaExpression y = JavaExpression.name("y");
      JavaExpression array = JavaExpression.name("whole");
      JavaExpression zero = JavaExpression.number(0);
      JavaExpression numbers = LaneExpressions.toNumbers(LaneExpressions.loadIntegers(array, zero));
      method.addStatement("y = $L", JavaText.of(y.call("add", numbers)))
          .addCode(JavaText.statement(LaneExpressions.toIntegers(y.call("sub", y)).call("intoArray", array, zero)));
    }
    functions.forEach(function -> method.addStatement("y = $L",
        JavaText.of(LaneExpressions.apply(function, List.of(JavaExpression.name("y"))))));
    return method.addStatement("x = x.blend(y, y.lt(x))").endControlFlow().build();
  }
}
