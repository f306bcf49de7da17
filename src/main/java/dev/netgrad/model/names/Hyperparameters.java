package dev.netgrad.model.names;

import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Definition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The numbers in the head of an optimizer: those known when compiling, such as a momentum, and those given at run time,
 * such as the learning rate.
 */
public final class Hyperparameters {
  private Hyperparameters() {}

  /** Those known when compiling, which need no name where a network gives them. */
  public static List<Ast.Formal> numbers(Ast.Declaration optimizer) {
    return optimizer.formals().stream().filter(Matching::isNumber).toList();
  }

  /** Those given at run time, the step among them. */
  public static List<Ast.Formal> scalars(Ast.Declaration optimizer) {
    return optimizer.formals().stream().filter(f -> f.type().isNumberAtRunTime()).toList();
  }

  /** What a network, or an attribute of a parameter, may say; the step is what it is. */
  public static List<Ast.Formal> settable(Ast.Declaration optimizer) {
    List<Ast.Formal> settable = new ArrayList<>(numbers(optimizer));
    scalars(optimizer).stream().filter(f -> !atRunTime(f).isStep()).forEach(settable::add);
    return settable;
  }

  /** The names of the numbers that are known in an optimizer's arguments and given at run time. */
  public static Set<String> givenAtRunTime(Optional<Ast.Declaration> optimizer) {
    Set<String> names = new HashSet<>(Set.of(Predefined.STEP));
    optimizer.ifPresent(o -> scalars(o).forEach(f -> names.add(f.name().text())));
    return names;
  }

  /** What a number is that is given at run time: the step, if that is its role, or as it was told before, its name. */
  public static Definition.RunTime atRunTime(Ast.Formal formal) {
    return new Definition.RunTime(
        formal.type() == Ast.FormalType.STEP || formal.name().text().equals(Predefined.STEP));
  }
}
