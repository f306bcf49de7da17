package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs javac in a process of its own. Within this one it would leave behind as much memory as some networks need: its
 * classes, and what the JIT made of them.
 */
final class JavacProcess {
  /** It runs for seconds, in which C2 gains nothing. */
  private static final List<String> JAVA_OPTIONS = List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1");

  private JavacProcess() {}

  /** The program beside the Java that runs this; a runtime alone has none. */
  private static Path program() {
    String suffix = File.separatorChar == '\\' ? ".exe" : "";
    return Path.of(System.getProperty("java.home"), "bin", "javac" + suffix);
  }

  static boolean isPresent() {
    return Files.isExecutable(program());
  }

  /** The class files, as {@link Javac#compile} gives them. */
  static Map<String, byte[]> compile(List<GeneratedSource> sources, List<String> options) {
    try (ScratchFolder scratch = ScratchFolder.open()) {
      return compile(sources, options, scratch.path());
    } catch (IOException e) {
      throw new EnvironmentException("cannot run javac: " + e.getMessage(), e);
    }
  }

  private static Map<String, byte[]> compile(List<GeneratedSource> sources, List<String> options, Path directory)
      throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(JAVA_OPTIONS);
    command.addAll(options);
    command.addAll(List.of("-encoding", "UTF-8", "-d", classes.toString()));
    for (GeneratedSource source : sources) {
      Path file = directory.resolve(source.name());
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.text());
      command.add(file.toString());
    }
    Path messages = directory.resolve("messages");
    Process javac = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(messages.toFile()).start();
    try {
      if (javac.waitFor() != 0) {
        throw Rejected.first(Files.readString(messages, StandardCharsets.UTF_8)).fault(sources);
      }
    } catch (InterruptedException e) {
      javac.destroy();
      throw new IllegalStateException(e);
    }
    return read(classes);
  }

  private static Map<String, byte[]> read(Path classes) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '.').replaceAll("\\.class$", "");
        bytes.put(name, Files.readAllBytes(file));
      }
    }
    return bytes;
  }
}
