package dev.netgrad.train;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** Prints a line for each epoch and, on a console, a line that is rewritten while an epoch runs. */
public final class ConsoleProgress implements TrainingListener {
  private static final long NANOS_BETWEEN_UPDATES = 200_000_000;

  private final PrintStream out;
  private final boolean interactive;
  private final long nanosBetweenUpdates;
  private long updated = System.nanoTime();
  private int shown;

  /**
   * @param out where to print
   * @param interactive whether a person watches, so that a line may be rewritten; see {@link #onConsole()}
   */
  public ConsoleProgress(PrintStream out, boolean interactive) {
    this(out, interactive, NANOS_BETWEEN_UPDATES);
  }

  ConsoleProgress(PrintStream out, boolean interactive, long nanosBetweenUpdates) {
    this.out = out;
    this.interactive = interactive;
    this.nanosBetweenUpdates = nanosBetweenUpdates;
  }

  /**
   * Whether the standard input and output are a console, rather than a file or a pipe.
   *
   * @return true if a person may be watching
   */
  @SuppressWarnings("SystemConsoleNull") // Until Java 21 it is null, from 22 on the object tells.
  public static boolean onConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there may be a console object without a console, and this method to ask it.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void step(int epoch, int done, int samples, double loss) {
    if (!interactive || System.nanoTime() - updated < nanosBetweenUpdates) {
      return;
    }
    String line = String.format(Locale.ROOT, "epoch %d  %d/%d  loss %.4f", epoch, done, samples, loss);
    out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    out.flush();
    shown = line.length();
    updated = System.nanoTime();
  }

  @Override
  public void epoch(Epoch epoch) {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
    out.println(epoch);
  }
}
