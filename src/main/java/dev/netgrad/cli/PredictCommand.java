package dev.netgrad.cli;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.DamageException;
import dev.netgrad.train.data.PictureInput;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.use.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad predict}: what a trained network says. */
@Command(name = "predict",
    description = {"Tells what a trained network says of pictures: of classes the likeliest with their probabilities,"
        + " else the numbers that it gives."},
    footer = {"", "Example: netgrad predict pets.net --weights out/Pets.safetensors cat.jpg dog.jpg"})
final class PredictCommand extends NetgradCommand {
  @Mixin
  private Trained trained;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "INPUT",
      description = "Pictures, and folders and zips of pictures.")
  private List<Path> inputs = List.of();

  @Option(names = "--top", paramLabel = "K", defaultValue = "5",
      description = "How many classes to tell of each; ${DEFAULT-VALUE} by default.")
  private int top;

  @Option(names = "--json", description = "Print a JSON object for each picture, a line each.")
  private boolean json;

  @Option(names = "--csv",
      description = "Print a row for each picture: its name, and the probability of each class, or each output.")
  private boolean csv;

  @Option(names = "--npy", paramLabel = "FILE",
      description = "Write the network's outputs to a .npy file, a row for each picture, and print nothing.")
  private Path npy;

  private final List<float[]> rows = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    require(top >= 1, "--top is at least 1, not " + top);
    require((json ? 1 : 0) + (csv ? 1 : 0) + (npy != null ? 1 : 0) <= 1, "one of --json, --csv and --npy");
    for (Path input : inputs) {
      if (!Files.exists(input)) {
        throw new DataException(shown(input) + ": no such file or folder");
      }
    }
    Trained.Ready ready = trained.load(this);
    List<Port> taken = ready.model().inferenceInputs();
    List<Port> given = ready.model().outputs();
    if (taken.size() != 1 || !PictureInput.fits(taken.get(0))) {
      throw new InputException(ready.model().name() + " takes no pictures, but " + taken);
    } else if (given.size() != 1) {
      throw new InputException(ready.model().name() + " gives not one output, but " + given);
    }
    Answers answers = new Answers(ready.model(), ready.facts(), ready.preparation());
    if (csv) {
      out().println("file," + String.join(",", answers.columns().stream().map(PredictCommand::cell).toList()));
    }
    for (Path input : inputs) {
      try {
        if (Files.isDirectory(input) || input.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
          Samples all = PictureInput.all(input, taken.get(0));
          answers.each(all, trained.threads(), this::tell);
        } else {
          tell(shown(input), answers.of(Files.readAllBytes(input)));
        }
      } catch (DamageException e) {
        throw new DataException(shown(input) + ": " + e.getMessage());
      } catch (IOException e) {
        throw DataException.of(input, e);
      }
    }
    if (npy != null) {
      Answers.npy(rows, given.get(0).shape(), npy);
    }
    return 0;
  }

  private void tell(String name, Answers.Answer answer) {
    if (npy != null) {
      rows.add(answer.numbers());
    } else if (csv) {
      StringBuilder row = new StringBuilder(cell(name));
      for (double number : answer.values()) {
        row.append(',').append(Float.toString((float) number));
      }
      out().println(row);
    } else if (json) {
      out().println(Json.of(object(name, answer)));
    } else if (answer.guesses().isEmpty()) {
      out().println(name + "  " + answer.text());
    } else {
      StringBuilder line = new StringBuilder(name);
      answer.guesses().stream().limit(top).forEach(g ->
          line.append(String.format(Locale.ROOT, "  %s %.1f%%", g.name(), 100 * g.probability())));
      out().println(line);
    }
  }

  private Map<String, Object> object(String name, Answers.Answer answer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", name);
    if (answer.guesses().isEmpty()) {
      List<Double> numbers = new ArrayList<>();
      for (double number : answer.values()) {
        numbers.add(number);
      }
      object.put("output", numbers);
    } else {
      List<Map<String, Object>> classes = new ArrayList<>();
      answer.guesses().stream().limit(top).forEach(g -> {
        Map<String, Object> guess = new LinkedHashMap<>();
        guess.put("class", g.name());
        guess.put("probability", g.probability());
        classes.add(guess);
      });
      object.put("classes", classes);
    }
    return object;
  }

  private static String cell(String text) {
    return text.matches("[^\",\\n\\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  List<String> javaOptions() {
    return trained.javaOptions();
  }
}
