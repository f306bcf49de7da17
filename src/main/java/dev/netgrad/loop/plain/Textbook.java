package dev.netgrad.loop.plain;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Names;
import dev.netgrad.loop.code.Value;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the loops of one group as its formulas say them, to be read and to test all others against: the loops in the
 * order of the formula's indices, its guards as tests, each sum in one variable of double precision, and no index that
 * is computed before it is used. A sum over the batch, where threads share the samples, has a part of each sample.
 */
public final class Textbook {
  private final List<Statement> statements;
  private final List<Axis> outer;
  private final OpenRows open = new OpenRows();

  private Textbook(Step.Group group) {
    this.statements = group.statements();
    this.outer = statements.get(0).schedule().outer();
  }

  public static List<Code> build(Step.Group group, Buffers buffers, Names names, Rewriting rewriting) {
    Scope scope = Scope.textbook(buffers, names, rewriting);
    new Textbook(group).write(scope);
    return scope.code();
  }

  private void write(Scope scope) {
    statements.get(0).shared().ifPresent(scope::share);
    List<Axis> sample = statements.stream().anyMatch(Statement::sumsBySample) ? outer.subList(0, 1) : List.of();
    loops(scope, sample, in -> {
      for (int i = 0; i < statements.size(); ) {
        int end = i + 1;
        while (end < statements.size() && shareLoops(statements.get(i), statements.get(end))) {
          end++;
        }
        together(in, statements.subList(i, end), sample);
        i = end;
      }
    });
    List<Statement> bySample = statements.stream().filter(Statement::sumsBySample).toList();
    for (int i = 0; i < bySample.size(); ) {
      int end = i + 1;
      while (end < bySample.size() && shareLoops(bySample.get(i), bySample.get(end))) {
        end++;
      }
      join(scope, bySample.subList(i, end));
      i = end;
    }
  }

  private static boolean shareLoops(Statement a, Statement b) {
    boolean across = a.schedule().acrossOuter();
    return across == b.schedule().acrossOuter() && (!across || a.formula().axes().equals(b.formula().axes())
        && a.formula().reduction().axes().equals(b.formula().reduction().axes())
        && a.formula().reduction().guards().equals(b.formula().reduction().guards()));
  }

  /** @param around axes whose loops are there already */
  private void together(Scope scope, List<Statement> run, List<Axis> around) {
    if (run.get(0).schedule().acrossOuter()) {
      loops(scope, run.get(0).formula().axes(), in -> sums(in, run, around));
      return;
    }
    loops(scope, outer.subList(around.size(), outer.size()), in -> {
      for (Statement s : run) {
        if (s.formula().reduction().isNone()) {
          open.add(in, s.schedule().row(), new Rows.Element(s.target(), Nest.indices(s.formula().axes()),
              Reduction.Kind.NONE, s.formula().body()));
        } else {
          open.write();
          loops(in, s.schedule().row().stream().toList(), at -> sums(at, List.of(s), List.of()));
        }
      }
      open.write();
    });
  }

  private static void loops(Scope scope, List<Axis> axes, Consumer<Scope> body) {
    Loops.nest(scope, axes, List.of(), body);
  }

  /** Sums over the same axes at one point, in one nest, and what follows them; of a sample, its part is stored. */
  private static void sums(Scope scope, List<Statement> run, List<Axis> around) {
    Reduction reduction = run.get(0).formula().reduction();
    List<Axis> axes = new ArrayList<>(reduction.axes());
    axes.removeAll(around);
    if (axes.isEmpty() && reduction.guards().isEmpty()) {
      parts(scope, run, around.get(0));
      return;
    }
    List<Reduced> sums =
        run.stream().map(s -> new Reduced(scope, s.formula().reduction(), s.formula().body(), name(run, s))).toList();
    Loops.tested(scope, axes, reduction.guards(), Reduced.at(sums));
    for (int i = 0; i < run.size(); i++) {
      Statement s = run.get(i);
      List<Index> place = Nest.indices(s.formula().axes());
      if (s.sumsBySample()) {
        scope.add(new Code.Store(scope.place(s.partial().orElseThrow(),
            SampleSums.at(s, Index.of(around.get(0)), 0, place)), new Value.Use(sums.get(i).result())));
      } else {
        SampleSums.finish(scope, s, sums.get(i).result(), place);
      }
    }
  }

  /** What a reduction is called: of several, by what it is of, without the numbers that tell layers apart. */
  private static String name(List<Statement> run, Statement s) {
    String kind = s.formula().reduction().kind().symbol();
    String of = Names.identifier(s.target().name()).replaceAll("(?<=\\p{L})\\d+(?=\\P{Ll}|$)", "");
    return run.size() == 1 ? kind : kind + "Of" + Character.toUpperCase(of.charAt(0)) + of.substring(1);
  }

  /** Where a sample has but one term, that is its part. */
  private static void parts(Scope scope, List<Statement> run, Axis sample) {
    Rows rows = new Rows(scope, Optional.empty());
    run.forEach(s -> rows.add(new Rows.Element(s.partial().orElseThrow(), SampleSums.at(s, Index.of(sample), 0,
        Nest.indices(s.formula().axes())), Reduction.Kind.NONE, s.formula().body())));
    rows.write();
  }

  /** Joins the samples' parts, in their order, and does what follows the reductions. */
  private static void join(Scope scope, List<Statement> run) {
    Axis sample = Axis.batch();
    List<Index> place = Nest.indices(run.get(0).formula().axes());
    loops(scope, run.get(0).formula().axes(), in -> {
      List<Reduced> all = run.stream().map(s -> new Reduced(in,
          new Reduction(s.formula().reduction().kind(), List.of(sample), List.of()),
          new Scalar.Read(s.partial().orElseThrow(), SampleSums.at(s, Index.of(sample), 0, place)),
          name(run, s))).toList();
      loops(in, List.of(sample), Reduced.at(all));
      for (int i = 0; i < run.size(); i++) {
        SampleSums.finish(in, run.get(i), all.get(i).result(), place);
      }
    });
  }
}
