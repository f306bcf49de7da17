package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where data come from. */
public final class DataSources {
  private DataSources() {}

  /**
   * Images that the program draws itself, for training without any file.
   *
   * @param needs one input that pictures fit, or a row of pixels, and a class
   * @param train how many to train on
   * @param test how many to test on
   * @return the same for the same seed
   * @throws DataException if such images can't be drawn
   */
  public static Data drawn(Needs needs, int train, int test) {
    List<Port> questions = needs.questions();
    if (questions.size() != 1 || questions.get(0).isWhole()) {
      throw new DataException("images can't be drawn for " + Needs.text(questions) + "; use data files");
    }
    Port features = questions.get(0);
    Port label = needs.label("what is drawn");
    return DrawnImages.draw(features, label, train, test, needs.seed());
  }

  /**
   * Opens data of whatever kind they are. A folder or a zip may have
   * <ul>
   * <li>pictures of each class in a folder of its own;
   * <li>pictures in {@code images}, and for each a mask of the same name in {@code masks};
   * <li>pictures, and beside them a {@code .csv} with the name and the numbers of each;
   * </ul>
   * in {@code train} and {@code test}, or in the folder itself, of which one sample in five, chosen by the seed, is
   * then for the test. A folder may have CIFAR-10 or CIFAR-100 in its binary form, files in the IDX format with their
   * published names, plain or compressed, or {@code .npy} files named as the network's inputs. A file in the
   * safetensors format has an array for each input. Any other file, or one {@code *.tra} and one {@code *.tes} in a
   * folder, has a sample a line: its features and its class.
   *
   * @param path a folder or a file
   * @param needs what the network needs
   * @return samples that fit, as far as can be told without reading each
   * @throws DataException if the data can't be read, are of no known kind, or have other things than the network needs
   */
  public static Data open(Path path, Needs needs) {
    if (!Files.exists(path)) {
      throw DataException.in(path, "no such file or folder");
    }
    for (Format format : Format.ALL) {
      Optional<Data> data = format.open(path, needs);
      if (data.isPresent()) {
        return data.get();
      }
    }
    throw DataException.in(path, Format.unknown());
  }
}
