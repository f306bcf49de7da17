package dev.netgrad.model.network;

import dev.netgrad.syntax.Ast;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network with numbers of its head that were set from outside.
 *
 * @param name what it is called with these
 * @param values by the names of formal parameters
 */
public record Sized(String name, Map<String, Ast.Expr> values) {
  public Sized {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** {@code H = 8, K = 16}. */
  String text() {
    return values.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue().span().text())
        .collect(Collectors.joining(", "));
  }
}
