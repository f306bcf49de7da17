package dev.netgrad.plan.place;

import dev.netgrad.plan.block.InputAdjoints;
import dev.netgrad.plan.block.Passing;
import dev.netgrad.plan.block.Role;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.plan.block.Task;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Places what a block does not have for itself: what it is given, what its caller waits for, what outlives the step.
 * What must be at a second place is copied there, by a formula more. An output or an adjoint has no array of its own if
 * it is at hand in one of the caller's.
 */
public final class Placement {
  private final Task task;
  private final Map<Tensor, Definition.Formula> formulas = new LinkedHashMap<>();
  private final Set<Tensor> forward = new LinkedHashSet<>();
  private final List<Tensor> last = new ArrayList<>();
  private final Set<Tensor> backward = new LinkedHashSet<>();
  private final Map<Tensor, Storage> storage = new LinkedHashMap<>();
  private final Map<Tensor, Tensor> copies = new LinkedHashMap<>();

  private Placement(Task task) {
    this.task = task;
  }

  public static Placed place(Task task) {
    Placement placement = new Placement(task);
    placement.given();
    OptionalInt outputIsInput = placement.outputs();
    placement.objective();
    placement.updates();
    InputAdjoints adjoints = task.gradient().map(placement::adjoints).orElse(InputAdjoints.NONE);
    return new Placed(List.copyOf(placement.forward), placement.last, List.copyOf(placement.backward),
        placement.formulas, placement.storage, placement.copies, outputIsInput, adjoints);
  }

  private void given() {
    task.block().inputs().forEach(t -> storage.put(t, new Storage.Port()));
    for (Tensor tensor : task.block().body()) {
      tensor.definition().act(
          input -> { },
          runTime -> storage.put(tensor, new Storage.Weight()),
          parameter -> storage.put(tensor, new Storage.Weight()),
          state -> storage.put(tensor, new Storage.Weight()),
          random -> storage.put(tensor, new Storage.Stream()),
          previous -> { },
          formula -> {
            formulas.put(tensor, formula);
            forward.add(tensor);
          },
          result -> forward.add(tensor),
          adjoint -> { }, term -> { });
    }
  }

  /** @return the input whose array the output is */
  private OptionalInt outputs() {
    OptionalInt outputIsInput = OptionalInt.empty();
    Map<Tensor, Integer> inputs = new HashMap<>();
    task.block().inputs().forEach(t -> inputs.putIfAbsent(t, inputs.size()));
    for (Tensor output : task.role() == Role.OPTIMIZER ? List.<Tensor>of() : task.block().outputs()) {
      Tensor origin = Passing.result(output, task.callees());
      Optional<Integer> input = Optional.ofNullable(inputs.get(origin))
          .filter(i -> task.role() == Role.CALLED || task.role() == Role.REPEATED && i == 0);
      if (input.isPresent()) {
        outputIsInput = OptionalInt.of(input.get());
      } else {
        Tensor target = origin == output ? computedHere(output) : copy(output);
        storage.put(target, task.objective().isEmpty() ? new Storage.Port()
            : new Storage.Saved("an output of the network"));
      }
    }
    return outputIsInput;
  }

  private void objective() {
    task.objective().filter(t -> !storage.containsKey(t))
        .ifPresent(t -> storage.put(computedHere(t), new Storage.Saved("the loss")));
  }

  /** The updates of states outlive the step; what is not computed here is copied. */
  private void updates() {
    boolean inPlace = task.role() == Role.OPTIMIZER;
    Set<Tensor> tooEarly = inPlace ? Overwriting.tooEarly(task.block()) : Set.of();
    task.block().updates().forEach((state, value) -> {
      Tensor target = computedHere(value);
      if (tooEarly.contains(state)) {
        storage.put(another(target, last, target.name() + "AtTheEnd"), new Storage.Alias(state));
      } else if (inPlace) {
        storage.put(target, new Storage.Alias(state));
      }
    });
  }

  /** A tensor that is computed here and may be anywhere: itself, or a copy if it is another's or placed already. */
  private Tensor computedHere(Tensor tensor) {
    return forward.contains(tensor) && !storage.containsKey(tensor) ? tensor : copy(tensor);
  }

  /** A copy that stands for the tensor where others wait for it. */
  private Tensor copy(Tensor tensor) {
    Tensor copy = another(tensor, forward, tensor.name() + "Copy");
    copies.put(tensor, copy);
    return copy;
  }

  /** A copy for which nothing but its own place asks. */
  private Tensor another(Tensor tensor, Collection<Tensor> pass, String name) {
    List<Axis> axes = tensor.freshAxes();
    Tensor copy = Tensor.formula(name, new Definition.Formula(axes, Reduction.NONE, tensor.at(axes)),
        tensor.origin(), Derivation.rule("a second array for the same values"));
    formulas.put(copy, copy.formula());
    pass.add(copy);
    return copy;
  }

  /** Those of inputs go where the caller wants them, those of parameters into the gradients. */
  private InputAdjoints adjoints(BlockGradient gradient) {
    gradient.outputAdjoints().forEach(t -> storage.put(t, new Storage.Port()));
    for (Tensor tensor : gradient.body()) {
      if (tensor.isFormula()) {
        formulas.put(tensor, tensor.formula());
        backward.add(tensor);
      } else if (tensor.definition() instanceof Definition.ArgumentAdjoint) {
        backward.add(tensor);
      }
    }
    InputAdjoints ofInputs = ofInputs(gradient);
    gradient.adjoints().forEach((primal, adjoint) -> {
      if (primal.definition() instanceof Definition.Parameter) {
        target(primal, adjoint, Passing.adjoint(adjoint, gradient, task.callees()), new Storage.Gradient(primal));
      }
    });
    return ofInputs;
  }

  private InputAdjoints ofInputs(BlockGradient gradient) {
    List<Tensor> inputs = task.block().inputs();
    boolean handsOn = task.role() == Role.CALLED || task.role() == Role.REPEATED && inputs.size() == 1;
    List<Optional<Tensor>> arrays = new ArrayList<>();
    List<Integer> passedOn = new ArrayList<>();
    Map<Integer, Integer> same = new LinkedHashMap<>();
    Map<Tensor, Integer> first = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Optional<Tensor> array = Optional.empty();
      if (gradient.adjoints().containsKey(inputs.get(i))) {
        Tensor adjoint = gradient.adjoints().get(inputs.get(i));
        Tensor origin = Passing.adjoint(adjoint, gradient, task.callees());
        if (handsOn && gradient.outputAdjoints().contains(origin)) {
          passedOn.add(i);
        } else if (handsOn && first.containsKey(origin)) {
          same.put(i, first.get(origin));
        } else {
          first.put(origin, i);
          array = Optional.of(target(inputs.get(i), adjoint, origin, new Storage.Port()));
        }
      }
      arrays.add(array);
    }
    return new InputAdjoints(arrays, passedOn, same);
  }

  /** The tensor that fills an array with an adjoint: the adjoint itself, or a copy if it is at home elsewhere. */
  private Tensor target(Tensor primal, Tensor adjoint, Tensor origin, Storage place) {
    boolean own = origin == adjoint && backward.contains(adjoint) && !storage.containsKey(adjoint);
    Tensor target = own ? adjoint : another(adjoint, backward,
        "d" + primal.name().substring(0, 1).toUpperCase(Locale.ROOT) + primal.name().substring(1));
    storage.put(target, place);
    return target;
  }
}
