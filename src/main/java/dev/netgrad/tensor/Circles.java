package dev.netgrad.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Puts what is computed into an order, where some of it reads each other in circles (Tarjan, SIAM J. Comput. 1972). */
public final class Circles {
  private Circles() {}

  /** A node whose reads are being looked at. */
  private record Open<T>(T node, Iterator<T> reads) {}

  /**
   * Groups of nodes, each after all that it reads: one node, or all those of a circle in the order in which they were
   * given. What is in order already stays as it is.
   *
   * @param reads the nodes that a node reads
   */
  public static <T> List<List<T>> inOrder(List<T> nodes, Function<T, Collection<T>> reads) {
    Map<T, Integer> places = new HashMap<>();
    nodes.forEach(node -> places.put(node, places.size()));
    Map<T, Integer> numbers = new HashMap<>();
    Map<T, Integer> lowest = new HashMap<>();
    Deque<T> stack = new ArrayDeque<>();
    Map<T, Boolean> onStack = new HashMap<>();
    List<List<T>> groups = new ArrayList<>();
    Deque<Open<T>> open = new ArrayDeque<>();
    for (T start : nodes) {
      if (numbers.containsKey(start)) {
        continue;
      }
      T entered = start;
      while (entered != null || !open.isEmpty()) {
        if (entered != null) {
          numbers.put(entered, numbers.size());
          lowest.put(entered, numbers.get(entered));
          stack.push(entered);
          onStack.put(entered, true);
          open.push(new Open<>(entered, reads.apply(entered).iterator()));
          entered = null;
        }
        Open<T> top = open.peek();
        if (top.reads().hasNext()) {
          T read = top.reads().next();
          if (!numbers.containsKey(read)) {
            entered = read;
          } else if (onStack.get(read)) {
            lowest.merge(top.node(), numbers.get(read), Math::min);
          }
          continue;
        }
        open.pop();
        if (!open.isEmpty()) {
          lowest.merge(open.peek().node(), lowest.get(top.node()), Math::min);
        }
        if (lowest.get(top.node()).equals(numbers.get(top.node()))) {
          List<T> group = new ArrayList<>();
          T member;
          do {
            member = stack.pop();
            onStack.put(member, false);
            group.add(member);
          } while (member != top.node());
          group.sort(Comparator.comparing(places::get));
          groups.add(group);
        }
      }
    }
    return groups;
  }
}
