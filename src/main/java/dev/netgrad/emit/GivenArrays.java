package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes the class that gives weights and gradients their arrays and lists these. So each array, with its name and its
 * shape, stands in one place: the constructor that asks for it.
 */
final class GivenArrays {
  /** What constructors call it. */
  static final String ALL = "all";
  /** What the qualified names in a block begin with, as constructors call it. */
  static final String PREFIX = "prefix";

  private final Units units;
  private final ClassName named;
  private final TypeName list;

  GivenArrays(Units units) {
    this.units = units;
    this.named = units.network().nestedClass("NamedArray");
    this.list = ParameterizedTypeName.get(ClassName.get(List.class), named);
  }

  /** Whether a network has arrays of weights. */
  static boolean isNeeded(UnitNames network) {
    Block block = network.unit().main().block();
    return !block.parameters().isEmpty() || !block.states().isEmpty() || !block.calls().isEmpty();
  }

  ClassName type() {
    return units.network().nestedClass("GivenArrays");
  }

  /** The expression that makes an array, or takes the one that is given. */
  CodeBlock array(Tensor tensor, boolean ofNetwork) {
    boolean isState = tensor.definition() instanceof Definition.State;
    return CodeBlock.of("$L.$L($L$L)", ALL, isState ? "state" : "parameter", of(tensor, ofNetwork),
        tensor.shape().stream().map(e -> ", " + e.size()).collect(Collectors.joining()));
  }

  /** A tensor's qualified name. */
  static CodeBlock of(Tensor tensor, boolean ofNetwork) {
    return of(CodeBlock.of("$S", tensor.name()), ofNetwork);
  }

  /** The qualified name of what has a name in the network itself or in a block. */
  static CodeBlock of(CodeBlock name, boolean ofNetwork) {
    return ofNetwork ? name : CodeBlock.of("$L + $L", PREFIX, name);
  }

  /** What lists the arrays of the whole network, and the constructor that makes new ones. */
  void list(TypeSpec.Builder type, String documentation) {
    MethodSpec.Builder anew = StructWriter.constructor(documentation).toBuilder();
    if (isNeeded(units.whole())) {
      type.addField(FieldSpec.builder(type(), ALL, Modifier.PRIVATE, Modifier.FINAL).build());
      anew.addStatement("this(new $T(null))", type());
    }
    type.addMethod(anew.build());
  }

  /** The constructor for weights that others have, too. */
  MethodSpec ofGiven() {
    return MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC).addJavadoc("""
            The same arrays as those of other weights, of this network or of one with other sizes: what is written to
            one is written to both.

            @param arrays an array for each parameter and each state, by qualified name
            @throws $T if one is missing, or has another shape
            """, IllegalArgumentException.class)
        .addParameter(list, "arrays").addStatement("this(new $T(arrays))", type()).build();
  }

  /** @param before what it does first */
  MethodSpec listed(String method, String what, CodeBlock before) {
    return MethodSpec.methodBuilder(method).addModifiers(Modifier.PUBLIC).returns(list)
        .addJavadoc("The $L with their qualified names, in the order of the source.\n\n"
            + "@return the arrays themselves: what is written there changes these\n", what)
        .addCode(before)
        .addStatement("return new $T<>($L)", ArrayList.class,
            isNeeded(units.whole()) ? CodeBlock.of("$L.$L", ALL, method) : CodeBlock.of("")).build();
  }

  TypeSpec write() {
    TypeName byName = ParameterizedTypeName.get(ClassName.get(Map.class), ClassName.get(String.class), named);
    return TypeSpec.classBuilder(type()).addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("The arrays of weights or of gradients, by their qualified names: new ones or, if there are some,"
            + " those that were given.\n")
        .addField(lists("parameters")).addField(lists("states"))
        .addField(byName, "given", Modifier.PRIVATE, Modifier.FINAL)
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE)
            .addParameter(list, "arrays").addCode("""
            given = arrays == null ? null : new $T<>();
            if (arrays != null) {
              arrays.forEach(array -> given.put(array.name(), array));
            }
            """, HashMap.class).build())
        .addMethod(array("parameter", "parameters")).addMethod(array("state", "states")).addMethod(add()).build();
  }

  private FieldSpec lists(String name) {
    return FieldSpec.builder(list, name, Modifier.PRIVATE, Modifier.FINAL).initializer("new $T<>()", ArrayList.class)
        .build();
  }

  private MethodSpec array(String name, String to) {
    return MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE).returns(units.array())
        .addParameter(String.class, "name").addParameter(int[].class, "shape").varargs()
        .addStatement("return add($L, name, shape)", to).build();
  }

  private MethodSpec add() {
    return MethodSpec.methodBuilder("add").addModifiers(Modifier.PRIVATE).returns(units.array())
        .addParameter(list, "to").addParameter(String.class, "name").addParameter(int[].class, "shape").addCode("""
            if (given == null) {
              int length = 1;
              for (int extent : shape) {
                length *= extent;
              }
              to.add(new $1T(name, shape, new $2T[length]));
            } else {
              $1T array = given.get(name);
              if (array == null) {
                throw new $3T("there is no " + name + ", which is "
                    + $4T.toString(shape));
              }
              if (!$4T.equals(array.shape(), shape)) {
                throw new $3T(name + " is " + $4T.toString(array.shape())
                    + ", and is to be " + $4T.toString(shape));
              }
              to.add(new $1T(name, shape, array.values()));
            }
            return to.get(to.size() - 1).values();
            """, named, units.element(), IllegalArgumentException.class, Arrays.class).build();
  }
}
