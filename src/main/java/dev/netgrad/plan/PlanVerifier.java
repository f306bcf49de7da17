package dev.netgrad.plan;

import static dev.netgrad.plan.ArrayContents.require;

import dev.netgrad.plan.ArrayContents.Place;
import dev.netgrad.plan.ArrayContents.Value;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Role;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what the package's description promises of a plan, without what made it: it follows which value each array
 * holds from step to step. What is read must be there, what a caller or the backward pass waits for must be there at
 * the end, an array in which tensors take turns must be as large as each of them, and one tensor's array is another's
 * only if it has the same size. A violation is a fault of the compiler, not of the input.
 */
public final class PlanVerifier {

  private final BlockPlan plan;
  private final Map<Block, BlockPlan> callees;
  private final Role role;
  private final ArrayContents contents;
  private final Set<Tensor> written = new HashSet<>();

  private PlanVerifier(BlockPlan plan, Map<Block, BlockPlan> callees, Role role) {
    this.plan = plan;
    this.callees = callees;
    this.role = role;
    this.contents = new ArrayContents(plan);
  }

  /** @throws Fault where a plan breaks a promise, at the tensor or block where it does */
  public static void verify(Plan plan) {
    plan.training().values().forEach(p -> verify(p, plan.training(), plan.wholeTraining()));
    plan.evaluation().values().forEach(p -> verify(p, plan.evaluation(),
        plan.network().asides().contains(p.block()) ? p : plan.wholeEvaluation()));
    plan.updates().forEach(p -> verify(p, Map.of(), Role.OPTIMIZER));
  }

  private static void verify(BlockPlan plan, Map<Block, BlockPlan> callees, BlockPlan whole) {
    verify(plan, callees, plan == whole ? Role.NETWORK : Role.CALLED);
  }

  private static void verify(BlockPlan plan, Map<Block, BlockPlan> callees, Role role) {
    Fault.at(plan.block(), () -> new PlanVerifier(plan, callees, role).block());
  }

  private void block() {
    plan.storage().forEach((tensor, storage) -> Fault.at(tensor, () -> {
      alias(tensor);
      plan.slot(tensor).ifPresent(slot -> fits(tensor, slot));
    }));
    plan.block().inputs().forEach(this::give);
    plan.block().body().stream().filter(t -> t.definition().isGiven() || t.definition() instanceof Definition.Random)
        .forEach(this::give);
    forward();
    plan.gradient().ifPresent(gradient -> backward(gradient, plan.backward().orElseThrow()));
    plan.storage().forEach((tensor, storage) -> require(written.contains(tensor) || storage.match(port -> false,
        weight -> true, stream -> true, gradient -> false, marks -> true, saved -> false, scratch -> true,
        alias -> true),
        "nothing fills the array of %s", tensor));
  }

  private void alias(Tensor tensor) {
    Tensor at = tensor;
    for (int i = 0; plan.storage().get(at) instanceof Storage.Alias alias; i++) {
      require(i < plan.storage().size(), "%s has the array of a tensor that has its", tensor);
      at = alias.of();
    }
    require(plan.storage().containsKey(at), "%s has the array of %s, which has none", tensor, at);
    require(Size.of(tensor).equals(Size.of(at)), "%s has %s elements, and its array those of %s, %s", tensor,
        Size.of(tensor), at, Size.of(at));
  }

  private void fits(Tensor tensor, int slot) {
    boolean ofBackward = plan.storage().get(tensor) instanceof Storage.Scratch scratch
        && scratch.phase() == Storage.Phase.BACKWARD;
    List<Size> pool = (ofBackward ? plan.backward().orElseThrow() : plan.forward()).scratch();
    require(!tensor.isInteger(), "%s are integers, which the pool does not hold", tensor);
    require(slot < pool.size() && Size.of(tensor).fitsInto(pool.get(slot)),
        "%s has %s elements, and array %s of the pool, %s, has no room", tensor, Size.of(tensor), slot, pool);
  }

  private void give(Tensor tensor) {
    contents.write(contents.place(tensor), Value.of(tensor));
    written.add(tensor);
  }

