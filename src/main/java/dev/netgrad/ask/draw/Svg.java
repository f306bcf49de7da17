package dev.netgrad.ask.draw;

import java.util.ArrayList;
import java.util.List;

/** Drawings as SVG, light or dark as the reader's system is. Data flows upwards, gradients come down. */
public final class Svg {
  private static final int ROW = 58;
  private static final int COLUMN = 190;
  private static final int BOX_WIDTH = 160;
  private static final int BOX_HEIGHT = 38;
  private static final int MARGIN = 24;
  private static final int HEAD = 60;

  private static final String STYLE = """
      svg { font: 13px/1.3 system-ui, sans-serif; background: var(--paper) }
      svg { --paper: #ffffff; --ink: #1d2430; --soft: #5b6573; --box: #f2f4f8; --line: #8a94a3;
        --block: #dfe8fb; --bus: #1668c7; --effect: #b3400e }
      @media (prefers-color-scheme: dark) { svg { --paper: #14181f; --ink: #e6eaf0; --soft: #9aa5b4;
        --box: #222933; --line: #6c7787; --block: #223a63; --bus: #66a8ff; --effect: #ff9d66 } }
      text { fill: var(--ink) } text.soft { fill: var(--soft); font-size: 11px }
      text.title { font-size: 15px; font-weight: 600 } text.effect { fill: var(--effect) }
      rect, circle { fill: var(--box); stroke: var(--line) } rect.block { fill: var(--block) }
      path { fill: none; stroke: var(--line); stroke-width: 1.5 } path.bus { stroke: var(--bus); stroke-width: 4 }
      path.stem { stroke-dasharray: 4 4 } circle.effect { fill: var(--effect); stroke: none }
      circle.pass { fill: var(--bus); stroke: none } marker path { fill: var(--line); stroke: none }
      """;

  private final StringBuilder out = new StringBuilder();
  private int width;
  private int height;

  private Svg() {}

  /** All figures, one below the other. */
  public static String of(Drawing drawing) {
    Svg svg = new Svg();
    drawing.figures().forEach(svg::figure);
    return svg.document(drawing.title());
  }

  /** The bus, from the input at the bottom to the loss at the top. */
  public static String of(Bus bus) {
    Svg svg = new Svg();
    svg.bus(bus);
    return svg.document(bus.title());
  }

