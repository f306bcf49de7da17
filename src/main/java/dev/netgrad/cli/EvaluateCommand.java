package dev.netgrad.cli;

import dev.netgrad.train.Port;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.DataSources;
import dev.netgrad.train.data.Needs;
import dev.netgrad.train.data.Survey;
import dev.netgrad.train.use.Assessment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad evaluate}: how well a trained network does. */
@Command(name = "evaluate",
    description = {"Tells how well a trained network does on the test samples of data: by its metrics. Of a network"
        + " that names none, of classes how many are right, of pixels the mean of intersection over union, too, of"
        + " numbers how far they are off. Of classes also how many are right of each, and which are taken for which."},
    footer = {"", "Example: netgrad evaluate pets.net --weights out/Pets.safetensors --data pets"})
final class EvaluateCommand extends NetgradCommand {
  private static final int LARGEST_TABLE = 20;

  @Mixin
  private Trained trained;

  @Mixin
  private DataChoice data;

  @Option(names = "--batch", paramLabel = "B", defaultValue = "32",
      description = "Samples at a time; ${DEFAULT-VALUE} by default.")
  private int batch;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
      description = "That of the training: which samples are for the test, where the data do not say;"
          + " ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    require(batch >= 1, "--batch is at least 1, not " + batch);
    require(data.path() != null, "--data says on which data");
    data.check(this);
    Trained.Ready ready = trained.load(this);
    List<String> classes = data.classes().isEmpty() ? ready.facts().classes() : data.classes();
    Data found = DataSources.open(data.path(), Needs.of(ready.model(), classes, seed));
    Survey test = data.survey(this, found.test(), ready.model().inputs(), ready.preparation().fit(), List.of(),
        trained.threads());
    Assessment assessment = Assessment.of(ready.model(), test.samples(), ready.preparation(), batch,
        trained.threads());
    if (assessment.metrics().isEmpty()) {
      throw new InputException("nothing that " + ready.model().name() + " gives can be compared with what it learns:"
          + " of " + ports(ready.model().outputs()) + ", none has a score for each class, or as many numbers, of "
          + ports(ready.model().inputs().stream().filter(p -> !ready.model().inferenceInputs().contains(p)).toList()));
    }
    if (json) {
      out().println(Json.of(object(assessment, found.classes(), test.samples().size())));
    } else {
      print(assessment, found.classes(), test.samples().size());
    }
    return 0;
  }

  private static String ports(List<Port> ports) {
    return ports.isEmpty() ? "nothing" : String.join("; ", ports.stream().map(Port::toString).toList());
  }

  private void print(Assessment assessment, List<String> classes, int samples) {
    out().println(samples + " samples");
    assessment.metrics().forEach((name, value) -> out().println(name + ": " + Assessment.shown(name, value)));
    long[][] confusion = assessment.confusion();
    if (confusion.length == 0) {
      return;
    }
    out().println();
    List<List<String>> rows = new ArrayList<>();
    boolean hasTable = confusion.length <= LARGEST_TABLE;
    List<String> header = new ArrayList<>(List.of("class", "of", "right"));
    for (int k = 0; hasTable && k < confusion.length; k++) {
      header.add(name(classes, k));
    }
    rows.add(header);
    for (int k = 0; k < confusion.length; k++) {
      long all = Arrays.stream(confusion[k]).sum();
      List<String> row = new ArrayList<>(List.of(name(classes, k), Long.toString(all),
          all == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100.0 * confusion[k][k] / all)));
      for (int j = 0; hasTable && j < confusion.length; j++) {
        row.add(Long.toString(confusion[k][j]));
      }
      rows.add(row);
    }
    print(rows);
  }

  private void print(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    rows.forEach(row -> {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String gap = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : "  ").append(i == 0 ? row.get(i) + gap : gap + row.get(i));
      }
      out().println(line.toString().stripTrailing());
    }
  }

  private static String name(List<String> classes, int k) {
    return classes.isEmpty() ? Integer.toString(k) : classes.get(k);
  }

  private static Map<String, Object> object(Assessment assessment, List<String> classes, int samples) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("samples", samples);
    object.put("metrics", assessment.metrics());
    if (assessment.confusion().length > 0) {
      List<String> names = new ArrayList<>();
      List<List<Long>> rows = new ArrayList<>();
      for (int k = 0; k < assessment.confusion().length; k++) {
        names.add(name(classes, k));
        rows.add(Arrays.stream(assessment.confusion()[k]).boxed().toList());
      }
      object.put("classes", names);
      object.put("confusion", rows);
    }
    return object;
  }

  @Override
  List<String> javaOptions() {
    return trained.javaOptions();
  }
}
