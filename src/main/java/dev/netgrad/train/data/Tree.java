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
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Files in a folder or in a zip, by their names in it; several threads may read at a time. */
abstract class Tree {
  private final Path path;
  private final List<String> names;
  private final String top;

  private Tree(Path path, List<String> all) {
    this.path = path;
    List<String> visible = all.stream().filter(Tree::isVisible).sorted().toList();
    this.top = top(visible);
    this.names = visible.stream().map(n -> n.substring(top.length())).toList();
  }

  /** @throws DataException if there is no such folder or zip, or if it can't be read */
  static Tree open(Path path) {
    try {
      return Files.isDirectory(path) ? new Folder(path) : new Zip(path);
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

  final Path path() {
    return path;
  }

  /** A file as messages show it. */
  final String shown(String name) {
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
        return files.filter(Files::isRegularFile).map(f -> path.relativize(f).toString().replace('\\', '/')).toList();
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
      zip.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName).forEach(names::add);
      return names;
    }

    @Override
    byte[] bytes(String name) throws IOException {
      try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
        return in.readAllBytes();
      }
    }
  }
}