  private String document(String title) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height + "\" width=\"" + width
        + "\" height=\"" + height + "\" role=\"img\">\n<title>" + escaped(title) + "</title>\n<style>\n" + STYLE
        + "</style>\n<defs><marker id=\"to\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
        + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n" + out + "</svg>\n";
  }

  private void figure(Drawing.Figure figure) {
    FigureLayout layout = new FigureLayout(figure);
    int arcs = MARGIN + 18 * Math.min(8, layout.widestArc());
    int top = height + HEAD;
    int bottom = top + layout.height() * ROW;
    text(MARGIN, height + 26, "title", "start", figure.title());
    text(MARGIN, height + 44, "soft", "start", figure.caption());
    for (Drawing.Arrow arrow : figure.arrows()) {
      arrow(arrow, layout, arcs, bottom);
    }
    for (Drawing.Box box : figure.boxes()) {
      box(box, x(layout, box.id(), arcs), y(layout, box.id(), bottom));
    }
    int titled = MARGIN * 2 + 8 * Math.max(figure.title().length(), figure.caption().length() * 3 / 4);
    width = Math.max(width, Math.max(titled, arcs + layout.width() * COLUMN + MARGIN));
    height = bottom + MARGIN;
  }

  private static int x(FigureLayout layout, String box, int arcs) {
    return arcs + layout.column(box) * COLUMN;
  }

  private static int y(FigureLayout layout, String box, int bottom) {
    return bottom - (layout.row(box) + 1) * ROW + (ROW - BOX_HEIGHT);
  }

  private void box(Drawing.Box box, int x, int y) {
    int middle = x + BOX_WIDTH / 2;
    if (box.kind() == Drawing.Kind.SUM) {
      out.append("<circle cx=\"").append(middle).append("\" cy=\"").append(y + BOX_HEIGHT / 2)
          .append("\" r=\"15\"/>\n");
      text(middle, y + BOX_HEIGHT / 2 + 5, "", "middle", "+");
      text(middle + 22, y + BOX_HEIGHT / 2 + 4, "soft", "start", box.shape());
      return;
    }
    boolean isRound = box.kind() == Drawing.Kind.INPUT || box.kind() == Drawing.Kind.OUTPUT;
    out.append("<rect x=\"").append(x).append("\" y=\"").append(y).append("\" width=\"" + BOX_WIDTH + "\" height=\""
        + BOX_HEIGHT + "\" rx=\"").append(isRound ? 18 : 5).append('"')
        .append(box.kind() == Drawing.Kind.BLOCK ? " class=\"block\"" : "").append("/>\n");
    text(middle, y + 17, "", "middle", box.text());
    text(middle, y + 31, "soft", "middle", box.shape());
  }

  private void arrow(Drawing.Arrow arrow, FigureLayout layout, int arcs, int bottom) {
    int x1 = x(layout, arrow.from(), arcs) + BOX_WIDTH / 2;
    int y1 = y(layout, arrow.from(), bottom);
    int x2 = x(layout, arrow.to(), arcs) + BOX_WIDTH / 2;
    int y2 = y(layout, arrow.to(), bottom) + BOX_HEIGHT;
    if (layout.isStraight(arrow)) {
      path("", x1 == x2 ? "M" + x1 + " " + y1 + "V" + (y2 + 2)
          : "M" + x1 + " " + y1 + "V" + (y2 + 12) + "H" + x2 + "V" + (y2 + 2));
      return;
    }
    int side = layout.isSum(arrow.from()) ? x1 - 15 : x1 - BOX_WIDTH / 2;
    int far = x1 - BOX_WIDTH / 2 - 18 * Math.min(8, layout.span(arrow));
    int end = layout.isSum(arrow.to()) ? x2 - 17 : x2 - BOX_WIDTH / 2 - 2;
    int from = y1 + BOX_HEIGHT / 2;
    int to = y2 - BOX_HEIGHT / 2;
    path("", "M" + side + " " + from + "C" + far + " " + from + " " + far + " " + to + " " + end + " " + to);
  }

  private void path(String style, String way) {
    out.append("<path").append(style.isEmpty() ? " marker-end=\"url(#to)\"" : " class=\"" + style + "\"")
        .append(" d=\"").append(way).append("\"/>\n");
  }

  private void text(int x, int y, String style, String anchor, String text) {
    if (!text.isEmpty()) {
      out.append("<text x=\"").append(x).append("\" y=\"").append(y).append("\" text-anchor=\"").append(anchor)
          .append('"').append(style.isEmpty() ? "" : " class=\"" + style + "\"").append('>').append(escaped(text))
          .append("</text>\n");
    }
  }

  private void bus(Bus bus) {
    int line = MARGIN + 16;
    int rows = bus.stops().size();
    int row = 64;
    int top = HEAD;
    int bottom = top + rows * row;
    text(MARGIN, 28, "title", "start", bus.title() + ": what the gradient meets on its way down");
    text(MARGIN, 46, "soft", "start", "data goes up, the gradient comes down; a full line is the skip path");
    List<String> widest = new ArrayList<>(bus.summary());
    for (int i = 0; i < rows; i++) {
      Bus.Stop stop = bus.stops().get(rows - 1 - i);
      int y = top + i * row;
      path(stop.isOnBus() ? "bus" : "stem", "M" + line + " " + y + "V" + (y + row));
      stop(stop, line, y + row / 2);
      widest.add(stop.text() + " ".repeat(42) + String.join(", ", stop.effects()) + String.join(", ", stop.places()));
    }
    for (int i = 0; i < bus.summary().size(); i++) {
      text(MARGIN, bottom + 30 + 18 * i, i == 0 ? "" : "soft", "start",
          bus.summary().get(i).strip().replaceAll(" {2,}", " · "));
    }
    width = MARGIN * 2 + 7 * widest.stream().mapToInt(String::length).max().orElse(60);
    height = bottom + 40 + 18 * bus.summary().size();
  }

  private void stop(Bus.Stop stop, int line, int y) {
    boolean passes = stop.effects().isEmpty();
    if (!stop.residual().isEmpty()) {
      path("", "M" + line + " " + (y + 22) + "H" + (line + 60) + "V" + (y + 17));
      path("", "M" + (line + 60) + " " + (y - 15) + "V" + (y - 22) + "H" + (line + 4));
      out.append("<rect class=\"block\" x=\"").append(line + 20).append("\" y=\"").append(y - 15)
          .append("\" width=\"120\" height=\"30\" rx=\"5\"/>\n");
      text(line + 30, y + 5, "", "start", stop.residual());
    }
    out.append("<circle class=\"").append(passes ? "pass" : "effect").append("\" cx=\"").append(line).append("\" cy=\"")
        .append(y).append("\" r=\"6\"/>\n");
    int x = line + (stop.residual().isEmpty() ? 24 : 156);
    text(x, y - 4, "", "start", stop.text());
    text(x, y + 13, passes ? "soft" : "effect", "start", passes ? "identity: passes unchanged"
        : String.join(", ", stop.effects()) + " · " + String.join(", ", stop.places()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
