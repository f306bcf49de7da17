package dev.netgrad.plan;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Nets;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.InputAdjoints;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Plans that were right, each with one thing changed by hand, which the verifier finds. */
class PlanVerifierTest {
  private static final String CHAIN = """
      network Chain(x[6, 6, 4]) {
        a = x -> conv(4, 3)
        b = a -> tanh
        c = b -> conv(4, 3)
        d = c -> tanh
        y = d -> conv(4, 3) -> batchNorm
      }
      """;

  private static final String BLOCKS = """
      block basic(x[H, W, C]) {
        f = x -> conv(C, 3) -> batchNorm -> relu -> conv(C, 3) -> batchNorm
        relu(f + x)
      }
      network Blocks(x[8, 8, 4], t[8, 8, 4]) {
        y = x -> conv(4, 3) -> repeat(3) basic -> conv(4, 3) -> basic -> conv(4, 3)
        loss = meanSquaredError(y, t)
        optimizer sgd(momentum = 0.9)
      }
      """;

  /** Parts of a plan for a block, to be changed. */
  private static final class Parts {
    private final BlockPlan plan;
    private final List<Step> forward;
    private final List<Size> pool;
    private final List<Step> backward;
    private final Map<Tensor, Storage> storage;
    private final Map<Tensor, Integer> slots;
    private InputAdjoints adjoints;

    Parts(BlockPlan plan) {
      this.plan = plan;
      this.forward = new ArrayList<>(plan.forward().steps());
      this.pool = new ArrayList<>(plan.forward().scratch());
      this.backward = new ArrayList<>(plan.backward().map(BlockPlan.Pass::steps).orElse(List.of()));
      this.storage = new LinkedHashMap<>(plan.storage());
      this.slots = new LinkedHashMap<>(plan.slots());
      this.adjoints = plan.ports().adjoints();
    }

    /** The first tensor of a name; of what is computed again, that is the one of the forward pass. */
    Tensor tensor(String name) {
      return storage.keySet().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    int slot(String name) {
      return plan.slot(tensor(name)).orElseThrow();
    }

    /** Puts a tensor into the pool's array of another one. */
    void putWhere(String name, String other) {
      slots.put(tensor(name), slot(other));
    }

    int step(String target) {
      return forward.indexOf(forward.stream().filter(Step.Group.class::isInstance).filter(step -> ((Step.Group) step)
          .statements().stream().anyMatch(s -> s.target().name().equals(target))).findFirst().orElseThrow());
    }

    List<Statement> group(String target) {
      return ((Step.Group) forward.get(step(target))).statements();
    }

    /** Lets the statements of a step join the one before it. */
    void merge(String target) {
      List<Statement> before = new ArrayList<>(((Step.Group) forward.get(step(target) - 1)).statements());
      for (Statement s : group(target)) {
        before.add(s.rename(Substitution.renaming(s.schedule().outer(), before.get(0).schedule().outer())));
      }
      forward.remove(step(target));
      forward.set(step(before.get(0).target().name()), new Step.Group(before));
    }

    BlockPlan whole() {
      return new BlockPlan(plan.block(), plan.gradient(),
          new BlockPlan.Pass(forward, pool),
          plan.backward().map(b -> new BlockPlan.Pass(backward, b.scratch())), storage, slots, plan.copies(),
          plan.recomputed(), new BlockPlan.Ports(plan.ports().outputIsInput(), plan.ports().backwardReads(),
          plan.ports().backwardReadsOutput(), adjoints));
    }
  }

  private static Plan plan(String text) {
    Plan plan = Planner.plan(Nets.derivative(text));
    PlanVerifier.verify(plan);
    return plan;
  }

  private static void isFound(String message, Plan wrong) {
    Fault fault = assertThrows(Fault.class, () -> PlanVerifier.verify(wrong));
    assertThat(fault.getCause()).hasMessageThat().startsWith(message);
  }

  private static Plan with(Plan plan, BlockPlan changed) {
    Map<Block, BlockPlan> training = new LinkedHashMap<>(plan.training());
    training.put(changed.block(), changed);
    return new Plan(plan.derivative(), training, plan.evaluation(), plan.updates());
  }

  private static void inChain(String message, Consumer<Parts> change) {
    in(CHAIN, message, change);
  }

  private static void in(String network, String message, Consumer<Parts> change) {
    Plan plan = plan(network);
    Parts parts = new Parts(plan.wholeTraining());
    change.accept(parts);
    isFound(message, with(plan, parts.whole()));
  }

  /** In the block that is called, or in the network that calls it. */
  private static void inBlocks(String message, String block, Consumer<Parts> change) {
    Plan plan = plan(BLOCKS);
    Parts parts = new Parts(plan.training().values().stream().filter(p -> p.block().name().equals(block)).findFirst()
        .orElseThrow());
    change.accept(parts);
    isFound(message, with(plan, parts.whole()));
  }

  @Test
  void whatIsReadIsComputedBefore() {
    inChain("a is read from array 0 of the pool, which holds nothing yet",
        parts -> Collections.swap(parts.forward, parts.step("a"), parts.step("b")));
  }

  @Test
  void nothingElseIsPutWhereALaterStepReads() {
    in("""
        network Skip(x[6, 6, 4]) {
          a = x -> conv(4, 3)
          b = a -> conv(4, 3)
          c = b -> conv(4, 3)
          y = (c -> conv(4, 3)) + a
        }
        """, "a is read from array 0 of the pool, which holds c", parts -> parts.putWhere("c", "a"));
  }

