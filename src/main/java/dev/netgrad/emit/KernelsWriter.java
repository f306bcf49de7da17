package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.Buffer;
import dev.netgrad.loop.Uses;
import dev.netgrad.loop.VectorUnit;
import dev.netgrad.tensor.Operator;
import javax.lang.model.element.Modifier;

/** Writes the class whose methods are the network's kernels, as plain loops; a vector set overrides what it does faster. */
final class KernelsWriter {
  private KernelsWriter() {}

  static TypeSpec write(Units units) {
    ClassName kernels = units.kernels();
    TypeSpec.Builder type = TypeSpec.classBuilder(kernels.simpleName()).addModifiers(Modifier.STATIC)
        .addJavadoc("The loops, each nest once, as plain Java. Where the Vector API is there, a set of kernels beside\n"
            + "this class takes the place of those that it does faster.\n");
    type.addMethod(MethodSpec.methodBuilder("description").returns(String.class).addStatement("return $S", "plain")
        .build());
    for (Buffer.Scratch of : Buffer.Scratch.values()) {
      type.addMethod(MethodSpec.methodBuilder(Buffer.scratchName(of)).returns(int.class)
          .addJavadoc("The length of the array that the kernels need while they run, $L.\n",
              of == Buffer.Scratch.OWN ? "one for each thread" : "one for all threads")
          .addStatement("return 0").build());
    }
    type.addMethod(choose(units));
    if (!units.vectors().isEmpty()) {
      type.addMethod(suits());
      type.addMethod(setting());
    }
    KernelUses uses = new KernelUses(units);
    units.program().kernels().forEach(k -> type.addMethod(KernelWriter.write(k, units.element(), units.worker())
        .toBuilder().addJavadoc("$L", uses.documentation(k)).build()));
    if (units.program().kernels().stream().anyMatch(k -> Uses.of(k.body()).operators().contains(Operator.ERF))) {
      ErrorFunctionWriter.addTo(type);
    }
    if (units.drawsRandomNumbers()) {
      new RandomWriter(units).addNumbersTo(type);
    }
    return type.build();
  }

  /** The system property that chooses kernels by their description. */
  static final String CHOICE = "netgrad.kernels";

  static FieldSpec constant(Units units) {
    return FieldSpec.builder(units.kernels(), Units.KERNELS, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .initializer(units.timed() ? CodeBlock.of("new $T($T.choose())", units.timedKernels(), units.kernels())
            : CodeBlock.of("$T.choose()", units.kernels())).build();
  }

  static MethodSpec description() {
    return MethodSpec.methodBuilder("kernels").addModifiers(Modifier.PUBLIC, Modifier.STATIC).returns(String.class)
        .addJavadoc("The kernels in use, such as {@code plain} or {@code vector, 512 bits}; chosen once, before the\n"
            + "first call. The system property {@code netgrad.kernels} says which, where it is set to such a text.\n")
        .addStatement("return $L.description()", Units.KERNELS).build();
  }

  private static MethodSpec choose(Units units) {
    MethodSpec.Builder method = MethodSpec.methodBuilder("choose").addModifiers(Modifier.STATIC)
        .returns(units.kernels());
    if (!units.vectors().isEmpty()) {
      CodeBlock.Builder names = CodeBlock.builder();
      for (VectorUnit unit : units.vectors()) {
        names.add(names.isEmpty() ? "$S" : ", $S", units.vectorSet(unit).simpleName());
      }
      method.addComment("Wide vectors first; a set's constructor refuses where they are not what is wanted.")
          .beginControlFlow("for (String name : new String[] {$L})", names.build())
          .beginControlFlow("try")
          .beginControlFlow("if (suits())")
          .addStatement("String inPackage = $T.class.getPackageName()", units.network())
          .addStatement("return ($T) Class.forName((inPackage.isEmpty() ? $S : inPackage + $S) + name)\n"
              + ".getDeclaredConstructor().newInstance()", units.kernels(), "", ".")
          .endControlFlow()
          .nextControlFlow("catch (ReflectiveOperationException | LinkageError e)")
          .addComment("Not there, or not for this machine: the next one.")
          .endControlFlow().endControlFlow();
    }
    return method.addStatement("return new $T()", units.kernels()).build();
  }

  /** What {@code compiler.VectorModule} asks, too; here without a dependency on any module but {@code java.base}. */
  private static MethodSpec suits() {
    return MethodSpec.methodBuilder("suits").addModifiers(Modifier.PRIVATE, Modifier.STATIC).returns(boolean.class)
        .addJavadoc("Vector code is slow, if right, in a Java that does not compile it, or on a processor without fused\n"
            + "multiply-add.\n")
        .addStatement("boolean interpreted = String.valueOf(System.getProperty($S)).startsWith($S)", "java.vm.info",
            "interpreted")
        .addStatement("return !interpreted && $T.boot().findModule($S).isPresent()\n"
            + "&& setting($S, $S).equals($S) && Integer.parseInt(setting($S, $S)) >= 4", ModuleLayer.class,
            "jdk.incubator.vector", "UseFMA", "true", "true", "TieredStopAtLevel", "4")
        .build();
  }

  private static MethodSpec setting() {
    return MethodSpec.methodBuilder("setting").addModifiers(Modifier.PRIVATE, Modifier.STATIC).returns(String.class)
        .addJavadoc("A setting of the virtual machine, where it tells.\n")
        .addParameter(String.class, "name").addParameter(String.class, "otherwise")
        .beginControlFlow("try")
        .addStatement("Class<?> type = Class.forName($S)", "com.sun.management.HotSpotDiagnosticMXBean")
        .addStatement("Object bean = Class.forName($S)\n.getMethod($S, Class.class).invoke(null, type)",
            "java.lang.management.ManagementFactory", "getPlatformMXBean")
        .addStatement("Object option = type.getMethod($S, String.class).invoke(bean, name)", "getVMOption")
        .addStatement("return (String) option.getClass().getMethod($S).invoke(option)", "getValue")
        .nextControlFlow("catch (ReflectiveOperationException | LinkageError | RuntimeException e)")
        .addStatement("return otherwise").endControlFlow().build();
  }
}
