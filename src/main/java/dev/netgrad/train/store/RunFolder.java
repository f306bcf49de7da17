package dev.netgrad.train.store;

import dev.netgrad.train.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one training: {@code NETWORK.safetensors} has the weights of the best epoch,
 * {@code NETWORK.last.safetensors} all that is needed to go on, and {@code metrics.csv} the course of it. One training
 * at a time has it.
 */
public final class RunFolder implements AutoCloseable {
  private static final String LOCK = ".netgrad.lock";
  private static final String LAST = ".last.safetensors";
  /** The last checkpoint, the next one beside it, and the best. */
  private static final int COPIES = 3;

  private final Path folder;
  private final String network;
  private final FileChannel lock;

  private RunFolder(Path folder, String network, FileChannel lock) {
    this.folder = folder;
    this.network = network;
    this.lock = lock;
  }

  /**
   * Takes the folder, and clears away what a killed training left half written.
   *
   * @param folder created if need be
   * @param network the network's name
   * @return what no other training has
   * @throws DataException if another one has it, or it can't be written to
   */
  public static RunFolder open(Path folder, String network) {
    try {
      Files.createDirectories(folder);
      FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(lock)) {
        lock.close();
        throw DataException.in(folder, "another training is writing to this folder");
      }
      RunFolder run = new RunFolder(folder, network, lock);
      run.clear();
      return run;
    } catch (IOException e) {
      throw DataException.of(folder, e);
    }
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("." + network + ".") && name.endsWith(".part")) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Whether there are weights of a training, or what it needs to go on.
   *
   * @param folder which may not be there
   * @param network the network's name
   * @return whether a new training would write over them
   */
  public static boolean isUsed(Path folder, String network) {
    RunFolder run = new RunFolder(folder, network, null);
    return Files.exists(run.best()) || Files.exists(run.last());
  }

  /**
   * Which network is trained in a folder.
   *
   * @param folder of a training
   * @return the network's name
   * @throws DataException if there is no training in the folder, or there are several
   */
  public static String network(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(LAST)).sorted()
          .map(n -> n.substring(0, n.length() - LAST.length())).toList();
      if (names.size() != 1) {
        throw DataException.in(folder, names.isEmpty() ? "has no training: there is no *" + LAST
            : "has trainings of " + String.join(", ", names) + ", of which metrics.csv tells the last alone");
      }
      return names.get(0);
    } catch (IOException e) {
      throw DataException.of(folder, e);
    }
  }

  /**
   * The weights of the best epoch.
   *
   * @return a file that may not be there yet
   */
  public Path best() {
    return folder.resolve(network + ".safetensors");
  }

  /**
   * All that is needed to go on.
   *
   * @return a file that may not be there yet
   */
  public Path last() {
    return folder.resolve(network + LAST);
  }

  /**
   * The course of the training.
   *
   * @return a file that may not be there yet
   */
  public Path metrics() {
    return folder.resolve("metrics.csv");
  }

  /**
   * Makes sure before a training that its results will find room.
   *
   * @param bytes of one checkpoint
   * @throws DataException if there is not enough
   */
  public void requireRoom(long bytes) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < COPIES * bytes) {
        throw DataException.in(folder, "the disk has " + free + " bytes left, but the weights, the last state and the"
            + " next one beside it take " + COPIES * bytes);
      }
    } catch (IOException e) {
      throw DataException.of(folder, e);
    }
  }

  /** Lets other trainings have the folder. */
  @Override
  public void close() {
    try {
      // The file stays: whoever opened it meanwhile would else hold the lock of a file that is no more.
      lock.close();
    } catch (IOException e) {
      throw DataException.of(folder, e);
    }
  }
}
