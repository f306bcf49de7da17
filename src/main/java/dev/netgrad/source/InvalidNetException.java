package dev.netgrad.source;

/** The input is wrong; the diagnostics say how and where. */
public final class InvalidNetException extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1L;
  private final transient Diagnostics diagnostics;

  public InvalidNetException(Diagnostics diagnostics) {
    super(DiagnosticPrinter.print(diagnostics));
    this.diagnostics = diagnostics;
  }

  public Diagnostics diagnostics() {
    return diagnostics;
  }
}
