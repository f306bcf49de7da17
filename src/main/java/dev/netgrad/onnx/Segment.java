package dev.netgrad.onnx;

import dev.netgrad.onnx.Written.Called;
import dev.netgrad.onnx.Written.Computed;
import dev.netgrad.onnx.Written.Stored;
import dev.netgrad.onnx.Written.Used;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Statements between two places where one tensor alone is alive: all that follows follows from it. Where two ways meet
 * in a sum at the end, the shorter one is the skip.
 *
 * @param in what it reads
 * @param main statements in order, without those of the skip and the sum
 * @param projection what the skip does; nothing where it is the input itself, or where there is no skip
 * @param join the sum, if there is one
 */
record Segment(Signal in, List<Written> main, List<Written> projection, Optional<Written> join) {

  /** @param results what the network gives */
  static List<Segment> cut(List<Written> statements, List<Signal> inputs, List<Signal> results) {
    Map<Signal, Integer> defined = new HashMap<>();
    Map<Signal, Integer> read = new HashMap<>();
    inputs.forEach(signal -> defined.put(signal, -1));
    for (int i = 0; i < statements.size(); i++) {
      int at = i;
      defined.put(statements.get(i).out(), i);
      statements.get(i).reads().forEach(signal -> read.put(signal, at));
    }
    results.forEach(signal -> read.put(signal, statements.size()));
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    Signal in = null;
    for (int i = 0; i <= statements.size(); i++) {
      int at = i;
      List<Signal> alive = defined.keySet().stream()
          .filter(s -> defined.get(s) < at && read.getOrDefault(s, -1) >= at).toList();
      if (alive.size() == 1) {
        if (in != null && i > start) {
          segments.add(of(in, statements.subList(start, i)));
        }
        start = i;
        in = alive.get(0);
      }
    }
    return segments;
  }

  private static Segment of(Signal in, List<Written> statements) {
    Written last = statements.get(statements.size() - 1);
    Optional<List<Signal>> sum = last.match(new Sum());
    if (sum.isPresent() && statements.size() > 1) {
      List<Written> left = way(in, sum.orElseThrow().get(0), statements);
      List<Written> right = way(in, sum.orElseThrow().get(1), statements);
      boolean isLeft = left != null && (right == null || left.size() < right.size());
      List<Written> skip = isLeft ? left : right;
      if (skip != null && skip.size() < statements.size() - 1 - skip.size()) {
        List<Written> main = new ArrayList<>(statements.subList(0, statements.size() - 1));
        main.removeAll(skip);
        return new Segment(in, main, skip, Optional.of(last));
      }
    }
    return new Segment(in, statements, List.of(), Optional.empty());
  }

  /** The calls that lead from one tensor straight to another, or null if there are others. */
  private static List<Written> way(Signal from, Signal to, List<Written> statements) {
    List<Written> way = new ArrayList<>();
    Signal now = to;
    while (now != from) {
      Signal at = now;
      Optional<Written> before = statements.stream().filter(s -> s.out() == at).findFirst();
      long readers = statements.stream().filter(s -> s.reads().contains(at)).count();
      if (before.isEmpty() || readers > 1 || !(before.orElseThrow() instanceof Called)
          || before.orElseThrow().reads().size() != 1) {
        return null;
      }
      way.add(0, before.orElseThrow());
      now = before.orElseThrow().reads().get(0);
    }
    return way;
  }

  /** Whether more than one way leads through it. */
  boolean isBranched() {
    return join.isPresent() || main.stream().filter(s -> s.reads().contains(in)).count() > 1;
  }

  /** All statements in the order of the text. */
  List<Written> statements() {
    List<Written> all = new ArrayList<>(main);
    all.addAll(projection);
    join.ifPresent(all::add);
    return all;
  }

  /** What it does, but for the numbers that layers are given and the skip. */
  String form() {
    Map<Signal, String> names = new HashMap<>(Map.of(in, "x"));
    String body = forms(main, names);
    return in.rank() + ":" + body + (join.isPresent() ? "+" : "");
  }

  /** The same of the skip. */
  String skipForm() {
    return forms(projection, new HashMap<>(Map.of(in, "x")));
  }

  private static String forms(List<Written> statements, Map<Signal, String> names) {
    List<String> forms = new ArrayList<>();
    for (Written statement : statements) {
      names.put(statement.out(), "y" + names.size());
      forms.add(statement.match(new Form(names)));
    }
    return String.join(";", forms);
  }

  private record Form(Map<Signal, String> names) implements Written.Cases<String> {
    private String name(Signal signal) {
      return names.computeIfAbsent(signal, s -> "other " + s.name());
    }

    @Override
    public String computed(Computed statement) {
      return TermText.isWhole(statement) ? TermText.whole(statement, this::name).text()
          : TermText.equation(statement, this::name, Set.of());
    }

    @Override
    public String called(Called statement) {
      return statement.layer() + statement.reads().stream().map(this::name).toList() + statement.numbers().stream()
          .map(Written.Setting::name).filter(n -> !n.equals("stride")).collect(Collectors.joining(","))
          + statement.weights().keySet();
    }

    @Override
    public String stored(Stored statement) {
      return (statement.values().isTrained() ? "parameter" : "state") + Arrays.toString(statement.out().extents());
    }

    @Override
    public String used(Used statement) {
      return statement.block().name();
    }
  }

  /** The operands of a sum of two tensors of one shape. */
  private static final class Sum implements Written.Cases<Optional<List<Signal>>> {
    @Override
    public Optional<List<Signal>> computed(Computed statement) {
      return TermText.isWhole(statement) && statement.reads().size() == 2
          && statement.body() instanceof Term.Dyad dyad && dyad.sign().equals("+")
          && dyad.left() instanceof Term.Read left && dyad.right() instanceof Term.Read right
          ? Optional.of(List.of(left.signal(), right.signal())) : Optional.empty();
    }

    @Override
    public Optional<List<Signal>> called(Called statement) {
      return Optional.empty();
    }

    @Override
    public Optional<List<Signal>> stored(Stored statement) {
      return Optional.empty();
    }

    @Override
    public Optional<List<Signal>> used(Used statement) {
      return Optional.empty();
    }
  }
}
