package dev.netgrad.model.scope;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Limits;
import dev.netgrad.model.names.Resolution;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all bodies of one network share while it is elaborated for one mode. */
public final class Elaboration {
  private final Resolution resolution;
  private final Diagnostics diagnostics;
  private final Guards guards;
  private final boolean training;
  private final Wholes wholes;

  /** How many classes an integer tensor distinguishes. */
  public final Map<Tensor, Long> classes = new IdentityHashMap<>();

  /** How tensors came about. */
  public final History history = new History();

  /** The blocks elaborated so far, by declaration and arguments; empty for one that has errors. */
  private final Map<Ast.Declaration, Map<List<Object>, Optional<Signature>>> blocks = new IdentityHashMap<>();

  /** The arguments of the first use of each layer and block. */
  public final Map<Ast.Declaration, Binding> firstUses = new IdentityHashMap<>();

  /** A block of one signature, and the body that it was made of. */
  public record Signature(Block block, Elaborated body) {}

  private final Map<Block, Boolean> updating = new IdentityHashMap<>();
  private final Map<Block, Long> runs = new IdentityHashMap<>();
  private int statements;
  private boolean failed;
  private boolean saidExhausted;

  /** @param wholes what formulas ask for tensors that have no name */
  public Elaboration(
      Resolution resolution, Diagnostics diagnostics, Guards guards, boolean training, Wholes wholes) {
    this.resolution = resolution;
    this.diagnostics = diagnostics;
    this.guards = guards;
    this.training = training;
    this.wholes = wholes;
  }

  public Declarations declarations() {
    return resolution.declarations();
  }

  public Resolution resolution() {
    return resolution;
  }

  public Wholes wholes() {
    return wholes;
  }

  public Diagnostics diagnostics() {
    return diagnostics;
  }

  public Guards guards() {
    return guards;
  }

  public boolean training() {
    return training;
  }

  public Map<List<Object>, Optional<Signature>> blocks(Ast.Declaration declaration) {
    return blocks.computeIfAbsent(declaration, d -> new HashMap<>());
  }

  /** Something is wrong, so that nothing comes of the network. */
  public void fail() {
    failed = true;
  }

  public boolean hasFailed() {
    return failed;
  }

  /** Counts a statement; whether there have been too many. */
  public boolean isExhausted() {
    return ++statements > Limits.STATEMENTS;
  }

  /** Whether it has been said that there were too many statements; it has now. */
  public boolean saidExhausted() {
    boolean before = saidExhausted;
    saidExhausted = true;
    return before;
  }

  /** How many blocks run when a block does, itself among them; more than {@link Limits#RUNS} count as one more. */
  public long runs(Block block) {
    Long known = runs.get(block);
    if (known == null) {
      known = 1L;
      for (Call call : block.calls()) {
        known = Math.min(Limits.RUNS + 1, known + runs(call.block()) * call.count());
      }
      runs.put(block, known);
    }
    return known;
  }

  /** Whether a training step changes a state of the block or of one that it calls. */
  public boolean updates(Block block) {
    Boolean known = updating.get(block);
    if (known == null) {
      known = !block.updates().isEmpty() || block.calls().stream().anyMatch(c -> updates(c.block()));
      updating.put(block, known);
    }
    return known;
  }
}
