package dev.netgrad.ask.draw;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The figures of a network and its blocks. */
public final class Figures {
  private Figures() {}

  /** The network, then each block that it calls, callers first. */
  public static Drawing of(Network network) {
    List<Drawing.Figure> figures = new ArrayList<>();
    Set<Block> blocks = new LinkedHashSet<>();
    collect(network.training(), blocks);
    blocks.forEach(block -> figures.add(new Figure(block).figure()));
    return new Drawing(network.name(), figures);
  }

  private static void collect(Block block, Set<Block> blocks) {
    blocks.add(block);
    block.calls().forEach(call -> collect(call.block(), blocks));
  }

  /**
   * One block. What follows each other and was put in place by one call of a layer is drawn as one box, by the name of
   * the last of it that others read.
   */
  private static final class Figure {
    private final Block block;
    private final Map<Tensor, Tensor> drawn = new HashMap<>();
    private final Map<Tensor, String> ids = new LinkedHashMap<>();

    Figure(Block block) {
      this.block = block;
      List<Tensor> run = new ArrayList<>();
      for (Tensor tensor : block.body().stream().filter(Figure::isComputed).toList()) {
        if (!run.isEmpty() && !isOneLayer(run.get(0), tensor)) {
          close(run);
        }
        run.add(tensor);
      }
      close(run);
    }

    private static boolean isComputed(Tensor tensor) {
      return tensor.isFormula() || tensor.definition() instanceof Definition.Result;
    }

    private static boolean isOneLayer(Tensor a, Tensor b) {
      return a.isFormula() && b.isFormula() && a.origin().calls().equals(b.origin().calls())
          && (!a.origin().calls().isEmpty() || a.origin().span().equals(b.origin().span()));
    }

    private void close(List<Tensor> run) {
      Set<Tensor> read = new LinkedHashSet<>(block.outputs());
      block.body().stream().filter(t -> !run.contains(t)).forEach(t -> read.addAll(reads(t)));
      Tensor last = run.stream().filter(read::contains).reduce((a, b) -> b)
          .orElseGet(() -> run.isEmpty() ? null : run.get(run.size() - 1));
      run.forEach(tensor -> drawn.put(tensor, last));
      run.clear();
    }

    private Drawing.Figure figure() {
      Map<Tensor, Set<Tensor>> reads = new LinkedHashMap<>();
      block.inputs().forEach(input -> reads.put(input, Set.of()));
      for (Tensor tensor : block.body()) {
        if (isDrawn(tensor)) {
          Set<Tensor> from = reads.computeIfAbsent(drawn.get(tensor), t -> new LinkedHashSet<>());
          reads(tensor).stream().filter(t -> isDrawn(t) || block.inputs().contains(t))
              .map(t -> drawn.getOrDefault(t, t)).filter(t -> t != drawn.get(tensor)).forEach(from::add);
        }
      }
      Map<Tensor, Set<Tensor>> live = live(reads);
      live.keySet().forEach(tensor -> ids.put(tensor, "b" + ids.size()));
      List<Drawing.Box> boxes = new ArrayList<>();
      List<Drawing.Arrow> arrows = new ArrayList<>();
      live.forEach((tensor, from) -> {
        boxes.add(new Drawing.Box(ids.get(tensor), text(tensor), tensor.shapeText(), kind(tensor)));
        from.forEach(t -> arrows.add(new Drawing.Arrow(ids.get(t), ids.get(tensor), "")));
      });
      return new Drawing.Figure(block.signature(), block.documentation().lines().findFirst().orElse(""), boxes, arrows);
    }

    private boolean isDrawn(Tensor tensor) {
      return drawn.containsKey(tensor);
    }

    /** What an output needs: running means and the like are none of it. */
    private Map<Tensor, Set<Tensor>> live(Map<Tensor, Set<Tensor>> reads) {
      Set<Tensor> needed = new LinkedHashSet<>();
      block.outputs().forEach(output -> needed.add(drawn.getOrDefault(output, output)));
      List<Tensor> order = new ArrayList<>(reads.keySet());
      for (int i = order.size() - 1; i >= 0; i--) {
        if (needed.contains(order.get(i))) {
          needed.addAll(reads.get(order.get(i)));
        }
      }
      Map<Tensor, Set<Tensor>> live = new LinkedHashMap<>(reads);
      live.keySet().retainAll(needed);
      return live;
    }

    private static Set<Tensor> reads(Tensor tensor) {
      return tensor.definition() instanceof Definition.Result result ? new LinkedHashSet<>(result.call().arguments())
          : tensor.isFormula() ? Scalars.tensors(tensor.formula()) : Set.of();
    }

    private String text(Tensor tensor) {
      if (tensor.definition() instanceof Definition.Result result) {
        Call call = result.call();
        return (call.count() > 1 ? call.count() + " × " : "") + call.block().name();
      }
      return kind(tensor) == Drawing.Kind.SUM ? "+" : name(tensor);
    }

    /** {@code f = batchNorm2} where the source gives what a layer results in a name of its own. */
    private String name(Tensor tensor) {
      return drawn.entrySet().stream().filter(e -> e.getValue() == tensor).map(e -> e.getKey().name())
          .filter(part -> part.contains(".") && !tensor.name().contains("."))
          .map(part -> part.split("\\.")).map(parts -> parts[parts.length - 2])
          .filter(layer -> !layer.equals(tensor.name())).sorted()
          .findFirst().map(layer -> tensor.name() + " = " + layer).orElse(tensor.name());
    }

    private Drawing.Kind kind(Tensor tensor) {
      if (block.inputs().contains(tensor)) {
        return Drawing.Kind.INPUT;
      } else if (tensor.definition() instanceof Definition.Result) {
        return Drawing.Kind.BLOCK;
      } else if (tensor.isFormula() && tensor.formula().reduction().isNone()
          && tensor.formula().body() instanceof Scalar.Apply apply && apply.operator() == Operator.ADD
          && apply.operands().stream().allMatch(Scalar.Read.class::isInstance)
          && Scalars.tensors(apply).stream().noneMatch(t -> t.definition() instanceof Definition.Parameter)) {
        return Drawing.Kind.SUM;
      }
      return block.outputs().contains(tensor) ? Drawing.Kind.OUTPUT : Drawing.Kind.LAYER;
    }
  }
}
