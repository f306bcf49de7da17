package dev.netgrad.compiler;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kernels for the Vector API as class files. A user's javac is not told of the module that they need, and warns
 * where it is; so it gets them compiled.
 */
public final class VectorClasses {
  private VectorClasses() {}

  /** Whether this Java can compile them. */
  public static boolean canCompile() {
    return VectorModule.isAvailable() && Javac.isPresent();
  }

  /**
   * Writes the class files, and deletes those of an earlier time that would go with the same networks.
   *
   * @param directory the root of the classes
   * @param sources as {@link #compile} takes them
   * @return the files' paths
   * @throws EnvironmentException if the files can't be written
   */
  public static List<Path> write(Path directory, List<GeneratedSource> sources) {
    Map<String, byte[]> files = compile(sources);
    try {
      deleteStale(directory, sources, files);
    } catch (IOException e) {
      throw new EnvironmentException("cannot delete a file in " + directory + ": " + e.getMessage(), e);
    }
    return Output.write(directory, files);
  }

  /**
   * The class files by path below the root of the classes.
   *
   * @param sources of networks with all that belongs to them; without any for the Vector API there are no class files
   */
  public static Map<String, byte[]> compile(List<GeneratedSource> sources) {
    Map<String, byte[]> files = new TreeMap<>();
    List<String> names = sources.stream().filter(GeneratedSource::vector).map(GeneratedSource::className).toList();
    if (!names.isEmpty()) {
      Fault.during("javac", () -> Javac.compile(sources)).forEach((name, bytes) -> {
        if (names.contains(name.replaceAll("\\$.*", ""))) {
          files.put(name.replace('.', '/') + ".class", bytes);
        }
      });
    }
    return files;
  }

  /** A network that has changed must not find kernels of its former self. */
  private static void deleteStale(Path directory, List<GeneratedSource> sources, Map<String, byte[]> kept)
      throws IOException {
    String widths = EmitOptions.ALL_VECTOR_BITS.stream().map(String::valueOf).collect(Collectors.joining("|"));
    for (GeneratedSource source : sources) {
      Path network = directory.resolve(source.name().replaceAll("\\.java$", ""));
      if (source.vector() || !Files.isDirectory(network.getParent())) {
        continue;
      }
      List<Path> stale = new ArrayList<>();
      try (Stream<Path> files = Files.list(network.getParent())) {
        files.filter(f -> isSetOf(network.getFileName().toString(), f.getFileName().toString(), widths)
            && !kept.containsKey(directory.relativize(f).toString().replace('\\', '/'))).forEach(stale::add);
      }
      for (Path file : stale) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isSetOf(String network, String file, String widths) {
    String start = network + "Vector";
    return file.startsWith(start) && file.substring(start.length()).matches("(" + widths + ")(\\$.*)?\\.class");
  }
}
