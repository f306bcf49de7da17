package dev.netgrad.compiler;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * Networks in which every name of the source begins with {@code zq} and tells its role, {@code zqTensorSum}, such that
 * all other identifiers of their Java are netgrad's own.
 */
enum Vocabulary {
  /** Convolutions, statistics of the batch, repeated blocks, maxima, noise, class numbers, an optimizer with states. */
  PICTURES,
  /** Several outputs and no loss, numbers given at run time, the error function, what is read at an offset. */
  SENTENCES;

  private static final Path FOLDER = Path.of("src/test/resources/dev/netgrad/identifiers");
  private static final Pattern OF_SOURCE = Pattern.compile("\\bzq[A-Z]\\w*");
  private static final Pattern NO_CODE = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\])*\"");
  private static final Pattern IDENTIFIER = Pattern.compile("(?<![.\\w])[\\p{L}_]\\w*");

  String text() {
    try {
      return Files.readString(FOLDER.resolve(name().toLowerCase(Locale.ROOT) + ".net"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names of the source. */
  Set<String> names() {
    return OF_SOURCE.matcher(text()).results().map(m -> m.group()).collect(Collectors.toCollection(TreeSet::new));
  }

  /** All sets of kernels, timed, and what is written beside them. */
  static Options options(String packageName, List<Integer> vectorBits) {
    return Options.of(packageName).withInputGradients(true)
        .withEmit(new EmitOptions(packageName, ElementType.FLOAT, true, vectorBits, true));
  }

  static List<GeneratedSource> sources(String text, Options options) {
    Network network = NetFile.of("identifiers.net", text).networks().get(0);
    return Compiler.compile(network, options).sources();
  }

  /**
   * The identifiers in the Java of all of these networks; without those that are made of the source's names, those that
   * only ever stand behind a dot, and of numbered ones, those after the first.
   */
  static Set<String> identifiers() {
    Set<String> identifiers = new TreeSet<>();
    for (Vocabulary vocabulary : values()) {
      sources(vocabulary.text(), options("", List.of(256))).forEach(s ->
          IDENTIFIER.matcher(NO_CODE.matcher(s.text()).replaceAll(" ")).results().map(m -> m.group())
              .filter(name -> !SourceVersion.isKeyword(name) && !name.toLowerCase(Locale.ROOT).contains("zq"))
              .filter(name -> !name.matches(".*[a-z]([1-9]|\\d\\d)"))
              .forEach(identifiers::add));
    }
    return identifiers;
  }
}
