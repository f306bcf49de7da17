package dev.netgrad.cli;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.plan.BudgetException;
import dev.netgrad.source.Diagnostic.Severity;
import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.train.DataException;
import dev.netgrad.train.TrainingException;
import java.io.PrintStream;
import picocli.CommandLine.ExecutionException;

/** Says what went wrong in words, and which exit code that is. */
final class Failures {
  static final int INPUT = 1;
  static final int CALL = 2;
  /** {@code EX_SOFTWARE} of BSD's sysexits.h. */
  static final int FAULT = 70;

  private final PrintStream err;

  Failures(PrintStream err) {
    this.err = err;
  }

  int report(Throwable thrown) {
    Throwable e = thrown;
    while (e instanceof ExecutionException && e.getCause() != null) {
      e = e.getCause();
    }
    if (e instanceof InvalidNetException invalid) {
      print(invalid.diagnostics());
      return INPUT;
    } else if (e instanceof InputException || e instanceof DataException || e instanceof TrainingException) {
      err.println("error: " + e.getMessage());
      return INPUT;
    } else if (e instanceof EnvironmentException || e instanceof BudgetException) {
      err.println("error: " + e.getMessage());
      return CALL;
    } else if (e instanceof OutOfMemoryError) {
      err.println("error: this needs more memory than Java was given; java -Xmx8g -jar netgrad.jar … gives it 8 GB");
      return INPUT;
    }
    return fault(e);
  }

  /** The diagnostics, and how many they are. */
  void print(Diagnostics diagnostics) {
    if (diagnostics.isEmpty()) {
      return;
    }
    err.println(DiagnosticPrinter.print(diagnostics));
    long errors = diagnostics.sorted().stream().filter(d -> d.severity() == Severity.ERROR).count();
    if (errors > 0) {
      err.println(errors == 1 ? "1 error" : errors + " errors");
    }
  }

  private int fault(Throwable e) {
    err.println("error: this is a fault of netgrad, not of your file; please report it with the file");
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    err.println("  " + e.getClass().getSimpleName() + message.lines().findFirst().orElse(""));
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().startsWith("dev.netgrad.")) {
        err.println("  in " + frame.getClassName() + "." + frame.getMethodName() + ", line " + frame.getLineNumber());
        break;
      }
    }
    return FAULT;
  }
}
