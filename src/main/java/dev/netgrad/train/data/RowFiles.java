package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A sample a line: its features and its class, in one file or in one to train on and one to test on. */
final class RowFiles {
  private static final String TRAIN = ".tra";
  private static final String TEST = ".tes";
  private static final List<String> TABLES = List.of(".csv", ".tsv", ".txt", TRAIN, TEST);

  private RowFiles() {}

  static Optional<Data> open(Path path, Needs needs) {
    if (Files.isDirectory(path) && ending(path, TRAIN).isEmpty()) {
      return Optional.empty();
    }
    List<Port> questions = needs.questions();
    if (questions.size() != 1 || questions.get(0).isWhole()) {
      throw new DataException(path + " has rows of numbers, but the network takes " + Needs.text(questions));
    }
    Port features = questions.get(0);
    Optional<Port> label = Optional.of(needs.label(path.toString()));
    if (Files.isDirectory(path)) {
      return Optional.of(new Data(CsvReader.read(only(path, TRAIN), features, label, needs.classes()),
          CsvReader.read(only(path, TEST), features, label, needs.classes()), needs.classes(), "rows"));
    }
    Samples all = CsvReader.read(path, features, label, needs.classes());
    if (all.size() < 2) {
      throw DataException.in(path, "a single sample can't be split into training and test set");
    }
    Samples[] parts = Subset.split(all, needs.seed());
    return Optional.of(new Data(parts[0], parts[1], needs.classes(), "rows"));
  }

  /** Features alone, where the file's name says that it has rows. */
  static Optional<Samples> questions(Path path, List<Port> inputs) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(path) && inputs.size() == 1 && !inputs.get(0).isWhole()
        && TABLES.stream().anyMatch(name::endsWith)
        ? Optional.of(CsvReader.read(path, inputs.get(0), Optional.empty(), List.of())) : Optional.empty();
  }

  private static Path only(Path folder, String ending) {
    List<Path> found = ending(folder, ending);
    if (found.size() != 1) {
      throw DataException.in(folder, "needs one file *" + TRAIN + " to train on and one *" + TEST
          + " to test on, has " + found.size() + " *" + ending);
    }
    return found.get(0);
  }

  private static List<Path> ending(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(ending)).toList();
    } catch (IOException e) {
      throw DataException.of(folder, e);
    }
  }
}
