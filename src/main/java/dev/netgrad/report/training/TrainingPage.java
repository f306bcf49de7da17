package dev.netgrad.report.training;

import dev.netgrad.report.Html;
import dev.netgrad.train.DataException;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.RunFolder;
import dev.netgrad.train.store.Snapshot;
import dev.netgrad.train.use.Assessment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What became of a training, as a page. */
public final class TrainingPage {
  private static final String STYLE = """
      table { border-collapse: collapse; font-size: .85rem } th, td { padding: .15rem .5rem; text-align: right }
      th:first-child, td:first-child { text-align: left } th { font-weight: 600 }
      td.share { border: 1px solid var(--line) } summary { cursor: pointer; margin: .5rem 0 }
      .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 1rem }
      figure { margin: 0; font-size: .85rem; overflow-wrap: anywhere } figure img { width: 8rem; height: 8rem;
        object-fit: contain; image-rendering: pixelated; background: var(--box) }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem } dt { color: var(--soft) }
      dd { margin: 0; overflow-wrap: anywhere }
      """;
  /** A wider table tells nobody anything. */
  private static final int LARGEST_CONFUSION = 30;
  private static final int MOST_BLOCKS = 40;

  private final Html html;
  private final CourseTable table;
  private final Snapshot last;
  private final Notes notes;
  private final Optional<Findings> findings;

  private TrainingPage(Path folder) {
    String network = RunFolder.network(folder);
    Path file = folder.resolve(network + ".last.safetensors");
    last = Snapshot.read(file);
    notes = Notes.of(last.facts(), file);
    table = CourseTable.read(folder.resolve("metrics.csv"));
    Path found = Findings.file(folder, network);
    findings = Files.exists(found) ? Optional.of(Findings.read(found)) : Optional.empty();
    html = new Html("Training of " + network).style(STYLE);
  }

  /**
   * The page of a training that is under way or has ended.
   *
   * @param folder of one training
   * @return HTML that needs nothing beside it
   * @throws DataException if there is no training in the folder, or what it kept can't be read
   */
  public static String of(Path folder) {
    TrainingPage page = new TrainingPage(folder);
    page.summary();
    Charts charts = new Charts(page.html);
    page.course(charts);
    page.findings.ifPresent(page::found);
    page.about();
    charts.finish();
    return page.html.page();
  }

  private void summary() {
    CourseTable epochs = table.epochs();
    List<String> metrics = table.names(CourseTable.TEST);
    int best = (int) Double.parseDouble(last.facts().getOrDefault("course.bestEpoch", "0"));
    StringBuilder text = new StringBuilder();
    for (double[] row : epochs.rows()) {
      if (best > 0 && row[table.names().indexOf("epoch")] == best) {
        text.append("Epoch ").append(best).append(" of ").append(epochs.rows().size()).append(" was the best:");
        for (String metric : metrics) {
          String name = metric.substring(CourseTable.TEST.length());
          text.append(' ').append(name).append(' ').append(value(name, row[table.names().indexOf(metric)])).append(',');
        }
        text.append(" loss ").append(number(row[table.names().indexOf("loss")])).append('.');
      }
    }
    html.text(text.isEmpty() ? "No epoch has ended yet." : text.toString());
    if (findings.isEmpty()) {
      html.remark("The training has not ended. What is taken for what is found out in the end.");
    }
  }

  private static String value(String metric, double value) {
    return Double.isNaN(value) ? number(value) : Assessment.shown(metric, value);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4g", value);
  }

