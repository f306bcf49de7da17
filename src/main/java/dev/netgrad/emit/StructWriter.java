package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
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
import javax.lang.model.element.Modifier;

/** Writes what holds a block's parameters: its weights and, of the same structure, their gradients. */
final class StructWriter {
  private final Units units;
  private final UnitNames names;
  private final GivenArrays given;
  private final boolean whole;

  StructWriter(Units units, UnitNames names) {
    this.units = units;
    this.names = names;
    this.given = new GivenArrays(units);
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
    if (whole) {
      given.list(type, "All zeros, until {@code initialise} or somebody else sets them.");
    }
    if (whole && hasArrays()) {
      type.addMethod(given.ofGiven());
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
    if (whole) {
      type.addMethod(given.listed("parameters", "parameters", CodeBlock.of("")));
      type.addMethod(given.listed("states", "states", CodeBlock.of("")));
    }
    return type.build();
  }

  /** @param pages other classes that hold what comes first */
  private void weights(TypeSpec.Builder type, Page own, Set<Integer> pages, boolean isWhole) {
    List<Tensor> all = new ArrayList<>(own.parameters);
    all.addAll(own.states);
    all.forEach(t -> type.addField(array(t)));
    own.calls.forEach(c -> type.addField(nested(c, UnitNames::weightsType, "Parameters and states").build()));
    if (!isWhole || hasArrays()) {
      type.addMethod(constructor(names.weightsType(), UnitNames::weightsType, all, own.calls, pages, isWhole));
    }
    MethodSpec.Builder initialise = MethodSpec.methodBuilder("initialise").addParameter(TypeName.LONG, "seed");
    if (isWhole) {
      initialise.addModifiers(Modifier.PUBLIC).addJavadoc("Sets everything to its initial value.\n\n"
          + "@param seed decides the random ones: equal seeds, equal weights\n");
    } else {
      initialise.addModifiers(Modifier.PRIVATE).addParameter(String.class, GivenArrays.PREFIX);
    }
    pages.forEach(page -> initialise.addStatement("$L.initialise(seed, $L)", Pages.name(page),
        isWhole ? CodeBlock.of("$S", "") : CodeBlock.of(GivenArrays.PREFIX)));
    all.forEach(t -> initialise.addStatement("$L", initialiser(t, isWhole)));
    for (Call c : own.calls) {
      each(initialise, c, (field, name) ->
          CodeBlock.of("$L.initialise(seed, $L)", field, GivenArrays.of(name, isWhole)));
    }
    type.addMethod(initialise.build());
  }

  /** The constructor, in which each array has its qualified name and its shape. */
  private MethodSpec constructor(ClassName self, Function<UnitNames, ClassName> type, List<Tensor> tensors,
      List<Call> calls, Set<Integer> pages, boolean isWhole) {
    MethodSpec.Builder constructor = MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE)
        .addParameter(given.type(), GivenArrays.ALL);
    if (isWhole) {
      constructor.addStatement("this.$1L = $1L", GivenArrays.ALL);
    } else {
      constructor.addParameter(String.class, GivenArrays.PREFIX);
    }
    pages.forEach(page -> constructor.addStatement("$L = new $T($L, $L)", Pages.name(page),
        self.nestedClass(Pages.type(page)), GivenArrays.ALL,
        isWhole ? CodeBlock.of("$S", "") : CodeBlock.of(GivenArrays.PREFIX)));
    tensors.forEach(t -> constructor.addStatement("$L = $L", field(t), given.array(t, isWhole)));
    for (Call c : calls) {
      ClassName nested = type.apply(units.of(c.block()));
      if (c.count() > 1) {
        constructor.addStatement("$L = new $T[$L]", names.callField(c).field(), nested, c.count());
      }
      each(constructor, c, (field, name) ->
          CodeBlock.of("$L = new $T($L, $L)", field, nested, GivenArrays.ALL, GivenArrays.of(name, isWhole)));
    }
    return constructor.build();
  }

  private boolean hasArrays() {
    return GivenArrays.isNeeded(names);
  }

  TypeSpec gradients() {
    TypeSpec.Builder type = TypeSpec.classBuilder("Gradients")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("$L.\n",
            whole ? "One array for each parameter, named as it is" : "Gradients of the parameters" + of());
    if (whole) {
      given.list(type, "All zeros.");
    }
    Map<Integer, Page> pages = pages();
    Page own = pages.remove(Pages.NONE);
    pages.values().removeIf(of -> of.parameters.isEmpty() && of.calls.isEmpty());
    pages.forEach((page, of) -> {
      ClassName pageType = names.gradientsType().nestedClass(Pages.type(page));
      type.addField(page(pageType, page).build());
      TypeSpec.Builder nested = onPage(pageType);
      gradients(nested, pageType, of, Set.of(), false);
      type.addType(nested.build());
    });
    gradients(type, names.gradientsType(), own, pages.keySet(), whole);
    if (whole) {
      type.addMethod(given.listed("parameters", "gradients", GradientMarks.shown(names)));
    }
    if (whole && !names.marks().isEmpty()) {
      GradientMarks.write(type, names);
    }
    return type.build();
  }

  private void gradients(TypeSpec.Builder type, ClassName self, Page own, Set<Integer> pages, boolean isWhole) {
    own.parameters.forEach(t -> type.addField(FieldSpec
        .builder(units.array(), field(t), Modifier.PUBLIC, Modifier.FINAL)
        .addJavadoc("The gradient of the parameter of this name$L.\n", of()).build()));
    own.parameters.stream().filter(t -> names.marks().containsKey(t.name()))
        .forEach(t -> type.addField(GradientMarks.field(names.marks().get(t.name()), t)));
    own.calls.forEach(c -> type.addField(nested(c, UnitNames::gradientsType, "Gradients").build()));
    if (!isWhole || hasArrays()) {
      type.addMethod(constructor(names.gradientsType(), UnitNames::gradientsType, own.parameters, own.calls, pages,
          isWhole));
    }
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

  private CodeBlock initialiser(Tensor t, boolean isWhole) {
    String field = field(t);
    if (t.definition() instanceof Definition.State state) {
      return CodeBlock.of("$T.fill($L, $L)", Arrays.class, field, number(state.initial()));
    }
    Initialiser initialiser = ((Definition.Parameter) t.definition()).initialiser();
    if (initialiser instanceof Initialiser.Normal normal) {
      return CodeBlock.of("normal($L, $L, seed, $L)", field, Double.toString(normal.standardDeviation()),
          GivenArrays.of(t, isWhole));
    } else if (initialiser instanceof Initialiser.Uniform uniform) {
      return CodeBlock.of("uniform($L, $L, seed, $L)", field, Double.toString(uniform.bound()),
          GivenArrays.of(t, isWhole));
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
}
