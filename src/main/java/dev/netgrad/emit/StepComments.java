package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Standardisation;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes over each step of a pass what it computes: its formulas, each after those that it reads; of what was derived
 * how, once in a file for each form of it; at the end what the step reads and writes.
 */
final class StepComments {
  private static final Printer PRINTER = Printer.brief();

  private final UnitNames names;
  private final BlockPlan plan;
  private final BlockPlan.Pass pass;
  private final Explained explained;
  private final Set<Tensor> described = new HashSet<>();
  private final Set<Tensor> differentiated = new HashSet<>();
  private final Map<String, List<Tensor>> like = new LinkedHashMap<>();
  private final String file;
  private String place = "";

  StepComments(Units units, UnitNames names, BlockPlan plan, BlockPlan.Pass pass) {
    this.names = names;
    this.plan = plan;
    this.pass = pass;
    this.explained = units.explained();
    this.file = units.whole().unit().main().block().origin().span().file().name();
  }

  /** Over loops. */
  void group(Step.Group group, CodeBlock.Builder code) {
    List<Tensor> again = new ArrayList<>();
    for (Tensor tensor : inOrder(group)) {
      boolean derived = !tensor.derivation().isSource();
      if (!described.add(tensor) || isBackward() && !derived) {
        again.add(tensor);
      } else {
        show(tensor, code);
      }
    }
    like(code);
    if (!again.isEmpty()) {
      lines("again: " + again.stream().map(Tensor::name).collect(Collectors.joining(", ")), code);
    }
    traffic(group, code);
  }

  /** Over a call of a block. */
  void call(String text, Origin origin, CodeBlock.Builder code) {
    placed(text, origin, code);
  }

  /** All formulas that make up a group's statements, each behind those that it reads. */
  private static List<Tensor> inOrder(Step.Group group) {
    Set<Tensor> parts = new LinkedHashSet<>();
    for (Statement s : group.statements()) {
      parts.addAll(s.inPlace());
      parts.add(s.reduced());
      parts.add(s.target());
    }
    Set<Tensor> ordered = new LinkedHashSet<>();
    parts.forEach(t -> order(t, parts, ordered));
    return List.copyOf(ordered);
  }

  private static void order(Tensor tensor, Set<Tensor> parts, Set<Tensor> into) {
    if (into.contains(tensor)) {
      return;
    }
    if (tensor.isFormula()) {
      Scalars.tensors(tensor.formula()).stream().filter(parts::contains).filter(t -> t != tensor)
          .forEach(t -> order(t, parts, into));
    }
    into.add(tensor);
  }

  private void show(Tensor tensor, CodeBlock.Builder code) {
    boolean derived = !tensor.derivation().isSource();
    String formula = PRINTER.line(tensor);
    if (!derived) {
      String before = explained.statement(names.type().simpleName(), tensor, formula);
      if (before.isEmpty()) {
        like(code);
        placed(formula + where(tensor), tensor.origin(), code);
      } else {
        like.computeIfAbsent(before, b -> new ArrayList<>()).add(tensor);
      }
      return;
    }
    like(code);
    String before = explained.derivation(names.type().simpleName(), tensor);
    placed("⇒ " + formula + where(tensor) + (before.isEmpty() ? "" : ", as " + before), tensor.origin(), code);
    if (before.isEmpty()) {
      derivation(tensor.derivation(), "", code);
      Standardisation.of(tensor.derivation().primals()).flatMap(s -> s.closedForm(tensor, PRINTER))
          .ifPresent(closed -> lines("   in closed form, " + closed, code));
    }
    same(tensor, code);
  }

