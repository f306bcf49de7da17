package dev.netgrad.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Formulas as text. */
final class TermText implements Term.Cases<TermText.Piece>, Clause.Cases<String> {
  private static final String LETTERS = "ijklmpquvabcdefgrst";
  private static final double MOST_DIGITS = 1e7;

  private final Function<Signal, String> names;
  private final Set<String> taken;
  private final Map<Factor, String> indices = new IdentityHashMap<>();
  private final boolean isWhole;

  /** How tightly a text holds together: what may stand beside it without parentheses. */
  enum Tightness {
    OPEN, SUM, PRODUCT, POWER, ATOM
  }

  /** A text and how tightly it holds together. */
  record Piece(String text, Tightness tightness) {}

  private TermText(Function<Signal, String> names, Set<String> taken, boolean isWhole) {
    this.names = names;
    this.taken = new HashSet<>(taken);
    this.isWhole = isWhole;
  }

  /** Whether a formula can be said of its tensors as wholes. */
  static boolean isWhole(Written.Computed formula) {
    boolean[] whole = {!formula.reads().isEmpty()};
    formula.body().mapped(term -> {
      whole[0] &= term.match(new WholeCases(formula));
      return term;
    });
    return whole[0];
  }

  /** The right side of a formula of tensors as wholes. */
  static Piece whole(Written.Computed formula, Function<Signal, String> names) {
    return formula.body().match(new TermText(names, Set.of(), true));
  }

  /** A formula with its indices, both sides of it. */
  static String equation(Written.Computed formula, Function<Signal, String> names, Set<String> taken) {
    TermText text = new TermText(names, taken, false);
    String left = names.apply(formula.out());
    if (formula.axes().isEmpty()) {
      return left + " = " + formula.body().match(text).text();
    }
    return left + "[" + text.declared(formula.axes()) + "] = " + formula.body().match(text).text();
  }

  private String declared(List<Factor> factors) {
    return factors.stream().map(f -> index(f) + " < " + f.extent()).collect(Collectors.joining(", "));
  }

  private String index(Factor factor) {
    return indices.computeIfAbsent(factor, f -> {
      if (taken.add(f.letter())) {
        return f.letter();
      }
      for (int i = 0; ; i++) {
        String name = LETTERS.charAt(i % LETTERS.length()) + (i < LETTERS.length() ? "" : "" + i / LETTERS.length());
        if (taken.add(name)) {
          return name;
        }
      }
    });
  }

