package dev.netgrad.mutants;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.mutants.Mutants.Fate;
import dev.netgrad.mutants.Mutants.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a forgotten or mistaken case is noticed by the unit tests of its package. {@code
 * -Dnetgrad.mutants=tensor,grad} looks at these packages only, {@code -Dnetgrad.mutants.every=10} at a
 * tenth of their cases.
 */
class MutantsTest {
  private static final String FACTS_TEST = "dev.netgrad.tensor.check.FactsTest";

  @TempDir
  private Path folder;

  @Test
  void casesOfMatchesAndOfSwitchesAreFound() throws IOException {
    try (Mutants mutants = new Mutants(folder)) {
      List<Place> places = Stream.concat(
          mutants.places("tensor.check", "Facts.java").stream(),
          mutants.places("tensor", "Operator.java").stream()).toList();
      List<String> facts = places.stream().filter(p -> p.file().equals("Facts.java") && p.method().equals("andNot"))
          .map(p -> p.family() + "." + p.name()).toList();
      assertThat(facts).containsExactly("Condition.atLeastZero", "Condition.divisible", "Condition.compare",
          "Condition.all", "Condition.any", "Condition.not").inOrder();
      assertThat(places.stream().filter(p -> p.file().equals("Operator.java")).map(p -> p.family() + "." + p.name())
          .toList()).containsAtLeast("Operator.ADD", "Operator.POWER", "Operator.MIN");
    }
  }

  @Test
  void whatIsForgottenDoesNotCompileAndWhatIsMistakenFails() throws IOException, InterruptedException {
    try (Mutants mutants = new Mutants(folder)) {
      Place place = mutants.places("tensor.check", "Facts.java").stream()
          .filter(p -> p.method().equals("andNot") && p.name().equals("atLeastZero")).findFirst().orElseThrow();
      List<Verdict> verdicts = mutants.verdicts(place, List.of(FACTS_TEST));
      assertThat(verdicts.stream().map(Verdict::fate).toList()).containsExactly(Fate.NOT_COMPILED, Fate.KILLED)
          .inOrder();
      assertThat(verdicts.get(1).by()).startsWith("FactsTest.");
    }
  }

  @Test
  @Tag("long")
  void everyCaseIsMissedOrExplained() throws IOException, InterruptedException {
    List<String> rooms =
        List.of(System.getProperty("netgrad.mutants", "tensor,grad,simplify,schedule,loop,emit").split(","));
    int every = Integer.getInteger("netgrad.mutants.every", 1);
    List<Verdict> verdicts = new ArrayList<>();
    Path table = Path.of("target/mutants.md");
    try (Mutants mutants = new Mutants(folder);
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(table), true)) {
      out.println(Mutants.HEADER);
      for (String room : rooms) {
        List<Place> places = mutants.places(room);
        List<String> tests = mutants.tests(room);
        for (int i = 0; i < places.size(); i += every) {
          List<Verdict> of = mutants.verdicts(places.get(i), tests);
          of.forEach(verdict -> out.println(verdict.row()));
          verdicts.addAll(of);
        }
      }
      rooms.forEach(room -> out.println("\n" + room + ": " + totals(verdicts, room)));
    }
    Set<String> survivors = verdicts.stream().filter(v -> v.fate() == Fate.SURVIVED).map(Verdict::key)
        .collect(Collectors.toCollection(TreeSet::new));
    survivors.removeAll(explained());
    assertWithMessage("survivors without a reason; the whole table is in " + table).that(survivors).isEmpty();
  }

  private static Map<Fate, Integer> totals(List<Verdict> verdicts, String room) {
    Map<Fate, Integer> totals = new EnumMap<>(Fate.class);
    verdicts.stream().filter(v -> (v.place().room() + ".").startsWith(room + "."))
        .forEach(v -> totals.merge(v.fate(), 1, Integer::sum));
    return totals;
  }

  /** The survivors that need not be killed: each line is a mutant, a colon and the reason. */
  private static Set<String> explained() throws IOException {
    try (InputStream in = MutantsTest.class.getResourceAsStream("survivors.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.substring(0, line.indexOf(": "))).collect(Collectors.toSet());
    }
  }
}