  /** What is like something that was shown, in one line. */
  private void like(CodeBlock.Builder code) {
    like.forEach((before, of) -> {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < of.size(); i++) {
        boolean sameLayer = i > 0 && layer(of.get(i)).equals(layer(of.get(i - 1)));
        String where = where(of.get(i));
        boolean last = i == of.size() - 1;
        text.append(of.get(i).name().substring(sameLayer ? layer(of.get(i)).length() : 0))
            .append(last || !where(of.get(i + 1)).equals(where) ? where : "").append(last ? " " : ", ");
      }
      lines(text + before, code);
    });
    like.clear();
  }

  /** What a tensor's name begins with that it shares with the others of its layer. */
  private static String layer(Tensor tensor) {
    return tensor.name().substring(0, tensor.name().lastIndexOf('.') + 1);
  }

  /** Where a tensor's values are, if that is not an array of this pass alone. */
  private String where(Tensor tensor) {
    Storage storage = plan.storage(tensor).orElse(null);
    return storage == null ? Texts.unbroken(" (no array)")
        : storage instanceof Storage.Saved && !isBackward() ? Texts.unbroken(" (kept)") : "";
  }

  /** What was derived to be the same as an adjoint, and is in its array. */
  void same(Tensor adjoint, CodeBlock.Builder code) {
    if (isBackward()) {
      plan.gradient().stream().flatMap(g -> g.copies().stream()).filter(c -> c.original() == adjoint)
          .forEach(c -> derivation(c.derivation(), c.name() + " ≡ " + c.original().name() + ", ", code));
    }
  }

  /** The rule with the statement that it differentiates, where that was not shown yet, and the laws. */
  private void derivation(Derivation derivation, String first, CodeBlock.Builder code) {
    List<Tensor> primals =
        derivation.primals().stream().filter(Tensor::isFormula).filter(differentiated::add).toList();
    String rule = derivation.rule();
    if (primals.size() == 1 && rule.endsWith(" of " + primals.get(0).name())) {
      rule = rule.substring(0, rule.length() - primals.get(0).name().length()) + PRINTER.line(primals.get(0));
      primals = List.of();
    }
    List<String> laws = derivation.laws().stream().filter(Law::isTold).map(Law::equation).toList();
    lines("   " + first + rule + (laws.isEmpty() ? "" : ", by " + laws.stream().map(Texts::unbroken)
        .collect(Collectors.joining("; "))), code);
    primals.forEach(t -> lines("   of " + PRINTER.line(t), code));
  }

  /** What a pass over the batch reads and writes. */
  private void traffic(Step.Group group, CodeBlock.Builder code) {
    Set<Tensor> read = new LinkedHashSet<>();
    Set<Tensor> written = new LinkedHashSet<>();
    for (Statement s : group.statements()) {
      s.tensors().stream().filter(t -> !written.contains(plan.array(t))).filter(this::isArray)
          .forEach(t -> read.add(plan.array(t)));
      written.add(plan.array(s.target()));
    }
    if (numbers(read).plus(numbers(written)).perSample() > 0) {
      lines("→ reads " + numbers(read) + ", writes " + numbers(written) + " numbers", code);
    }
  }

  private boolean isArray(Tensor tensor) {
    return !(plan.storage(tensor).orElse(null) instanceof Storage.Stream)
        && !(tensor.definition() instanceof Definition.RunTime);
  }

  private static Size numbers(Set<Tensor> arrays) {
    Size sum = Size.NONE;
    for (Tensor array : arrays) {
      sum = sum.plus(Size.of(array));
    }
    return sum;
  }

  private boolean isBackward() {
    return PassPorts.isBackward(plan, pass);
  }

  private int width() {
    return names.isWhole() ? Texts.IN_NETWORK : Texts.IN_BLOCK;
  }

  private void lines(String text, CodeBlock.Builder code) {
    Texts.comment(Texts.formula(text), width()).forEach(l -> code.add("// $L\n", l));
  }

  /** With the line it comes from, where that is another one than before. */
  private void placed(String text, Origin origin, CodeBlock.Builder code) {
    String from = origin.place().lineReference();
    boolean inFile = origin.place().file().name().equals(file);
    lines(from.equals(place) ? text : (inFile ? from.substring(from.lastIndexOf(':')) : from) + "  " + text, code);
    place = from;
  }
}
