package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.PlanPrinter;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Printer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The text of each stage's result, called blocks before their callers. */
final class Dumps {
  private Dumps() {}

  static String network(Network network) {
    StringBuilder out = new StringBuilder();
    out.append("training\n");
    blocks(network.training()).forEach(b -> out.append(new Printer().block(b)));
    out.append("evaluation\n");
    blocks(network.evaluation()).forEach(b -> out.append(new Printer().block(b)));
    for (Block derivative : network.derivatives()) {
      out.append("in evaluation, ").append(derivative.name()).append('\n');
      blocks(derivative).forEach(b -> out.append(new Printer().block(b)));
    }
    network.metrics().ifPresent(metrics -> {
      out.append("metrics of a batch\n");
      blocks(metrics.batch()).forEach(b -> out.append(new Printer().block(b)));
      out.append("metrics of all batches\n").append(new Printer().block(metrics.whole()));
    });
    for (Network.Update update : network.updates()) {
      out.append("update of ").append(String.join(", ", update.parameters())).append('\n');
      out.append(new Printer().block(update.formula()));
    }
    return out.toString();
  }

  static String derivative(Derivative derivative) {
    StringBuilder out = new StringBuilder(network(derivative.network()));
    out.append("derivative\n");
    for (BlockGradient gradient : derivative.gradients().values()) {
      out.append(new Printer().gradient(gradient));
    }
    return out.toString();
  }

  static String plan(Plan plan) {
    return PlanPrinter.print(plan);
  }

  static String sources(List<GeneratedSource> sources) {
    StringBuilder out = new StringBuilder();
    sources.forEach(s -> out.append("// ").append(s.name()).append('\n').append(s.text()));
    return out.toString();
  }

  private static Set<Block> blocks(Block top) {
    Set<Block> blocks = new LinkedHashSet<>();
    collect(top, blocks);
    return blocks;
  }

  private static void collect(Block block, Set<Block> into) {
    if (!into.contains(block)) {
      for (Call call : block.calls()) {
        collect(call.block(), into);
      }
      into.add(block);
    }
  }
}
