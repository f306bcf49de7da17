package dev.netgrad.report.training;

import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Safetensors;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.use.Assessment;
import dev.netgrad.train.use.Mistakes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is found out at the end of a training, by the weights of its best epoch, and kept beside them: later, neither
 * the data nor the network need be at hand.
 *
 * @param about what is to be known of the training, in words, such as the machine
 * @param confusion as {@link Assessment#confusion}; empty where there are no classes
 * @param mistakes those of which the network was surest
 */
public record Findings(Map<String, String> about, long[][] confusion, List<Shown> mistakes) {
  private static final int MOST = 24;
  private static final String CONFUSION = "confusion";
  private static final String ABOUT = "about.";
  private static final String MISTAKE = "mistake.";

  /**
   * A mistake as the page shows it.
   *
   * @param picture a PNG in base 64; empty if there is none
   */
  public record Shown(String origin, String known, String said, double probability, String picture) {}

  /** Tests a model once more, with the weights that it has. */
  public static Findings of(Model model, Data data, Preparation preparation, int batch, int threads,
      Map<String, String> about) {
    List<Shown> mistakes = Mistakes.of(model, data.test(), preparation, batch, threads, MOST).stream()
        .map(m -> new Shown(data.test().origin(m.sample()), name(data.classes(), m.known()),
            name(data.classes(), m.said()), m.probability(), Thumbnail.of(data.test(), m.sample()).orElse("")))
        .toList();
    return new Findings(about, Assessment.of(model, data.test(), preparation, batch, threads).confusion(), mistakes);
  }

  static String name(List<String> classes, int k) {
    return k < classes.size() ? classes.get(k) : Integer.toString(k);
  }

  /** The file of a network's findings in a folder. */
  public static Path file(Path folder, String network) {
    return folder.resolve(network + ".findings.safetensors");
  }

  /** Writes them in place of former ones. */
  public void write(Path file) {
    Map<String, String> texts = new LinkedHashMap<>();
    about.forEach((name, text) -> texts.put(ABOUT + name, text));
    for (int i = 0; i < mistakes.size(); i++) {
      Shown shown = mistakes.get(i);
      texts.put(MISTAKE + i + ".origin", shown.origin());
      texts.put(MISTAKE + i + ".known", shown.known());
      texts.put(MISTAKE + i + ".said", shown.said());
      texts.put(MISTAKE + i + ".probability", Double.toString(shown.probability()));
      texts.put(MISTAKE + i + ".picture", shown.picture());
    }
    int classes = confusion.length;
    float[] counts = new float[classes * classes];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = confusion[i / classes][i % classes];
    }
    new Safetensors(List.of(new NamedArray(CONFUSION, new int[] {classes, classes}, counts)), texts).write(file);
  }

  /** Reads what {@link #write} wrote. */
  public static Findings read(Path file) {
    Safetensors all = Safetensors.read(file);
    NamedArray counts = all.arrays().get(0);
    int classes = counts.shape()[0];
    long[][] confusion = new long[classes][classes];
    for (int i = 0; i < counts.values().length; i++) {
      confusion[i / classes][i % classes] = (long) counts.values()[i];
    }
    Map<String, String> texts = all.metadata();
    List<Shown> mistakes = new ArrayList<>();
    for (int i = 0; texts.containsKey(MISTAKE + i + ".origin"); i++) {
      String key = MISTAKE + i + ".";
      mistakes.add(new Shown(texts.get(key + "origin"), texts.get(key + "known"), texts.get(key + "said"),
          Double.parseDouble(texts.get(key + "probability")), texts.get(key + "picture")));
    }
    Map<String, String> about = new LinkedHashMap<>();
    texts.keySet().stream().filter(k -> k.startsWith(ABOUT)).sorted()
        .forEach(k -> about.put(k.substring(ABOUT.length()), texts.get(k)));
    return new Findings(about, confusion, mistakes);
  }
}
