package dev.netgrad.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What another program answered: a text file of lines {@code name: value value …}. */
final class Fixture {
  private final Map<String, String> lines = new LinkedHashMap<>();

  private Fixture() {}

  /** @param name of a file in {@code src/test/resources/dev/netgrad/fixtures} */
  static Fixture read(String name) {
    Fixture fixture = new Fixture();
    try {
      for (String line : Files.readAllLines(Path.of("src/test/resources/dev/netgrad/fixtures", name))) {
        int colon = line.indexOf(": ");
        fixture.lines.put(line.substring(0, colon), line.substring(colon + 2));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return fixture;
  }

  String text(String name) {
    String text = lines.get(name);
    if (text == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return text;
  }

  double[] numbers(String name) {
    return Arrays.stream(text(name).split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** What follows a prefix in the names. */
  Set<String> names(String prefix) {
    Set<String> names = new TreeSet<>();
    lines.keySet().stream().filter(name -> name.startsWith(prefix))
        .forEach(name -> names.add(name.substring(prefix.length())));
    return names;
  }
}
