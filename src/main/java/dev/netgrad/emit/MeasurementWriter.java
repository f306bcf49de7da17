package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.tensor.Metrics;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes what an adapter gives of metrics: their names, and what measures a data set with the adapter's weights. */
final class MeasurementWriter {
  private static final ClassName MEASUREMENT = ClassName.get("dev.netgrad.train", "Measurement");
  private static final ClassName BATCH = ClassName.get("dev.netgrad.train", "Batch");

  private MeasurementWriter() {}

  /**
   * Adds it to an adapter.
   *
   * @param network the class of the network
   * @param arguments of {@code measure}, of the batch {@code batch}, behind the number of samples
   */
  static void addTo(TypeSpec.Builder adapter, ClassName network, Metrics metrics, CodeBlock arguments) {
    adapter.addMethod(override("metrics", ParameterizedTypeName.get(List.class, String.class))
        .addStatement("return $L", metrics.names().stream().map(name -> CodeBlock.of("$S", name))
            .collect(CodeBlock.joining(",$W", "List.of(", ")"))).build());
    adapter.addMethod(override("measurement", MEASUREMENT).addStatement("return new Measuring()").build());
    ClassName grown = network.nestedClass("Metrics");
    adapter.addType(TypeSpec.classBuilder("Measuring").addModifiers(Modifier.PRIVATE, Modifier.FINAL)
        .addSuperinterface(MEASUREMENT).addJavadoc("Measures with the weights as they are at each batch.\n")
        .addField(FieldSpec.builder(grown, "metrics", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("new $T()", grown).build())
        .addMethod(override("add", TypeName.VOID).addParameter(BATCH, "batch")
            .addStatement("reserve(batch.samples())")
            .addStatement("$T.measure(weights, workspace, metrics, batch.samples()$L)", network, arguments).build())
        .addMethod(override("samples", TypeName.LONG).addStatement("return metrics.samples()").build())
        .addMethod(override("values", ParameterizedTypeName.get(Map.class, String.class, Double.class))
            .addStatement("return metrics.values()").build())
        .build());
  }

  private static MethodSpec.Builder override(String name, TypeName returns) {
    return MethodSpec.methodBuilder(name).addAnnotation(Override.class).addModifiers(Modifier.PUBLIC).returns(returns);
  }
}
