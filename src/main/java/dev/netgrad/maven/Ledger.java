package dev.netgrad.maven;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.Output;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.Location;
import dev.netgrad.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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

/**
 * What an execution read and wrote, by {@code .net} file: it tells at the next build which of them are as they were, and
 * what is left of those that are gone. It is kept as text, a line for each fact:
 * <pre>
 * configuration  digest
 * file           path
 * read           digest, or - where no file was    folder or jar    path in it
 * wrote          size    time    path
 * </pre>
 *
 * @param configuration what else the outputs depend on, as a digest
 */
record Ledger(String configuration, Map<Path, Entry> files) {
  private static final String ABSENT = "-";

  Ledger {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** What one file took and gave. */
  record Entry(List<Read> read, List<Written> written) {
    Entry {
      read = List.copyOf(read);
      written = List.copyOf(written);
    }

    /** @param written files that are there */
    static Entry of(Map<Location, Optional<SourceFile>> looked, Collection<Path> written) {
      List<Read> read = new ArrayList<>();
      looked.forEach((location, file) -> read.add(new Read(
          file.map(f -> digest(f.text().getBytes(StandardCharsets.UTF_8))).orElse(ABSENT), location.entry(),
          location.name())));
      return new Entry(read, written.stream().map(Written::of).toList());
    }

    boolean isAsItWas(ImportPath importPath) {
      return written.stream().allMatch(Written::isAsItWas) && read.stream().allMatch(r -> r.isAsItWas(importPath));
    }
  }

  /** A place in a folder or jar, and the digest of the file that was there. */
  private record Read(String digest, Path entry, String name) {
    boolean isAsItWas(ImportPath importPath) {
      Optional<Location> location = importPath.find(entry, name).filter(Location::exists);
      try {
        return digest.equals(location.isEmpty() ? ABSENT : Ledger.digest(Files.readAllBytes(location.get().file())));
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** An output, which may be large: its size and time tell whether it is as it was. */
  record Written(String size, String time, Path file) {
    static Written of(Path file) {
      try {
        return new Written(String.valueOf(Files.size(file)), Files.getLastModifiedTime(file).toString(), file);
      } catch (IOException e) {
        return new Written(ABSENT, ABSENT, file);
      }
    }

    boolean isAsItWas() {
      return !size.equals(ABSENT) && equals(of(file));
    }
  }

  /** Whether a file has the outputs that it would get again. */
  boolean isCurrent(Path file, String configurationNow, ImportPath importPath) {
    return configuration.equals(configurationNow) && files.containsKey(file) && files.get(file).isAsItWas(importPath);
  }

  /** What was written for a file. */
  List<Path> written(Path file) {
    return files.get(file).written().stream().map(Written::file).toList();
  }

  /** Reads a ledger; an empty one, where there is none or it is damaged. */
  static Ledger read(Path file) {
    Ledger none = new Ledger("", Map.of());
    try {
      return Files.isRegularFile(file) ? parse(Files.readAllLines(file)) : none;
    } catch (IOException | IndexOutOfBoundsException | InvalidPathException e) {
      return none;
    }
  }

  private static Ledger parse(List<String> lines) {
    String configuration = "";
    Map<Path, Entry> files = new LinkedHashMap<>();
    Path file = Path.of("");
    List<Read> read = new ArrayList<>();
    List<Written> written = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("\t", 4);
      switch (words[0]) {
        case "configuration" -> configuration = words[1];
        case "file" -> {
          file = Path.of(words[1]);
          read.clear();
          written.clear();
        }
        case "read" -> read.add(new Read(words[1], Path.of(words[2]), words[3]));
        case "wrote" -> written.add(new Written(words[1], words[2], Path.of(words[3])));
        case "end" -> files.put(file, new Entry(read, written));
        default -> throw new IndexOutOfBoundsException(line);
      }
    }
    return new Ledger(configuration, files);
  }

  /** @throws EnvironmentException if it can't be written */
  void write(Path file) {
    StringBuilder text = new StringBuilder();
    line(text, "configuration", configuration);
    files.forEach((path, entry) -> {
      line(text, "file", path);
      entry.read().forEach(r -> line(text, "read", r.digest(), r.entry(), r.name()));
      entry.written().forEach(w -> line(text, "wrote", w.size(), w.time(), w.file()));
      line(text, "end");
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
