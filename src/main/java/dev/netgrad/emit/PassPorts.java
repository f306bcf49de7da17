package dev.netgrad.emit;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The tensors whose arrays go in and out of a pass. */
final class PassPorts {
  private PassPorts() {}

  static boolean isBackward(BlockPlan plan, BlockPlan.Pass pass) {
    return plan.backward().isPresent() && plan.backward().get() == pass;
  }

  /** The tensors whose arrays a pass is given, in the order of its method's parameters. */
  static List<Tensor> of(BlockPlan plan, BlockPlan.Pass pass) {
    List<Tensor> ports = new ArrayList<>();
    if (!isBackward(plan, pass)) {
      ports.addAll(plan.block().inputs());
      outputs(plan).forEach(ports::add);
      return ports;
    }
    plan.ports().backwardReads().forEach(i -> ports.add(plan.block().inputs().get(i)));
    if (plan.ports().backwardReadsOutput()) {
      ports.addAll(outputs(plan));
    }
    plan.gradient().map(BlockGradient::outputAdjoints).ifPresent(ports::addAll);
    plan.ports().adjoints().arrays().forEach(a -> a.ifPresent(ports::add));
    return ports;
  }

  /** What the forward pass writes for its caller: the outputs, or copies that stand in for them. */
  static List<Tensor> outputs(BlockPlan plan) {
    List<Tensor> outputs = new ArrayList<>();
    plan.storage().forEach((tensor, storage) -> {
      boolean written = storage instanceof Storage.Port && !plan.block().inputs().contains(tensor)
          && plan.gradient().filter(g -> g.outputAdjoints().contains(tensor)).isEmpty()
          && plan.ports().adjoints().arrays().stream().noneMatch(a -> a.filter(t -> t == tensor).isPresent());
      if (written) {
        outputs.add(tensor);
      }
    });
    return outputs;
  }

  /** The output that a given adjoint is of. */
  static Tensor output(BlockPlan plan, Tensor adjoint) {
    List<Tensor> differentiated = plan.block().outputs().stream().filter(o -> !o.isInteger()).toList();
    return differentiated.get(plan.gradient().orElseThrow().outputAdjoints().indexOf(adjoint));
  }
}
