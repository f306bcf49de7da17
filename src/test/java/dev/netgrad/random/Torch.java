package dev.netgrad.random;

import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * PyTorch, as {@code src/test/python/formulas.py} drives it. The Python that has it is the one that the system property
 * {@code netgrad.python} names, else Debian's, else the first on the path.
 */
final class Torch {
  private static final Path SCRIPT = Path.of("src/test/python/formulas.py");

  /** How a network is differentiated; see the script. */
  enum Conventions {
    TORCH, WINNER, ALIVE
  }

  /**
   * What PyTorch made of one request.
   *
   * @param values results by name
   * @param gradients by convention and name
   */
  record Answer(Map<String, double[]> values, Map<Conventions, Map<String, double[]>> gradients) {
    private static Answer empty() {
      Map<Conventions, Map<String, double[]>> gradients = new LinkedHashMap<>();
      Stream.of(Conventions.values()).forEach(conventions -> gradients.put(conventions, new LinkedHashMap<>()));
      return new Answer(new LinkedHashMap<>(), gradients);
    }
  }

  private Torch() {}

  /**
   * @param requests each a line of JSON
   * @param folder for the files that go to and fro
   * @return as many answers
   */
  static List<Answer> answers(List<String> requests, Path folder) throws IOException, InterruptedException {
    Path asked = Files.write(folder.resolve("requests"), requests);
    Path answered = folder.resolve("answers");
    Path messages = folder.resolve("messages");
    int exit = new ProcessBuilder(python(), SCRIPT.toString(), asked.toString(), answered.toString())
        .redirectErrorStream(true).redirectOutput(messages.toFile()).start().waitFor();
    assertWithMessage("exit code of Python, which says: %s\n(it needs PyTorch; -Dnetgrad.python=… names one that has"
        + " it)",
        Files.readString(messages)).that(exit).isEqualTo(0);
    List<Answer> answers = new ArrayList<>();
    requests.forEach(request -> answers.add(Answer.empty()));
    try (Stream<String> lines = Files.lines(answered)) {
      lines.forEach(line -> {
        String[] words = line.split(" ");
        Answer answer = answers.get(Integer.parseInt(words[0]));
        Map<String, double[]> arrays = words[1].equals("value") ? answer.values
            : answer.gradients.get(Conventions.valueOf(words[1].toUpperCase(Locale.ROOT)));
        arrays.put(words[2], Stream.of(words).skip(3).mapToDouble(Torch::number).toArray());
      });
    }
    return answers;
  }

  private static String python() {
    Path debian = Path.of("/usr/bin/python3");
    return System.getProperty("netgrad.python", Files.isExecutable(debian) ? debian.toString() : "python3");
  }

  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
