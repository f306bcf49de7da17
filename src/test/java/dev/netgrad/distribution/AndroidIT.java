package dev.netgrad.distribution;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Brings together what may run on Android: the model that a trainer sees, and generated plain code in which every
 * operator, reduction and role occurs. Animal Sniffer then compares what these classes call with what API level 33 has,
 * in phase {@code verify}: see {@code pom.xml}, which names what is not there.
 */
class AndroidIT {
  private static final Path TARGET = Path.of("target/android");
  private static final Path LIBRARY = Path.of("target/classes");
  private static final List<String> NETWORKS =
      List.of("examples/residual.net", "examples/strided.net", "examples/mlp.net",
      "examples/networks/attention.net", "src/test/resources/dev/netgrad/compatibility/0.1/classifier.net",
      "src/test/resources/dev/netgrad/compatibility/0.1/language.net");

  /** What the adapter of a network needs of the library. */
  private static final List<String> MODEL = List.of("Model.class", "Measurement.class", "Batch.class",
      "BatchGradient.class", "NamedArray.class", "Port.class", "Shapes.class");

  @Test
  void classesForAndroidAreThere() throws IOException {
    delete(TARGET);
    Path sources = Files.createDirectories(TARGET.resolve("sources"));
    Path classes = Files.createDirectories(TARGET.resolve("classes"));
    for (String network : NETWORKS) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
      int exitCode = Main.run(printed, printed, "compile", network, "-o", sources.toString(), "--adapter",
          "--package", "nets");
      assertWithMessage(out.toString(StandardCharsets.UTF_8)).that(exitCode).isEqualTo(0);
    }
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-classpath", LIBRARY.toString(), "-d",
        classes.toString()));
    files(sources).forEach(f -> arguments.add(f.toString()));
    int exitCode = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
    assertThat(exitCode).isEqualTo(0);
    Path model = Files.createDirectories(classes.resolve("dev/netgrad/train"));
    for (String name : MODEL) {
      Files.copy(LIBRARY.resolve("dev/netgrad/train").resolve(name), model.resolve(name));
    }
    assertThat(files(classes).stream().map(f -> classes.relativize(f).toString()).toList())
        .containsAtLeast("dev/netgrad/train/Model.class", "nets/Classifier.class", "nets/ClassifierModel.class");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
      }
    }
  }
}
