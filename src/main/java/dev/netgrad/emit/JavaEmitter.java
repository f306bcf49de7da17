package dev.netgrad.emit;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.Program;
import dev.netgrad.loop.VectorUnit;
import java.util.ArrayList;
import java.util.List;

/** Writes the Java of a network, and verifies what it wrote. */
public final class JavaEmitter {
  private JavaEmitter() {}

  /** The network's class first, then the adapter, if one is wanted. */
  public static List<GeneratedSource> emit(Program program, EmitOptions options) {
    Units units = new Units(program, options);
    TypeSpec network = new NetworkWriter(units).write();
    JavaVerifier.verify(network);
    List<GeneratedSource> sources = new ArrayList<>(List.of(source(options, network, false)));
    TypeSpec plain = network.typeSpecs().stream().filter(t -> t.name().equals(units.kernels().simpleName())).findFirst()
        .orElseThrow();
    for (VectorUnit unit : units.vectors()) {
      TypeSpec set = new VectorWriter(units, unit).write();
      JavaVerifier.verify(set);
      JavaVerifier.verifyOverrides(set, plain);
      sources.add(source(options, set, true));
    }
    if (options.adapter()) {
      new AdapterWriter(units).write().ifPresent(type -> sources.add(source(options, type, false)));
    }
    return sources;
  }

  private static GeneratedSource source(EmitOptions options, TypeSpec type, boolean vector) {
    JavaFile file = JavaFile.builder(options.packageName(), type).indent("  ").skipJavaLangImports(true).build();
    String folder = file.packageName().isEmpty() ? "" : file.packageName().replace('.', '/') + "/";
    return new GeneratedSource(folder + type.name() + ".java", file.toString(), vector);
  }
}
