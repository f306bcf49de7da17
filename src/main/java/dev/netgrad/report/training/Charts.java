package dev.netgrad.report.training;

import dev.netgrad.report.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Curves over the steps of a training, drawn by uPlot, which comes with the page. */
final class Charts {
  private static final String LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final String STYLE = """
      .chart { margin: .5rem 0 1.5rem } .uplot, .uplot .u-legend { font: inherit; font-size: .85rem }
      .u-legend.u-inline { text-align: left } .u-legend th { font-weight: normal }
      """;

  /** Colours are those of the page, also when it turns dark; charts are as wide as the page, also when it is turned. */
  private static final String SCRIPT = """
      const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      const hue = (k, count) => count === 1 ? colour('--bus') : `hsl(${Math.round(210 + 360*k/count)} 65% 50%)`;
      const shown = (u, value) => value == null ? '–' : String(+value.toPrecision(4));
      const ticks = (u, values) => values.map(value => value == null ? '' : String(+value.toPrecision(3)));
      let charts = [];
      function draw() {
        charts.forEach(chart => chart.destroy());
        charts = [...document.querySelectorAll('.chart')].map((place, i) => {
          const curves = COURSE[i];
          const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 },
            ticks: { stroke: colour('--line'), width: 1 } };
          const series = curves.names.map((label, k) => ({ label, stroke: hue(k, curves.names.length), width: 1.5,
            spanGaps: true, value: shown, points: { size: 5, fill: colour('--paper') } }));
          return new uPlot({ width: place.clientWidth, height: 260, cursor: { sync: { key: 'course' } },
            scales: { x: { time: false }, y: { distr: curves.log ? 3 : 1 } },
            axes: [axis, { ...axis, size: 70, values: ticks }], series: [{ label: 'step' }, ...series] },
            [curves.steps, ...curves.values], place);
        });
      }
      draw();
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
      addEventListener('resize', () => charts.forEach((chart, i) =>
        chart.setSize({ width: document.querySelectorAll('.chart')[i].clientWidth, height: 260 })));
      """;

  private final Html html;
  private final List<String> data = new ArrayList<>();

  Charts(Html html) {
    this.html = html;
    html.style(library("uPlot.min.css") + STYLE);
  }

  private static String library(String name) {
    try (InputStream in = Charts.class.getResourceAsStream(LIBRARY + name)) {
      if (in == null) {
        throw new IllegalStateException("without " + LIBRARY + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param names columns of the table; a curve each, called by what is behind the prefix */
  void add(String title, String prefix, CourseTable table, List<String> names, boolean isLogarithmic) {
    html.heading(title);
    html.html("<div class=\"chart\" role=\"img\" aria-label=\"" + Html.escaped(title) + "\"></div>\n");
    String labels = names.stream().map(n -> quoted(n.substring(prefix.length()))).collect(Collectors.joining(","));
    String values = names.stream().map(n -> numbers(table.column(n), isLogarithmic)).collect(Collectors.joining(","));
    data.add("{steps:" + numbers(table.column("step"), false) + ",names:[" + labels + "],values:[" + values + "],log:"
        + isLogarithmic + "}");
  }

  /** A text as JavaScript, which may not end the script. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("<", "\\u003c") + "\"";
  }

  /** Where a scale is logarithmic, there is no place for what is not above 0. */
  private static String numbers(double[] values, boolean isLogarithmic) {
    StringBuilder out = new StringBuilder("[");
    for (double value : values) {
      boolean hasPlace = Double.isFinite(value) && (!isLogarithmic || value > 0);
      out.append(out.length() > 1 ? "," : "").append(!hasPlace ? "null"
          : value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value)
          : Float.toString((float) value));
    }
    return out.append("]").toString();
  }

  void finish() {
    html.script(library("uPlot.iife.min.js") + "const COURSE = [" + String.join(",\n", data) + "];\n" + SCRIPT);
  }
}
