package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every identifier of the generated code as a name of the source, in every role that a name can have there. */
final class IdentifiersTest {
  /** Identifiers that mean something in the language, too, and can't be anything else there. */
  private static final Set<String> WORDS = Set.of("N", "block", "max", "n", "next", "or", "parameter", "random",
      "state", "sum", "training");
  /** No layers or blocks. */
  private static final Set<String> FUNCTIONS =
      Set.of("abs", "cos", "erf", "exp", "log", "min", "normal", "sqrt", "tanh", "uniform");

  private static final String TRAINED = """
        read_[k < 8] = sum_[k] + 1
        turned_[k < 8] = read_[7 - k]
        output sum_, read_
        top_ = max[k < 8] turned_[k]
        loss = top_ + sum[k < 8] turned_[k]^2
        optimizer sgd(momentum = 0.9)
      }
      """;

  private static Set<String> identifiers;

  /** A network in which some names have a role, which many can have at once. */
  private enum Role {
    INPUT(100, names -> "network Inputs(" + each(names, ", ", "%s[8]") + """
        ) {
          parameter weight_[8] = 1
          sum_[k < 8] = weight_[k]*(""" + each(names, " + ", "%s[k]") + ")\n" + TRAINED),
    NUMBER(200, names -> "network Numbers(x_[8], " + each(names, ", ", "%s: scalar") + """
        ) {
          parameter weight_[8] = 1
          sum_[k < 8] = weight_[k]*x_[k]*(""" + each(names, " + ", "%s") + ")\n" + TRAINED),
    PARAMETER(500, names -> "network Parameters(x_[8]) {\n" + each(names, "", "  parameter %s[8] = normal(1)\n")
        + "  sum_[k < 8] = x_[k]*(" + each(names, " + ", "%s[k]") + ")\n" + TRAINED),
    STATE(500, names -> "network States(x_[8]) {\n  parameter weight_[8] = 1\n"
        + each(names, "", "  state %s[8] = 0\n") + each(names, "", "  next %1$s[k < 8] = %1$s[k] + weight_[k]\n")
        + "  sum_[k < 8] = weight_[k]*x_[k]*(" + each(names, " + ", "%s[k]") + ")\n" + TRAINED),
    STATE_OF_OPTIMIZER(200, names -> "optimizer descent_(p_[I...], g_[I...], lr: scalar) {\n"
        + each(names, "", "  state %s[I...] = 0.5\n") + each(names, "", "  next %1$s[i...] = %1$s[i...] + g_[i...]\n")
        + "  next p_[i...] = p_[i...] - lr*(" + each(names, " + ", "%s[i...]") + ")\n}\n" + """
        network States(x_[8]) {
          parameter weight_[8] = 1
          y_[k < 8] = weight_[k]*x_[k]
          loss = sum[k < 8] (weight_[k] - x_[k])^2
          optimizer descent_()
        }
        """),
    /** Each is an index as well, that of the tensor before. */
    TENSOR(70, names -> """
        network Tensors(x_[8]) {
          parameter weight_[8] = 1
        """ + each(names, "", "  %1$s[%2$s < 8] = (sum[l < 8 | l <= %2$s] x_[l])*weight_[%2$s]\n")
        + "  sum_[k < 8] = " + each(names, " + ", "%s[k]") + "\n"
        + TRAINED.replace("output ", "output " + each(names, "", "%s, "))),
    /** Their rows are vectors. */
    ROW(70, names -> """
        network Rows(x_[8]) {
          parameter weight_[8] = 1
        """ + each(names, "", "  %1$s[k < 8] = x_[k]*weight_[k]\n")
        + "  sum_[k < 8] = " + each(names, " + ", "%s[k]") + "\n"
        + TRAINED.replace("output ", "output " + each(names, "", "%s, "))),
    /** Each is the size of the one before, and an index. */
    LAYER(500, names -> each(names, "", "layer %1$s(x_[%2$s]) {\n  parameter weight_[%2$s] = 1\n"
        + "  y_[%1$s < %2$s] = x_[%1$s]*weight_[%1$s]\n}\n") + "network Layers(x_[8]) {\n"
        + each(names, "", "  of_%1$s = x_ -> %1$s\n")
        + "  sum_[k < 8] = " + each(names, " + ", "of_%s[k]") + "\n" + TRAINED),
    /** Only names that a class could be taken for: of types and packages, the first letter aside. */
    BLOCK(500, names -> each(names, "", "block %s(x_[C_]) {\n  parameter weight_[C_] = 1\n"
        + "  y_[k < C_] = tanh(x_[k]*weight_[k])\n}\n") + "network Blocks(x_[8]) {\n"
        + each(names, "", "  of_%1$s = x_ -> %1$s\n")
        + "  sum_[k < 8] = " + each(names, " + ", "of_%s[k]") + "\n" + TRAINED),
    LABEL(500, names -> """
        block unit_(x_[C_]) {
          parameter weight_[C_] = 1
          y_[k < C_] = tanh(x_[k]*weight_[k])
        }
        network Labels(x_[8]) {
        """ + each(names, "", "  of_%1$s = x_ -> %1$s: repeat(2) unit_\n")
        + "  sum_[k < 8] = " + each(names, " + ", "of_%s[k]") + "\n" + TRAINED),
    /** The same of blocks that draw random numbers. */
    LABEL_OF_NOISE(500, names -> """
        block unit_(x_[C_]) {
          parameter weight_[C_] = 1
          y_[k < C_] = tanh(x_[k]*weight_[k])*(0.5 + random(n, k))
        }
        network Noises(x_[8]) {
        """ + each(names, "", "  of_%1$s = x_ -> %1$s: repeat(2) unit_\n")
        + "  sum_[k < 8] = " + each(names, " + ", "of_%s[k]") + "\n" + TRAINED),
    /** So may the network's class. */
    NETWORK(1, names -> "network " + String.join("", names) + "(x_[8]) {\n  y_[k < 8] = x_[k]*x_[k]\n}\n");