  @Test
  void nothingElseIsPutWhereTheSameStepReads() {
    inChain("c overwrites b, which c reads", parts -> parts.putWhere("c", "b"));
  }

  @Test
  void whatIsReadHasAnArray() {
    inChain("b has no array", parts -> parts.storage.remove(parts.tensor("b")));
  }

  @Test
  void whatCallersWaitForIsFilled() {
    inChain("y is read from the array of y, which holds nothing yet",
        parts -> parts.forward.remove(parts.step("y")));
  }

  @Test
  void groupsReadTheirOwnResultsAtTheSamePoint() {
    inChain("c reads b at other points of their loops than the one it is computed at", parts -> parts.merge("c"));
  }

  @Test
  void groupsDoNotReadReductionsOverTheirLoops() {
    inChain("batchNorm.varianceSum reads batchNorm.mean, whose reduction is complete only after their loops",
        parts -> parts.merge("batchNorm.varianceSum"));
  }

  @Test
  void eachAxisHasALoop() {
    inChain("the loops of a are [n, h, w, k], and its axes [n, h, w, k, r, s, c]", parts -> {
      Statement a = parts.group("a").get(0);
      parts.forward.set(parts.step("a"), new Step.Group(List.of(new Statement(a.target(), a.formula(), a.reduced(),
          a.epilogue(), a.inPlace(), a.steps(), a.partial(), new Statement.Schedule(a.schedule().outer(), List.of(),
          a.schedule().row(), false)))));
    });
  }

  @Test
  void arraysAreLargeEnough() {
    inChain("b has 144*N elements, and array 1 of the pool, ",
        parts -> parts.pool.set(parts.slot("b"), new Size(143, 1_000)));
  }

  @Test
  void aliasesHaveTheSizeOfTheirArray() {
    inChain("b has 144*N elements, and its array those of batchNorm.inverse, 4",
        parts -> parts.storage.put(parts.tensor("b"), new Storage.Alias(parts.tensor("batchNorm.inverse"))));
  }

  @Test
  void aliasesEnd() {
    inChain("b has the array of a tensor that has its", parts -> {
      parts.storage.put(parts.tensor("b"), new Storage.Alias(parts.tensor("d")));
      parts.storage.put(parts.tensor("d"), new Storage.Alias(parts.tensor("b")));
    });
  }

  @Test
  void theBackwardPassReadsWhatIsSaved() {
    inBlocks("conv1 is read from array 2 of the pool, which holds nothing yet", "basic", parts -> {
      parts.pool.add(Size.of(parts.tensor("conv1")));
      parts.storage.put(parts.tensor("conv1"), new Storage.Scratch(Storage.Phase.FORWARD));
      parts.slots.put(parts.tensor("conv1"), parts.pool.size() - 1);
    });
  }

  @Test
  void inputsAreLeftAlone() {
    inBlocks("x is read from the array of x, which holds out", "basic",
        parts -> parts.storage.put(parts.tensor("out"), new Storage.Alias(parts.tensor("x"))));
  }

  @Test
  void adjointsArePassedOnWhereTheyAreTheSame() {
    inBlocks("the adjoint of input 0 is not the output's", "basic", parts ->
        parts.adjoints = new InputAdjoints(parts.adjoints.arrays(), List.of(0), Map.of()));
  }

  private static Step.Forward firstCall(Parts parts) {
    return parts.forward.stream().filter(Step.Forward.class::isInstance).map(Step.Forward.class::cast).findFirst()
        .orElseThrow();
  }

  @Test
  void calledBlocksDoNotWorkWhereTheyRead() {
    inBlocks("a called block overwrites array 0 of the pool, which it reads", "Blocks", parts -> {
      Step.Forward call = firstCall(parts);
      List<Integer> slots = new ArrayList<>(call.slots());
      slots.set(0, parts.slot("conv1"));
      parts.forward.set(parts.forward.indexOf(call), call.with(slots));
    });
  }

  @Test
  void calledBlocksGetAsManyArraysAsTheyNeed() {
    inBlocks("a called block needs 2 arrays of the pool and gets [4]", "Blocks", parts -> {
      Step.Forward call = firstCall(parts);
      parts.forward.set(parts.forward.indexOf(call), call.with(call.slots().subList(0, 1)));
    });
  }

  @Test
  void repetitionsDoNotWriteWhereTheyRead() {
    inBlocks("a called block overwrites array 2 of the pool, which it reads", "Blocks", parts -> {
      Step.Forward call = firstCall(parts);
      Tensor first = call.between().get(0);
      parts.forward.set(parts.forward.indexOf(call),
          new Step.Forward(call.call(), call.result(), List.of(first, first), call.slots()));
    });
  }

  @Test
  void gradientsThatMeetAreAdded() {
    inBlocks("the backward pass of basic2 forgets a gradient", "Blocks", parts -> parts.backward.replaceAll(step ->
        step instanceof Step.Backward b && b.result().name().equals("basic2") ? new Step.Backward(b.call(),
            b.arguments(), b.result(), b.resultAdjoint(), b.adjoints(), b.kept(), b.between(), b.sums(),
            !b.sharesGradients(), b.slots()) : step));
  }

  @Test
  void optimizersUpdate() {
    Plan plan = plan(BLOCKS);
    Parts parts = new Parts(plan.updates().get(0));
    parts.forward.clear();
    isFound("v is not updated",
        new Plan(plan.derivative(), plan.training(), plan.evaluation(), List.of(parts.whole())));
  }
}
