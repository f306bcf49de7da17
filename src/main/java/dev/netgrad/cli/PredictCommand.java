package dev.netgrad.cli;

import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Questions;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.data.Survey;
import dev.netgrad.train.use.Answers;
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
    description = {"Tells what a trained network says of pictures or arrays: of classes the likeliest with their"
        + " probabilities, else the numbers that it gives."},
    footer = {"", "Example: netgrad predict pets.net --weights out/Pets.safetensors cat.jpg dog.jpg"})
final class PredictCommand extends NetgradCommand {
  @Mixin
  private Trained trained;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "INPUT",
      description = "Pictures, and folders and zips of pictures; or a .csv with a sample a line, a .npy, a folder with"
          + " a .npy for each input, or a .safetensors with an array for each.")
  private List<Path> inputs = List.of();

  @Mixin
  private DamageChoice damage;

  @Option(names = "--output", paramLabel = "NAME",
      description = "Which of the network's outputs to tell, where there are several.")
  private String output;

  @Option(names = "--top", paramLabel = "K", defaultValue = "5",
      description = "How many classes to tell of each; ${DEFAULT-VALUE} by default.")
  private int top;

  @Option(names = "--json", description = "Print a JSON object for each sample, a line each.")
  private boolean json;

  @Option(names = "--csv",
      description = "Print a row for each sample: where it is from, and the probability of each class, or each output.")
  private boolean csv;

  @Option(names = "--npy", paramLabel = "FILE",
      description = "Write the network's outputs to a .npy file, a row for each sample, and print nothing.")
  private Path npy;

  private final List<float[]> rows = new ArrayList<>();

  @Override
  public Integer call() {
    require(top >= 1, "--top is at least 1, not " + top);
    require((json ? 1 : 0) + (csv ? 1 : 0) + (npy != null ? 1 : 0) <= 1, "one of --json, --csv and --npy");
    Trained.Ready ready = trained.load(this);
    Port told = output(ready.model());
    List<Port> taken = ready.model().inferenceInputs();
    Samples samples = Questions.open(inputs, taken);
    if (damage.isSkipped()) {
      Survey survey = Survey.of(samples, taken, ready.preparation().fit(), List.of(), trained.threads());
      damage.report(this, survey, samples);
      samples = survey.samples();
    }
    Answers answers = new Answers(ready.model(), told, ready.facts(), ready.preparation());
    if (csv) {
      out().println("file," + String.join(",", answers.columns().stream().map(PredictCommand::cell).toList()));
    }
    answers.each(samples, trained.threads(), (origin, answer) -> tell(origin.replace('\\', '/'), answer));
    if (npy != null) {
      Answers.npy(rows, told.shape(), npy);
    }
    return 0;
  }

  private Port output(Model model) {
    List<Port> outputs = model.outputs().stream().filter(Port::perSample).toList();
    String all = String.join("; ", outputs.stream().map(Port::toString).toList());
    if (output == null) {
      if (outputs.size() != 1) {
        throw new InputException(model.name() + (outputs.isEmpty() ? " gives nothing of each sample"
            : " gives several outputs, " + all + "; --output says which"));
      }
      return outputs.get(0);
    }
    return outputs.stream().filter(p -> p.name().equals(output)).findFirst().orElseThrow(() ->
        misuse("--output: " + model.name() + " gives no " + output + ", but " + all));
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
