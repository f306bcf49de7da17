package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.syntax.Ast;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether a guard is needed where it stands. In a network all sizes are known. In a layer or block they are those of
 * its uses so far, so that a guard counts as needless only where it would be for any sizes: where indices stand alone
 * and go over just the dimensions that they read along.
 */
final class GuardNeed {
  private GuardNeed() {}

  /** Of a value outside the bounds of a read that may, or may not, be out of bounds. */
  static boolean isNeeded(Ast.Guarded guarded, boolean mayBeOutside, Domain domain) {
    return mayBeOutside || !isNetwork(domain) && !goesOverItsDimensions(guarded.read(), domain);
  }

  /** Of a condition of a reduction that may, or may not, rule out a point. */
  static boolean isNeeded(boolean mayFail, Domain domain) {
    return mayFail || !isNetwork(domain);
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

  private static boolean goesOver(Ast.Expr index, Ast.Dimension dimension, Environment scope) {
    String size = dimension.size() instanceof Ast.Reference r ? r.name() : "";
    if (index instanceof Ast.Pack p) {
      return size.equals(p.name().toUpperCase(Locale.ROOT));
    }
    return index instanceof Ast.Reference r && size.equals(r.name().toUpperCase(Locale.ROOT))
        && scope.find(r.name()) instanceof Meaning.IndexOf i && scope.find(size) instanceof Meaning.Size s
        && i.axis().extent().size() == s.value();
  }
}
