package dev.netgrad.emit;

import com.palantir.javapoet.JavaFile;
import dev.netgrad.loop.Program;
import dev.netgrad.loop.VectorUnit;
import java.util.ArrayList;
import java.util.List;

/** Writes the Java of a network. */
public final class JavaEmitter {
  private JavaEmitter() {}

  /** The network's class first, then the adapter, if one is wanted and the network is a classifier that trains. */
  public static List<GeneratedSource> emit(Program program, EmitOptions options) {
    Units units = new Units(program, options);
    List<GeneratedSource> sources = new ArrayList<>();
    sources.add(source(JavaFile.builder(options.packageName(), new NetworkWriter(units).write())));
    for (VectorUnit unit : units.vectors()) {
      GeneratedSource set = source(JavaFile.builder(options.packageName(), new VectorWriter(units, unit).write()));
      sources.add(new GeneratedSource(set.name(), set.text(), true));
    }
    if (options.adapter()) {
      new AdapterWriter(units).write().ifPresent(type ->
          sources.add(source(JavaFile.builder(options.packageName(), type))));
    }
    return sources;
  }

  static GeneratedSource source(JavaFile.Builder builder) {
    JavaFile file = builder.indent("  ").skipJavaLangImports(true).build();
    String path = (file.packageName().isEmpty() ? "" : file.packageName().replace('.', '/') + "/")
        + file.typeSpec().name() + ".java";
    return new GeneratedSource(path, file.toString());
  }
}
