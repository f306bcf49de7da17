package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import dev.netgrad.train.Shuffle;
import dev.netgrad.train.data.PictureFiles.Item;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Folders and zips with pictures, whose names or neighbours say what is to be learned of each. */
final class PictureFolders {
  private static final String TRAIN = "train/";
  private static final List<String> TESTS = List.of("test/", "val/", "valid/", "validation/");
  private static final String IMAGES = "images/";
  private static final String MASKS = "masks/";
  private static final int TEST_SHARE = 5;

  private static final Set<String> SUFFIXES = Stream.of(ImageIO.getReaderFileSuffixes())
      .map(s -> s.toLowerCase(Locale.ROOT)).filter(s -> !s.isEmpty()).collect(Collectors.toSet());

  private final Tree tree;
  private final Needs needs;

  private PictureFolders(Tree tree, Needs needs) {
    this.tree = tree;
    this.needs = needs;
  }

  static Optional<Data> open(Path path, Needs needs) {
    if (!Files.isDirectory(path) && !Tree.isZip(path)) {
      return Optional.empty();
    }
    Tree tree = Tree.open(path);
    if (tree.names().isEmpty()) {
      throw DataException.in(path, "the " + (Files.isDirectory(path) ? "folder" : "zip") + " is empty");
    }
    return tree.names().stream().noneMatch(PictureFolders::isPicture) ? Optional.empty()
        : Optional.of(new PictureFolders(tree, needs).open());
  }

  /**
   * All pictures in a folder or zip, in ascending order of their names, or a file alone, without anything to learn of
   * them.
   */
  static Samples all(Path path, Port picture) {
    Tree tree = Tree.open(path);
    boolean isAlone = Files.isRegularFile(path) && !Tree.isZip(path);
    List<Item> items = tree.names().stream().filter(n -> isAlone || isPicture(n)).map(n -> new Item(n, null)).toList();
    if (items.isEmpty()) {
      throw DataException.in(path, "has no pictures");
    }
    return new PictureFiles(tree, items, picture, Optional.empty());
  }

