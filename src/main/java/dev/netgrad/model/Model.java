package dev.netgrad.model;

import dev.netgrad.model.body.Calls;
import dev.netgrad.model.body.Tensors;
import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Resolution;
import dev.netgrad.model.network.Networks;
import dev.netgrad.model.scope.Binding;
import dev.netgrad.model.scope.Elaboration;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Graph;
import dev.netgrad.model.scope.Guards;
import dev.netgrad.model.scope.Scope;
import dev.netgrad.model.warn.DoneTwice;
import dev.netgrad.model.warn.NeedlessGuards;
import dev.netgrad.model.warn.StepByName;
import dev.netgrad.model.warn.Untrained;
import dev.netgrad.model.warn.Unused;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Fault;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The networks of a file as tensors. Where nothing is wrong, warnings say what is probably not meant.
 */
public final class Model {
  /** What may well be wrong only because the parser had to leave something out. */
  private static final Set<Code> DOUBTFUL = Set.of(Code.LOOK_ALIKE, Code.NO_IMPORT, Code.UNKNOWN_LAYER,
      Code.UNKNOWN_NAME, Code.INDEX, Code.ARGUMENT_MISSING, Code.STATEMENT, Code.OUTPUT, Code.OPTIMIZER);

  private final Modules modules;
  private final Declarations declarations;
  private final Resolution resolution;
  private final Guards guards = new Guards();
  private final List<Elaboration> started = new ArrayList<>();
  private final List<Elaboration> elaborations = new ArrayList<>();
  private final List<Network> networks = new ArrayList<>();

  private Model(Modules modules, Diagnostics diagnostics) {
    this.modules = modules;
    declarations = new Declarations(modules.main(), modules.files(), modules.standard(), diagnostics);
    resolution = new Resolution(declarations, diagnostics);
  }

  /**
   * Elaborates every network of the main file, for training and for evaluation. Networks with errors are left out.
   *
   * @param diagnostics receives all errors; where reading the files found some, those that are no consequence of them;
   *     warnings where there are no errors
   */
  public static Model elaborate(Modules modules, Diagnostics diagnostics) {
    Diagnostics found = new Diagnostics();
    Model model = new Model(modules, found);
    if (model.resolution.isSound()) {
      modules.main().declarations().stream().filter(d -> d.kind() == Ast.Kind.NETWORK)
          .forEach(d -> model.network(d, found));
    }
    if (!found.hasErrors() && !diagnostics.hasErrors()) {
      model.warn(found);
    }
    model.started.forEach(run -> DoneTwice.warn(run.history, model.declarations, found));
    boolean unread = diagnostics.hasErrors();
    for (Diagnostic d : found.sorted()) {
      if (!unread || !DOUBTFUL.contains(d.code())) {
        diagnostics.add(d);
      }
    }
    return model;
  }

  private void network(Ast.Declaration declaration, Diagnostics diagnostics) {
    Elaboration training = elaboration(true, diagnostics);
    Elaboration evaluation = elaboration(false, diagnostics);
    try {
      Optional<Network> network = Networks.elaborate(declaration, training, evaluation);
      network.ifPresent(networks::add);
      network.ifPresent(n -> elaborations.add(training));
    } catch (Fault | StackOverflowError tooDeep) {
      if (tooDeep instanceof Fault fault && !fault.isOfDepth()) {
        throw fault;
      }
      diagnostics.add(Diagnostic.of(Code.DEPTH, declaration.name().span(),
          "the expressions and calls of this network are nested too deeply"));
    }
  }

  private Elaboration elaboration(boolean training, Diagnostics diagnostics) {
    Elaboration run = new Elaboration(
        resolution, diagnostics, guards, training, (e, frame) -> new Tensors(frame).tensor(e, ""));
    started.add(run);
    return run;
  }

  private void warn(Diagnostics diagnostics) {
    List<Span> unused = new ArrayList<>();
    modules.files().stream().filter(f -> declarations.isEditable(f.span()))
        .forEach(f -> f.declarations().forEach(d -> unused.addAll(Unused.warn(d, diagnostics))));
    modules.files().stream().filter(f -> declarations.isEditable(f.span()))
        .forEach(f -> f.declarations().forEach(d -> StepByName.warn(d, diagnostics)));
    NeedlessGuards.warn(guards, declarations, diagnostics);
    networks.forEach(n -> Untrained.warn(n, declarations, unused, diagnostics));
  }

  /** The networks without errors, in the order of the file. */
  public List<Network> networks() {
    return List.copyOf(networks);
  }

  /**
   * A layer or block as a block of its own, for training, with the shapes and arguments of its first use.
   *
   * @return empty if no network uses a layer or block of that name
   */
  public Optional<Block> layerAsBlock(String name) {
    Optional<Ast.Declaration> declaration = declarations.find(name, modules.main().span());
    if (declaration.isEmpty()) {
      return Optional.empty();
    }
    for (Elaboration run : elaborations) {
      Binding binding = run.firstUses.get(declaration.get());
      if (binding != null) {
        Frame frame = new Frame(run, declaration.get(), new Scope(), new Graph(run), "", List.of(), List.of());
        return Optional.of(new Calls(frame, declaration.get(), modules.main().span()).block(binding));
      }
    }
    return Optional.empty();
  }
}
