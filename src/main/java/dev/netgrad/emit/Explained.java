package dev.netgrad.emit;

import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a file has explained so far, so that it does so once: of what is derived alike, the second refers to the first.
 */
final class Explained {
  private final Map<List<String>, String> derivations = new HashMap<>();
  private final Map<List<String>, String> statements = new HashMap<>();
  /** What the first of each form reads. */
  private final Map<List<String>, List<String>> tensors = new HashMap<>();
  /** The class for which the formulas of an optimizer were shown. */
  private final Map<List<String>, String> updates = new HashMap<>();
  /** The class in which each was explained. */
  private final Map<String, String> classes = new HashMap<>();

  /** What was derived by the same laws to the same form, whatever it reads is called; empty for the first one. */
  String derivation(String inClass, Tensor tensor) {
    List<String> form = form(tensor, new ArrayList<>());
    return reference(inClass, derivations.putIfAbsent(form, tensor.name()), form.toString());
  }

  /**
   * What the source has said in the same words before, or a layer of the library in the same form of other tensors;
   * such as {@code as for conv1 with relu1 for x}. Empty for the first one.
   */
  String statement(String inClass, Tensor tensor, String text) {
    List<Tensor> reads = new ArrayList<>();
    List<String> form = new ArrayList<>(tensor.origin().calls().isEmpty() ? List.of(text) : form(tensor, reads));
    form.add(layer(tensor.name()));
    String before = reference(inClass, statements.putIfAbsent(form, instance(tensor.name())), form.toString());
    List<String> first = tensors.computeIfAbsent(form, f -> reads.stream().map(Tensor::name).toList());
    if (before.isEmpty() || before.equals(instance(tensor.name()))) {
      return before.isEmpty() ? "" : "as above";
    }
    Set<String> others = new LinkedHashSet<>();
    for (int i = 1; i < reads.size(); i++) {
      String name = reads.get(i).name();
      if (!layer(name).equals(layer(first.get(i)))) {
        others.add(name + " for " + first.get(i));
      }
    }
    return "as for " + before + (others.isEmpty() ? "" : " with " + String.join(", ", others));
  }

  /** The class whose weights change by the same formulas and for which these were shown; empty for the first one. */
  Optional<String> update(String ofClass, List<String> formulas) {
    return Optional.ofNullable(updates.putIfAbsent(formulas, ofClass));
  }

  /** The call of a layer that a tensor belongs to. */
  private static String instance(String name) {
    return name.indexOf('.') < 0 ? name : name.substring(0, name.lastIndexOf('.'));
  }

  /** A name without the numbers that tell layers apart. */
  private static String layer(String name) {
    return name.replaceAll("(?<=\\p{L})\\d+", "");
  }

  /** A formula with numbers for tensors, in their order, and how it was derived. */
  private static List<String> form(Tensor tensor, List<Tensor> reads) {
    Printer printer = Printer.brief(t -> {
      if (!reads.contains(t)) {
        reads.add(t);
      }
      return "#" + reads.indexOf(t);
    });
    String rule = tensor.derivation().rule();
    return List.of(rule.isEmpty() ? "" : rule.substring(0, 1), printer.line(tensor),
        tensor.derivation().laws().stream().map(Law::equation).collect(Collectors.joining(";")));
  }

  private String reference(String inClass, String before, String form) {
    String where = classes.putIfAbsent(form, inClass);
    return before == null ? "" : where == null || where.equals(inClass) ? before : where + "'s " + before;
  }
}
