package dev.netgrad.indices;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Reference;
import dev.netgrad.loop.Compiled;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Formulas with indices made at random, against an enumeration of their points: what is in bounds compiles, mostly, and
 * gives the enumeration's values and adjoints, in the interpreter and in every set of kernels; what is not is refused.
 * The long run goes through the seeds from {@code netgrad.indices.from} to {@code netgrad.indices.to}, system
 * properties.
 */
class IndexFormulaTest {
  private static final int EVERYDAY = 100;
  private static final int MANY = 10_000;
  /** So many formulas are one network. */
  private static final int SLICE = 25;
  /** Every day javac is given one network of so many; the interpreter goes through all. */
  private static final int COMPILED = 4;

  /** What an index or a read may be refused for. */
  private static final Set<Code> REFUSALS = Set.of(Code.NOT_AFFINE, Code.OUT_OF_BOUNDS, Code.NOT_EXACT);

  @TempDir private Path folder;

  private int inBounds;
  private final Map<Code, List<String>> refused = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  @Test
  void agree() {
    check(0, EVERYDAY);
  }

  @Tag("long")
  @Test
  void manyAgree() {
    check(Long.getLong("netgrad.indices.from", 0), Long.getLong("netgrad.indices.to", MANY));
  }

  @Test
  void formulasThatPeopleWriteAgree() {
    List<IndexFormula> formulas = KnownFormulas.all();
    assertThat(accepted(formulas)).isEqualTo(formulas);
    kernels(formulas, KernelSet.forOne().toList(), folder);
    assertWithMessage(String.join("\n", failures)).that(failures).isEmpty();
  }

  private void check(long from, long to) {
    for (long first = from; first < to; first += SLICE) {
      long start = first;
      List<IndexFormula> formulas = accepted(IntStream.range(0, (int) Math.min(SLICE, to - first))
          .mapToObj(i -> IndexFormulas.of(start + i, Integer.toString(i))).toList());
      int slice = (int) (first / SLICE);
      if (to - from > EVERYDAY || slice % COMPILED == 0) {
        kernels(formulas, KernelSet.forCase(slice / COMPILED).toList(), folder.resolve("slice" + slice));
      }
      if (to - from > EVERYDAY) {
        System.out.println("index formulas to " + (first + SLICE - 1) + ": " + inBounds + " in bounds, refused "
            + refused.values().stream().mapToInt(List::size).sum() + ", failed " + failures.size());
      }
    }
    assertWithMessage(String.join("\n", failures)).that(failures).isEmpty();
    int refusals = refused.values().stream().mapToInt(List::size).sum();
    assertWithMessage("refused of %s in bounds: %s", inBounds, refused).that(refusals).isAtMost(inBounds / 20);
  }

  /** Those that compile; their values and adjoints are right as far as the interpreter can tell. */
  private List<IndexFormula> accepted(List<IndexFormula> formulas) {
    List<IndexFormula> accepted = new ArrayList<>();
    for (IndexFormula formula : formulas) {
      boolean isInBounds = new Enumeration(formula).inBounds();
      inBounds += isInBounds ? 1 : 0;
      try {
        Network network = Nets.network(IndexNet.text(List.of(formula)));
        if (!isInBounds) {
          failures.add("accepted, though out of bounds: " + formula.text("y"));
          continue;
        }
        IndexNet net = new IndexNet(List.of(formula));
        Derivative raw = Nets.raw(Nets.simplified(network));
        failed(formula, "raw", net.disagreements(Reference.results(raw, net.point())));
        failed(formula, "simplified", net.disagreements(Reference.results(Nets.simplified(raw), net.point())));
        accepted.add(formula);
      } catch (InvalidNetException e) {
        refusal(formula, isInBounds, e);
      } catch (RuntimeException e) {
        failed(formula, "internal error", List.of(e.toString()));
      }
    }
    return accepted;
  }

  /** A formula is refused for what its indices are, and where one of them stands. */
  private void refusal(IndexFormula formula, boolean isInBounds, InvalidNetException e) {
    for (Diagnostic d : e.diagnostics().sorted()) {
      if (d.isError()) {
        String place = d.span().text();
        boolean isAnIndex = IndexFormula.reads(formula.body()).stream().flatMap(read -> read.indices().stream())
            .anyMatch(index -> index.text().contains(place));
        if (!REFUSALS.contains(d.code()) || !isAnIndex) {
          failed(formula, "refused", List.of(e.getMessage()));
        } else if (isInBounds) {
          refused.computeIfAbsent(d.code(), c -> new ArrayList<>()).add(formula.text("y"));
        }
        return;
      }
    }
  }

  private void failed(IndexFormula formula, String what, List<String> why) {
    if (!why.isEmpty()) {
      failures.add(what + ": " + IndexNet.text(List.of(formula)) + "  " + String.join("\n  ", why));
    }
  }

  private void kernels(List<IndexFormula> formulas, List<KernelSet> sets, Path where) {
    if (formulas.isEmpty()) {
      return;
    }
    try {
      IndexNet net = new IndexNet(formulas);
      Network network = Nets.network(net.text());
      for (KernelSet set : sets) {
        Compiled compiled = Compiled.with(set, network, where.resolve(set.name()), true);
        for (String disagreement : net.disagreements(compiled.results(net.point(), 2))) {
          failures.add(set + ": " + disagreement + " in\n" + net.text());
        }
      }
    } catch (RuntimeException e) {
      if (formulas.size() == 1) {
        failed(formulas.get(0), "internal error", List.of(e.toString()));
      } else {
        int half = formulas.size() / 2;
        kernels(formulas.subList(0, half), sets, where.resolve("a"));
        kernels(formulas.subList(half, formulas.size()), sets, where.resolve("b"));
      }
    }
  }
}
