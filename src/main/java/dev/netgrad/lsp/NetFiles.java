package dev.netgrad.lsp;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The {@code .net} files of the folders that an editor has open, but for what tools put there. */
final class NetFiles {
  /** So many are looked at. */
  private static final int MOST = 2_000;
  private static final Set<String> OF_TOOLS = Set.of("target", "build", "node_modules");

  private NetFiles() {}

  static List<Path> files(List<Path> folders) {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try {
        Files.walkFileTree(folder, new Walk(folder, files));
      } catch (IOException e) {
        // Of a folder that can't be read there are no files.
      }
    }
    return files;
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path top;
    private final List<Path> files;

    Walk(Path top, List<Path> files) {
      this.top = top;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
      boolean isOther = !folder.equals(top) && (name.startsWith(".") || OF_TOOLS.contains(name));
      return isOther ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && file.toString().endsWith(".net")) {
        files.add(Desk.identity(file));
      }
      return files.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
