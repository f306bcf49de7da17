package dev.netgrad.train.loop;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints a line for each epoch and, while it runs, on a console a line that is rewritten, elsewhere a line a minute:
 * how far it is, the loss, samples a second, and how long the training will take at that rate.
 */
public final class ProgressLine implements Listener {
  private static final long BETWEEN_UPDATES = 200_000_000L;
  private static final long BETWEEN_LINES = 60_000_000_000L;

  private final PrintStream out;
  private final boolean isInteractive;
  private long updated = System.nanoTime();
  private long began;
  private long visited;
  private int before;
  private int epoch;
  private int shown;

  /**
   * Prints to a stream.
   *
   * @param out where to
   * @param isInteractive whether a person watches, so that a line may be rewritten
   */
  public ProgressLine(PrintStream out, boolean isInteractive) {
    this.out = out;
    this.isInteractive = isInteractive;
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
  public void step(StepReport step) {
    long now = System.nanoTime();
    if (began == 0) {
      // The first step is slower than all others and would be taken for the rate.
      began = now;
    } else {
      visited += step.done() - (epoch == step.epoch() ? before : 0);
    }
    epoch = step.epoch();
    before = step.done();
    if (now - updated >= (isInteractive ? BETWEEN_UPDATES : BETWEEN_LINES)) {
      updated = now;
      show(line(step, now));
    }
  }

  private String line(StepReport step, long now) {
    String line = String.format(Locale.ROOT, "epoch %d/%d  %d/%d  loss %.4f", step.epoch(), step.epochs(), step.done(),
        step.samples(), step.loss());
    if (visited == 0) {
      return line;
    }
    double rate = visited / ((now - began) / 1e9);
    double left = ((long) (step.epochs() - step.epoch() + 1) * step.samples() - step.done()) / rate;
    return line + String.format(Locale.ROOT, "  %.0f samples/s  %s left", rate, duration((long) left));
  }

  private static String duration(long seconds) {
    return seconds < 3600 ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private void show(String line) {
    if (isInteractive) {
      out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      out.flush();
      shown = line.length();
    } else {
      out.println(line);
    }
  }

  private void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }

  @Override
  public void epoch(EpochReport report) {
    clear();
    out.println(report);
  }

  @Override
  public void note(String text) {
    clear();
    out.println(text);
  }
}
