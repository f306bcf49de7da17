package dev.netgrad.loop.plain;

import dev.netgrad.tensor.Axis;
import java.util.Optional;

/** The elements that are computed next, as long as others can be computed with them. */
final class OpenRows {
  private Rows rows;

  /** An element, together with those before it if it can be. */
  void add(Scope scope, Optional<Axis> row, Rows.Element element) {
    if (rows != null && !(rows.row().equals(row) && rows.takes(element))) {
      write();
    }
    if (rows == null) {
      rows = new Rows(scope, row);
    }
    rows.add(element);
  }

  /** Writes those that are open. */
  void write() {
    if (rows != null) {
      rows.write();
      rows = null;
    }
  }
}
