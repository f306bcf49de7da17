package dev.netgrad.model;

import dev.netgrad.model.names.Declarations;
import dev.netgrad.model.network.Networks;
import dev.netgrad.model.network.Sized;
import dev.netgrad.source.Absent;
import dev.netgrad.source.SizingException;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of the heads of networks that are set from outside, as arguments of a call are: {@code K = 16} for all
 * networks that have a {@code K}, {@code Net(K = 16, H = 4)} for one, and {@code Net(K = 16) as Net16} for one that has
 * a name of its own. A network that is there by such names is there by these alone.
 */
public final class Sizing {
  /** Nothing is set. */
  public static final Sizing NONE = new Sizing(List.of());

  private static final String NAME = "[\\p{L}_][\\p{L}\\p{Nd}_]*";
  private static final String NUMBER = "-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?";
  private static final String VALUE = NAME + "\\s*=\\s*" + NUMBER;
  private static final Pattern EACH = Pattern.compile("(" + NAME + ")\\s*=\\s*(" + NUMBER + ")");
  private static final String VALUES = VALUE + "(?:\\s*,\\s*" + VALUE + ")*";
  private static final Pattern SETTING = Pattern.compile("\\s*(?:(?<network>" + NAME + ")\\s*\\(\\s*(?<of>" + VALUES
      + ")?\\s*\\)|(?<all>" + VALUES + "))(?:\\s+as\\s+(?<as>" + NAME + "))?\\s*");

  /** One text that was given. */
  private record Setting(String text, Optional<String> network, Map<String, Ast.Expr> values, Optional<String> as) {
    boolean isFor(Ast.Declaration declaration, Declarations declarations) {
      return network.isPresent() ? network.get().equals(declaration.name().text())
          : Networks.settable(declaration, declarations).stream().anyMatch(values::containsKey);
    }
  }

  private final List<Setting> settings;

  private Sizing(List<Setting> settings) {
    this.settings = List.copyOf(settings);
  }

  /**
   * Reads what a user wrote.
   *
   * @throws SizingException if one is no such text, or sets a name twice
   */
  public static Sizing of(List<String> texts) {
    List<Setting> settings = new ArrayList<>();
    for (String text : texts) {
      Matcher setting = SETTING.matcher(text);
      if (!setting.matches()) {
        throw new SizingException("`" + text + "` sets no size; K=16 does, or Net(K=16), or Net(K=16) as Net16");
      }
      String values = setting.group("network") == null ? setting.group("all") : setting.group("of");
      settings.add(new Setting(text, Optional.ofNullable(setting.group("network")),
          values == null ? Map.of() : values(new SourceFile("size", text), setting, values),
          Optional.ofNullable(setting.group("as"))));
    }
    return new Sizing(settings);
  }

  private static Map<String, Ast.Expr> values(SourceFile file, Matcher setting, String values) {
    int start = setting.start(setting.group("network") == null ? "all" : "of");
    Map<String, Ast.Expr> found = new LinkedHashMap<>();
    Matcher each = EACH.matcher(values);
    while (each.find()) {
      Span span = new Span(file, start + each.start(2), start + each.end(2));
      BigDecimal number = new BigDecimal(each.group(2));
      Ast.Number size = new Ast.Number(span, number.abs());
      if (found.put(each.group(1), number.signum() < 0 ? new Ast.Negate(span, size) : size) != null) {
        throw new SizingException("`" + file.text() + "` sets " + each.group(1) + " twice");
      }
    }
    return found;
  }

  /** As which networks a declaration is there. */
  List<Sized> of(Ast.Declaration network, Declarations declarations) {
    Map<String, Ast.Expr> always = new LinkedHashMap<>();
    List<Setting> own = settings.stream().filter(s -> s.isFor(network, declarations)).toList();
    own.stream().filter(s -> s.as().isEmpty()).forEach(s -> put(s, network, declarations, always));
    List<Sized> sized = new ArrayList<>();
    for (Setting setting : own) {
      setting.as().ifPresent(name -> {
        Map<String, Ast.Expr> values = new LinkedHashMap<>();
        put(setting, network, declarations, values);
        always.forEach(values::putIfAbsent);
        sized.add(new Sized(name, values));
      });
    }
    return sized.isEmpty() ? List.of(new Sized(network.name().text(), always)) : sized;
  }

  private static void put(Setting setting, Ast.Declaration network, Declarations declarations,
      Map<String, Ast.Expr> into) {
    List<String> settable = Networks.settable(network, declarations);
    setting.values().forEach((name, value) -> {
      if (settable.contains(name)) {
        if (into.put(name, value) != null) {
          throw new SizingException(name + " of " + network.name().text() + " is set twice");
        }
      } else if (setting.network().isPresent() || setting.as().isPresent()) {
        throw new SizingException(absent(name, List.of(network), declarations));
      }
    });
  }

  /**
   * Checks that each setting is for something.
   *
   * @throws SizingException if one names a size or a network that is not there, or if networks would have one name
   */
  void check(List<Ast.Declaration> networks, Declarations declarations) {
    Set<String> names = new LinkedHashSet<>();
    networks.forEach(n -> of(n, declarations).forEach(sized -> {
      // What is declared twice is said at its place.
      if (!names.add(sized.name()) && settings.stream().anyMatch(s -> s.as().equals(Optional.of(sized.name())))) {
        throw new SizingException("two networks would be called " + sized.name());
      }
    }));
    for (Setting setting : settings) {
      if (networks.stream().noneMatch(n -> setting.isFor(n, declarations))) {
        throw new SizingException(setting.network().isPresent()
            ? Absent.of("network", setting.network().get(), networks.stream().map(n -> n.name().text()).toList())
            : absent(setting.values().keySet().iterator().next(), networks, declarations));
      }
    }
  }

  private static String absent(String size, List<Ast.Declaration> networks, Declarations declarations) {
    Set<String> there = new LinkedHashSet<>();
    networks.forEach(n -> there.addAll(Networks.settable(n, declarations)));
    return Absent.of("size", size, there) + (networks.size() == 1 ? " in " + networks.get(0).name().text() : "");
  }
}
