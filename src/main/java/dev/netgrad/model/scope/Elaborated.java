package dev.netgrad.model.scope;

import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A body that has been elaborated for a network, or for one use of a layer or block: what its arguments are and what
 * its sound statements give. Of a wrong statement only what its uses give is kept, up to the one that is wrong.
 */
public final class Elaborated {
  private final Ast.Declaration declaration;
  private final Map<Ast.Statement, Outcome> outcomes = new LinkedHashMap<>();
  private final List<Elaborated> uses = new ArrayList<>();
  private final Map<String, Meaning> head = new LinkedHashMap<>();
  private final Map<Ast.Application, Tensor> applied = new IdentityHashMap<>();
  private final ScanNames scans = new ScanNames();

  /**
   * What a statement gives.
   *
   * @param value of the name that it defines, or of its result; of a condition that is required, that it holds
   * @param uses the bodies of the layers and blocks that it uses
   */
  public record Outcome(Meaning value, List<Elaborated> uses) {
    public Outcome {
      uses = List.copyOf(uses);
    }
  }

  public Elaborated(Ast.Declaration declaration) {
    this.declaration = declaration;
  }

  public Ast.Declaration declaration() {
    return declaration;
  }

  /** What its scans read of each other. */
  public ScanNames scans() {
    return scans;
  }

  /** By statement, in the order of the text; without those that are wrong, and those that depend on them. */
  public Map<Ast.Statement, Outcome> outcomes() {
    return Collections.unmodifiableMap(outcomes);
  }

  /** What the names in the head stand for, by name: arguments, and the sizes that follow from them. */
  public Map<String, Meaning> head() {
    return Collections.unmodifiableMap(head);
  }

  /** The head has been looked at, and nothing else is known yet. */
  public void begin(Environment scope) {
    scope.names().forEach(name -> head.put(name, scope.find(name)));
  }

  /** What each use of a layer or block gives, each stage of a chain for itself. */
  public Map<Ast.Application, Tensor> applied() {
    return Collections.unmodifiableMap(applied);
  }

  /** A use gives this. */
  public void apply(Ast.Application use, Tensor result) {
    applied.put(use, result);
  }

  /** The statement at hand uses a layer or block. */
  public void use(Elaborated body) {
    uses.add(body);
  }

  /** The statement at hand gives this. */
  public void give(Ast.Statement statement, Meaning value) {
    outcomes.put(statement, new Outcome(value, uses));
    uses.clear();
  }

  /** The statement at hand is wrong. */
  public void fail() {
    uses.clear();
  }
}
