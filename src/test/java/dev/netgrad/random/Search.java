package dev.netgrad.random;

import dev.netgrad.loop.Compiled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for networks about which something disagrees. */
final class Search {
  private final Path folder;

  /** @param folder holds generated code meanwhile */
  Search(Path folder) {
    this.folder = folder;
  }

  /** Why a network fails, if it does. */
  Optional<Throwable> failure(RandomNet net) {
    Path own = folder.resolve("one");
    try {
      Agreement agreement = new Agreement(net, "one");
      agreement.check(Compiled.all(agreement.requests(), own));
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e);
    } finally {
      delete(own);
    }
  }

  /** A network made small that fails in the same way. */
  RandomNet smallest(RandomNet failing) {
    Optional<String> kind = failure(failing).map(Search::kind);
    return Shrinking.shrink(failing, net -> failure(net).map(Search::kind).equals(kind));
  }

  /** What disagreed, as far as the message's first words say, or where the compiler threw. */
  private static String kind(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof AssertionError ? String.valueOf(cause.getMessage()).split("[:\\n\\d]", 2)[0]
        : cause.getClass() + " in " + cause.getStackTrace()[0].getClassName();
  }

  /** Those of some networks that fail. They are compiled together, which is faster. */
  List<RandomNet> failing(List<RandomNet> nets) {
    Path own = folder.resolve("many");
    List<RandomNet> failing = new ArrayList<>();
    List<RandomNet> valid = new ArrayList<>();
    List<Agreement> agreements = new ArrayList<>();
    List<Compiled.Request> requests = new ArrayList<>();
    List<Integer> ends = new ArrayList<>(List.of(0));
    for (RandomNet net : nets) {
      try {
        Agreement agreement = new Agreement(net, "net" + valid.size());
        requests.addAll(agreement.requests());
        ends.add(requests.size());
        valid.add(net);
        agreements.add(agreement);
      } catch (AssertionError | RuntimeException e) {
        failing.add(net);
      }
    }
    try {
      List<Compiled> compiled = Compiled.all(requests, own);
      for (int i = 0; i < valid.size(); i++) {
        try {
          agreements.get(i).check(compiled.subList(ends.get(i), ends.get(i + 1)));
        } catch (AssertionError | RuntimeException e) {
          failing.add(valid.get(i));
        }
      }
    } catch (AssertionError | RuntimeException e) {
      // One of them can't be compiled: which one?
      valid.stream().filter(net -> failure(net).isPresent()).forEach(failing::add);
    } finally {
      delete(own);
    }
    return failing;
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
