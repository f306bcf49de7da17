package dev.netgrad.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of a model as names of the language: letters, digits and `_`, each once, none that has a meaning already. */
final class Spelled {
  private static final int LONGEST = 60;
  /** Words of the language, its functions, and layers of the library that a text may call. */
  private static final Set<String> TAKEN = Set.of("import", "layer", "block", "network", "optimizer", "parameter",
      "state", "next", "output", "require", "with", "repeat", "if", "then", "else", "and", "or", "not", "sum", "max",
      "argmax", "scalar", "class", "infinity", "training", "true", "false", "prod", "min", "derivative", "example",
      "tangent", "jacobian", "grad", "step", "key", "random", "exp", "log", "sqrt", "tanh", "sin", "cos", "erf", "abs",
      "normal", "uniform", "loss", "conv", "dense", "linear", "concat", "relu", "sigmoid", "softmax", "maxpool",
      "averagepool", "batchnorm", "layernorm", "dropout", "flatten", "embedding", "attention", "gelu", "silu", "elu",
      "mish", "softplus", "upsample", "dice", "huber", "focal", "rotary", "basic", "bottleneck", "addbias");

  private final Map<Signal, String> names = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  /** The name of a tensor, which it keeps. */
  String of(Signal signal) {
    return names.computeIfAbsent(signal, s -> unused(cleaned(s.name(), "t")));
  }

  /** Gives a tensor a name of its own. */
  String name(Signal signal, String wanted) {
    String name = unused(wanted);
    names.put(signal, name);
    return name;
  }

  boolean has(String name) {
    return used.contains(name.toLowerCase(Locale.ROOT));
  }

  private String unused(String wanted) {
    String name = wanted;
    for (int i = 2; !used.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** A network's name, which begins with a capital letter. */
  static String network(String name) {
    String cleaned = cleaned(name, "Network");
    return Character.toUpperCase(cleaned.charAt(0)) + cleaned.substring(1);
  }

  static String cleaned(String name, String otherwise) {
    // Of a path in a framework's modules, what stands first is the module's name in the whole.
    String cleaned = name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "");
    cleaned = cleaned.length() > LONGEST ? cleaned.substring(cleaned.length() - LONGEST) : cleaned;
    if (cleaned.isEmpty()) {
      return otherwise;
    }
    boolean isLetter = Character.isLetter(cleaned.charAt(0));
    String named = isLetter ? cleaned : otherwise + cleaned;
    return named.length() == 1 || TAKEN.contains(named.toLowerCase(Locale.ROOT)) ? named + "_" : named;
  }

  /** All names in order of their signals, for indices that must not be called so. */
  List<String> all() {
    return List.copyOf(names.values());
  }
}
