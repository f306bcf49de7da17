package dev.netgrad.model;

import dev.netgrad.model.body.CallElaboration;
import dev.netgrad.model.body.Tensors;
import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.names.Resolution;
import dev.netgrad.model.network.Networks;
import dev.netgrad.model.network.Sized;
import dev.netgrad.model.scope.Elaborated;
import dev.netgrad.model.scope.Elaboration;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.Guards;
import dev.netgrad.model.scope.Meaning;
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
import dev.netgrad.syntax.Example;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that can be told of a file: its networks as tensors, what each sound statement gives, and everything that is to
 * be said of it. A wrong statement takes nothing with it but what depends on it. Where nothing is wrong, warnings say
 * what is probably not meant.
 */
public final class Analysis {
  private final Modules modules;
  private final Declarations declarations;
  private final Resolution resolution;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Guards guards = new Guards();
  private final List<Elaboration> started = new ArrayList<>();
  private final List<Elaboration> elaborations = new ArrayList<>();
  private final List<Network> networks = new ArrayList<>();
  private final List<Elaborated> bodies = new ArrayList<>();

  private Analysis(Modules modules) {
    this.modules = modules;
    declarations = new Declarations(
        modules.main(), modules.files(), modules.standard(), modules.areWhole(), diagnostics);
    resolution = new Resolution(declarations, diagnostics);
  }

  /**
   * Elaborates every network of the main file, for training and for evaluation.
   *
   * @param reading what was wrong when the files were read
   */
  public static Analysis of(Modules modules, Diagnostics reading) {
    return of(modules, reading, Sizing.NONE);
  }

  /**
   * The same with sizes that are set from outside.
   *
   * @throws SizingException if no network of the main file has one of them
   */
  public static Analysis of(Modules modules, Diagnostics reading, Sizing sizing) {
    Analysis analysis = new Analysis(modules);
    List<Ast.Declaration> declared =
        modules.main().declarations().stream().filter(d -> d.kind() == Ast.Kind.NETWORK).toList();
    sizing.check(declared, analysis.declarations);
    declared.forEach(d -> sizing.of(d, analysis.declarations).forEach(sized -> analysis.network(d, sized)));
    if (!analysis.diagnostics.hasErrors() && !reading.hasErrors()) {
      analysis.warn();
    }
    analysis.started.forEach(run -> DoneTwice.warn(run.history, analysis.declarations, analysis.diagnostics));
    analysis.diagnostics.addAll(reading);
    return analysis;
  }

  private void network(Ast.Declaration declaration, Sized sized) {
    if (resolution.isWrong(declaration)) {
      return;
    }
    Elaboration training = elaboration(true);
    Elaboration evaluation = elaboration(false);
    try {
      Networks.Found found = Networks.elaborate(declaration, sized, training, evaluation);
      bodies.add(found.body());
      found.network().ifPresent(networks::add);
      found.network().ifPresent(n -> elaborations.add(training));
    } catch (Fault | StackOverflowError tooDeep) {
      if (tooDeep instanceof Fault fault && !fault.isOfDepth()) {
        throw fault;
      }
      diagnostics.add(Diagnostic.of(Code.DEPTH, declaration.name().span(),
          "the expressions and calls of this network are nested too deeply"));
    }
  }

  private Elaboration elaboration(boolean training) {
    Elaboration run = new Elaboration(
        resolution, diagnostics, guards, training, (e, frame) -> new Tensors(frame).tensor(e, ""));
    started.add(run);
    return run;
  }

  private void warn() {
    List<Span> unused = new ArrayList<>();
    modules.files().stream().filter(f -> declarations.isEditable(f.span()))
        .forEach(f -> f.declarations().forEach(d -> unused.addAll(Unused.warn(d, diagnostics))));
    modules.files().stream().filter(f -> declarations.isEditable(f.span()))
        .forEach(f -> f.declarations().forEach(d -> StepByName.warn(d, diagnostics)));
    NeedlessGuards.warn(guards, declarations, diagnostics);
    networks.forEach(n -> Untrained.warn(n, declarations, unused, diagnostics));
  }

  /** The file, what it imports, and the standard library. */
  public Modules modules() {
    return modules;
  }

  /** What the file says of layers and blocks by example. */
  public List<Example> examples() {
    return modules.main().examples();
  }

