package dev.netgrad.maven;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.Output;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.Location;
import dev.netgrad.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What an execution read and wrote, by {@code .net} file: it tells at the next build which of them are as they were,
 * and what is left of those that are gone. It is kept as text, a line for each fact:
 * <pre>
 * configuration  digest
 * read           digest    name
 * import         which of the files read    imports which    path that the import says
 * wrote          size and time    path
 * file           path of the file that all this is about
 * </pre>
 *
 * @param configuration what else the outputs depend on, as a digest
 */
record Ledger(String configuration, Map<Path, Entry> files) {
  private static final String GONE = "gone";

  Ledger {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /**
   * What one file took and gave.
   *
   * @param read the file and what it imports, directly and through others
   */
  record Entry(List<Read> read, List<Import> imports, List<Written> written) {
    Entry {
      read = List.copyOf(read);
      imports = List.copyOf(imports);
      written = List.copyOf(written);
    }

    /**
     * @param files as {@link dev.netgrad.compiler.NetFile#imports} has them
     * @param written files that are there
     */
    static Entry of(Map<SourceFile, Map<String, SourceFile>> files, Collection<Path> written) {
      List<SourceFile> order = List.copyOf(files.keySet());
      List<Import> imports = new ArrayList<>();
      files.forEach((file, targets) -> targets.forEach(
          (path, target) -> imports.add(new Import(order.indexOf(file), order.indexOf(target), path))));
      return new Entry(order.stream().map(Read::of).toList(), imports, written.stream().map(Written::of).toList());
    }

    /** Whether the outputs are as they were, and every import means a file of the same name and text. */
    boolean isAsItWas(Path file, ImportPath importPath) {
      Location[] found = new Location[read.size()];
      found[0] = importPath.locate(file);
      for (Written each : written) {
        if (!each.isAsItWas()) {
          return false;
        }
      }
      if (!read.get(0).isAt(found[0])) {
        return false;
      }
      for (Import each : imports) {
        Optional<Location> target = importPath.find(found[each.from()], each.path());
        if (target.isEmpty()) {
          return false;
        } else if (found[each.to()] == null) {
          found[each.to()] = target.get();
          if (target.get().isLinkedFromOutside() || !read.get(each.to()).isAt(target.get())) {
            return false;
          }
        } else if (!found[each.to()].identity().equals(target.get().identity())) {
          return false;
        }
      }
      return true;
    }
  }

  /** A text and the name under which messages and comments show it. */
  record Read(String digest, String name) {
    static Read of(SourceFile file) {
      return new Read(Ledger.digest(file.text().getBytes(StandardCharsets.UTF_8)), file.name());
    }

    boolean isAt(Location location) {
      try {
        return name.equals(location.name()) && digest.equals(Ledger.digest(Files.readAllBytes(location.file())));
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** One of the files read imports another; it was read before that. */
  record Import(int from, int to, String path) {}

  /** An output, which may be large: its size and time tell whether it is as it was. */
  record Written(String stamp, Path file) {
    static Written of(Path file) {
      return new Written(Ledger.stamp(file), file);
    }

    boolean isAsItWas() {
      return !stamp.equals(GONE) && stamp.equals(Ledger.stamp(file));
    }
  }

  /** A file's size and time, the latter in nanoseconds, which to print takes no calendar. */
  static String stamp(Path file) {
    try {
      return Files.size(file) + " " + Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      return GONE;
    }
  }

  /** Whether a file has the outputs that it would get again. */
  boolean isCurrent(Path file, String configurationNow, ImportPath importPath) {
    return configuration.equals(configurationNow) && files.containsKey(file)
        && files.get(file).isAsItWas(file, importPath);
  }

  /** What was written for a file. */
  List<Path> written(Path file) {
    List<Path> paths = new ArrayList<>();
    for (Written each : files.get(file).written()) {
      paths.add(each.file());
    }
    return paths;
  }

  /** Reads a ledger; an empty one, where there is none or it is damaged. */
  static Ledger read(Path file) {
    Ledger none = new Ledger("", Map.of());
    try {
      return Files.isRegularFile(file) ? parse(Files.readAllLines(file)) : none;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return none;
    }
  }

  private static Ledger parse(List<String> lines) {
    String configuration = "";
    Map<Path, Entry> files = new LinkedHashMap<>();
    List<Read> read = new ArrayList<>();
    List<Import> imports = new ArrayList<>();
    List<Written> written = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("\t", 4);
      switch (words[0]) {
        case "configuration" -> configuration = words[1];
        case "read" -> read.add(new Read(words[1], words[2]));
        case "import" -> imports.add(new Import(Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]));
        case "wrote" -> written.add(new Written(words[1], Path.of(words[2])));
        case "file" -> {
          files.put(Path.of(words[1]), new Entry(read, imports, written));
          read.clear();
          imports.clear();
          written.clear();
        }
        default -> throw new IllegalArgumentException(line);
      }
    }
    return new Ledger(configuration, files);
  }

  /** @throws EnvironmentException if it can't be written */
  void write(Path file) {
    StringBuilder text = new StringBuilder();
    line(text, "configuration", configuration);
    files.forEach((path, entry) -> {
      entry.read().forEach(r -> line(text, "read", r.digest(), r.name()));
      entry.imports().forEach(i -> line(text, "import", i.from(), i.to(), i.path()));
      entry.written().forEach(w -> line(text, "wrote", w.stamp(), w.file()));
      line(text, "file", path);
    });
    Output.write(Map.of(file, text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void line(StringBuilder text, Object... words) {
    for (int i = 0; i < words.length; i++) {
      text.append(i == 0 ? "" : "\t").append(words[i]);
    }
    text.append('\n');
  }

  /** SHA-256 in hexadecimal digits. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
