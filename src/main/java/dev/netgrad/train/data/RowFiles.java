package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.DataFiles;
import dev.netgrad.train.Dataset;
import dev.netgrad.train.Port;
import dev.netgrad.train.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A sample a line: its features and its class, in one file or in one to train on and one to test on. */
final class RowFiles {
  private RowFiles() {}

  static Optional<Data> open(Path path, Needs needs) {
    if (Files.isDirectory(path) && !hasRows(path)) {
      return Optional.empty();
    }
    List<Port> questions = needs.questions();
    if (questions.size() != 1 || questions.get(0).isWhole()) {
      throw new DataException(path + " has rows of numbers, but the network takes " + Needs.text(questions));
    }
    Port features = questions.get(0);
    Port label = needs.label(path.toString());
    return Optional.of(data(DataFiles.read(path, features.shape(), label.classes(), needs.classes(), needs.seed()),
        features, label, needs.classes(), path.toString()));
  }

  private static boolean hasRows(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(f -> f.toString().endsWith(".tra"));
    } catch (IOException e) {
      throw DataException.of(folder, e);
    }
  }

  static Data data(Split split, Port features, Port label, List<String> classes, String origin) {
    return new Data(samples(split.train(), features, label, origin + ", to train"),
        samples(split.test(), features, label, origin + ", to test"), classes, "rows");
  }

  private static Samples samples(Dataset data, Port features, Port label, String origin) {
    return new ArraySamples(new Batch(data.size()).with(features.name(), data.features())
        .with(label.name(), data.labels()), List.of(features, label), origin);
  }
}
