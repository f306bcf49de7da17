package dev.netgrad.ask.draw;

import java.util.List;

/**
 * A drawing.
 *
 * @param title of the whole
 * @param figures the network, then its blocks
 */
public record Drawing(String title, List<Figure> figures) {

  /** What a box stands for. */
  public enum Kind { INPUT, LAYER, BLOCK, SUM, OUTPUT }

  /** A box: what it is, and the shape of what it gives. */
  public record Box(String id, String text, String shape, Kind kind) {}

  /**
   * An arrow.
   *
   * @param text what happens on the way, or nothing
   */
  public record Arrow(String from, String to, String text) {}

  /**
   * A graph, its boxes in the order of the source, each before those that read it.
   *
   * @param caption a line about it
   */
  public record Figure(String title, String caption, List<Box> boxes, List<Arrow> arrows) {
    public Figure {
      boxes = List.copyOf(boxes);
      arrows = List.copyOf(arrows);
    }
  }

  public Drawing {
    figures = List.copyOf(figures);
  }
}
