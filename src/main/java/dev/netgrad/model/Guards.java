package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Guards, and whether one of their uses needs them. In a network all sizes are known. In a layer or block they are
 * those of its uses so far, so that a guard counts as needless only where it would be for any sizes: where indices
 * stand alone and go over just the dimensions that they read along.
 */
final class Guards {
  private final Map<Ast.Expr, Boolean> needed = new IdentityHashMap<>();

  /** A read with a value outside its bounds has been used; whether it may be out of bounds there. */
  void use(Ast.Guarded guarded, boolean mayBeOutside, Domain domain) {
    boolean always = !mayBeOutside && (isNetwork(domain) || goesOverItsDimensions(guarded.read(), domain));
    needed.merge(guarded, !always, Boolean::logicalOr);
  }

  /** A condition of a reduction has been used; whether it may rule out a point there. */
  void use(Ast.Expr condition, boolean mayFail, Domain domain) {
    needed.merge(condition, mayFail || !isNetwork(domain), Boolean::logicalOr);
  }

  private static boolean isNetwork(Domain domain) {
    return domain.frame().declaration().kind() == Ast.Kind.NETWORK;
  }

  /** {@code x[h, w]} of {@code x[H, W]}, with {@code h < H} and {@code w < W}. */
  private static boolean goesOverItsDimensions(Ast.Access read, Domain domain) {
    Optional<List<Ast.Dimension>> dimensions = domain.frame().declaration().formals().stream()
        .filter(f -> read.base() instanceof Ast.Reference r && r.name().equals(f.name().text()))
        .findFirst().flatMap(Ast.Formal::dimensions);
    return dimensions.isPresent() && dimensions.get().size() == read.indices().size()
        && IntStream.range(0, read.indices().size())
            .allMatch(d -> goesOver(read.indices().get(d), dimensions.get().get(d), domain.scope()));
  }

  private static boolean goesOver(Ast.Expr index, Ast.Dimension dimension, Scope scope) {
    String size = dimension.size() instanceof Ast.Reference r ? r.name() : "";
    if (index instanceof Ast.Pack p) {
      return size.equals(p.name().toUpperCase(Locale.ROOT));
    }
    return index instanceof Ast.Reference r && size.equals(r.name().toUpperCase(Locale.ROOT))
        && scope.find(r.name()) instanceof Value.IndexOf i && scope.find(size) instanceof Value.Size s
        && i.axis().extent().size() == s.value();
  }

  /** @param diagnostics receives {@link Code#NEEDLESS_GUARD} */
  void warn(Declarations declarations, Diagnostics diagnostics) {
    needed.forEach((guard, isNeeded) -> {
      if (isNeeded || !declarations.isEditable(guard.span())) {
        return;
      }
      Span place = guard instanceof Ast.Guarded g ? g.otherwise().span() : guard.span();
      diagnostics.add(guard instanceof Ast.Guarded g
          ? Diagnostic.of(Code.NEEDLESS_GUARD, place, "this value is never used: " + Sizes.text(g.read().span())
              + " is always in bounds")
              .fix("the read alone does: " + Sizes.text(g.read().span()), g.span(), g.read().span().text())
          : Diagnostic.of(Code.NEEDLESS_GUARD, place, "this condition always holds").hint(Optional.of(leftOut(place))));
    });
  }

  /** One guard of several, or the only one and the bar before it; with brackets around it, a person does it. */
  private static Hint leftOut(Span guard) {
    String text = "leave it out";
    String file = guard.file().text();
    String before = file.substring(0, guard.start()).stripTrailing();
    String after = file.substring(guard.end());
    int gap = after.length() - after.stripLeading().length();
    if (before.endsWith(",")) {
      return Hint.fix(text, new Span(guard.file(), before.length() - 1, guard.end()), "");
    } else if (before.endsWith("|") && after.startsWith("]", gap)) {
      int end = before.substring(0, before.length() - 1).stripTrailing().length();
      return Hint.fix(text, new Span(guard.file(), end, guard.end()), "");
    } else if (before.endsWith("|") && after.startsWith(",", gap)) {
      String rest = after.substring(gap + 1);
      return Hint.fix(text, new Span(guard.file(), guard.start(), file.length() - rest.stripLeading().length()), "");
    }
    return Hint.advice(text);
  }
}
