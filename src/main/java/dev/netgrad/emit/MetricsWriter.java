package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.tensor.Metrics;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Writes the class in which the metrics of a data set grow, batch by batch: what the batches' sums come to, in double
 * precision, and a method for each metric, which computes it from them.
 */
final class MetricsWriter {
  /** The field with how many samples there are. */
  private static final String SAMPLES = "samples";
  private static final Printer PRINTER = Printer.brief();

  private final Units units;
  private final Metrics metrics;
  private final BlockPlan plan;
  private final Identifiers names = new Identifiers(Fixed.METRICS);
  /** By the number of an output of a batch, what is joined of it, and the array that takes a batch's. */
  private final List<String> joined = new ArrayList<>();
  private final Map<Tensor, String> ofBatch = new LinkedHashMap<>();

  MetricsWriter(Units units, Metrics metrics, BlockPlan plan) {
    this.units = units;
    this.metrics = metrics;
    this.plan = plan;
    for (Tensor input : metrics.whole().inputs()) {
      joined.add(names.declare(input.name()));
    }
    PassPorts.outputs(plan).forEach(t -> ofBatch.put(t, names.declare(t.name() + "OfBatch")));
  }

  /** The arrays that a batch's outputs go to, in an object of the class that this writes. */
  Map<Tensor, String> arrays() {
    return ofBatch;
  }

