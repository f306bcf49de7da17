package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What indices are called: an index bears the name of its dimension in lower case. */
public final class Indices {
  private static final List<String> UNNAMED = List.of("i", "j", "k", "l", "m");

  private Indices() {}

  /** The dimension that an index goes over where its extent is not written. */
  public static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /** What the index of a dimension is called: {@code h} for {@code H}. */
  public static String indexName(Ast.Expr dimension, int position) {
    if (dimension instanceof Ast.Reference r) {
      String lower = r.name().toLowerCase(Locale.ROOT);
      if (!lower.equals(r.name()) && !lower.equals("n")) {
        return lower;
      }
    }
    return position < UNNAMED.size() ? UNNAMED.get(position) : "i" + position;
  }

  /** The names with numbers appended where they would clash. */
  public static List<String> distinct(List<String> names) {
    Set<String> taken = new HashSet<>(Set.of("n"));
    List<String> out = new ArrayList<>();
    for (String name : names) {
      String candidate = name;
      for (int i = 2; !taken.add(candidate); i++) {
        candidate = name + i;
      }
      out.add(candidate);
    }
    return out;
  }

  /** An index without an extent, and with no dimension that it could go over. */
  public static Diagnostic endless(Ast.OutputIndex index) {
    String name = index.name().text();
    String written = index.pack() ? name + "..." : name;
    return Diagnostic.of(Code.INDEX, index.span(), "how far does the index `" + written + "` go? There is no "
        + (index.pack() ? "pack " : "size ") + "`" + upper(name) + (index.pack() ? "..." : "") + "` here")
        .advice(index.pack() ? "declare x[" + upper(name) + "...]" : "write " + name + " < extent");
  }
}
