package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes what holds a block's parameters: its weights and, of the same structure, their gradients. */
final class StructWriter {
  private final Units units;
  private final UnitNames names;
  private final boolean whole;

  StructWriter(Units units, UnitNames names) {
    this.units = units;
    this.names = names;
    this.whole = names == units.whole();
  }

  /** A constructor that says what Java's own would leave unsaid. */
  static MethodSpec constructor(String documentation) {
    return MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC).addJavadoc("$L\n", documentation).build();
  }

  /** What is on one page; of a class that needs none, what is in the class itself. */
  private record Page(List<Tensor> parameters, List<Tensor> states, List<Call> calls) {
    Page() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private Map<Integer, Page> pages() {
    Map<Integer, Page> pages = new LinkedHashMap<>(Map.of(Pages.NONE, new Page()));
    Block block = names.unit().main().block();
    Function<Pages.Path, Page> on = path -> pages.computeIfAbsent(path.page(), page -> new Page());
    block.parameters().forEach(t -> on.apply(names.weight(t)).parameters.add(t));
    block.states().forEach(t -> on.apply(names.weight(t)).states.add(t));
    // Without calls whose parameters are those of an earlier call.
    Set<List<String>> seen = new HashSet<>();
    block.calls().stream().filter(c -> seen.add(c.instances())).forEach(c -> on.apply(names.callField(c)).calls.add(c));
    return pages;
  }

  TypeSpec weights() {
    TypeSpec.Builder type = TypeSpec.classBuilder("Weights")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("Parameters and states$L.\n",
            whole ? ", shared by all who use them and not changed by inference" : of());
    if (whole && hasArrays()) {
      type.addMethod(constructor("All zeros.").toBuilder().addStatement("this(null, $S)", "").build());
      type.addMethod(ofArrays());
    } else if (whole) {
      type.addMethod(constructor("There are none."));
    }
    Map<Integer, Page> pages = pages();
    Page own = pages.remove(Pages.NONE);
    pages.forEach((page, of) -> {
      ClassName pageType = names.weightsType().nestedClass(Pages.type(page));
      type.addField(page(pageType, page).build());
      TypeSpec.Builder nested = onPage(pageType);
      weights(nested, of, Set.of(), false);
      type.addType(nested.build());
    });
    weights(type, own, pages.keySet(), whole);
    return type.build();
  }

  /** The constructor for weights that others have, too. */
  private MethodSpec ofArrays() {
    ClassName named = units.network().nestedClass("NamedArray");
    return MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC).addJavadoc("""
            The same arrays as those of other weights, of this network or of one with other sizes: what is written to
            one is written to both.

            @param arrays an array for each parameter and each state, by qualified name
            @throws $T if one is missing, or has another shape
            """, IllegalArgumentException.class)
        .addParameter(ParameterizedTypeName.get(ClassName.get(List.class), named), "arrays")
        .addStatement("this(byName(arrays), $S)", "").build();
  }

  /** @param pages other classes that hold what comes first */
  private void weights(TypeSpec.Builder type, Page own, Set<Integer> pages, boolean isWhole) {
    List<Tensor> all = new ArrayList<>(own.parameters);
    all.addAll(own.states);
    all.forEach(t -> type.addField(array(t)));
    own.calls.forEach(c -> type.addField(nested(c, UnitNames::weightsType, "Parameters and states").build()));
    if (!isWhole || hasArrays()) {
      type.addMethod(ofGiven(all, own.calls, pages));
    }
    MethodSpec.Builder initialise = MethodSpec.methodBuilder("initialise").addParameter(TypeName.LONG, "seed")
        .addParameter(String.class, "prefix");
    pages.forEach(page -> initialise.addStatement("$L.initialise(seed, prefix)", Pages.name(page)));
    all.forEach(t -> initialise.addStatement("$L", initialiser(t)));
    for (Call c : own.calls) {
      each(initialise, c, (field, name) -> CodeBlock.of("$L.initialise(seed, prefix + $L)", field, name));
    }
    if (isWhole) {
      type.addMethod(MethodSpec.methodBuilder("initialise").addModifiers(Modifier.PUBLIC)
          .addJavadoc("Sets everything to its initial value.\n\n@param seed decides the random ones: equal seeds, equal"
              + " weights\n").addParameter(TypeName.LONG, "seed").addStatement("initialise(seed, $S)", "").build());
    }
    type.addMethod(initialise.addModifiers(Modifier.PRIVATE).build());
    lists(type, "parameters", "parameters", own.parameters, own.calls, pages, isWhole, CodeBlock.of(""));
    lists(type, "states", "states", own.states, own.calls, pages, isWhole, CodeBlock.of(""));
  }

  /** The constructor that takes arrays that are given by name, or makes new ones. */
  private MethodSpec ofGiven(List<Tensor> tensors, List<Call> calls, Set<Integer> pages) {
    MethodSpec.Builder constructor = MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE)
        .addParameter(given(), "given").addParameter(String.class, "prefix");
    pages.forEach(page -> constructor.addStatement("$L = new $T(given, prefix)", Pages.name(page),
        names.weightsType().nestedClass(Pages.type(page))));
    tensors.forEach(t -> constructor.addStatement("$L = array(given, prefix + $S$L)", field(t), t.name(),
        t.shape().stream().map(e -> ", " + e.size()).collect(Collectors.joining())));
    for (Call c : calls) {
      ClassName nested = units.of(c.block()).weightsType();
      if (c.count() > 1) {
        constructor.addStatement("$L = new $T[$L]", names.callField(c).field(), nested, c.count());
      }
      each(constructor, c, (field, name) -> CodeBlock.of("$L = new $T(given, prefix + $L)", field, nested, name));
    }
    return constructor.build();
  }

  /** Arrays by qualified name. */
  private TypeName given() {
    return ParameterizedTypeName.get(ClassName.get(Map.class), ClassName.get(String.class),
        units.network().nestedClass("NamedArray"));
  }

  private boolean hasArrays() {
    Block block = names.unit().main().block();
    return !block.parameters().isEmpty() || !block.states().isEmpty() || !block.calls().isEmpty();
  }

  /** What constructors of weights call. */
  void addHelpersTo(TypeSpec.Builder type) {
    if (!hasArrays()) {
      return;
    }
    ClassName named = units.network().nestedClass("NamedArray");
    type.addMethod(MethodSpec.methodBuilder("byName").addModifiers(Modifier.PRIVATE, Modifier.STATIC).returns(given())
        .addParameter(ParameterizedTypeName.get(ClassName.get(List.class), named), "arrays")
        .addStatement("$T given = new $T<>()", given(), LinkedHashMap.class)
        .addStatement("arrays.forEach(array -> given.put(array.name(), array))").addStatement("return given").build());
    type.addMethod(MethodSpec.methodBuilder("array").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .returns(units.array()).addParameter(given(), "given").addParameter(String.class, "name")
        .addParameter(int[].class, "shape").varargs().addCode("""
            if (given == null) {
              int length = 1;
              for (int extent : shape) {
                length *= extent;
              }
              return new $T[length];
            }
            $T array = given.get(name);
            if (array == null) {
              throw new $T("there is no " + name + ", which is " + $T.toString(shape));
            }
            if (!$T.equals(array.shape(), shape)) {
              throw new $T(name + " is " + $T.toString(array.shape()) + ", and is to be "
                  + $T.toString(shape));
            }
            return array.values();
            """, units.element(), named, IllegalArgumentException.class, Arrays.class, Arrays.class,
            IllegalArgumentException.class, Arrays.class, Arrays.class).build());
  }

  TypeSpec gradients() {
    TypeSpec.Builder type = TypeSpec.classBuilder("Gradients")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("$L.\n",
            whole ? "One array for each parameter, named as it is" : "Gradients of the parameters" + of())
        .addMethod(constructor("All zeros."));
    Map<Integer, Page> pages = pages();
    Page own = pages.remove(Pages.NONE);
    pages.values().removeIf(of -> of.parameters.isEmpty() && of.calls.isEmpty());
    pages.forEach((page, of) -> {
      ClassName pageType = names.gradientsType().nestedClass(Pages.type(page));
      type.addField(page(pageType, page).initializer("new $T()", pageType).build());
      TypeSpec.Builder nested = onPage(pageType).addMethod(constructor("All zeros."));
      gradients(nested, pageType, of, Set.of(), false);
      type.addType(nested.build());
    });
    gradients(type, names.gradientsType(), own, pages.keySet(), whole);
    if (whole && !names.marks().isEmpty()) {
      GradientMarks.write(type, names);
    }
    return type.build();
  }

  private void gradients(TypeSpec.Builder type, ClassName self, Page own, Set<Integer> pages, boolean isWhole) {
    own.parameters.forEach(t -> type.addField(FieldSpec
        .builder(units.array(), field(t), Modifier.PUBLIC, Modifier.FINAL)
        .addJavadoc("The gradient of the parameter of this name$L.\n", of())
        .initializer("new $T[$L]", units.element(), t.elementsPerSample()).build()));
    own.parameters.stream().filter(t -> names.marks().containsKey(t.name()))
        .forEach(t -> type.addField(GradientMarks.field(names.marks().get(t.name()), t)));
    own.calls.forEach(c -> ofCall(type, c));
    lists(type, "parameters", "gradients", own.parameters, own.calls, pages, isWhole,
        GradientMarks.shown(names));
    if (!units.addsGradients(names.unit().main().block())) {
      return;
    }
    MethodSpec.Builder add = MethodSpec.methodBuilder("add").addModifiers(Modifier.PRIVATE)
        .addJavadoc("Adds other gradients to these.\n").addParameter(units.worker(), Units.WORKER)
        .addParameter(self, "other");
    pages.forEach(page -> add.addStatement("this.$1L.add(me, other.$1L)", Pages.name(page)));
    for (Tensor t : own.parameters) {
      String field = field(t);
      add.addStatement("accumulate(me, $L.length, false, this.$L, other.$L)", field, field, field);
    }
    for (Call call : own.calls) {
      String field = names.callField(call).field();
      if (call.count() == 1) {
        add.addStatement("this.$L.add(me, other.$L)", field, field);
      } else {
        add.beginControlFlow("for (int i = 0; i < $L; i++)", call.count())
            .addStatement("this.$L[i].add(me, other.$L[i])", field, field).endControlFlow();
      }
    }
    type.addMethod(add.build());
  }

  private static FieldSpec.Builder page(ClassName nested, int page) {
    return FieldSpec.builder(nested, Pages.name(page), Modifier.PUBLIC, Modifier.FINAL)
        .addJavadoc(Pages.DOCUMENTATION);
  }

  /** The class of a page. */
  private static TypeSpec.Builder onPage(ClassName nested) {
    return TypeSpec.classBuilder(nested.simpleName()).addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc(Pages.DOCUMENTATION);
  }

  private String field(Tensor t) {
    return names.weight(t).field();
  }

  private FieldSpec array(Tensor t) {
    return FieldSpec.builder(units.array(), field(t), Modifier.PUBLIC, Modifier.FINAL)
        .addJavadoc(t.definition() instanceof Definition.State
            ? "The states$L, with the shapes that {@code states} tells.\n"
            : "The parameters$L, with the shapes that {@code parameters} tells.\n", of()).build();
  }

  /** Of which block, where that is not the network itself. */
  private String of() {
    return whole ? "" : " of " + names.type().simpleName();
  }

  private FieldSpec.Builder nested(Call call, Function<UnitNames, ClassName> what, String documentation) {
    ClassName nested = what.apply(units.of(call.block()));
    return FieldSpec.builder(call.count() == 1 ? nested : ArrayTypeName.of(nested), names.callField(call).field(),
        Modifier.PUBLIC, Modifier.FINAL).addJavadoc(Documentation.of(call, documentation));
  }

  /** The gradients of a call, new ones. */
  private void ofCall(TypeSpec.Builder type, Call call) {
    ClassName nested = units.of(call.block()).gradientsType();
    FieldSpec.Builder field = nested(call, UnitNames::gradientsType, "Gradients");
    if (call.count() == 1) {
      type.addField(field.initializer("new $T()", nested).build());
    } else {
      type.addField(field.initializer("new $T[$L]", nested, call.count()).build());
      type.addInitializerBlock(CodeBlock.builder().beginControlFlow("for (int i = 0; i < $L; i++)", call.count())
          .addStatement("$L[i] = new $T()", names.callField(call).field(), nested).endControlFlow().build());
    }
  }

  private CodeBlock initialiser(Tensor t) {
    String field = field(t);
    if (t.definition() instanceof Definition.State state) {
      return CodeBlock.of("$T.fill($L, $L)", Arrays.class, field, number(state.initial()));
    }
    Initialiser initialiser = ((Definition.Parameter) t.definition()).initialiser();
    if (initialiser instanceof Initialiser.Normal normal) {
      return CodeBlock.of("normal($L, $L, seed, prefix + $S)", field, Double.toString(normal.standardDeviation()),
          t.name());
    } else if (initialiser instanceof Initialiser.Uniform uniform) {
      return CodeBlock.of("uniform($L, $L, seed, prefix + $S)", field, Double.toString(uniform.bound()), t.name());
    }
    return CodeBlock.of("$T.fill($L, $L)", Arrays.class, field,
        number(((Initialiser.Fill) initialiser).value()));
  }

  private CodeBlock number(double value) {
    return JavaText.of(Expressions.literal(value, units.element().equals(TypeName.FLOAT)));
  }

  private void each(MethodSpec.Builder method, Call call, BiFunction<CodeBlock, CodeBlock, CodeBlock> statement) {
    CodeBlock.Builder code = CodeBlock.builder();
    Instances.each(code, names.callField(call).field(), call, statement);
    method.addCode(code.build());
  }

  /** @param before what a method that gives arrays does first */
  private void lists(TypeSpec.Builder type, String method, String what, List<Tensor> tensors, List<Call> calls,
      Set<Integer> pages, boolean isWhole, CodeBlock before) {
    ClassName named = units.network().nestedClass("NamedArray");
    TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), named);
    if (isWhole) {
      type.addMethod(MethodSpec.methodBuilder(method).addModifiers(Modifier.PUBLIC).returns(list)
          .addJavadoc("The $L with their qualified names, in the order of the source.\n\n"
              + "@return the arrays themselves: what is written there changes these\n", what)
          .addCode(before)
          .addStatement("$T all = new $T<>()", list, ArrayList.class).addStatement("$L($S, all)", method, "")
          .addStatement("return all").build());
    }
    MethodSpec.Builder collect = MethodSpec.methodBuilder(method).addModifiers(Modifier.PRIVATE)
        .addParameter(String.class, "prefix").addParameter(list, "into");
    pages.forEach(page -> collect.addStatement("$L.$L(prefix, into)", Pages.name(page), method));
    for (Tensor t : tensors) {
      collect.addStatement("into.add(new $T(prefix + $S,$Wnew int[] {$L},$W$L))", named, t.name(),
          t.shape().stream().map(e -> Long.toString(e.size())).collect(Collectors.joining(", ")), field(t));
    }
    for (Call c : calls) {
      each(collect, c, (field, name) -> CodeBlock.of("$L.$L(prefix + $L, into)", field, method, name));
    }
    type.addMethod(collect.build());
  }
}
