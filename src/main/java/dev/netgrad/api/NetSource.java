package dev.netgrad.api;

import dev.netgrad.compiler.AdjointText;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.PackageNames;
import dev.netgrad.compiler.VectorModule;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.highway.Effect;
import dev.netgrad.highway.Highway;
import dev.netgrad.highway.HighwayCheck;
import dev.netgrad.highway.HighwayText;
import dev.netgrad.source.Absent;
import dev.netgrad.source.ImportPath;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.source.SizingException;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A {@code .net} text without errors: its networks as derivatives, as gradients at a point, as Java and as models to
 * train. It never changes, and any number of threads may use it.
 */
public final class NetSource {
  private static final String UNNAMED = "source.net";

  private final NetFile file;

  private NetSource(Supplier<NetFile> reading) {
    try {
      file = reading.get();
    } catch (InvalidNetException e) {
      throw new NetSourceException(e);
    } catch (SizingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Reads a file, and what it imports from its own folder, from those below, or from the import path.
   *
   * @param file a {@code .net} file in UTF-8
   * @param importPath folders and jars to import from, in the order in which they are searched
   * @return the networks of the file
   * @throws NetSourceException if there are errors in these files, or if one of them can't be read
   */
  public static NetSource read(Path file, Path... importPath) {
    Objects.requireNonNull(file, "file");
    try (ImportPath places = new ImportPath(List.of(Objects.requireNonNull(importPath, "importPath")))) {
      return new NetSource(() -> NetFile.read(file, places));
    }
  }

  /**
   * Reads a file with sizes that are set from outside.
   *
   * @param file a {@code .net} file in UTF-8
   * @param sizes each such as {@code K=16}, for all networks that have a {@code K} in their head, or
   *     {@code Net(K=16, H=4)} for one, or {@code Net(K=16) as Net16} for one with a name of its own
   * @param importPath folders and jars to import from, in the order in which they are searched
   * @return the networks of the file
   * @throws NetSourceException if there are errors in these files, or if one of them can't be read
   * @throws IllegalArgumentException if a text sets no size, or one that no network has
   */
  public static NetSource read(Path file, List<String> sizes, Path... importPath) {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(sizes, "sizes");
    try (ImportPath places = new ImportPath(List.of(Objects.requireNonNull(importPath, "importPath")))) {
      return new NetSource(() -> NetFile.read(file, places, sizes));
    }
  }

  /**
   * Takes a text that imports nothing but the standard library, which needs no import.
   *
   * @param text the text of a {@code .net} file
   * @return the networks of the text
   * @throws NetSourceException if there are errors in it
   */
  public static NetSource of(String text) {
    Objects.requireNonNull(text, "text");
    return new NetSource(() -> NetFile.of(UNNAMED, text));
  }

  /**
   * Takes a text with sizes that are set from outside.
   *
   * @param text the text of a {@code .net} file
   * @param sizes as for {@link #read(Path, List, Path...)}
   * @return the networks of the text
   * @throws NetSourceException if there are errors in it
   * @throws IllegalArgumentException if a text sets no size, or one that no network has
   */
  public static NetSource of(String text, List<String> sizes) {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(sizes, "sizes");
    return new NetSource(() -> NetFile.of(UNNAMED, text, sizes));
  }

  /**
   * The networks by name.
   *
   * @return in the order of the text; none if it has layers alone
   */
  public List<String> networks() {
    return file.networks().stream().map(Network::name).toList();
  }

  /**
   * What is probably not meant, and what is deprecated.
   *
   * @return by file and place
   */
  public List<NetMessage> warnings() {
    return NetMessage.of(file.diagnostics());
  }

  /**
   * The derivative as formulas: the forward pass and then the adjoint of each tensor, each with the rules and laws that
   * it was derived by. A {@code .net} text itself, which can be read again, unless it begins with the remark that it
   * can't: the derivative of a product over the batch is of two samples at once, for which there is no notation.
   *
   * @param name a network, or a layer or block that one of them uses, with the shapes of its first use
   * @return of a network with a loss, the derivative of the loss with respect to inputs and parameters; of anything
   *     else that given the adjoint of what it results in
   * @throws IllegalArgumentException if there is nothing of that name
   */
  public String derivative(String name) {
    Objects.requireNonNull(name, "name");
    AdjointText adjoints = new AdjointText(file);
    return adjoints.of(name).orElseThrow(() -> new IllegalArgumentException(
        Absent.of("network, layer or block", name + " in use", adjoints.names())));
  }

  /**
   * What happens to the gradient on the skips of a network, as {@code netgrad highway} tells it: nothing, or by which
   * lines it is changed. Proven on the derivative, with the residual functions taken out.
   *
   * @param network its name
   * @return a line each; the last of them are about the skip path of the whole network
   * @throws IllegalArgumentException if there is no such network
   */
  public List<String> highway(String network) {
    return HighwayText.of(Highway.of(derivative(network(network))));
  }

  /**
   * What is on the skip path of a network and should not be: an assertion for tests, which expect an empty list.
   *
   * @param network its name
   * @param allowed which effects on the gradient are allowed, such as {@code masked}, which a ReLU after the addition
   *     has, or {@code projected}; none if the gradient of the last sum is to reach the first block unchanged
   * @return for each line with another effect what it does; a network without a skip path is a message, too
   * @throws IllegalArgumentException if there is no such network, or no effect of such a name
   */
  public List<NetMessage> offHighway(String network, Set<String> allowed) {
    Objects.requireNonNull(allowed, "allowed");
    Set<Effect> effects = EnumSet.noneOf(Effect.class);
    allowed.forEach(word -> effects.add(Effect.of(word).orElseThrow(() -> new IllegalArgumentException(
        "there is no effect " + word + "; there are " + Arrays.toString(Effect.values())))));
    return NetMessage.of(HighwayCheck.check(Highway.of(derivative(network(network))), effects));
  }

  private static Derivative derivative(Network network) {
    return Compiler.derive(network, Options.of("").withInputGradients(true));
  }

  /**
   * Evaluates a network and its gradient at one sample, in train mode, by an interpreter: for small networks.
   *
   * @param network its name
   * @param values by name the elements of each input, row by row; of a class number, one that is whole, from 0. Those
   *     of parameters and states may be given by their qualified names; else they are the initial values for seed 1
   * @return the values of outputs and loss, and the derivatives with respect to inputs and parameters
   * @throws IllegalArgumentException if there is no such network, if it gives nothing that can be differentiated, if an
   *     input has no value, or if there is a value of an unknown name, of the wrong length, or of no class
   */
  public Gradient gradient(String network, Map<String, double[]> values) {
    Objects.requireNonNull(values, "values");
    return new SamplePoint(network(network), values).gradient();
  }

  /**
   * The Java of a network: one class of the network's name, in plain Java that needs the JDK alone.
   *
   * @param network its name
   * @param packageName the package of the class; may be empty
   * @return the texts of the files by their paths below a source root, such as {@code com/example/ResNet20.java}
   * @throws IllegalArgumentException if there is no such network, or if no package can have that name
   */
  public Map<String, String> java(String network, String packageName) {
    if (!PackageNames.isValid(Objects.requireNonNull(packageName, "packageName"))) {
      throw new IllegalArgumentException("no name of a package: " + packageName);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    Compiler.compile(network(network), Options.of(packageName)).sources()
        .forEach(source -> texts.put(source.name(), source.text()));
    return texts;
  }

  /**
   * A network, compiled and loaded, with its weights at their initial values for seed 1. It runs kernels for the
   * Vector API if Java runs with {@code --add-modules jdk.incubator.vector}, and plain ones otherwise.
   *
   * @param network its name
   * @param threads how many threads share a step, at least 1
   * @return a model of its own, with its own weights
   * @throws IllegalArgumentException if there is no such network, or if {@code threads} is below 1
   * @throws IllegalStateException if this Java has no compiler: a JDK is needed
   */
  public Model model(String network, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: at least 1, not " + threads);
    }
    int bits = VectorModule.suits() ? VectorModule.preferredBits() : 0;
    EmitOptions emit = EmitOptions.of("").withAdapter(true)
        .withVectorBits(EmitOptions.ALL_VECTOR_BITS.contains(bits) ? List.of(bits) : List.of());
    List<GeneratedSource> sources =
        Compiler.compile(network(network), Options.of("").withEmit(emit)).sources();
    Model model = load(sources).model(threads);
    model.initialise(1);
    return model;
  }

  private static Loaded load(List<GeneratedSource> sources) {
    try {
      return Loaded.of(sources);
    } catch (EnvironmentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private Network network(String name) {
    Objects.requireNonNull(name, "network");
    return file.networks().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow(() ->
        new IllegalArgumentException(Absent.of("network", name, networks())));
  }
}
