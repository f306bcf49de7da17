package dev.netgrad.model.names;

import dev.netgrad.syntax.Ast;
import java.util.List;
import java.util.Optional;

/** What the statements of a body define, and which of them gives its result: a matter of their form alone. */
public final class Definitions {
  private Definitions() {}

  /** The name that a statement gives a meaning to. */
  public static Optional<Ast.Name> name(Ast.Statement s) {
    return s.match(
        parameter -> Optional.of(parameter.name()),
        state -> Optional.of(state.name()),
        next -> Optional.empty(),
        definition -> Optional.of(definition.name()),
        result -> Optional.empty(),
        output -> Optional.empty(),
        require -> Optional.empty(),
        aside -> Optional.empty(),
        optimizer -> Optional.empty(),
        Ast.BrokenStatement::name);
  }

  /** The statement whose value is the result of a layer or block: the last that has one; null if there is none. */
  public static Ast.Statement result(List<Ast.Statement> body) {
    Ast.Statement last = null;
    for (Ast.Statement s : body) {
      last = isValue(s) ? s : last;
    }
    return last;
  }

  /** The output of a network that names none: its last value before the loss; without a loss, the last of all. */
  public static Ast.Statement output(List<Ast.Statement> body) {
    Ast.Statement last = null;
    for (Ast.Statement s : body) {
      if (isLoss(s) && last != null) {
        return last;
      }
      last = isValue(s) && !isLoss(s) ? s : last;
    }
    return last;
  }

  /** Whether a statement of a network defines its loss. */
  public static boolean isLoss(Ast.Statement s) {
    return isValue(s) && name(s).filter(n -> n.text().equals(Predefined.LOSS)).isPresent();
  }

  /** Whether a statement says something of all others, wherever it stands. */
  public static boolean isOfTheWhole(Ast.Statement s) {
    return s.match(
        parameter -> false,
        state -> false,
        next -> false,
        definition -> false,
        result -> false,
        output -> true,
        require -> false,
        aside -> true,
        optimizer -> true,
        broken -> false);
  }

  /** The word of a statement that names so what a network gives beside its outputs. */
  static Optional<String> aside(Ast.Statement s, String name) {
    return s instanceof Ast.AsideStatement aside && aside.name().text().equals(name)
        ? Optional.of(aside.aside().word()) : Optional.empty();
  }

  /** The names that the scans of a body define, which all of them may read. */
  public static List<Ast.DefinitionStatement> scans(Ast.Declaration declaration) {
    return declaration.body().stream().filter(Ast.DefinitionStatement.class::isInstance)
        .map(Ast.DefinitionStatement.class::cast).filter(Ast.DefinitionStatement::isScan).toList();
  }

  /** Whether a statement could not be read that may give a name, but which one cannot be told. */
  static boolean mayDefineAnything(Ast.Statement s) {
    return s instanceof Ast.BrokenStatement broken && broken.name().isEmpty()
        && (broken.purpose() == Ast.Purpose.DEFINITION || broken.purpose() == Ast.Purpose.PARAMETER_OR_STATE);
  }

  private static boolean isValue(Ast.Statement s) {
    return s.match(
        parameter -> false,
        state -> false,
        next -> false,
        definition -> true,
        result -> true,
        output -> false,
        require -> false,
        aside -> false,
        optimizer -> false,
        broken -> broken.purpose() == Ast.Purpose.DEFINITION || broken.purpose() == Ast.Purpose.RESULT);
  }
}
