package dev.netgrad.emit;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import java.util.ArrayList;
import java.util.List;

/** Writes the Java of a network, and verifies what it wrote. */
public final class JavaEmitter {
  private JavaEmitter() {}

  /** The network's class first, then the sets of kernels that are faster, then the adapter, if one is wanted. */
  public static List<GeneratedSource> emit(Program program, EmitOptions options) {
    Units units = new Units(program, options);
    TypeSpec network = new NetworkWriter(units).write();
    JavaVerifier.verify(network);
    List<GeneratedSource> sources = new ArrayList<>(List.of(source(options, network, false, Sections.of(units))));
    List<TypeSpec> kernels = new ArrayList<>();
    collect(network, List.of(units.support().simpleName(), units.kernels().simpleName()), kernels);
    if (units.hasPlainSet()) {
      sources.add(source(options, verified(PlainWriter.write(units), kernels), false, Sections.NONE));
    }
    for (VectorUnit unit : units.vectors()) {
      sources.add(source(options, verified(new VectorWriter(units, unit).write(), kernels), true, Sections.NONE));
    }
    if (options.adapter()) {
      new AdapterWriter(units).write().ifPresent(type -> sources.add(source(options, type, false, Sections.NONE)));
    }
    return sources;
  }

  /** The classes of some names within a class. */
  private static void collect(TypeSpec type, List<String> names, List<TypeSpec> into) {
    type.typeSpecs().forEach(nested -> {
      if (names.contains(nested.name())) {
        into.add(nested);
      }
      collect(nested, names, into);
    });
  }

  private static TypeSpec verified(TypeSpec set, List<TypeSpec> kernels) {
    JavaVerifier.verify(set);
    JavaVerifier.verifyOverrides(set, kernels);
    return set;
  }

  private static GeneratedSource source(EmitOptions options, TypeSpec type, boolean vector, ReadingOrder layout) {
    JavaFile file = JavaFile.builder(options.packageName(), type).indent("  ").skipJavaLangImports(true).build();
    String folder = file.packageName().isEmpty() ? "" : file.packageName().replace('.', '/') + "/";
    return new GeneratedSource(folder + type.name() + ".java", layout.of(file.toString()), vector);
  }
}