  private static boolean isPicture(String name) {
    return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private Data open() {
    Optional<String> test = TESTS.stream().filter(t -> tree.names().stream().anyMatch(n -> n.startsWith(t)))
        .findFirst();
    boolean hasTrain = tree.names().stream().anyMatch(n -> n.startsWith(TRAIN));
    if (hasTrain && test.isEmpty()) {
      throw DataException.in(tree.path(), "has train/, but no test/ beside it");
    }
    List<String> parts = hasTrain ? List.of(TRAIN, test.orElseThrow()) : List.of("");
    if (parts.stream().allMatch(p -> names(p).stream().anyMatch(n -> n.startsWith(MASKS)))) {
      return masks(parts);
    }
    return parts.stream().allMatch(p -> table(p).isPresent()) ? numbers(parts) : classes(parts);
  }

  /** Names of a part, without its folder. */
  private List<String> names(String part) {
    return tree.names().stream().filter(n -> n.startsWith(part)).map(n -> n.substring(part.length())).toList();
  }

  private Data masks(List<String> parts) {
    Port picture = needs.picture(tree.path().toString());
    Port mask = needs.answer(tree.path().toString());
    if (!Pictures.fit(mask)) {
      throw new DataException(tree.path() + " has masks, but the network learns " + mask);
    }
    List<Samples> all = new ArrayList<>();
    for (String part : parts) {
      Map<String, String> byName = new HashMap<>();
      names(part).stream().filter(n -> n.startsWith(MASKS)).filter(PictureFolders::isPicture)
          .forEach(n -> byName.put(stem(n.substring(MASKS.length())), part + n));
      List<Item> items = new ArrayList<>();
      for (String name : names(part)) {
        if (name.startsWith(IMAGES) && isPicture(name)) {
          String found = byName.get(stem(name.substring(IMAGES.length())));
          if (found == null) {
            throw new DataException(tree.shown(part + name) + " has no mask in " + part + MASKS);
          }
          items.add(new Item(part + name, found));
        }
      }
      all.add(files(items, part + IMAGES, picture, new Field(mask.name(), Field.Kind.MASK)));
    }
    return data(all, needs.classes(), "pictures with masks");
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private Samples files(List<Item> items, String where, Port picture, Field target) {
    if (items.isEmpty()) {
      throw new DataException(tree.shown(where) + " has no pictures");
    }
    return new PictureFiles(tree, items, picture, Optional.of(target));
  }

  private Optional<String> table(String part) {
    List<String> tables = names(part).stream().filter(n -> n.indexOf('/') < 0 && n.endsWith(".csv")).toList();
    return tables.size() == 1 ? Optional.of(part + tables.get(0)) : Optional.empty();
  }

  private Data numbers(List<String> parts) {
    Port picture = needs.picture(tree.path().toString());
    Port answer = needs.answer(tree.path().toString());
    List<Samples> all = new ArrayList<>();
    for (String part : parts) {
      String table = table(part).orElseThrow();
      Set<String> known = Set.copyOf(tree.names());
      List<Item> items = new NumbersTable(tree, table, answer.size()).read(part, known);
      all.add(files(items, part, picture, new Field(answer.name(), Field.Kind.NUMBERS)));
    }
    return data(all, needs.classes(), "pictures with numbers");
  }

  private Data classes(List<String> parts) {
    Port picture = needs.picture(tree.path().toString());
    Port label = needs.label(tree.path().toString());
    List<Map<String, List<String>>> byClass = parts.stream().map(this::byClass).toList();
    List<String> classes = needs.classes().isEmpty() ? List.copyOf(byClass.get(0).keySet()) : needs.classes();
    requirePictures(parts, byClass);
    if (classes.size() != label.classes()) {
      throw DataException.in(tree.path(), classes.size() + " classes, " + Shown.some(classes)
          + ", but the network learns " + label);
    }
    Field target = new Field(label.name(), Field.Kind.NUMBERS);
    List<Samples> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Set<String> unknown = new TreeSet<>(byClass.get(i).keySet());
      classes.forEach(unknown::remove);
      if (!unknown.isEmpty()) {
        throw new DataException(tree.shown(parts.get(i) + unknown.iterator().next())
            + " is no class; the classes are " + Shown.some(classes));
      }
      for (String name : classes) {
        if (!byClass.get(i).containsKey(name)) {
          throw new DataException(tree.shown(parts.get(i) + name) + " has no pictures");
        }
      }
    }
    if (parts.size() == 2) {
      byClass.forEach(part -> all.add(files(items(part, classes), "", picture, target)));
    } else {
      Map<String, List<String>> train = new LinkedHashMap<>();
      Map<String, List<String>> test = new LinkedHashMap<>();
      byClass.get(0).forEach((name, files) -> divide(name, files, train, test));
      all.add(files(items(train, classes), "", picture, target));
      all.add(files(items(test, classes), "", picture, target));
    }
    return data(all, classes, "pictures in folders");
  }

  private void requirePictures(List<String> parts, List<Map<String, List<String>>> byClass) {
    for (int i = 0; i < parts.size(); i++) {
      for (Map.Entry<String, List<String>> folder : byClass.get(i).entrySet()) {
        if (folder.getValue().isEmpty()) {
          throw new DataException(tree.shown(parts.get(i) + folder.getKey()) + " has no pictures; each folder is a"
              + " class");
        }
      }
    }
  }

  /** One of five of each class is for the test, so that none is missing there that has two. */
  private void divide(String name, List<String> files, Map<String, List<String>> train,
      Map<String, List<String>> test) {
    int[] order = Shuffle.permutation(files.size(), new SplittableRandom(needs.seed() ^ name.hashCode()));
    int tests = files.size() < 2 ? 0 : Math.max(1, files.size() / TEST_SHARE);
    for (int i = 0; i < order.length; i++) {
      (i < tests ? test : train).computeIfAbsent(name, n -> new ArrayList<>()).add(files.get(order[i]));
    }
    Stream.of(train, test).forEach(part -> part.computeIfAbsent(name, n -> new ArrayList<>()).sort(null));
  }

  private Map<String, List<String>> byClass(String part) {
    Map<String, List<String>> byClass = new TreeMap<>();
    for (String name : names(part)) {
      int slash = name.indexOf('/');
      if (slash > 0) {
        List<String> files = byClass.computeIfAbsent(name.substring(0, slash), n -> new ArrayList<>());
        if (isPicture(name)) {
          files.add(part + name);
        }
      }
    }
    tree.emptyFolders().stream().filter(n -> n.startsWith(part) && n.length() > part.length())
        .map(n -> n.substring(part.length())).forEach(n ->
            byClass.computeIfAbsent(n.substring(0, n.indexOf('/')), k -> new ArrayList<>()));
    if (byClass.values().stream().allMatch(List::isEmpty)) {
      throw new DataException(tree.shown(part) + " has pictures, but no folder for each class, no masks/ and no .csv");
    }
    return byClass;
  }

  private static List<Item> items(Map<String, List<String>> part, List<String> classes) {
    List<Item> items = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      for (String file : part.get(classes.get(k))) {
        items.add(new Item(file, null, k));
      }
    }
    return items;
  }

  private Data data(List<Samples> parts, List<String> classes, String text) {
    if (parts.size() == 2) {
      return new Data(parts.get(0), parts.get(1), classes, text);
    } else if (parts.get(0).size() < 2) {
      throw DataException.in(tree.path(), "a single sample can't be divided into training and test");
    }
    Samples[] divided = Subset.split(parts.get(0), needs.seed());
    return new Data(divided[0], divided[1], classes, text);
  }
}
