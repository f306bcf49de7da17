package dev.netgrad.compiler;

import dev.netgrad.source.Fault;
import java.util.ArrayList;
import java.util.List;

/** What is told, and to be reported, when it is netgrad that is wrong. */
public final class FaultReport {
  /** Of a message: what comes after, such as a printed loop, is for who mends the fault, and found again then. */
  private static final int MOST_LINES = 8;

  private FaultReport() {}

  /**
   * The first line says whose fault it is and what to do; the others say the stage, the part of the file that was
   * worked on, the error, the place in netgrad, and the versions.
   */
  public static List<String> lines(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    lines.add("this is a fault of netgrad, not of your file; please report it with the file, what it imports, and these"
        + " lines");
    if (thrown instanceof Fault fault) {
      lines.addAll(fault.where());
    }
    Throwable error = thrown instanceof Fault fault ? fault.getCause() : thrown;
    String told = error.getClass().getSimpleName() + (error.getMessage() == null ? "" : ": " + error.getMessage());
    told.lines().limit(MOST_LINES).forEach(lines::add);
    for (StackTraceElement frame : error.getStackTrace()) {
      if (frame.getClassName().startsWith("dev.netgrad.")) {
        lines.add("in " + frame.getClassName() + "." + frame.getMethodName() + ", line " + frame.getLineNumber());
        break;
      }
    }
    String version = FaultReport.class.getPackage().getImplementationVersion();
    lines.add("netgrad " + (version == null ? "(development)" : version) + ", Java "
        + System.getProperty("java.runtime.version") + " of " + System.getProperty("java.vendor") + ", "
        + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return lines;
  }
}
