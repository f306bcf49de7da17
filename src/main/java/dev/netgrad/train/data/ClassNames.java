package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file calls the classes of its samples, and which numbers they get: by the names given, in their order; without
 * any, a class is called by its number, from 0.
 */
final class ClassNames {
  private static final int MOST_SHOWN = 20;

  private final Path file;
  private final List<String> names;
  private final int classes;
  /** What the file calls its classes, each with its place among them. */
  private final Map<String, Integer> found = new LinkedHashMap<>();
  /** The first line of each. */
  private final List<Integer> lines = new ArrayList<>();

  /** @param names one for each class; or none */
  ClassNames(Path file, List<String> names, int classes) {
    this.file = file;
    this.names = names.stream().map(ClassNames::plain).toList();
    this.classes = classes;
  }

  /** Takes down the class of a row, and returns which of those so far it is. */
  int add(int line, String cell) {
    return found.computeIfAbsent(plain(cell), name -> {
      lines.add(line);
      return found.size();
    });
  }

  /** The number of each class found, in their order; {@link DataException} at the first row whose class has none. */
  int[] numbers() {
    int[] numbers = new int[found.size()];
    found.forEach((name, i) -> numbers[i] = number(name, lines.get(i)));
    return numbers;
  }

  private int number(String name, int line) {
    int number = !names.isEmpty() ? names.indexOf(name) : name.matches("\\d{1,9}") ? Integer.parseInt(name) : -1;
    if (number >= 0 && number < classes) {
      return number;
    } else if (name.isEmpty()) {
      throw DataException.at(file, line, "the class, last in its row, is empty");
    }
    throw DataException.at(file, line, "class " + CsvReader.quote(name) + ", but " + (names.isEmpty()
        ? "the network has the classes 0 to " + (classes - 1) + advice() : "the classes are " + shown(names)));
  }

  /** The option that takes the file as it is, if it has as many classes as the network. */
  private String advice() {
    List<String> all = new ArrayList<>(found.keySet());
    all.sort(ClassNames::compare);
    return all.size() == classes && all.stream().noneMatch(n -> n.isEmpty() || n.contains(","))
        ? "; --classes " + shown(all) + " names them in this order"
        : "; the file has " + all.size() + ", " + shown(all) + ", and --classes names those of the network";
  }

  private static String shown(List<String> names) {
    List<String> some = names.subList(0, Math.min(names.size(), MOST_SHOWN));
    return String.join(",", some.stream().map(n -> n.matches("[\\w.-]+") ? n : CsvReader.quote(n)).toList())
        + (names.size() > MOST_SHOWN ? ",…" : "");
  }

  /** Numbers by size, and before all names. */
  private static int compare(String a, String b) {
    boolean areNumbers = isWhole(a) && isWhole(b);
    return areNumbers ? new BigDecimal(a).compareTo(new BigDecimal(b))
        : isWhole(a) != isWhole(b) ? Boolean.compare(isWhole(b), isWhole(a)) : a.compareTo(b);
  }

  private static boolean isWhole(String name) {
    return name.matches("-?\\d+");
  }

  /** Whole numbers are the same however they are written: 1, 01 and 1.0. */
  private static String plain(String cell) {
    return cell.matches("[+-]?\\d{1,18}([.,]0*)?") ? Long.toString(Long.parseLong(cell.replaceFirst("[.,].*", "")))
        : cell.strip();
  }
}
