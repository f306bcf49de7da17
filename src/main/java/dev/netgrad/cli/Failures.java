package dev.netgrad.cli;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.FaultReport;
import dev.netgrad.plan.BudgetException;
import dev.netgrad.schedule.ScheduleException;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.train.DataException;
import dev.netgrad.train.TrainingException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    } else if (e instanceof InputException || e instanceof DataException || e instanceof TrainingException
        || e instanceof ScheduleException) {
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

  /** The diagnostics, how many they are, and who knows more about them. */
  void print(Diagnostics diagnostics) {
    if (diagnostics.isEmpty()) {
      return;
    }
    err.println(DiagnosticPrinter.print(diagnostics, FileNames::relative));
    List<Diagnostic> all = diagnostics.sorted();
    long errors = all.stream().filter(Diagnostic::isError).count();
    List<String> counts = new ArrayList<>();
    count(errors, "error").ifPresent(counts::add);
    count(all.size() - errors, "warning").ifPresent(counts::add);
    Code first = all.stream().filter(d -> d.isError() || errors == 0).findFirst().orElseThrow().code();
    err.println(String.join(", ", counts) + "; netgrad explain " + first + " says more");
  }

  private static Optional<String> count(long many, String what) {
    return many == 0 ? Optional.empty() : Optional.of(many + " " + what + (many == 1 ? "" : "s"));
  }

  private int fault(Throwable e) {
    List<String> lines = FaultReport.lines(e);
    err.println("error: " + lines.get(0));
    lines.subList(1, lines.size()).forEach(line -> err.println("  " + line));
    return FAULT;
  }
}
