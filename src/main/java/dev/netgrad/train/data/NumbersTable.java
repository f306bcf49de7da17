package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import dev.netgrad.train.data.PictureFiles.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table beside pictures: in each row the name of one, and its numbers. A first row without a number is a header. */
final class NumbersTable {
  private final Tree tree;
  private final String name;
  private final int count;

  /** @param count how many numbers a row has */
  NumbersTable(Tree tree, String name, int count) {
    this.tree = tree;
    this.name = name;
    this.count = count;
  }

  /** @param known the files that there are */
  List<Item> read(String part, Set<String> known) {
    Path shown = Path.of(tree.shown(name));
    List<String> lines;
    try {
      lines = new String(tree.read(name), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw DataException.of(shown, e);
    }
    List<Item> items = new ArrayList<>();
    Optional<CsvFormat> format = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      String line = i == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(i);
      if (line.isBlank()) {
        continue;
      }
      try {
        CsvFormat chosen = format.isPresent() ? format.get() : CsvFormat.of(line, count + 1);
        List<String> cells = chosen.cells(line);
        boolean isHeader = format.isEmpty() && cells.stream().noneMatch(chosen::isNumber);
        format = Optional.of(chosen);
        if (!isHeader) {
          items.add(item(shown, i + 1, part, cells, chosen, known));
        }
      } catch (IllegalArgumentException e) {
        throw DataException.at(shown, i + 1, e.getMessage());
      }
    }
    return items;
  }

  private Item item(Path shown, int line, String part, List<String> cells, CsvFormat format, Set<String> known) {
    if (cells.size() != count + 1) {
      throw DataException.at(shown, line, cells.size() + " values, but a picture's name and " + count
          + (count == 1 ? " number" : " numbers") + " are needed");
    }
    String file = part + cells.get(0).replace('\\', '/');
    if (!known.contains(file)) {
      throw DataException.at(shown, line, "there is no " + file);
    }
    float[] numbers = new float[count];
    for (int k = 0; k < count; k++) {
      String cell = cells.get(k + 1);
      numbers[k] = format.isNumber(cell) ? Float.parseFloat(format.number(cell)) : Float.NaN;
      if (!Float.isFinite(numbers[k])) {
        throw DataException.at(shown, line, "value " + (k + 2) + " is no number: " + "\"" + cell + "\"");
      }
    }
    return new Item(file, null, numbers);
  }
}
