package dev.netgrad.random;

import dev.netgrad.loop.Compiled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for networks about which something disagrees. */
final class Search {
  private final Path folder;

  /** @param folder holds generated code meanwhile */
  Search(Path folder) {
    this.folder = folder;
  }

  /** Why a trial fails, if it does. */
  Optional<Throwable> failure(Trial trial) {
    Path own = folder.resolve("one");
    try {
      Agreement agreement = new Agreement(trial, "one");
      agreement.check(Compiled.all(agreement.requests(), own));
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e);
    } finally {
      delete(own);
    }
  }

  /** Those of some trials that fail. They are compiled together, which is faster. */
  List<Trial> failing(List<Trial> trials) {
    Path own = folder.resolve("many");
    List<Trial> failing = new ArrayList<>();
    List<Trial> valid = new ArrayList<>();
    List<Agreement> agreements = new ArrayList<>();
    List<Compiled.Request> requests = new ArrayList<>();
    for (Trial trial : trials) {
      try {
        Agreement agreement = new Agreement(trial, "net" + valid.size());
        requests.addAll(agreement.requests());
        valid.add(trial);
        agreements.add(agreement);
      } catch (AssertionError | RuntimeException e) {
        failing.add(trial);
      }
    }
    try {
      List<Compiled> compiled = Compiled.all(requests, own);
      for (int i = 0; i < valid.size(); i++) {
        try {
          agreements.get(i).check(compiled.subList(Agreement.REQUESTS * i, Agreement.REQUESTS * (i + 1)));
        } catch (AssertionError | RuntimeException e) {
          failing.add(valid.get(i));
        }
      }
    } catch (AssertionError | RuntimeException e) {
      // One of them can't be compiled: which one?
      valid.stream().filter(trial -> failure(trial).isPresent()).forEach(failing::add);
    } finally {
      delete(own);
    }
    return failing;
  }

  /** Why a network fails, and a small one that fails in the same way. */
  String explained(RandomNet failing) {
    Optional<String> kind = failure(failing.trial()).map(Search::kind);
    RandomNet small = Shrinking.shrink(failing, trial -> failure(trial).map(Search::kind).equals(kind));
    return failure(small.trial()).map(f -> f + (f.getCause() == null ? "" : ", by " + f.getCause()))
        .orElse("together with others only") + "\nwith " + small.trial();
  }

  /** What disagreed, as far as the message's first words say, or where the compiler threw. */
  private static String kind(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof AssertionError ? String.valueOf(cause.getMessage()).split("[:\\n\\d]", 2)[0]
        : cause.getClass() + Arrays.stream(cause.getStackTrace()).limit(1).map(e -> " in " + e.getClassName())
            .collect(Collectors.joining());
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