  private void course(Charts charts) {
    charts.add("Loss, of the epoch so far", "", table, List.of("loss"), true);
    CourseTable epochs = table.epochs();
    List<String> metrics = table.names(CourseTable.TEST);
    if (!metrics.isEmpty()) {
      charts.add("On the test samples", CourseTable.TEST, epochs, metrics, false);
    }
    charts.add("Learning rate that was given", "", table, List.of("rate"), true);
    charts.add("Norm of the gradient", "", table, List.of("gradient"), true);
    List<String> gradients = table.names(CourseTable.GRADIENT);
    List<String> updates = table.names(CourseTable.UPDATE);
    charts.add("Norm of the gradient, block by block", CourseTable.GRADIENT, table, some(gradients), true);
    charts.add("Share of its norm by which a step changes each block", CourseTable.UPDATE, table, some(updates), true);
    if (gradients.size() > MOST_BLOCKS) {
      html.remark("Of " + gradients.size() + " blocks, " + MOST_BLOCKS + " are shown; metrics.csv has all.");
    }
    html.html("<details><summary>Epoch by epoch</summary>\n<div class=\"wide\" tabindex=\"0\"><table><tr><th>epoch</th>"
        + "<th>seconds</th><th>loss</th>");
    metrics.forEach(m -> html.html("<th>" + Html.escaped(m) + "</th>"));
    html.html("</tr>\n");
    for (double[] row : epochs.rows()) {
      html.html("<tr><td>" + (long) row[table.names().indexOf("epoch")] + "</td><td>"
          + number(row[table.names().indexOf("seconds")]) + "</td><td>" + number(row[table.names().indexOf("loss")])
          + "</td>");
      metrics.forEach(m -> html.html("<td>" + value(m.substring(CourseTable.TEST.length()),
          row[table.names().indexOf(m)]) + "</td>"));
      html.html("</tr>\n");
    }
    html.html("</table></div></details>\n");
  }

  private static List<String> some(List<String> blocks) {
    return blocks.subList(0, Math.min(blocks.size(), MOST_BLOCKS));
  }

  private void found(Findings all) {
    long[][] confusion = all.confusion();
    if (confusion.length > 1 && confusion.length <= LARGEST_CONFUSION) {
      html.heading("Which are taken for which");
      html.remark("A row for each class, and in it how many of its test samples were taken for each.");
      html.wide(confusion(confusion));
    }
    if (!all.mistakes().isEmpty()) {
      html.heading("Mistakes of which the network was surest").html("<div class=\"pictures\">\n");
      for (Findings.Shown mistake : all.mistakes()) {
        String text = mistake.known() + ", taken for " + mistake.said()
            + String.format(Locale.ROOT, " (%.0f%%)", 100 * mistake.probability());
        html.html("<figure>" + (mistake.picture().isEmpty() ? "" : "<img alt=\"" + Html.escaped(text)
            + "\" src=\"data:image/png;base64," + mistake.picture() + "\">") + "<figcaption>" + Html.escaped(text)
            + "<br><span class=\"soft\">" + Html.escaped(mistake.origin()) + "</span></figcaption></figure>\n");
      }
      html.html("</div>\n");
    }
  }

  private String confusion(long[][] counts) {
    StringBuilder out = new StringBuilder("<table><tr><th></th>");
    for (int k = 0; k < counts.length; k++) {
      out.append("<th>").append(Html.escaped(Findings.name(notes.classes(), k))).append("</th>");
    }
    out.append("</tr>\n");
    for (int i = 0; i < counts.length; i++) {
      long all = Math.max(1, Arrays.stream(counts[i]).sum());
      out.append("<tr><th>").append(Html.escaped(Findings.name(notes.classes(), i))).append("</th>");
      for (int k = 0; k < counts.length; k++) {
        out.append(String.format(Locale.ROOT, "<td class=\"share\" style=\"background: color-mix(in srgb, var(--%s)"
            + " %d%%, transparent)\">%d</td>", i == k ? "bus" : "effect", 60 * counts[i][k] / all, counts[i][k]));
      }
      out.append("</tr>\n");
    }
    return out.append("</table>").toString();
  }

  private void about() {
    Map<String, String> facts = new LinkedHashMap<>(findings.map(Findings::about).orElse(Map.of()));
    last.facts().forEach((name, text) -> {
      if (name.startsWith("recipe.") && !text.isEmpty()) {
        facts.put(name.substring("recipe.".length()), text);
      }
    });
    html.heading("About").html("<dl>\n");
    facts.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(fact -> html.html("<dt>"
        + Html.escaped(fact.getKey()) + "</dt><dd>" + Html.escaped(fact.getValue()) + "</dd>\n"));
    html.html("</dl>\n");
  }
}
