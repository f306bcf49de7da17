package dev.netgrad.model.warn;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.model.names.Trees;
import dev.netgrad.model.scope.Dependencies;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Parameters that the loss is not computed from, so that training does not change them as it should. */
public final class Untrained {
  private static final int MOST_NAMES = 4;

  private final Declarations declarations;
  private final List<Span> unused;
  private final Map<Span, List<String>> found = new LinkedHashMap<>();
  private final Set<Block> reached = new HashSet<>();
  private final Set<Block> unreached = new HashSet<>();

  private Untrained(Declarations declarations, List<Span> unused) {
    this.declarations = declarations;
    this.unused = unused;
  }

  /**
   * @param unused definitions that nothing uses, which has been said and is enough
   * @param diagnostics receives {@link Code#UNTRAINED}, for each place in the user's files that made such parameters;
   *     in a network without a loss, where a number is called almost so
   */
  public static void warn(Network network, Declarations declarations, List<Span> unused, Diagnostics diagnostics) {
    if (network.objective().isEmpty()) {
      network.training().body().forEach(t -> warnIfMeantAsLoss(t, network, declarations, diagnostics));
      return;
    }
    Untrained untrained = new Untrained(declarations, unused);
    Span place = network.training().origin().span();
    untrained.visit(network.training(), List.of(network.objective().get()), "", place);
    untrained.found.forEach((span, names) -> diagnostics.add(diagnostic(network, span, names)));
  }

  private static void warnIfMeantAsLoss(
      Tensor t, Network network, Declarations declarations, Diagnostics diagnostics) {
    if (Spelling.nearest(t.name(), List.of(Predefined.LOSS)).isPresent() && isTrainable(t)) {
      Optional<Ast.Declaration> declaration = declarations.find(network.name(), network.training().origin().span());
      diagnostics.add(Diagnostic.of(Code.UNTRAINED, t.origin().place(), "`" + t.name() + "` is not the loss of "
          + network.name() + ", which has none, so that no parameter is trained")
          .hint(declaration.map(d -> calledLoss(t.name(), d))));
    }
  }

  /** The name where it is defined and wherever it is used. */
  private static Hint calledLoss(String name, Ast.Declaration network) {
    List<Span> places = new ArrayList<>();
    for (Ast.Statement s : network.body()) {
      Definitions.name(s).ifPresent(n -> places.add(n.span()));
      Trees.roots(s).forEach(e -> Trees.references(e, r -> places.add(r.span())));
      if (s instanceof Ast.OutputStatement o) {
        o.names().forEach(n -> places.add(n.span()));
      }
    }
    return Hint.fix("did you mean `" + Predefined.LOSS + "`?", places.stream().filter(p -> p.text().equals(name))
        .map(p -> new Hint.Fix(p, Predefined.LOSS)).toArray(Hint.Fix[]::new));
  }

  /** Whether a tensor is a number that parameters decide. */
  private static boolean isTrainable(Tensor t) {
    return !t.isInteger() && t.sampleRank() == 0 && Dependencies.needed(List.of(t)).stream().anyMatch(n ->
        n.definition() instanceof Definition.Parameter
            || Dependencies.call(n) != null && !Dependencies.call(n).block().parameters().isEmpty());
  }

  private static Diagnostic diagnostic(Network network, Span span, List<String> names) {
    String which = names.stream().limit(MOST_NAMES).map(n -> "`" + n + "`").collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    boolean one = names.size() == 1;
    return Diagnostic.of(Code.UNTRAINED, span, (one ? "the parameter " : "the parameters ") + which
        + (more > 0 ? " and " + more + " more" : "") + (one ? " does" : " do") + " not reach the loss of "
        + network.name()).advice(one ? "add what becomes of it to the loss, or leave it out"
        : "add what becomes of them to the loss, or leave them out");
  }

  /**
   * @param roots what the loss is computed from in this block; nothing if not from its result
   * @param place the user's call of the block, which is what to look at if its result does not reach the loss
   */
  private void visit(Block block, Collection<Tensor> roots, String prefix, Span place) {
    if (!(roots.isEmpty() ? unreached : reached).add(block)) {
      return;
    }
    Set<Tensor> needed = Dependencies.needed(roots, block.previous());
    for (Tensor t : block.body()) {
      boolean outer = roots.isEmpty() || !declarations.isEditable(t.origin().place());
      Span here = outer ? place : t.origin().place();
      Call call = Dependencies.call(t);
      if (call != null) {
        visit(call.block(), needed.contains(t) ? call.block().outputs() : List.of(),
            prefix + call.instances().get(0) + ".", here);
      } else if (t.definition() instanceof Definition.Parameter && !needed.contains(t)
          && !isMeant(t) && !isUnused(t.origin().span()) && !isUnused(here)) {
        found.computeIfAbsent(here, p -> new ArrayList<>()).add(prefix + t.name());
      }
    }
  }

  private static boolean isMeant(Tensor parameter) {
    return parameter.name().substring(parameter.name().lastIndexOf('.') + 1).startsWith("_");
  }

  private boolean isUnused(Span span) {
    return unused.stream().anyMatch(u -> u.contains(span));
  }
}
