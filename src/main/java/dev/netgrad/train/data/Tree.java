package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Files in a folder or in a zip, or one alone, by their names in it; several threads may read at a time. */
abstract class Tree {
  private final Path path;
  private final List<String> names;
  private final List<String> emptyFolders;
  private final String top;

  /** @param all files, and folders, which end in a slash */
  private Tree(Path path, List<String> all) {
    this.path = path;
    List<String> files = all.stream().filter(n -> !n.endsWith("/")).filter(Tree::isVisible).sorted().toList();
    List<String> empty = all.stream().filter(n -> n.endsWith("/")).filter(Tree::isVisible)
        .filter(folder -> files.stream().noneMatch(f -> f.startsWith(folder))).sorted().toList();
    this.top = top(Stream.concat(files.stream(), empty.stream()).sorted().toList());
    this.names = inside(files);
    this.emptyFolders = inside(empty);
  }

  private List<String> inside(List<String> all) {
    return all.stream().map(n -> n.substring(top.length())).filter(n -> !n.isEmpty()).toList();
  }

  static boolean isZip(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /**
   * @param path a folder, a zip, or a file alone
   * @throws DataException if there is no such thing, or if it can't be read
   */
  static Tree open(Path path) {
    try {
      return Files.isDirectory(path) ? new Folder(path) : isZip(path) ? new Zip(path) : new Single(path);
    } catch (IOException e) {
      throw DataException.of(path, e);
    }
  }

  /** What file managers leave behind is not meant. */
  private static boolean isVisible(String name) {
    for (String part : name.split("/")) {
      if (part.startsWith(".") || part.equals("__MACOSX") || part.equals("Thumbs.db")) {
        return false;
      }
    }
    return true;
  }

  /** The folders around everything, as archives often have one. */
  private static String top(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String first = names.get(0);
    String last = names.get(names.size() - 1);
    int end = 0;
    for (int slash = first.indexOf('/'); slash >= 0; slash = first.indexOf('/', slash + 1)) {
      if (last.startsWith(first.substring(0, slash + 1)) && names.size() > 1) {
        end = slash + 1;
      }
    }
    return first.substring(0, end);
  }

  /** In ascending order, with slashes between folders, without a folder around all. */
  final List<String> names() {
    return Collections.unmodifiableList(names);
  }

  /** Folders that no file is in, with a slash at the end, as {@link #names}. */
  final List<String> emptyFolders() {
    return emptyFolders;
  }

  final Path path() {
    return path;
  }

  /** A file as messages show it. */
  String shown(String name) {
    return path + "/" + top + name;
  }

  /** @throws IOException if the file can't be read, or is broken in its zip */
  final byte[] read(String name) throws IOException {
    return bytes(top + name);
  }

  abstract byte[] bytes(String name) throws IOException;

  private static final class Folder extends Tree {
    Folder(Path path) throws IOException {
      super(path, files(path));
    }

    private static List<String> files(Path path) throws IOException {
      try (Stream<Path> files = Files.walk(path)) {
        return files.filter(f -> !f.equals(path)).filter(f -> Files.isRegularFile(f) || Files.isDirectory(f))
            .map(f -> path.relativize(f).toString().replace('\\', '/') + (Files.isDirectory(f) ? "/" : "")).toList();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    @Override
    byte[] bytes(String name) throws IOException {
      return Files.readAllBytes(super.path.resolve(name));
    }
  }

  private static final class Zip extends Tree {
    private final ZipFile zip;

    Zip(Path path) throws IOException {
      this(path, new ZipFile(path.toFile()));
    }

    private Zip(Path path, ZipFile zip) {
      super(path, names(zip));
      this.zip = zip;
    }

    private static List<String> names(ZipFile zip) {
      List<String> names = new ArrayList<>();
      zip.stream().map(ZipEntry::getName).forEach(names::add);
      return names;
    }

    @Override
    byte[] bytes(String name) throws IOException {
      try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
        return in.readAllBytes();
      }
    }
  }

  private static final class Single extends Tree {
    Single(Path file) {
      super(file, List.of(file.getFileName().toString()));
    }

    @Override
    String shown(String name) {
      return super.path.toString();
    }

    @Override
    byte[] bytes(String name) throws IOException {
      return Files.readAllBytes(super.path);
    }
  }
}
