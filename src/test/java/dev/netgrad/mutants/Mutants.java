package dev.netgrad.mutants;

import dev.netgrad.mutants.Place.Change;
import dev.netgrad.mutants.Tests.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the mutants of a place and finds what becomes of each. */
final class Mutants implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/main/java/dev/netgrad");

  /** What became of a mutant. */
  enum Fate {
    NOT_COMPILED, KILLED, TIMED_OUT, SURVIVED
  }

  /** @param by the test that failed, or nothing */
  record Verdict(Place place, Change change, Fate fate, String by) {
    String key() {
      return place.key(change);
    }

    /** A row of the table. */
    String row() {
      String fates = switch (fate) {
        case NOT_COMPILED -> "does not compile";
        case KILLED -> "killed by " + by;
        case TIMED_OUT -> "killed by time";
        case SURVIVED -> "SURVIVES";
      };
      return "| " + String.join(" | ", place.room(), place.file() + ":" + place.line(), place.method(), place.family(),
          place.name(), change.description(), fates) + " |";
    }
  }

  static final String HEADER = """
      | package | place | method | family | case | change | fate |
      |---|---|---|---|---|---|---|""";

  private final SourceCompiler compiler = new SourceCompiler();
  private final Tests tests;

  /** With a folder for the changed classes, which is emptied. */
  Mutants(Path folder) {
    tests = new Tests(folder);
  }

  /** The places of a package and those in it. */
  List<Place> places(String room) throws IOException {
    try (Stream<Path> files = Files.walk(folder(room))) {
      return Finder.places(files.filter(file -> file.toString().endsWith(".java")).sorted().toList(), compiler);
    }
  }

  /** The places of some files of a package. */
  List<Place> places(String room, String... files) throws IOException {
    return Finder.places(Stream.of(files).map(folder(room)::resolve).toList(), compiler);
  }

  /** The package that a source is in. */
  static String room(Path file) {
    Path folder = SOURCES.toAbsolutePath().relativize(file.toAbsolutePath().getParent());
    return folder.toString().replace(File.separatorChar, '.');
  }

  private static Path folder(String room) {
    return SOURCES.resolve(room.replace('.', '/'));
  }

  /** The tests that decide about the mutants of a package and those in it. */
  List<String> tests(String room) throws IOException, InterruptedException {
    return tests.ofPackage(room);
  }

  /** Deletes a case, then corrupts it, with the first change that compiles. */
  List<Verdict> verdicts(Place place, List<String> deciding) throws IOException, InterruptedException {
    List<Verdict> verdicts = new ArrayList<>();
    Optional<Map<String, byte[]>> without = compile(place, place.deletion());
    verdicts.add(without.isEmpty() ? new Verdict(place, place.deletion(), Fate.NOT_COMPILED, "")
        : judged(place, place.deletion(), without.get(), deciding));
    for (Change corruption : place.corruptions()) {
      Optional<Map<String, byte[]>> classes = compile(place, corruption);
      if (classes.isPresent()) {
        verdicts.add(judged(place, corruption, classes.get(), deciding));
        return verdicts;
      }
    }
    verdicts.add(new Verdict(place, place.corruptions().get(0), Fate.NOT_COMPILED, ""));
    return verdicts;
  }

  private Optional<Map<String, byte[]>> compile(Place place, Change change) {
    return compiler.compile("dev/netgrad/" + place.room().replace('.', '/') + "/" + place.file(),
        change.in(place.text()));
  }

  private Verdict judged(Place place, Change change, Map<String, byte[]> classes, List<String> deciding)
      throws IOException, InterruptedException {
    Outcome outcome = tests.run(classes, deciding);
    Fate fate = outcome.failed().isPresent() ? Fate.KILLED : outcome.tookTooLong() ? Fate.TIMED_OUT : Fate.SURVIVED;
    return new Verdict(place, change, fate, outcome.failed().map(Mutants::simple).orElse(""));
  }

  /** {@code FactsTest.remaindersBoundQuotients}, of a method with its package and parameters. */
  private static String simple(String test) {
    return test.replaceAll("^dev\\.netgrad\\.(?:[a-z]+\\.)+", "").replaceAll("\\(.*", "").replace('#', '.');
  }

  @Override
  public void close() throws IOException {
    tests.close();
    compiler.close();
  }
}
