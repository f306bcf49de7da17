package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Uses;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * Writes the class whose methods are the network's kernels, as a textbook has them; other sets, which are classes of
 * their own, override what they do faster.
 */
final class KernelsWriter {
  /** The functions that kernels call, and how many arguments these have. */
  static final Map<String, Integer> FUNCTIONS = Map.of("random", 2, "erf", 1);

  private KernelsWriter() {}

  /** What all kernels share. */
  static TypeSpec write(Units units) {
    TypeSpec.Builder type = TypeSpec.classBuilder(units.support().simpleName()).addModifiers(Modifier.STATIC)
        .addJavadoc("$L", documentation(units));
    type.addMethod(described(units.hasPlainSet() ? TEXTBOOK : PLAIN).build());
    for (Buffer.Scratch of : Buffer.Scratch.values()) {
      if (units.program().uses(of)) {
        type.addMethod(scratch(of, Kernel.scratch(units.program().textbook(), of))
            .addJavadoc("The length of the array that kernels of a set need while they run, $L.\n",
                of == Buffer.Scratch.OWN ? "one for each thread" : "one for all threads").build());
      }
    }
    if (units.hasSets()) {
      type.addMethod(choose(units));
    }
    if (!units.vectors().isEmpty()) {
      type.addMethod(obstacle());
      type.addMethod(isMultiplyAddFast());
    }
    if (units.program().kernels().stream().anyMatch(k -> Uses.of(k.body()).operators().contains(Operator.ERF))) {
      ErrorFunctionWriter.addTo(type);
    }
    if (units.drawsRandomNumbers()) {
      new RandomWriter(units).addNumbersTo(type);
    }
    return type.build();
  }

  /** The loops that a unit is the first to use, if there are some. */
  static Optional<TypeSpec> loops(Units units, UnitNames unit) {
    List<Kernel> kernels = units.loopsOf(unit);
    if (kernels.isEmpty()) {
      return Optional.empty();
    }
    TypeSpec.Builder type = TypeSpec.classBuilder(units.loops(unit).simpleName()).addModifiers(Modifier.STATIC)
        .superclass(units.before(unit));
    List<JavaMethod> methods = new ArrayList<>();
    for (Kernel kernel : kernels) {
      JavaMethod method = Fault.at(units.uses().subject(kernel), () -> method(units, kernel, true));
      methods.add(method);
      type.addMethod(method.spec().addJavadoc("$L", units.uses().documentation(kernel)).build());
    }
    JavaVerifier.verify(type.build(), methods, FUNCTIONS);
    return Optional.of(type.build());
  }

  private static String documentation(Units units) {
    List<String> sets = new ArrayList<>();
    if (units.hasPlainSet()) {
      sets.add(units.plainSet().simpleName());
    }
    units.vectors().forEach(unit -> sets.add(units.vectorSet(unit).simpleName()));
    return "What the loops share, and which of them run: " + (sets.isEmpty() ? "those of this file.\n"
        : "instead of those of this file, " + String.join(" or ", sets) + ", which compute the same faster.\n");
  }

  /** The method that says which kernels these are. */
  static MethodSpec.Builder described(String as) {
    return MethodSpec.methodBuilder("description").returns(String.class).addStatement("return $S", as);
  }

  /** The method that says how much scratch memory kernels need. */
  static MethodSpec.Builder scratch(Buffer.Scratch of, long length) {
    return MethodSpec.methodBuilder(Buffer.scratchName(of)).returns(int.class).addStatement("return $L", length);
  }

  /** A kernel without parts, which is one method. */
  static JavaMethod method(Units units, Kernel kernel, boolean textbook) {
    String name = units.method(kernel);
    List<String> roles = units.uses().roles(kernel);
    return new KernelWriter(units.element(), textbook).write(textbook ? KernelNames.ofTextbook(kernel, name, roles)
        : KernelNames.of(kernel, name, roles, UnaryOperator.identity()), units.worker());
  }

  /** How the sets describe themselves that are there whatever the machine. */
  static final String PLAIN = "plain";
  static final String TEXTBOOK = "textbook";

  private static final String LOG = "System.getLogger($T.class.getName())\n.log($T.$L, $L)";

  /** The system property that chooses kernels by their description. */
  static final String CHOICE = "netgrad.kernels";