    private final int atOnce;
    private final Function<List<String>, String> text;

    Role(int atOnce, Function<List<String>, String> text) {
      this.atOnce = atOnce;
      this.text = text;
    }

    /** The identifiers that can have this role, without names that the network has anyway. */
    List<String> names() {
      Set<String> names = new TreeSet<>(identifiers);
      names.removeAll(WORDS);
      names.removeAll(List.of(Pattern.compile("\\W+").split(text.apply(List.of()))));
      if (this == LAYER || this == BLOCK) {
        names.removeAll(FUNCTIONS);
      }
      names.removeIf(name -> (this == BLOCK || this == NETWORK) && !name.matches("[A-Z].*|java|jdk|util|team|kernels"));
      return List.copyOf(names);
    }

    List<GeneratedSource> sources(List<String> names, String packageName) {
      return Vocabulary.sources(text.apply(names), Vocabulary.options(packageName, List.of(256)));
    }
  }

  /** @param format of a name and the next one */
  private static String each(List<String> names, String between, String format) {
    return IntStream.range(0, names.size()).mapToObj(i ->
        format.formatted(names.get(i), names.get((i + 1) % names.size()))).collect(Collectors.joining(between));
  }

  @BeforeAll
  static void take() {
    identifiers = Vocabulary.identifiers();
    assertThat(identifiers).containsAtLeast("me", "N", "S", "FloatVector", "given_", "nEnd", "own", "other", "Arrays");
  }

  @ParameterizedTest
  @EnumSource(names = {"INPUT", "PARAMETER", "ROW", "BLOCK", "LABEL"})
  void anyIdentifierCompilesAs(Role role) {
    check(role);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"INPUT", "PARAMETER", "ROW", "BLOCK", "LABEL"})
  void anyIdentifierCompilesToo(Role role) {
    check(role);
  }

  private static void check(Role role) {
    List<String> names = role.names();
    List<GeneratedSource> sources = new ArrayList<>();
    for (int from = 0; from < names.size(); from += role.atOnce) {
      sources.addAll(role.sources(names.subList(from, Math.min(names.size(), from + role.atOnce)), "p" + from));
    }
    if (!compiles(sources)) {
      assertWithMessage("names that do not compile as %s", role).that(guilty(role, names)).isEmpty();
    }
  }

  /** All names of a network at once are identifiers of the generated code, each time others. */
  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void aNetworkOfNothingElseCompiles(Vocabulary vocabulary) {
    Set<String> allowed = new TreeSet<>(identifiers);
    allowed.removeAll(WORDS);
    allowed.removeAll(FUNCTIONS);
    allowed.removeAll(List.of(Pattern.compile("\\W+").split(vocabulary.text())));
    List<String> others = List.copyOf(allowed);
    List<String> names = List.copyOf(vocabulary.names());
    for (int round = 0; round < 20; round++) {
      String text = vocabulary.text();
      for (int i = 0; i < names.size(); i++) {
        String other = others.get((7 * i + 13 * round) % others.size());
        text = text.replaceAll("\\b" + names.get(i) + "\\b", other);
      }
      List<GeneratedSource> sources =
          Vocabulary.sources(text, Vocabulary.options("round" + round, EmitOptions.ALL_VECTOR_BITS));
      assertWithMessage(text).that(fault(sources)).isEmpty();
    }
  }

  private static boolean compiles(List<GeneratedSource> sources) {
    return fault(sources).isEmpty();
  }

  /** What javac says of sources that do not compile. */
  private static Optional<String> fault(List<GeneratedSource> sources) {
    try {
      Javac.compile(sources);
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The names among these with which a network does not compile. */
  private static List<String> guilty(Role role, List<String> names) {
    if (names.size() <= role.atOnce && compiles(role.sources(names, "guilty"))) {
      return List.of();
    } else if (names.size() == 1) {
      return names;
    }
    int half = names.size() / 2;
    List<String> guilty = new ArrayList<>(guilty(role, names.subList(0, half)));
    guilty.addAll(guilty(role, names.subList(half, names.size())));
    return guilty.isEmpty() ? names : guilty;
  }
}
