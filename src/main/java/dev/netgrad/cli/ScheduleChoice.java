package dev.netgrad.cli;

import static dev.netgrad.cli.NetgradCommand.shown;

import dev.netgrad.schedule.ScheduleException;
import dev.netgrad.schedule.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Forms and tiles of vector kernels that are set by hand. */
final class ScheduleChoice {
  @Option(names = "--schedule", paramLabel = "FILE", description = {
      "Forms and tiles of vector kernels, in place of those with the least cost by the model; for one network. What"
          + " `compile --kernel-set all --print-after schedule` prints, changed, is such a file; what it leaves out is"
          + " chosen as without it. A form or a tile that does not fit is an error."})
  private Optional<Path> file = Optional.empty();

  boolean isGiven() {
    return file.isPresent();
  }

  Schedules schedules() {
    if (file.isEmpty()) {
      return Schedules.NONE;
    }
    try {
      return Schedules.parse(Files.readString(file.get()));
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + shown(file.get()));
    } catch (IOException e) {
      throw new InputException("cannot read " + shown(file.get()) + ": " + e.getMessage());
    } catch (ScheduleException e) {
      throw new InputException(shown(file.get()) + ": " + e.getMessage());
    }
  }
}
