package dev.netgrad.flow;

import dev.netgrad.report.Chart;
import dev.netgrad.report.Html;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Flows of several networks beside each other: as a page of charts, and as tables. */
public final class FlowPage {
  private FlowPage() {}

  /**
   * The page.
   *
   * @param flows by what each is called
   * @param about on which data, after how many steps
   */
  public static String of(Map<String, Flow> flows, String about) {
    Html html = new Html("How the gradient flows").remark(about);
    html.heading("Gradients by depth").text("The norm of the loss's gradient by the responses of each layer, from the"
        + " input to the loss, and by its weights.");
    html.html(chart("gradient by responses", flows, Flow.Layer::gradient));
    html.html(chart("gradient by weights", flows, Flow.Layer::weightGradient));
    html.heading("Responses by depth").text("The standard deviation of each layer's responses, before what is not"
        + " linear: figure 7 of He et al., Deep Residual Learning.");
    html.html(chart("standard deviation of responses", flows, Flow.Layer::deviation));
    html.heading("Over the skip, and over F").text("Where the two meet, the share of what arrives over the skip in the"
        + " sum of both norms.");
    html.html(new Chart("share of the skip", "block", lines(flows, flow -> points(flow.blocks(), Flow.Block::share)),
        false).svg());
    html.heading("Neighbouring inputs").text("The mean cosine of the angle between the gradients by the input at points"
        + " of a line between two samples, by how many points lie between: near 0 they tell nothing of each other, as"
        + " in white noise (Balduzzi et al., The Shattered Gradients Problem).");
    html.html(new Chart("correlation of gradients", "points from each other",
        lines(flows, flow -> points(flow.correlations(), c -> c)), false).svg());
    html.heading("Paths").text("The share of the gradient by paths through so many residual functions: their number"
        + " times the mean norm along one (Veit et al., Residual Networks Behave Like Ensembles).");
    html.html(new Chart("share of the gradient", "residual functions on the path", lines(flows, flow ->
        flow.paths().stream().map(p -> new Chart.Point(p.length(), p.share())).toList()), false).svg());
    return html.page();
  }

  private static String chart(String title, Map<String, Flow> flows, ToDoubleFunction<Flow.Layer> value) {
    return new Chart(title, "layer", lines(flows, flow -> points(flow.layers(), value)), true).svg();
  }

  private interface Points {
    List<Chart.Point> of(Flow flow);
  }

  private static List<Chart.Line> lines(Map<String, Flow> flows, Points points) {
    List<Chart.Line> lines = new ArrayList<>();
    flows.forEach((name, flow) -> {
      if (!points.of(flow).isEmpty()) {
        lines.add(new Chart.Line(name, points.of(flow)));
      }
    });
    return lines;
  }

  private static <T> List<Chart.Point> points(List<T> list, ToDoubleFunction<T> value) {
    return IntStream.range(0, list.size()).mapToObj(i -> new Chart.Point(i + 1, value.applyAsDouble(list.get(i))))
        .toList();
  }

  /** The same numbers as tables in CSV, by what each is of: layers, blocks, correlations, paths. */
  public static Map<String, String> tables(Map<String, Flow> flows) {
    Map<String, StringBuilder> tables = new LinkedHashMap<>();
    flows.forEach((name, flow) -> {
      row(tables, "layers", "network,layer,name,deviation,gradient,weight_gradient", flow.layers(), (i, l) ->
          name + "," + (i + 1) + "," + l.name() + numbers(l.deviation(), l.gradient(), l.weightGradient()));
      row(tables, "blocks", "network,block,name,skip,residual,share", flow.blocks(), (i, b) ->
          name + "," + (i + 1) + "," + b.name() + numbers(b.skip(), b.residual(), b.share()));
      row(tables, "correlations", "network,distance,correlation", flow.correlations(), (i, c) ->
          name + "," + (i + 1) + numbers(c));
      row(tables, "paths", "network,length,gradient,share", flow.paths(), (i, p) ->
          name + "," + p.length() + numbers(p.gradient(), p.share()));
    });
    Map<String, String> texts = new LinkedHashMap<>();
    tables.forEach((name, text) -> texts.put(name, text.toString()));
    return texts;
  }

  private interface Row<T> {
    String of(int place, T value);
  }

  private static <T> void row(Map<String, StringBuilder> tables, String table, String header, List<T> list,
      Row<T> row) {
    StringBuilder text = tables.computeIfAbsent(table, t -> new StringBuilder(header).append('\n'));
    for (int i = 0; i < list.size(); i++) {
      text.append(row.of(i, list.get(i))).append('\n');
    }
  }

  private static String numbers(double... values) {
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      text.append(',').append(String.format(Locale.ROOT, "%.6g", value));
    }
    return text.toString();
  }

  /** A line of text for each network, for a terminal. */
  public static List<String> summary(Map<String, Flow> flows) {
    List<String> lines = new ArrayList<>();
    flows.forEach((name, flow) -> {
      Flow.Layer first = flow.layers().get(0);
      Flow.Layer last = flow.layers().get(flow.layers().size() - 1);
      lines.add(String.format(Locale.ROOT, "%s: %d layers; gradient by responses %.3g at the first, %.3g at the last;"
          + " by weights %.3g, %.3g", name, flow.layers().size(), first.gradient(), last.gradient(),
          first.weightGradient(), last.weightGradient()));
      lines.add(String.format(Locale.ROOT, "  gradients of neighbouring inputs correlate by %.3f", flow.correlations()
          .get(0)));
      if (!flow.blocks().isEmpty()) {
        lines.add(String.format(Locale.ROOT, "  over the skip arrives %.0f%% to %.0f%% of the two norms, on average"
            + " %.0f%%; paths through %.1f of %d residual functions on average", 100 * flow.blocks().stream()
            .mapToDouble(Flow.Block::share).min().orElseThrow(), 100 * flow.blocks().stream()
            .mapToDouble(Flow.Block::share).max().orElseThrow(), 100 * flow.blocks().stream()
            .mapToDouble(Flow.Block::share).average().orElseThrow(), flow.paths().stream()
            .mapToDouble(p -> p.share() * p.length()).sum(), flow.blocks().size()));
      }
    });
    return lines;
  }
}
