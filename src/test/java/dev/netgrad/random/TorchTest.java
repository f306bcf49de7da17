package dev.netgrad.random;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Point;
import dev.netgrad.loop.Compiled;
import dev.netgrad.source.Code;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Condition.Relation;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks made at random against PyTorch in double: values and gradients. Where gradients differ, it must be for one
 * of the reasons that {@link Verdict} names; how often each occurs, and for which seeds, is printed. The system
 * properties {@code netgrad.random.from} and {@code netgrad.random.to} choose the seeds.
 */
class TorchTest {
  private static final int MANY = 2500;
  /** So many networks are compiled, and asked about, at once. */
  private static final int SLICE = 50;

  @TempDir private Path folder;

  /** Small networks of every operator and reduction, at edges: see {@link EdgeNet}. */
  @Tag("long")
  @Test
  void edges() throws IOException, InterruptedException {
    check("edges", seed -> {
      String text = EdgeNet.text(seed);
      Network written = Nets.network(text);
      return new TorchComparison(text, written, EdgeNet.point(written, seed));
    });
  }

  /** The library's layers, blocks and formulas of one's own: see {@link RandomNet}. */
  @Tag("long")
  @Test
  void layers() throws IOException, InterruptedException {
    check("layers", seed -> {
      Trial trial = RandomNet.of(seed).trial();
      Network written = Nets.network(trial.text());
      return new TorchComparison(trial.text(), written, Point.of(written, trial.batch(), "point."));
    });
  }

  private void check(String what, LongFunction<TorchComparison> maker) throws IOException, InterruptedException {
    long from = Long.getLong("netgrad.random.from", 0);
    long to = Long.getLong("netgrad.random.to", MANY);
    Map<Verdict, List<Long>> seeds = new EnumMap<>(Verdict.class);
    List<String> failures = new ArrayList<>();
    for (long first = from; first < to; first += SLICE) {
      Path own = Files.createDirectory(folder.resolve(what + first));
      Map<Long, TorchComparison> comparisons = new TreeMap<>();
      for (long seed = first; seed < Math.min(to, first + SLICE); seed++) {
        try {
          comparisons.put(seed, maker.apply(seed));
        } catch (InvalidNetException e) {
          // Constants that are compared are whole numbers of 64 bits; there are larger ones.
          assertWithMessage("seed %s: %s", seed, e).that(e.diagnostics().sorted().get(0).code())
              .isEqualTo(Code.SIZE_ARITHMETIC);
          System.out.println(what + ": refused: " + seed);
        } catch (RuntimeException e) {
          failures.add("seed " + seed + ": " + e);
        }
      }
      compare(comparisons, own, seeds, failures);
      System.out.println(what + " from " + first + ": " + failures.size() + " failed so far");
    }
    seeds.forEach((verdict, which) -> System.out.println(
        what + ": " + which.size() + " " + verdict + (verdict == Verdict.AGREES ? "" : ": " + which)));
    assertWithMessage(String.join("\n", failures)).that(failures).isEmpty();
  }

  private static void compare(Map<Long, TorchComparison> comparisons, Path own, Map<Verdict, List<Long>> seeds,
      List<String> failures) throws IOException, InterruptedException {
    List<Torch.Answer> answers =
        Torch.answers(comparisons.values().stream().map(TorchComparison::request).toList(), own);
    List<Compiled.Request> requests = new ArrayList<>();
    comparisons.forEach((seed, comparison) -> requests.add(comparison.code("net" + seed)));
    List<Compiled> codes = Compiled.all(requests, own);
    int at = 0;
    for (Map.Entry<Long, TorchComparison> entry : comparisons.entrySet()) {
      Verdict verdict = Verdict.DIFFERS;
      String why = "";
      try {
        verdict = entry.getValue().verdict(answers.get(at), codes.get(at));
      } catch (AssertionError e) {
        why = e.getMessage();
      }
      seeds.computeIfAbsent(verdict, v -> new ArrayList<>()).add(entry.getKey());
      if (verdict == Verdict.DIFFERS) {
        failures.add("seed " + entry.getKey() + ": " + why + "\n" + entry.getValue().explained(answers.get(at)));
      }
      at++;
    }
  }

  /** What the language has occurs in what is tried, named nowhere there. */
  @Test
  void edgesHaveAllThatTheLanguageHas() {
    String texts = LongStream.range(0, 300).mapToObj(EdgeNet::text).collect(Collectors.joining());
    List<String> missing = Stream.of(
        Stream.of(Operator.values()).map(o -> o.isInfix() ? o.symbol() + (o.arity() == 2 ? " (" : "(") : o.symbol()
        + "("),
        Stream.of(Reduction.Kind.values()).filter(k -> k != Reduction.Kind.NONE).map(k -> k.symbol() + "["),
        Stream.of(Relation.values()).map(r -> " " + r.symbol() + " "))
        .flatMap(words -> words).filter(word -> !texts.contains(word)).toList();
    assertThat(missing).isEmpty();
  }
}
