package dev.netgrad.compatibility;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A version's program, compiled against what this version generates from that version's network. */
final class Application implements AutoCloseable {
  private static final String CLASSES = "target/classes";

  private final URLClassLoader loader;

  /** @param work an empty folder to write to */
  Application(Path version, Path work) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exitCode = Main.run(printed, printed, "compile", version.resolve("classifier.net").toString(), "-o",
        work.toString(), "--adapter");
    assertWithMessage(out.toString(StandardCharsets.UTF_8)).that(exitCode).isEqualTo(0);
    List<String> arguments = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "-classpath", CLASSES, "-d",
        work.toString(), version.resolve("Application.java").toString()));
    try (Stream<Path> files = Files.list(work)) {
      files.filter(f -> f.toString().endsWith(".java")).forEach(f -> arguments.add(f.toString()));
    }
    exitCode = ToolProvider.getSystemJavaCompiler().run(null, out, out, arguments.toArray(String[]::new));
    assertWithMessage(out.toString(StandardCharsets.UTF_8)).that(exitCode).isEqualTo(0);
    loader = new URLClassLoader(new URL[] {url(work)}, Main.class.getClassLoader());
  }

  private static URL url(Path folder) throws MalformedURLException {
    return folder.toUri().toURL();
  }

  Class<?> type(String name) throws ClassNotFoundException {
    return loader.loadClass(name);
  }

  /** What the program prints, with the arguments given. */
  List<String> run(String... arguments) throws ReflectiveOperationException {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      type("Application").getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
