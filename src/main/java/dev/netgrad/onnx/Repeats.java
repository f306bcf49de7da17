package dev.netgrad.onnx;

import dev.netgrad.onnx.Written.Used;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds parts of a network that do the same, and says each kind once, as a block. A part is a segment of more than one
 * way, with all that follows it wherever it stands.
 */
final class Repeats {
  private static final int LONGEST = 12;

  private final List<Written> statements;
  private final List<Segment> segments;
  /** Forms whose parts differ in more than a block can say: those with a projection and those without are two. */
  private final Set<String> apart = new HashSet<>();

  private Repeats(List<Written> statements, List<Signal> inputs, List<Signal> results) {
    this.statements = statements;
    this.segments = Segment.cut(statements, inputs, results);
  }

  /** The statements with uses of blocks in place of what blocks say. */
  static List<Written> found(List<Written> statements, List<Signal> inputs, List<Signal> results) {
    return new Repeats(statements, inputs, results).found();
  }

  private List<Written> found() {
    Map<Integer, Used> uses = new HashMap<>();
    Map<Integer, Integer> lengths = new HashMap<>();
    List<String> names = new ArrayList<>();
    boolean[] taken = new boolean[segments.size()];
    for (int i = 0; i < segments.size(); i++) {
      String form = form(i);
      if (taken[i] || !segments.get(i).isBranched()) {
        continue;
      }
      List<Integer> at =
          IntStream.range(0, segments.size()).filter(k -> !taken[k] && form(k).equals(form)).boxed().toList();
      if (at.size() < 2) {
        continue;
      }
      int length = length(at, taken);
      List<List<Segment>> parts = at.stream().map(k -> segments.subList(k, k + length)).toList();
      Optional<BlockMaker> block = BlockMaker.of(parts, names);
      if (block.isEmpty()) {
        if (apart.add(segments.get(i).form())) {
          i--;
        }
        continue;
      }
      names.add(block.orElseThrow().template().name());
      use(block.orElseThrow(), at, length, uses, lengths);
      at.forEach(k -> IntStream.range(k, k + length).forEach(j -> taken[j] = true));
    }
    return rewritten(uses, lengths);
  }

  private String form(int i) {
    Segment segment = segments.get(i);
    return apart.contains(segment.form()) ? segment.form() + "|" + segment.skipForm() : segment.form();
  }

  /** How many segments each part has: those that follow all of them. */
  private int length(List<Integer> at, boolean[] taken) {
    int length = 1;
    while (length < LONGEST) {
      int offset = length;
      Set<String> next = new HashSet<>();
      for (int k : at) {
        int follower = k + offset;
        next.add(follower < segments.size() && !taken[follower] && !at.contains(follower) ? form(follower) : "");
      }
      boolean isSame = next.size() == 1 && !next.contains("");
      int first = at.get(0) + offset;
      if (!isSame || segments.get(first).isBranched() && IntStream.range(0, segments.size())
          .filter(k -> form(k).equals(form(first))).count() != at.size()) {
        return length;
      }
      length++;
    }
    return length;
  }

  private static void use(BlockMaker block, List<Integer> at, int length, Map<Integer, Used> uses,
      Map<Integer, Integer> lengths) {
    int k = 0;
    while (k < at.size()) {
      int end = k + 1;
      while (end < at.size() && at.get(end) == at.get(end - 1) + length && block.isRepeated(k, end)) {
        end++;
      }
      uses.put(at.get(k), block.used(k, end));
      lengths.put(at.get(k), (at.get(end - 1) + length) - at.get(k));
      k = end;
    }
  }

  private List<Written> rewritten(Map<Integer, Used> uses, Map<Integer, Integer> lengths) {
    Map<Written, Used> first = new HashMap<>();
    Set<Written> gone = new HashSet<>();
    uses.forEach((at, used) -> {
      List<Written> all = segments.subList(at, at + lengths.get(at)).stream().flatMap(s -> s.statements().stream())
          .toList();
      gone.addAll(all);
      // In place of the last of them, when all that it reads is there.
      Written last = segments.get(at + lengths.get(at) - 1).statements()
          .get(segments.get(at + lengths.get(at) - 1).statements().size() - 1);
      first.put(last, used);
    });
    List<Written> rewritten = new ArrayList<>();
    for (Written statement : statements) {
      if (first.containsKey(statement)) {
        rewritten.add(first.get(statement));
      } else if (!gone.contains(statement)) {
        rewritten.add(statement);
      }
    }
    return rewritten;
  }
}
