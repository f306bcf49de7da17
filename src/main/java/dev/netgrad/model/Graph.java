package dev.netgrad.model;

import dev.netgrad.source.Span;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A block in the making. */
final class Graph {
  private final Elaboration run;
  private final String batchName;
  private final List<Tensor> body = new ArrayList<>();
  private final Map<String, Tensor> named = new HashMap<>();
  private final Map<Tensor, Tensor> updates = new LinkedHashMap<>();
  private final Map<Tensor, Span> updatePlaces = new IdentityHashMap<>();
  private final Map<String, Call> instances = new HashMap<>();
  private final Map<String, Tensor> random = new HashMap<>();

  Graph(Elaboration run) {
    this(run, "n");
  }

  /**
   * @param batchName what the index over the batch is called
   */
  Graph(Elaboration run, String batchName) {
    this.run = run;
    this.batchName = batchName;
  }

  String batchName() {
    return batchName;
  }

  Tensor add(Tensor tensor) {
    body.add(tensor);
    return tensor;
  }

  List<Tensor> body() {
    return Collections.unmodifiableList(body);
  }

  /** The parameter or state of a name, if there is one already; null if not. */
  Tensor named(String name) {
    return named.get(name);
  }

  Tensor addNamed(Tensor tensor) {
    named.put(tensor.name(), tensor);
    return add(tensor);
  }

  /**
   * The random numbers of a call in an instance of a layer; uses that share their parameters by a label share them, too.
   *
   * @param made makes them, given a name
   */
  Tensor random(String prefix, Span call, Function<String, Tensor> made) {
    return random.computeIfAbsent(prefix + "@" + call.start(), site -> {
      String name = prefix + Draws.NAME;
      for (int i = 2; named.containsKey(name); i++) {
        name = prefix + Draws.NAME + i;
      }
      return addNamed(made.apply(name));
    });
  }

  /** The call that an instance name belongs to already; null if none. */
  Call instance(String name) {
    return instances.get(name);
  }

  void addCall(Call call) {
    call.instances().forEach(name -> instances.putIfAbsent(name, call));
  }

  /** Where the state got its next value; null if it has none. */
  Span updatePlace(Tensor state) {
    return updatePlaces.get(state);
  }

  void update(Tensor state, Tensor next, Span place) {
    updates.put(state, next);
    updatePlaces.put(state, place);
  }

  Map<Tensor, Tensor> updates() {
    return updates;
  }

  /**
   * The block without what nothing needs. For training, parameters and states stay, with whatever the updates of states
   * need; for evaluation there are no updates.
   *
   * @param objective needed beside the outputs
   */
  Block block(String name, String signature, String documentation, List<Tensor> inputs, List<Tensor> outputs,
      Collection<Tensor> objective, Origin origin) {
    List<Tensor> roots = new ArrayList<>(outputs);
    roots.addAll(objective);
    Map<Tensor, Tensor> kept = run.training() ? updates : Map.of();
    kept.forEach((state, next) -> Collections.addAll(roots, state, next));
    if (run.training()) {
      for (Tensor t : body) {
        Call call = Terms.call(t);
        boolean stays = t.definition() instanceof Definition.Parameter || t.definition() instanceof Definition.State
            || call != null && run.updates(call.block());
        if (stays) {
          roots.add(t);
        }
      }
    }
    Set<Tensor> needed = needed(roots);
    return new Block(name, signature, documentation, inputs, body.stream().filter(needed::contains).toList(), outputs,
        kept, origin);
  }

  /** Everything that the roots are computed from, and they themselves. */
  static Set<Tensor> needed(Collection<Tensor> roots) {
    Set<Tensor> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Tensor> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Tensor t = open.pop();
      if (needed.add(t)) {
        Terms.reads(t.definition(), open::push);
      }
    }
    return needed;
  }
}
