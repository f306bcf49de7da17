package dev.netgrad.api;

import static com.google.common.truth.Truth.assertWithMessage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** A program in a documentation comment. */
final class DocumentedProgram {
  private static final Pattern CODE = Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n \\* }</pre>");

  private DocumentedProgram() {}

  static String text(Path file) throws IOException {
    Matcher code = CODE.matcher(Files.readString(file));
    assertWithMessage("%s", file).that(code.find()).isTrue();
    return code.group(1).lines().map(line -> line.replaceFirst("^ \\* ?", "")).collect(Collectors.joining("\n"));
  }

  /** Compiles it and returns the lines that it prints. */
  static List<String> run(String name, String text) throws Exception {
    Path folder = Files.createTempDirectory("documented");
    Path source = Files.writeString(folder.resolve(name + ".java"), text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode = ToolProvider.getSystemJavaCompiler().run(null, out, out, "-Xlint:all", "-Werror", "-proc:none",
        "-classpath", "target/classes", "-d", folder.toString(), source.toString());
    assertWithMessage(out.toString(StandardCharsets.UTF_8)).that(exitCode).isEqualTo(0);
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, DocumentedProgram.class.getClassLoader())) {
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
