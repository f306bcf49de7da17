package dev.netgrad.onnx;

import dev.netgrad.onnx.TermText.Piece;
import dev.netgrad.onnx.TermText.Tightness;
import dev.netgrad.onnx.Written.Called;
import dev.netgrad.onnx.Written.Computed;
import dev.netgrad.onnx.Written.Stored;
import dev.netgrad.onnx.Written.Used;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lines of a body. What is read once, as the first operand of a layer, is no line but a stage of a chain, and a sum
 * that only a layer reads stands where it is read.
 */
final class BodyText {
  private static final int WIDEST = 100;

  private final List<Written> statements;
  private final Set<Signal> results;
  private final Spelled names;
  /** What stands before a chain that is only taken on a condition. */
  private final Map<Signal, String> conditions;
  private final Set<String> blocks = new HashSet<>();
  /** How wide names are, so that signs `=` of a block stand below each other. */
  private int width;
  private final Map<Signal, Written> byOut = new HashMap<>();
  private final Map<Signal, Integer> uses = new HashMap<>();

  BodyText(List<Written> statements, List<Signal> results, Spelled names) {
    this(statements, results, names, Map.of());
  }

  BodyText(List<Written> statements, List<Signal> results, Spelled names, Map<Signal, String> conditions) {
    this.conditions = conditions;
    this.statements = statements;
    this.results = new HashSet<>(results);
    this.names = names;
    for (Written statement : statements) {
      if (statement instanceof Used used) {
        blocks.add(used.block().name());
      }
      byOut.put(statement.out(), statement);
      statement.reads().forEach(signal -> uses.merge(signal, 1, Integer::sum));
    }
  }

  /** @param isNamed whether the last line says what it defines */
  List<String> lines(boolean isNamed) {
    List<String> lines = new ArrayList<>();
    statements.stream().filter(s -> !isInPlace(s)).forEach(s -> names.of(s.out()));
    width = conditions.isEmpty() ? 0 : statements.stream().filter(s -> !isInPlace(s))
        .limit(2).mapToInt(s -> names.of(s.out()).length()).max().orElse(0);
    for (Written statement : statements) {
      if (!isInPlace(statement)) {
        boolean isResult = !isNamed && statement == statements.get(statements.size() - 1);
        lines.addAll(statement.match(new Lines(isResult)));
      }
    }
    return lines;
  }

  /** The statements in the order in which they are read in the text, which is that of the numbers of their layers. */
  List<Written> inOrder() {
    List<Written> ordered = new ArrayList<>();
    statements.stream().filter(s -> !isInPlace(s)).forEach(s -> gather(s, ordered));
    return ordered;
  }

  private void gather(Written statement, List<Written> ordered) {
    if (statement.isStage()) {
      Written before = byOut.get(statement.reads().get(0));
      if (before != null && isInPlace(before)) {
        gather(before, ordered);
      }
    }
    ordered.add(statement);
  }

  /** Whether a statement stands where it is read. */
  private boolean isInPlace(Written statement) {
    Signal out = statement.out();
    boolean canStand = statement instanceof Computed formula ? TermText.isWhole(formula) : statement.isStage();
    if (results.contains(out) || uses.getOrDefault(out, 0) != 1 || !canStand) {
      return false;
    }
    Written reader = statements.stream().filter(s -> s.reads().contains(out)).findFirst().orElseThrow();
    return reader.reads().get(0) == out && reader.isStage();
  }

  private final class Lines implements Written.Cases<List<String>> {
    private final boolean isResult;

    private Lines(boolean isResult) {
      this.isResult = isResult;
    }

    @Override
    public List<String> computed(Computed statement) {
      if (TermText.isWhole(statement)) {
        String text = TermText.whole(statement, names::of).text();
        return List.of(isResult ? text : left(statement) + text);
      }
      return List.of(TermText.equation(statement, names::of,
          names.all().stream().collect(Collectors.toSet())));
    }

    @Override
    public List<String> called(Called statement) {
      String condition = conditions.getOrDefault(statement.out(), "");
      return chain(statement, isResult ? "" : left(statement) + condition);
    }

    @Override
    public List<String> used(Used statement) {
      return chain(statement, isResult ? "" : left(statement));
    }

    @Override
    public List<String> stored(Stored statement) {
      int[] extents = statement.out().extents();
      String shape = extents.length == 0 ? "" : Arrays.toString(extents);
      String name = names.of(statement.out());
      return List.of(!statement.values().isTrained() ? "state " + name + shape + " = 0"
          : "parameter " + name + shape + " = " + (extents.length > 1 ? "normal(0.02)" : "0"));
    }
  }

  private String left(Written statement) {
    String name = names.of(statement.out());
    return name + " ".repeat(Math.max(0, width - name.length())) + " = ";
  }

  /** A source and the stages that follow it, on as few lines as are not too long. */
  private List<String> chain(Written last, String left) {
    List<String> stages = new ArrayList<>();
    Written now = last;
    while (now.isStage()) {
      stages.add(0, now.match(new StageText()));
      Written before = byOut.get(now.reads().get(0));
      if (before == null || !isInPlace(before)) {
        break;
      }
      now = before;
    }
    boolean isCall = now.isStage();
    Piece source = isCall ? new Piece(names.of(now.reads().get(0)), Tightness.ATOM)
        : TermText.whole((Computed) now, names::of);
    if (stages.size() == 1 && !isCall && !stages.get(0).contains("(") && !stages.get(0).contains(":")) {
      return List.of(left + stages.get(0) + "(" + source.text() + ")");
    }
    String start = left + (source.tightness() == Tightness.ATOM ? source.text() : "(" + source.text() + ")");
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(start);
    for (List<String> group : groups(stages)) {
      String text = group.stream().map(stage -> " -> " + stage).collect(Collectors.joining());
      if (line.length() + text.length() > WIDEST && line.length() > start.length()) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(start.length()));
      }
      line.append(text);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Stages that belong together: what has weights, and what follows without a matrix of its own. */
  private List<List<String>> groups(List<String> stages) {
    List<List<String>> groups = new ArrayList<>();
    for (String stage : stages) {
      boolean begins = stage.contains("onv(") || stage.startsWith("dense(") || stage.startsWith("repeat(")
          || stage.startsWith("global") || blocks.stream().anyMatch(stage::startsWith);
      if (begins || groups.isEmpty()) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(stage);
    }
    return groups;
  }

  private final class StageText implements Written.Cases<String> {
    @Override
    public String computed(Computed statement) {
      throw new IllegalStateException("no stage");
    }

    @Override
    public String called(Called statement) {
      return call(statement.layer(), statement.reads(), statement.numbers());
    }

    @Override
    public String used(Used statement) {
      String call = call(statement.block().name(), statement.reads(), statement.numbers());
      return statement.instances().size() == 1 ? call : "repeat(" + statement.instances().size() + ") " + call;
    }

    private String call(String name, List<Signal> operands, List<Written.Setting> numbers) {
      List<String> arguments = new ArrayList<>();
      operands.stream().skip(1).forEach(signal -> arguments.add(names.of(signal)));
      for (Written.Setting number : numbers) {
        // The stride comes third, behind all that has no name.
        boolean isThird = number.name().equals("stride") && number.text().equals("stride") && name.endsWith("onv");
        arguments.add((number.name().isEmpty() || isThird ? "" : number.name() + " = ") + number.text());
      }
      return name + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")");
    }

    @Override
    public String stored(Stored statement) {
      throw new IllegalStateException("no stage");
    }
  }
}