  TypeSpec write(ClassName own) {
    TypeSpec.Builder type = TypeSpec.classBuilder(own.simpleName())
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("""
            What a data set is measured by: {@code measure} adds batch after batch, and the methods give the metrics of
            all samples so far. Sums over samples are added up in double precision. It is used by one thread at a time;
            what several have measured, {@link #add} puts together.
            """);
    type.addField(long.class, SAMPLES, Modifier.PRIVATE);
    for (int k = 0; k < joined.size(); k++) {
      Tensor sum = metrics.whole().inputs().get(k);
      if (sum.rank() == 0) {
        type.addField(TypeName.DOUBLE, joined.get(k), Modifier.PRIVATE);
      } else {
        type.addField(array(ArrayTypeName.of(TypeName.DOUBLE), joined.get(k), sum));
      }
    }
    ofBatch.forEach((tensor, field) -> type.addField(array(units.type(tensor), field, tensor)));
    type.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC)
        .addJavadoc("Of no samples yet.\n").addStatement("clear()").build());
    type.addMethod(MethodSpec.methodBuilder("samples").addModifiers(Modifier.PUBLIC).returns(long.class)
        .addJavadoc("How many there are.\n\n@return the samples of all batches\n")
        .addStatement("return $L", SAMPLES).build());
    type.addMethod(clear()).addMethod(take()).addMethod(add(own));
    Identifiers methods = new Identifiers(Fixed.METRICS);
    Map<Tensor, String> ofMetric = new LinkedHashMap<>();
    for (Tensor metric : metrics.whole().outputs()) {
      ofMetric.put(metric, methods.declare(metric.name()));
      type.addMethod(metric(metric, ofMetric.get(metric)));
    }
    type.addMethod(values(ofMetric));
    if (metrics.whole().body().stream().anyMatch(MetricsWriter::readsErrorFunction)) {
      ErrorFunctionWriter.addTo(type);
    }
    return type.build();
  }

  private static boolean readsErrorFunction(Tensor tensor) {
    Set<Scalar> nodes = new HashSet<>();
    Scalars.forEach(tensor.formula().body(), nodes::add);
    tensor.formula().reduction().guards().forEach(guard -> Scalars.forEach(guard, nodes::add));
    return nodes.stream().anyMatch(s -> s instanceof Scalar.Apply apply && apply.operator() == Operator.ERF);
  }

  private static FieldSpec array(TypeName type, String name, Tensor tensor) {
    TypeName element = ((ArrayTypeName) type).componentType();
    return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.FINAL)
        .initializer("new $T[$L]", element, tensor.elementsPerSample()).build();
  }

  private MethodSpec clear() {
    MethodSpec.Builder clear = MethodSpec.methodBuilder("clear").addModifiers(Modifier.PUBLIC)
        .addJavadoc("Forgets all samples.\n").addStatement("$L = 0", SAMPLES);
    for (int k = 0; k < joined.size(); k++) {
      CodeBlock start = JavaText.of(Expressions.literal(metrics.joins().get(k) == Reduction.Kind.NONE ? 0
          : metrics.joins().get(k).identity(), false));
      if (metrics.whole().inputs().get(k).rank() == 0) {
        clear.addStatement("$L = $L", joined.get(k), start);
      } else {
        clear.addStatement("$T.fill($L, $L)", Arrays.class, joined.get(k), start);
      }
    }
    return clear.build();
  }

  /** Takes up what a pass left in the arrays of a batch. */
  private MethodSpec take() {
    MethodSpec.Builder take = MethodSpec.methodBuilder("take").addModifiers(Modifier.PRIVATE)
        .addParameter(TypeName.INT, "N").addStatement("$L += N", SAMPLES);
    for (int k = 0; k < joined.size(); k++) {
      JavaExpression batch = JavaExpression.name(ofBatch.get(output(k)));
      take.addCode(join(k, metrics.whole().inputs().get(k).rank() == 0 ? batch.at(JavaExpression.number(0)) : batch));
    }
    return take.build();
  }

  private Tensor output(int k) {
    Tensor output = metrics.batch().outputs().get(k);
    return plan.copies().getOrDefault(output, output);
  }

  private MethodSpec add(ClassName own) {
    MethodSpec.Builder add = MethodSpec.methodBuilder("add").addModifiers(Modifier.PUBLIC).addParameter(own, "other")
        .addJavadoc("Adds the samples that another one has.\n\n@param other stays as it is\n")
        .beginControlFlow("if (other.$L > 0)", SAMPLES).addStatement("$1L += other.$1L", SAMPLES);
    for (int k = 0; k < joined.size(); k++) {
      add.addCode(join(k, JavaExpression.name("other").field(joined.get(k))));
    }
    return add.endControlFlow().build();
  }

  private CodeBlock join(int k, JavaExpression from) {
    boolean isNumber = metrics.whole().inputs().get(k).rank() == 0;
    JavaExpression sum = JavaExpression.name(joined.get(k));
    JavaExpression to = isNumber ? sum : sum.at(JavaExpression.name("i"));
    JavaExpression value = isNumber ? from : from.at(JavaExpression.name("i"));
    JavaStatement join = switch (metrics.joins().get(k)) {
      case SUM -> new JavaStatement.Assign(to, "+=", value);
      case PROD -> new JavaStatement.Assign(to, "*=", value);
      case MIN -> new JavaStatement.Assign(to, "=", Expressions.math("min", List.of(to, value)));
      case MAX -> new JavaStatement.Assign(to, "=", Expressions.math("max", List.of(to, value)));
      case NONE -> new JavaStatement.Assign(to, "=", value);
      case ARGMAX -> throw new IllegalStateException("positions are not joined");
    };
    CodeBlock.Builder code = CodeBlock.builder();
    JavaText.write(List.of(isNumber ? join : new JavaStatement.Loop(
        new JavaStatement.Declare(TypeName.INT, "i", JavaExpression.number(0)), sum.field("length"), 1, false,
        List.of(join))), code);
    return code.build();
  }

  /** A metric, with all that it is computed from at the end. */
  private MethodSpec metric(Tensor metric, String name) {
    DoubleFormulas formulas = new DoubleFormulas(names.inner(), JavaExpression.name(SAMPLES));
    for (int k = 0; k < joined.size(); k++) {
      formulas.give(metrics.whole().inputs().get(k), JavaExpression.name(joined.get(k)));
    }
    Set<Tensor> needed = new HashSet<>(Set.of(metric));
    List<Tensor> body = metrics.whole().body();
    for (int i = body.size() - 1; i >= 0; i--) {
      if (needed.contains(body.get(i))) {
        needed.addAll(Scalars.tensors(body.get(i).formula()));
      }
    }
    CodeBlock.Builder code = CodeBlock.builder();
    body.stream().filter(needed::contains).forEach(t -> {
      Texts.comment(t.origin().place().lineReference() + "  " + PRINTER.line(t), Texts.IN_BLOCK)
          .forEach(l -> code.add("// $L\n", l));
      if (t == metric) {
        formulas.writeResult(t, code);
      } else {
        formulas.write(t, code);
      }
    });
    return MethodSpec.methodBuilder(name).addModifiers(Modifier.PUBLIC).returns(TypeName.DOUBLE)
        .addJavadoc("The metric {@code $L}, of all samples so far.\n\n@return NaN where it is 0/0\n",
            Texts.javadoc(metric.name()))
        .addCode(code.build()).build();
  }

  private static MethodSpec values(Map<Tensor, String> methods) {
    TypeName map = ParameterizedTypeName.get(Map.class, String.class, Double.class);
    MethodSpec.Builder values = MethodSpec.methodBuilder("values").addModifiers(Modifier.PUBLIC).returns(map)
        .addJavadoc("All metrics.\n\n@return the values by name, in the order of the source\n")
        .addStatement("$T values = new $T<>()", map, LinkedHashMap.class);
    methods.forEach((metric, method) -> values.addStatement("values.put($S, $L())", metric.name(), method));
    return values.addStatement("return values").build();
  }
}
