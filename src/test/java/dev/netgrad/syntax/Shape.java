package dev.netgrad.syntax;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A syntax tree in one line, every operation in parentheses, its operator first: {@code (+ a (* b c))}. */
final class Shape {
  private Shape() {}

  static String of(Ast.Expr expr) {
    if (expr instanceof Ast.Number number) {
      return number.value().toString();
    } else if (expr instanceof Ast.Reference reference) {
      return reference.name();
    } else if (expr instanceof Ast.Pack pack) {
      return pack.name() + "...";
    } else if (expr instanceof Ast.Access access) {
      return of(access.base()) + "[" + list(access.indices(), Shape::of) + "]";
    } else if (expr instanceof Ast.Guarded guarded) {
      return "(" + of(guarded.read()) + " else " + of(guarded.otherwise()) + ")";
    } else if (expr instanceof Ast.Call call) {
      return call.callee().text() + "(" + list(call.arguments(), Shape::of) + ")";
    } else if (expr instanceof Ast.Stage stage) {
      return "(-> " + of(stage.input()) + " " + stage.label().map(l -> l.text() + ": ").orElse("")
          + stage.repeat().map(r -> "repeat(" + of(r) + ") ").orElse("") + stage.callee().text() + "("
          + list(stage.arguments(), Shape::of) + "))";
    } else if (expr instanceof Ast.Negate negate) {
      return "(- " + of(negate.operand()) + ")";
    } else if (expr instanceof Ast.Binary binary) {
      return "(" + binary.operator().symbol() + " " + of(binary.left()) + " " + of(binary.right()) + ")";
    } else if (expr instanceof Ast.If choice) {
      return "(if " + of(choice.condition()) + " " + of(choice.yes()) + " " + of(choice.no()) + ")";
    } else if (expr instanceof Ast.Comparison comparison) {
      StringBuilder out = new StringBuilder("(" + of(comparison.operands().get(0)));
      for (int i = 0; i < comparison.relations().size(); i++) {
        out.append(' ').append(comparison.relations().get(i).symbol());
        out.append(' ').append(of(comparison.operands().get(i + 1)));
      }
      return out.append(')').toString();
    } else if (expr instanceof Ast.Not not) {
      return "(not " + of(not.operand()) + ")";
    } else if (expr instanceof Ast.And and) {
      return "(and " + of(and.left()) + " " + of(and.right()) + ")";
    } else if (expr instanceof Ast.Or or) {
      return "(or " + of(or.left()) + " " + of(or.right()) + ")";
    } else if (expr instanceof Ast.Bracket bracket) {
      return "[" + of(bracket.condition()) + "]";
    }
    Ast.Reduce reduce = (Ast.Reduce) expr;
    String guards = reduce.guards().isEmpty() ? "" : " | " + list(reduce.guards(), Shape::of);
    return "(" + reduce.reducer().symbol() + "[" + list(reduce.indices(), Shape::of) + guards + "] "
        + of(reduce.body()) + ")";
  }

  static String of(Ast.Statement statement) {
    if (statement instanceof Ast.ParameterStatement parameter) {
      return "parameter " + parameter.name().text() + "[" + list(parameter.dimensions(), Shape::of) + "] = "
          + of(parameter.initialiser()) + " with " + list(parameter.attributes(), Shape::of);
    } else if (statement instanceof Ast.StateStatement state) {
      return "state " + state.name().text() + "[" + list(state.dimensions(), Shape::of) + "] = "
          + of(state.initialiser());
    } else if (statement instanceof Ast.NextStatement next) {
      return "next " + next.name().text() + "[" + list(next.indices(), Shape::of) + "] = " + of(next.value());
    } else if (statement instanceof Ast.DefinitionStatement definition) {
      return definition.name().text() + definition.indices().map(i -> "[" + list(i, Shape::of) + "]").orElse("")
          + " = " + of(definition.value());
    } else if (statement instanceof Ast.ResultStatement result) {
      return of(result.value());
    } else if (statement instanceof Ast.OutputStatement output) {
      return "output " + list(output.names(), Ast.Name::text);
    } else if (statement instanceof Ast.RequireStatement require) {
      return "require " + of(require.condition());
    }
    if (statement instanceof Ast.AsideStatement aside) {
      return aside.aside().word() + " " + aside.name().text() + " = " + of(aside.value());
    }
    if (statement instanceof Ast.BrokenStatement broken) {
      return broken.purpose() + broken.name().map(n -> " " + n.text()).orElse("");
    }
    Ast.OptimizerStatement optimizer = (Ast.OptimizerStatement) statement;
    return "optimizer " + optimizer.name().text() + "(" + list(optimizer.arguments(), Shape::of) + ")";
  }

  static String of(Ast.Formal formal) {
    String dimensions = formal.dimensions().map(d -> "[" + list(d, Shape::of) + "]").orElse("");
    String type = switch (formal.type()) {
      case PLAIN -> "";
      case CLASS -> ": class";
      case SCALAR -> ": scalar";
      case STEP -> ": step";
      case KEY -> ": key";
    };
    return formal.name().text() + dimensions + type + bracketed("[", formal.classes(), "]")
        + bracketed(" = ", formal.defaultValue(), "");
  }

  private static String bracketed(String before, Optional<Ast.Expr> expr, String after) {
    return expr.map(e -> before + of(e) + after).orElse("");
  }

  private static String of(Ast.Dimension dimension) {
    return of(dimension.size()) + (dimension.pack() ? "..." : "");
  }

  private static String of(Ast.OutputIndex index) {
    return index.name().text() + (index.pack() ? "..." : "") + bracketed(" < ", index.extent(), "");
  }

  private static String of(Ast.Argument argument) {
    return argument.name().map(n -> n.text() + " = ").orElse("") + of(argument.value());
  }

  static <T> String list(List<T> list, Function<T, String> shape) {
    return list.stream().map(shape).collect(joining(", "));
  }
}
