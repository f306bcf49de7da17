package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Kernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes kernels that call the chosen ones and take their times, for who asks where a network's time goes. */
final class TimesWriter {
  private static final TypeName TIMES = ParameterizedTypeName.get(Map.class, String.class, long[].class);

  private TimesWriter() {}

  /** The class that stands before the chosen kernels. */
  static TypeSpec write(Units units) {
    ClassName worker = units.worker();
    List<Kernel> kernels = units.program().kernels();
    TypeSpec.Builder type = TypeSpec.classBuilder(units.timedKernels().simpleName())
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL).superclass(units.kernels())
        .addJavadoc("The kernels, timed: what the first thread spends in each, waiting for the others included.\n")
        .addField(FieldSpec.builder(ArrayTypeName.of(String.class), "NAMES", Modifier.STATIC, Modifier.FINAL)
            .initializer("{$L}",
                CodeBlock.join(kernels.stream().map(k -> CodeBlock.of("$S", k.name())).toList(), ",$W"))
            .build())
        .addField(counters("NANOS")).addField(counters("CALLS"))
        .addField(units.kernels(), "kernels", Modifier.PRIVATE, Modifier.FINAL)
        .addMethod(MethodSpec.constructorBuilder().addParameter(units.kernels(), "kernels")
            .addStatement("this.kernels = kernels").build())
        .addMethod(MethodSpec.methodBuilder("description").addAnnotation(Override.class).returns(String.class)
            .addStatement("return kernels.description()").build())
        .addMethod(MethodSpec.methodBuilder("add").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
            .addParameter(worker, Units.WORKER).addParameter(int.class, "kernel")
            .addParameter(long.class, "start").beginControlFlow("if (me.isFirst())")
            .addStatement("NANOS[kernel] += System.nanoTime() - start").addStatement("CALLS[kernel]++")
            .endControlFlow().build());
    for (Buffer.Scratch of : Buffer.Scratch.values()) {
      if (!units.program().uses(of)) {
        continue;
      }
      String name = Buffer.scratchName(of);
      type.addMethod(MethodSpec.methodBuilder(name).addAnnotation(Override.class).returns(int.class)
          .addStatement("return kernels.$L()", name).build());
    }
    for (int i = 0; i < kernels.size(); i++) {
      type.addMethod(timed(KernelsWriter.method(units, kernels.get(i), false), i));
    }
    return type.build();
  }

  private static FieldSpec counters(String name) {
    return FieldSpec.builder(ArrayTypeName.of(TypeName.LONG), name, Modifier.STATIC, Modifier.FINAL)
        .initializer("new long[NAMES.length]").build();
  }

  private static MethodSpec timed(JavaMethod kernel, int index) {
    JavaExpression call = new JavaExpression.Call(JavaExpression.name("this").field("kernels"), kernel.name(),
        kernel.parameters().stream().map(p -> JavaExpression.name(p.name())).toList());
    return MethodSpec.methodBuilder(kernel.name()).addAnnotation(Override.class)
        .addParameters(kernel.parameters()).addStatement("long start_ = System.nanoTime()")
        .addCode(JavaText.statement(call)).addStatement("add($L, $L, start_)", Units.WORKER, index).build();
  }

  /** The network's method that tells the times. */
  static MethodSpec times(Units units) {
    return MethodSpec.methodBuilder("times").addModifiers(Modifier.PUBLIC, Modifier.STATIC).returns(TIMES)
        .addJavadoc("Nanoseconds in each kernel, and how often it was called, since the last call of this method.\n\n"
            + "@return two numbers for each kernel, by its name\n")
        .addStatement("$T times = new $T<>()", TIMES, LinkedHashMap.class)
        .beginControlFlow("for (int i = 0; i < $1T.NAMES.length; i++)", units.timedKernels())
        .addStatement("times.put($1T.NAMES[i], new long[] {$1T.NANOS[i], $1T.CALLS[i]})", units.timedKernels())
        .addStatement("$T.NANOS[i] = 0", units.timedKernels()).addStatement("$T.CALLS[i] = 0", units.timedKernels())
        .endControlFlow().addStatement("return times").build();
  }
}