  static FieldSpec constant(Units units) {
    CodeBlock chosen = units.hasSets() ? CodeBlock.of("$T.choose()", units.kernels())
        : CodeBlock.of("new $T()", units.kernels());
    return FieldSpec.builder(units.kernels(), Units.KERNELS, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .initializer(units.timed() ? CodeBlock.of("new $T($L)", units.timedKernels(), chosen) : chosen).build();
  }

  static MethodSpec description(Units units) {
    String sets = (units.hasPlainSet() ? "{@code textbook}" : "")
        + (units.vectors().isEmpty() ? "" : (units.hasPlainSet() ? " or " : "") + "{@code vector, "
            + units.vectors().get(0).bits() + " bits}");
    return MethodSpec.methodBuilder("kernels").addModifiers(Modifier.PUBLIC, Modifier.STATIC).returns(String.class)
        .addJavadoc("The kernels in use, {@code plain}$L; chosen once, before the first call.\n$L$L\n"
            + "@return their description\n",
            sets.isEmpty() ? "" : " or such as " + sets,
            units.hasSets() ? "The system property {@code " + CHOICE + "} says which, where it is set to such a text.\n"
                : "",
            units.vectors().isEmpty() ? ""
                : "Where they are not those for vectors, or not those that were asked for, the log says why.\n")
        .addStatement("return $L.description()", Units.KERNELS).build();
  }

  private static MethodSpec choose(Units units) {
    MethodSpec.Builder method = MethodSpec.methodBuilder("choose").addModifiers(Modifier.STATIC)
        .returns(units.kernels());
    if (units.hasPlainSet()) {
      method.beginControlFlow("if ($S.equals(System.getProperty($S)))", TEXTBOOK, CHOICE)
          .addStatement("return new $T()", units.kernels()).endControlFlow();
    }
    if (!units.vectors().isEmpty()) {
      CodeBlock.Builder names = CodeBlock.builder();
      for (VectorUnit unit : units.vectors()) {
        names.add(names.isEmpty() ? "$S" : ", $S", units.vectorSet(unit).simpleName());
      }
      method.addJavadoc("The kernels asked for, or else those for vectors, where they run well; where they don't, the\n"
              + "log says once why.\n")
          .addStatement("String reason = obstacle()")
          .beginControlFlow("if (reason == null)")
          .addComment("A module reads what its descriptor says; this one may not know of the kernels' module.")
          .addStatement("$1T.class.getModule().addReads($2T.boot().findModule($3S).orElseThrow())", units.network(),
              ModuleLayer.class, VectorApi.MODULE)
          .addStatement("String inPackage = $T.class.getPackageName()", units.network())
          .addStatement("reason = $S", "none of the sets that there are fits")
          .addComment("Wide vectors first; a set's constructor refuses where they are not what is wanted.")
          .beginControlFlow("for (String name : new String[] {$L})", names.build())
          .beginControlFlow("try")
          .addStatement("return ($T) Class.forName((inPackage.isEmpty() ? $S : inPackage + $S) + name)\n"
              + ".getDeclaredConstructor().newInstance()", units.kernels(), "", ".")
          .nextControlFlow("catch (ReflectiveOperationException | LinkageError e)")
          .addStatement("reason += $S + (e.getCause() == null ? e : e.getCause())", "; ")
          .endControlFlow().endControlFlow().endControlFlow()
          .addStatement("String wanted = System.getProperty($S)", CHOICE)
          .beginControlFlow("if (wanted == null)")
          .addStatement(LOG, units.network(), System.Logger.Level.class, "INFO",
              CodeBlock.of("$S + reason", "plain kernels, which take several times as long: "))
          .nextControlFlow("else if (!wanted.equals($S))", PLAIN)
          .addStatement(LOG, units.network(), System.Logger.Level.class, "WARNING",
              CodeBlock.of("$S + wanted\n+ $S + reason + ')'", "plain kernels, though " + CHOICE + " says ",
                  "; there are: " + sets(units) + " ("))
          .endControlFlow();
    }
    return method.addStatement("return new $T()", units.base()).build();
  }

  /** What the system property may ask for. */
  private static String sets(Units units) {
    Stream<String> always = units.hasPlainSet() ? Stream.of(PLAIN, TEXTBOOK) : Stream.of(PLAIN);
    return Stream.concat(always, units.vectors().stream().map(VectorWriter::description))
        .collect(Collectors.joining("; "));
  }

  /** As {@code compiler.VectorModule} asks of a whole JDK; here with {@code java.base} alone, so without its beans. */
  private static MethodSpec obstacle() {
    return MethodSpec.methodBuilder("obstacle").addModifiers(Modifier.PRIVATE, Modifier.STATIC).returns(String.class)
        .addJavadoc("Why vector code would not run here or, if right, be slow; null where nothing stands against it.\n")
        .beginControlFlow("if ($T.boot().findModule($S).isEmpty())", ModuleLayer.class, VectorApi.MODULE)
        .addStatement("return $S", "Java runs without --add-modules " + VectorApi.MODULE)
        .endControlFlow()
        .addStatement("String machine = System.getProperty($S, $S)", "java.vm.info", "")
        .addStatement("String options = String.join($S, $T.current().info().arguments().orElse(new String[0]))", " ",
            ProcessHandle.class)
        .beginControlFlow("if (machine.startsWith($S) || machine.contains($S)\n"
            + "|| options.matches($S))", "interpreted", "emulated-client", ".*-XX:TieredStopAtLevel=[0-3]\\b.*")
        .addStatement("return $S", "this Java does not compile with C2")
        .endControlFlow()
        .addStatement("return isMultiplyAddFast() ? null : $S", "there is no fused multiply-add here")
        .build();
  }

  /** By its time, since no property tells; the fastest of many runs, of which one undisturbed is enough. */
  private static MethodSpec isMultiplyAddFast() {
    return MethodSpec.methodBuilder("isMultiplyAddFast").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .returns(boolean.class)
        .addJavadoc("Whether a fused multiply-add is one instruction; without, Java takes a hundred times as long for"
            + " it as\nfor a product and a sum.\n")
        .addStatement("long fused = Long.MAX_VALUE")
        .addStatement("long separate = Long.MAX_VALUE")
        .addStatement("float sum = 1")
        .beginControlFlow("for (int run = 0; run < 5; run++)")
        .addStatement("long start = System.nanoTime()")
        .beginControlFlow("for (int i = 0; i < 10; i++)").addStatement("sum = Math.fma(sum, 0.3f, i)").endControlFlow()
        .addStatement("long middle = System.nanoTime()")
        .beginControlFlow("for (int i = 0; i < 10; i++)").addStatement("sum = sum * 0.3f + i").endControlFlow()
        .addStatement("fused = Math.min(fused, middle - start)")
        .addStatement("separate = Math.min(separate, System.nanoTime() - middle)")
        .endControlFlow()
        .addStatement("return sum > 0 && fused < 10 * separate").build();
  }
}
