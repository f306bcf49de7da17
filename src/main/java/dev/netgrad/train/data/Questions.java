package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Samples of which nothing is known but what a network is given: what it is asked. */
public final class Questions {
  private Questions() {}

  /**
   * Opens files and folders. A {@code .safetensors} has an array for each input, by name; so has a folder of
   * {@code .npy}; one {@code .npy} alone has the only input, and so has a {@code .csv}, row by row. Anything else is a
   * picture, or a folder or a zip of pictures, which are taken in ascending order of their names.
   *
   * @param paths one or several
   * @param inputs what the network is given
   * @return the samples of all, one path after the other
   * @throws DataException if a path can't be read, or has other things than the network is given
   */
  public static Samples open(List<Path> paths, List<Port> inputs) {
    return Joined.of(paths.stream().map(path -> open(path, inputs)).toList());
  }

  private static Samples open(Path path, List<Port> inputs) {
    if (!Files.exists(path)) {
      throw DataException.in(path, "no such file or folder");
    }
    Optional<Samples> arrays = ArrayFiles.open(path, inputs).or(() -> RowFiles.questions(path, inputs));
    if (arrays.isPresent()) {
      return arrays.get();
    } else if (inputs.size() == 1 && Pictures.fit(inputs.get(0)) && !inputs.get(0).isWhole()) {
      return PictureFolders.all(path, inputs.get(0));
    }
    throw DataException.in(path, "is taken for pictures, but the network takes " + Needs.text(inputs)
        + ": these come by name in a .safetensors or in a folder of .npy"
        + (inputs.size() == 1 ? ", or in one .npy or .csv" : ""));
  }
}
