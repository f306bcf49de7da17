package dev.netgrad.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart of lines as SVG, in the colours of the page that it is put into.
 *
 * @param title what is shown
 * @param across what the numbers below are
 * @param lines each with a name
 * @param isLogarithmic whether the scale upwards is one of powers of ten; what is not above 0 is then left out
 */
public record Chart(String title, String across, List<Line> lines, boolean isLogarithmic) {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int TOP = 34;
  private static final int BOTTOM = 42;
  private static final int RIGHT = 16;
  private static final int MOST_TICKS = 6;
  private static final List<String> DASHES = List.of("", "7 3", "2 3", "9 3 2 3");

  /** A line through points. */
  public record Line(String name, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }
  }

  /** A point: how far to the right, and how far up. */
  public record Point(double x, double y) {}

  public Chart {
    lines = List.copyOf(lines);
  }

  private List<Point> points(Line line) {
    return line.points.stream().filter(p -> Double.isFinite(p.y) && (!isLogarithmic || p.y > 0))
        .map(p -> new Point(p.x, isLogarithmic ? Math.log10(p.y) : p.y)).toList();
  }

  /** The chart, with names of the lines below it. */
  public String svg() {
    List<Point> all = lines.stream().flatMap(line -> points(line).stream()).toList();
    double right = all.stream().mapToDouble(Point::x).max().orElse(1);
    double left = Math.min(all.stream().mapToDouble(Point::x).min().orElse(0), right - 1);
    double least = all.stream().mapToDouble(Point::y).min().orElse(0);
    double most = all.stream().mapToDouble(Point::y).max().orElse(1);
    double step = step(most - least);
    double low = Math.floor(least / step) * step;
    double high = Math.max(low + step, Math.ceil(most / step) * step);
    StringBuilder out = new StringBuilder("<svg class=\"chart\" viewBox=\"0 0 " + WIDTH + " "
        + (HEIGHT + 18 * lines.size()) + "\" width=\"" + WIDTH + "\" role=\"img\" aria-label=\""
        + Html.escaped(title) + "\">\n");
    text(out, LEFT, 20, "start", title);
    for (int i = 0; low + i * step <= high + step / 2; i++) {
      double value = low + i * step;
      double y = TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM);
      out.append(String.format(Locale.ROOT, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>%n", LEFT, y, WIDTH - RIGHT));
      text(out, LEFT - 6, y + 4, "end", isLogarithmic ? power(value) : number(value));
    }
    double stride = Math.max(1, step(right - left));
    for (double x = Math.ceil(left / stride) * stride; x <= right; x += stride) {
      text(out, LEFT + (x - left) / (right - left) * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM + 18, "middle", number(x));
    }
    text(out, (LEFT + WIDTH) / 2.0, HEIGHT - 6, "middle", across);
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder path = new StringBuilder();
      for (Point point : points(lines.get(i))) {
        path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L",
            LEFT + (point.x - left) / (right - left) * (WIDTH - LEFT - RIGHT),
            TOP + (high - point.y) / (high - low) * (HEIGHT - TOP - BOTTOM)));
      }
      line(out, i, path.toString());
      line(out, i, "M" + LEFT + " " + (HEIGHT + 8 + 18 * i) + "h36");
      text(out, LEFT + 44, HEIGHT + 12 + 18 * i, "start", lines.get(i).name);
    }
    return out.append("</svg>\n").toString();
  }

  /** Lines differ in colour and, for those who see no colours, in their dashes. */
  private static void line(StringBuilder out, int number, String path) {
    out.append("<path class=\"line\" style=\"stroke: hsl(").append(210 + 137 * number).append(
        " 70% 50%)\" stroke-dasharray=\"").append(DASHES.get(number % DASHES.size())).append("\" d=\"").append(path)
        .append("\"/>\n");
  }

  private static void text(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor,
        Html.escaped(text)));
  }

  /** 1, 2 or 5 times a power of ten, of which a range has a few; whole powers on a scale of powers. */
  private static double step(double range) {
    double least = Math.max(range, 1e-12) / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String power(double exponent) {
    return String.format(Locale.ROOT, "%.1e", Math.pow(10, exponent));
  }

  private static String number(double value) {
    return Math.abs(value - Math.rint(value)) < 1e-9 ? String.valueOf(Math.round(value))
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