  /** A number as a person would write it. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      throw new OnnxException("a constant is not a number (NaN)");
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "infinity" : "-infinity";
    } else if (value == Math.rint(value) && Math.abs(value) < MOST_DIGITS) {
      return Long.toString((long) value);
    }
    String text = (float) value == value ? Float.toString((float) value) : Double.toString(value);
    return text.replace(".0E", "e").replace("E", "e");
  }

  private static String within(Piece piece, Tightness least) {
    return piece.tightness().compareTo(least) < 0 ? "(" + piece.text() + ")" : piece.text();
  }

  private Piece position(Position position) {
    List<String> plus = new ArrayList<>();
    List<String> minus = new ArrayList<>();
    position.coefficients().forEach((factor, c) -> {
      String index = index(factor);
      String term = Math.abs(c) == 1 ? index : index + "*" + Math.abs(c);
      (c > 0 ? plus : minus).add(term);
    });
    int constant = position.constant();
    if (constant > 0 || plus.isEmpty() && minus.isEmpty()) {
      plus.add(Integer.toString(constant));
    } else if (constant < 0) {
      minus.add(Integer.toString(-constant));
    }
    boolean isAtom = plus.size() + minus.size() == 1 && minus.isEmpty() && !plus.get(0).contains("*");
    String sum = String.join(" + ", plus) + (minus.isEmpty() ? "" : (plus.isEmpty() ? "-" : " - ")
        + String.join(" - ", minus));
    Tightness tightness = isAtom ? Tightness.ATOM
        : plus.size() == 1 && minus.isEmpty() ? Tightness.PRODUCT : Tightness.SUM;
    return position.divisor() == 1 ? new Piece(sum, tightness)
        : new Piece(within(new Piece(sum, tightness), Tightness.POWER) + "/" + position.divisor(), Tightness.PRODUCT);
  }

  @Override
  public Piece figure(Term.Figure term) {
    return new Piece(number(term.value()), term.value() < 0 ? Tightness.SUM : Tightness.ATOM);
  }

  @Override
  public Piece counted(Term.Counted term) {
    return position(term.position());
  }

  @Override
  public Piece at(Term.At term) {
    throw new IllegalStateException("no tensor of the text");
  }

  @Override
  public Piece picked(Term.Picked term) {
    throw new IllegalStateException("no tensor of the text");
  }

  @Override
  public Piece read(Term.Read term) {
    String name = names.apply(term.signal());
    if (isWhole || term.index().isEmpty()) {
      return new Piece(name, Tightness.ATOM);
    }
    List<String> index = new ArrayList<>(term.index().stream().map(p -> position(p).text()).toList());
    if (term.axis() >= 0) {
      index.set(term.axis(), term.chosen().match(this).text());
    }
    String read = name + "[" + String.join(", ", index) + "]";
    return new Piece(term.otherwise() == null ? read
        : "(" + read + " else " + term.otherwise().match(this).text() + ")", Tightness.ATOM);
  }

  @Override
  public Piece dyad(Term.Dyad term) {
    Piece left = term.left().match(this);
    Piece right = term.right().match(this);
    return switch (term.sign()) {
      case "+", "-" -> new Piece(within(left, Tightness.SUM) + " " + term.sign() + " "
          + within(right, Tightness.PRODUCT), Tightness.SUM);
      case "^" -> new Piece(within(left, Tightness.ATOM) + "^" + within(right, Tightness.ATOM), Tightness.POWER);
      default -> term.sign().equals("*") && left.text().equals("-1")
          ? new Piece("-" + within(right, Tightness.POWER), Tightness.SUM)
          : new Piece(within(left, Tightness.PRODUCT) + term.sign() + within(right, Tightness.POWER),
              Tightness.PRODUCT);
    };
  }

  @Override
  public Piece applied(Term.Applied term) {
    return new Piece(term.function() + "(" + term.operands().stream().map(o -> o.match(this).text())
        .collect(Collectors.joining(", ")) + ")", Tightness.ATOM);
  }

  @Override
  public Piece either(Term.Either term) {
    return new Piece("if " + term.condition().match(this) + " then " + within(term.then().match(this), Tightness.SUM)
        + " else " + term.otherwise().match(this).text(), Tightness.OPEN);
  }

  @Override
  public Piece bracket(Term.Bracket term) {
    return new Piece("[" + term.condition().match(this) + "]", Tightness.ATOM);
  }

  @Override
  public Piece reduced(Term.Reduced term) {
    String over = declared(term.over());
    String guards = term.guards().stream().map(g -> g.match(this)).collect(Collectors.joining(", "));
    return new Piece(term.kind() + "[" + over + (guards.isEmpty() ? "" : " | " + guards) + "] "
        + within(term.body().match(this), Tightness.PRODUCT), Tightness.OPEN);
  }

  @Override
  public String compared(Clause.Compared condition) {
    return within(condition.left().match(this), Tightness.SUM) + " " + condition.sign() + " "
        + within(condition.right().match(this), Tightness.SUM);
  }

  @Override
  public String divides(Clause.Divides condition) {
    return within(condition.index().match(this), Tightness.ATOM) + " % " + condition.divisor() + " == 0";
  }

  @Override
  public String joined(Clause.Joined condition) {
    return "(" + condition.left().match(this) + ") " + condition.word() + " (" + condition.right().match(this) + ")";
  }

  @Override
  public String not(Clause.Not condition) {
    return "not (" + condition.condition().match(this) + ")";
  }

  /** Whether a term has the form of the whole, element by element. */
  private record WholeCases(Written.Computed formula) implements Term.Cases<Boolean> {
    @Override
    public Boolean figure(Term.Figure term) {
      return true;
    }

    @Override
    public Boolean counted(Term.Counted term) {
      return false;
    }

    @Override
    public Boolean at(Term.At term) {
      return false;
    }

    @Override
    public Boolean read(Term.Read term) {
      List<Position> plain = formula.axes().stream().map(Position::of).toList();
      return term.axis() < 0 && term.otherwise() == null && term.index().equals(plain)
          && Arrays.equals(term.signal().extents(), formula.out().extents());
    }

    @Override
    public Boolean picked(Term.Picked term) {
      return false;
    }

    @Override
    public Boolean dyad(Term.Dyad term) {
      return true;
    }

    @Override
    public Boolean applied(Term.Applied term) {
      return true;
    }

    @Override
    public Boolean either(Term.Either term) {
      return false;
    }

    @Override
    public Boolean bracket(Term.Bracket term) {
      return false;
    }

    @Override
    public Boolean reduced(Term.Reduced term) {
      return false;
    }
  }
}
