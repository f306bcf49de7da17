package dev.netgrad.syntax;

/** The reductions; {@code argmax} gives the position of the first maximum, counted row by row. */
public enum Reducer {
  SUM("sum"), PROD("prod"), MIN("min"), MAX("max"), ARGMAX("argmax");

  private final String symbol;

  Reducer(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }
}
