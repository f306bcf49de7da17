package dev.netgrad.cli;

import dev.netgrad.compiler.PackageNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Parameters;

/** Files that are named, and all that are in folders and below. */
final class PackagedFiles {
  private static final String EXTENSION = ".net";

  @Parameters(paramLabel = "FILE", arity = "1..*", description =
      "A .net file, or a folder: all .net files in it and below, each in a package named as its folder there.")
  private List<Path> paths;

  /** A file and the package of its networks. */
  record Packaged(Path file, String packageName) {}

  /** @param base the package of files that are named, and of those in a folder itself */
  List<Packaged> all(String base) {
    List<Packaged> all = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        all.addAll(in(path, base));
      } else {
        all.add(new Packaged(path, base));
      }
    }
    return all;
  }

  private static List<Packaged> in(Path folder, String base) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Packaged> found = files.filter(f -> f.toString().endsWith(EXTENSION) && Files.isRegularFile(f)).sorted()
          .map(file -> new Packaged(file, packageName(folder, file, base))).toList();
      if (found.isEmpty()) {
        throw new InputException(NetgradCommand.shown(folder) + " has no file *" + EXTENSION);
      }
      return found;
    } catch (IOException e) {
      throw new InputException("cannot read " + NetgradCommand.shown(folder) + ": " + e.getMessage());
    }
  }

  private static String packageName(Path folder, Path file, String base) {
    Path below = folder.relativize(file).getParent();
    String name = below == null ? base : Stream.concat(Stream.of(base).filter(b -> !b.isEmpty()),
        StreamSupport.stream(below.spliterator(), false).map(Path::toString)).collect(Collectors.joining("."));
    if (!PackageNames.isValid(name)) {
      throw new InputException(NetgradCommand.shown(file) + ": its folder would be the package `" + name
          + "`, which is no name; given as a FILE it goes to that of --package");
    }
    return name;
  }
}
