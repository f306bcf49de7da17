package dev.netgrad.source;

import java.util.List;

/** What a pass works on at a time: a tensor, a statement. */
public interface Part {
  /** What the source or the compiler calls it. */
  String name();

  /** The statement that it is or comes from, and the calls that led there, the innermost first. */
  List<Span> places();

  /** The part that a piece of the text is. */
  static Part of(String name, List<Span> places) {
    record Piece(String name, List<Span> places) implements Part {}

    return new Piece(name, places);
  }
}
