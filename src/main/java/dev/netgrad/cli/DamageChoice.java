package dev.netgrad.cli;

import dev.netgrad.train.DataException;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.data.Survey;
import picocli.CommandLine.Option;

/** What is done with samples that can't be used. */
final class DamageChoice {
  @Option(names = "--skip-damaged", description =
      "Leave out samples that can't be read or decoded, and say how many; otherwise one such is an error.")
  private boolean isSkipped;

  boolean isSkipped() {
    return isSkipped;
  }

  /** A warning of what is left out, or an error. */
  void report(NetgradCommand command, Survey survey, Samples samples) {
    int damaged = survey.damaged().size();
    if (damaged == 0) {
      return;
    }
    String text = damaged + " of " + samples.size() + " samples can't be used; the first: " + survey.damaged().get(0);
    if (!isSkipped) {
      throw new DataException(text + "; --skip-damaged goes on without");
    }
    command.err().println("warning: " + text);
  }
}