  /** The layer or block that the file knows by a name. */
  public Optional<Ast.Declaration> callable(String name) {
    return declarations.find(name, modules.main().span())
        .filter(d -> d.kind() == Ast.Kind.LAYER || d.kind() == Ast.Kind.BLOCK);
  }

  /** The same file with more declarations, below its own. */
  public Analysis with(String more) {
    Diagnostics reading = new Diagnostics();
    return of(modules.with(modules.main().span().file().text() + "\n" + more, reading), reading);
  }

  /** Everything that is to be said of the file and what it imports. */
  public Diagnostics diagnostics() {
    return diagnostics;
  }

  /** The networks without errors, in the order of the file. */
  public List<Network> networks() {
    return List.copyOf(networks);
  }

  /**
   * The bodies of the networks, and of the layers and blocks in each of their uses: what their sound statements give
   * when training. Of a layer that no network uses there is none, as it has no shapes.
   */
  public List<Elaborated> bodies() {
    Set<Elaborated> all = new LinkedHashSet<>();
    Deque<Elaborated> open = new ArrayDeque<>(bodies);
    while (!open.isEmpty()) {
      Elaborated body = open.remove();
      if (all.add(body)) {
        body.outcomes().values().forEach(outcome -> open.addAll(outcome.uses()));
      }
    }
    return List.copyOf(all);
  }

  /**
   * What a statement gives.
   *
   * @param declaration that it stands in, whose documentation is its own
   * @param meanings one for each use of the declaration
   */
  public record Given(Ast.Declaration declaration, Ast.Statement statement, List<Meaning> meanings) {
    /** The name that the statement defines. */
    public Optional<String> name() {
      return Definitions.name(statement).map(Ast.Name::text);
    }
  }

  /** What the sound statements give that networks are made of, by file and place. */
  public List<Given> given() {
    Map<Ast.Statement, Given> given = new IdentityHashMap<>();
    for (Elaborated body : bodies()) {
      body.outcomes().forEach((statement, outcome) -> given
          .computeIfAbsent(statement, s -> new Given(body.declaration(), s, new ArrayList<>()))
          .meanings().add(outcome.value()));
    }
    return given.values().stream().sorted(Comparator
        .comparing((Given g) -> g.statement().span().file().name()).thenComparing(g -> g.statement().span().start()))
        .toList();
  }

  /** What each use of a layer or block gives, each stage of a chain for itself: one tensor for each body it is in. */
  public Map<Ast.Application, List<Tensor>> applied() {
    Map<Ast.Application, List<Tensor>> applied = new IdentityHashMap<>();
    bodies().forEach(body -> body.applied().forEach(
        (use, tensor) -> applied.computeIfAbsent(use, u -> new ArrayList<>()).add(tensor)));
    return applied;
  }

  /** What a name in the head of a declaration stands for, in each of its uses. */
  public List<Meaning> head(Ast.Declaration declaration, String name) {
    return bodies().stream().filter(body -> body.declaration() == declaration)
        .flatMap(body -> Optional.ofNullable(body.head().get(name)).stream()).toList();
  }

  /**
   * A layer or block as a block of its own, for training, with the shapes and arguments of its first use.
   *
   * @return empty if no network uses a layer or block of that name, or only with errors in it
   */
  public Optional<Block> layerAsBlock(String name) {
    Optional<Ast.Declaration> declaration = declarations.find(name, modules.main().span());
    if (declaration.isEmpty()) {
      return Optional.empty();
    }
    // Its uses may be sound where the network around them is not.
    return Stream.concat(elaborations.stream(), isSound(declaration.get()) ? started.stream() : Stream.of())
        .filter(Elaboration::training).flatMap(run -> firstUse(declaration.get(), run).stream()).findFirst();
  }

  private boolean isSound(Ast.Declaration declaration) {
    return bodies().stream().anyMatch(body -> body.declaration() == declaration
        && body.outcomes().keySet().containsAll(declaration.body()));
  }

  private Optional<Block> firstUse(Ast.Declaration declaration, Elaboration run) {
    return Optional.ofNullable(run.firstUses.get(declaration)).map(binding ->
        new CallElaboration(Frame.of(declaration, run), declaration, modules.main().span()).block(binding));
  }
}
