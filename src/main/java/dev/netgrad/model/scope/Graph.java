package dev.netgrad.model.scope;

import dev.netgrad.model.names.Predefined;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A block in the making. */
public final class Graph {
  private final Elaboration run;
  private final String batchName;
  private final List<Tensor> body = new ArrayList<>();
  private final Map<String, Tensor> named = new HashMap<>();
  private final Map<Tensor, Tensor> updates = new LinkedHashMap<>();
  private final Map<Tensor, Tensor> previous = new LinkedHashMap<>();
  private final Map<Tensor, Span> updatePlaces = new IdentityHashMap<>();
  private final Map<String, Call> instances = new HashMap<>();
  private final Map<String, Tensor> random = new HashMap<>();

  public Graph(Elaboration run) {
    this(run, "n");
  }

  /**
   * @param batchName what the index over the batch is called
   */
  public Graph(Elaboration run, String batchName) {
    this.run = run;
    this.batchName = batchName;
  }

  public String batchName() {
    return batchName;
  }

  public Tensor add(Tensor tensor) {
    body.add(tensor);
    return tensor;
  }

  public List<Tensor> body() {
    return Collections.unmodifiableList(body);
  }

  /** The parameter or state of a name, if there is one already; null if not. */
  public Tensor named(String name) {
    return named.get(name);
  }

  public Tensor addNamed(Tensor tensor) {
    named.put(tensor.name(), tensor);
    return add(tensor);
  }

  /**
   * The random numbers of a call in an instance of a layer; uses that share their parameters by a label share them,
   * too.
   *
   * @param made makes them, given a name
   */
  public Tensor random(String prefix, Span call, Function<String, Tensor> made) {
    return random.computeIfAbsent(prefix + "@" + call.start(), site -> {
      String name = prefix + Predefined.RANDOM;
      for (int i = 2; named.containsKey(name); i++) {
        name = prefix + Predefined.RANDOM + i;
      }
      return addNamed(made.apply(name));
    });
  }

  /** Says what a previous tensor has the values of. */
  public void previous(Tensor tensor, Tensor value) {
    previous.put(tensor, value);
  }

  /** What previous tensors have the values of, as far as it is known. */
  public Map<Tensor, Tensor> previous() {
    return Collections.unmodifiableMap(previous);
  }

  /** The call that an instance name belongs to already; null if none. */
  public Call instance(String name) {
    return instances.get(name);
  }

  public void addCall(Call call) {
    call.instances().forEach(name -> instances.putIfAbsent(name, call));
  }

  /** Where the state got its next value; null if it has none. */
  public Span updatePlace(Tensor state) {
    return updatePlaces.get(state);
  }

  public void update(Tensor state, Tensor next, Span place) {
    updates.put(state, next);
    updatePlaces.put(state, place);
  }

  public Map<Tensor, Tensor> updates() {
    return updates;
  }

  /**
   * The block without what nothing needs. For training, parameters and states stay, with whatever the updates of states
   * need; for evaluation there are no updates.
   *
   * @param objective needed beside the outputs
   */
  public Block block(String name, String signature, String documentation, List<Tensor> inputs, List<Tensor> outputs,
      Collection<Tensor> objective, Origin origin) {
    List<Tensor> roots = new ArrayList<>(outputs);
    roots.addAll(objective);
    Map<Tensor, Tensor> kept = run.training() ? updates : Map.of();
    kept.forEach((state, next) -> Collections.addAll(roots, state, next));
    if (run.training()) {
      for (Tensor t : body) {
        Call call = Dependencies.call(t);
        boolean stays = t.definition() instanceof Definition.Parameter || t.definition() instanceof Definition.State
            || call != null && run.updates(call.block());
        if (stays) {
          roots.add(t);
        }
      }
    }
    Set<Tensor> needed = Dependencies.needed(roots, previous);
    Map<Tensor, Tensor> within = new LinkedHashMap<>(previous);
    within.keySet().retainAll(needed);
    List<Tensor> computed = body.stream().filter(needed::contains).toList();
    ScanCheck.obstacle(computed, within).ifPresent(obstacle -> {
      run.fail();
      run.diagnostics().add(obstacle);
      throw new Failure();
    });
    return new Block(name, signature, documentation, inputs, computed, outputs, kept, within, origin);
  }
}