  private void forward() {
    StepVerifier steps = run(plan.forward());
    steps.written().forEach((tensor, value) -> {
      if (plan.storage().get(tensor) instanceof Storage.Saved && plan.slot(tensor).isEmpty()) {
        contents.read(contents.place(tensor), value);
      }
    });
    if (role.isCalled()) {
      plan.block().inputs().forEach(steps::read);
    }
    results(steps);
  }

  private void backward(BlockGradient gradient, BlockPlan.Pass pass) {
    if (role.isCalled()) {
      betweenPasses();
    }
    gradient.outputAdjoints().forEach(this::give);
    Set<Call> reached = new HashSet<>();
    pass.steps().forEach(step -> step.act(group -> { }, forward -> { }, b -> reached.add(b.call())));
    plan.block().calls().stream().filter(call -> !reached.contains(call)).forEach(call -> unreached(call, pass));
    StepVerifier steps = run(pass);
    if (role == Role.NETWORK) {
      results(steps);
    }
    for (int i = 0; i < plan.block().inputs().size(); i++) {
      adjoint(i, gradient, steps);
    }
  }

  /** What remains for the backward pass. */
  private void betweenPasses() {
    Set<Place> handed = new HashSet<>();
    plan.ports().backwardReads().forEach(i -> handed.add(contents.place(plan.block().inputs().get(i))));
    if (plan.ports().backwardReadsOutput()) {
      plan.block().outputs().forEach(t -> handed.add(contents.place(t)));
    }
    contents.keep(place -> handed.contains(place)
        || place instanceof Place.Own own && !(plan.storage().get(own.array()) instanceof Storage.Port));
  }

  /** The buffers of a called block are there, whether its backward pass is reached or not. */
  private void unreached(Call call, BlockPlan.Pass pass) {
    List<Size> needed = callees.get(call.block()).backward().map(BlockPlan.Pass::scratch).orElse(List.of());
    for (int i = 0; i < needed.size(); i++) {
      require(i < pass.scratch().size() && needed.get(i).fitsInto(pass.scratch().get(i)),
          "%s has no room for the arrays of %s", pass.scratch(), call.block().signature());
    }
  }

  private StepVerifier run(BlockPlan.Pass pass) {
    StepVerifier steps = new StepVerifier(plan, callees, contents, pass.scratch());
    pass.steps().forEach(step -> Fault.at(step.subject(), () -> steps.step(step)));
    written.addAll(steps.written().keySet());
    steps.written().forEach((tensor, value) -> {
      Storage storage = plan.storage().get(tensor);
      if (storage instanceof Storage.Port || storage instanceof Storage.Gradient) {
        contents.read(contents.place(tensor), value);
      }
    });
    return steps;
  }

  /** Outputs and the next values of states are there. */
  private void results(StepVerifier steps) {
    if (role == Role.OPTIMIZER) {
      plan.block().updates().keySet().forEach(state -> require(
          !contents.holds(contents.place(state), Value.of(state)), "%s is not updated", state));
    } else {
      plan.block().outputs().forEach(t -> steps.read(copied(t)));
      plan.block().updates().values().forEach(t -> steps.read(copied(t)));
    }
  }

  private Tensor copied(Tensor tensor) {
    return plan.copies().getOrDefault(tensor, tensor);
  }

  private void adjoint(int input, BlockGradient gradient, StepVerifier steps) {
    Optional<Tensor> adjoint = Optional.ofNullable(gradient.adjoints().get(plan.block().inputs().get(input)));
    Optional<Value> value = adjoint.map(steps::value);
    if (plan.ports().adjoints().passedOn().contains(input)) {
      require(value.isPresent() && gradient.outputAdjoints().contains(value.get().tensor()),
          "the adjoint of input %s is not the output's", input);
    } else if (plan.ports().adjoints().same().containsKey(input)) {
      Tensor other = gradient.adjoints().get(plan.block().inputs().get(plan.ports().adjoints().same().get(input)));
      require(value.equals(Optional.of(steps.value(other))), "the adjoint of input %s is not that of input %s", input,
          plan.ports().adjoints().same().get(input));
    } else {
      require(adjoint.isPresent() == plan.ports().adjoints().arrays().get(input).isPresent(),
          "the adjoint of input %s is nowhere", input);
    }
  }
}
