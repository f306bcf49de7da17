package dev.netgrad.tensor.check;

import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Metrics;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks the invariants of the IR (see the package's description). A violation is a fault of the compiler, not of the
 * input.
 */
public final class Verifier {
  private final List<String> faults = new ArrayList<>();

  private Verifier() {}

  /** Checks a network's graphs. */
  public static void verify(Network network) {
    Verifier verifier = new Verifier();
    verifier.block(network.training(), new HashSet<>());
    verifier.block(network.evaluation(), new HashSet<>());
    network.asides().forEach(aside -> verifier.block(aside, new HashSet<>()));
    network.metrics().ifPresent(verifier::metrics);
    network.objective().ifPresent(objective -> {
      if (!objective.shape().isEmpty() || !network.training().body().contains(objective)) {
        verifier.faults.add("the objective " + objective + " is no number of the training graph");
      }
    });
    verifier.done();
  }

  /** Checks a network and its backward passes. */
  public static void verify(Derivative derivative) {
    verify(derivative.network());
    Verifier verifier = new Verifier();
    derivative.gradients().values().forEach(verifier::gradient);
    verifier.done();
  }

  private void metrics(Metrics metrics) {
    block(metrics.whole(), new HashSet<>());
    List<Tensor> sums = metrics.batch().outputs();
    if (!metrics.whole().inputs().stream().map(Tensor::shape).toList().equals(sums.stream().map(Tensor::shape).toList())
        || sums.size() != metrics.joins().size() || sums.stream().anyMatch(Tensor::isPerSample)) {
      faults.add("the metrics are not computed from the sums " + sums);
    }
  }

  private void done() {
    if (!faults.isEmpty()) {
      throw new IllegalStateException(String.join("\n", faults));
    }
  }

  private void block(Block block, Set<Block> seen) {
    if (!seen.add(block)) {
      return;
    }
    block.calls().forEach(call -> block(call.block(), seen));
    Set<Tensor> defined = new HashSet<>(block.inputs());
    block.body().forEach(tensor -> Fault.at(tensor, () -> tensor(tensor, defined)));
    block.outputs().forEach(output -> defined(output, defined, "output of " + block.signature()));
    block.updates().forEach((state, value) -> {
      defined(value, defined, "update of " + state);
      if (!state.shape().equals(value.shape())) {
        faults.add("the update of " + state + " has another shape");
      }
    });
  }

  private void gradient(BlockGradient gradient) {
    Set<Tensor> defined = new HashSet<>(gradient.primal().inputs());
    defined.addAll(gradient.primal().body());
    defined.addAll(gradient.outputAdjoints());
    gradient.body().forEach(tensor -> Fault.at(tensor, () -> tensor(tensor, defined)));
    gradient.adjoints().forEach((primal, adjoint) -> {
      defined(adjoint, defined, "adjoint of " + primal);
      if (!primal.shape().equals(adjoint.shape())) {
        faults.add("the adjoint of " + primal + " has the shape " + adjoint.shape() + ", not " + primal.shape());
      }
    });
  }

  private void tensor(Tensor tensor, Set<Tensor> defined) {
    Definition definition = tensor.definition();
    definition.act(
        input -> { },
        runTime -> { },
        parameter -> { },
        state -> { },
        random -> { },
        previous -> { },
        formula -> formula(tensor, formula, defined),
        result -> result.call().arguments().forEach(argument -> defined(argument, defined, tensor.name())),
        adjoint -> defined(adjoint.resultAdjoint(), defined, tensor.name()),
        derived -> derived.reads().forEach(read -> defined(read, defined, tensor.name())));
    if (!defined.add(tensor)) {
      faults.add(tensor + " is defined twice");
    }
    done();
  }

  private void defined(Tensor tensor, Set<Tensor> defined, String reader) {
    if (!defined.contains(tensor)) {
      faults.add(reader + " reads " + tensor + ", which is not defined before");
    }
  }

  private void formula(Tensor tensor, Definition.Formula formula, Set<Tensor> defined) {
    Set<Axis> axes = new HashSet<>(formula.axes());
    axes.addAll(formula.reduction().axes());
    Facts facts = Facts.BOX;
    for (Condition guard : formula.reduction().guards()) {
      condition(tensor, guard, facts, axes, defined);
      facts = facts.and(guard);
    }
    scalar(tensor, formula.body(), facts, axes, defined);
  }

  private void scalar(Tensor tensor, Scalar scalar, Facts facts, Set<Axis> axes, Set<Tensor> defined) {
    scalar.act(
        constant -> { },
        batchSize -> { },
        position -> { },
        read -> {
          if (read.tensor().isInteger()) {
            faults.add(tensor + " reads the integers " + read.tensor() + " outside a comparison");
          }
          read(tensor, read, facts, axes, defined);
        },
        apply -> apply.operands().forEach(operand -> scalar(tensor, operand, facts, axes, defined)),
        select -> {
          condition(tensor, select.condition(), facts, axes, defined);
          scalar(tensor, select.yes(), facts.and(select.condition()), axes, defined);
          scalar(tensor, select.no(), facts.andNot(select.condition()), axes, defined);
        });
  }

  /** Conditions are asked in order, and no further than needed: the earlier ones may bound the reads of the later. */
  private void condition(Tensor tensor, Condition condition, Facts facts, Set<Axis> axes, Set<Tensor> defined) {
    condition.act(
        bound -> { },
        divisible -> { },
        compare -> {
          compared(tensor, compare.left(), facts, axes, defined);
          compared(tensor, compare.right(), facts, axes, defined);
        },
        all -> {
          Facts known = facts;
          for (Condition part : all.conditions()) {
            condition(tensor, part, known, axes, defined);
            known = known.and(part);
          }
        },
        any -> {
          Facts known = facts;
          for (Condition part : any.conditions()) {
            condition(tensor, part, known, axes, defined);
            known = known.andNot(part);
          }
        },
        not -> condition(tensor, not.condition(), facts, axes, defined));
  }

  /** What is compared may be an integer. */
  private void compared(Tensor tensor, Scalar scalar, Facts facts, Set<Axis> axes, Set<Tensor> defined) {
    if (scalar instanceof Scalar.Read read) {
      read(tensor, read, facts, axes, defined);
    } else {
      scalar(tensor, scalar, facts, axes, defined);
    }
  }

  private void read(Tensor tensor, Scalar.Read read, Facts facts, Set<Axis> axes, Set<Tensor> defined) {
    defined(read.tensor(), defined, tensor.name());
    List<Index> indices = read.indices();
    if (indices.size() != read.tensor().rank()) {
      faults.add(tensor + " reads " + read.tensor() + " with " + indices.size() + " indices");
      return;
    }
    for (int d = 0; d < indices.size(); d++) {
      if (indices.get(d) instanceof Index.Element element) {
        read(tensor, element.read(), facts, axes, defined);
      }
      if (!axes.containsAll(indices.get(d).axes())) {
        faults.add(tensor + " reads " + read.tensor() + " at an axis that is not its own");
      } else if (!facts.provesWithin(indices.get(d), read.tensor().shape().get(d))) {
        faults.add(new Printer().line(tensor) + ": " + read.tensor() + " is not proven to be read in bounds: "
            + indices.get(d) + " < " + read.tensor().shape().get(d));
      }
    }
  }
}
