package dev.netgrad.onnx;

import java.util.function.UnaryOperator;

/** What holds or doesn't, at a point. */
sealed interface Clause {
  /** Takes a condition apart. */
  <T> T match(Cases<T> cases);

  /** With the terms in it replaced. */
  Clause mapped(UnaryOperator<Term> map);

  /** What is done with each kind of condition. */
  interface Cases<T> {
    T compared(Compared condition);

    T divides(Divides condition);

    T joined(Joined condition);

    T not(Not condition);
  }

  /** A comparison, {@code == != < <= > >=}. */
  record Compared(Term left, String sign, Term right) implements Clause {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.compared(this);
    }

    @Override
    public Clause mapped(UnaryOperator<Term> map) {
      return new Compared(left.mapped(map), sign, right.mapped(map));
    }
  }

  /** Whether an index stands at a multiple of a divisor. */
  record Divides(int divisor, Term index) implements Clause {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.divides(this);
    }

    @Override
    public Clause mapped(UnaryOperator<Term> map) {
      return new Divides(divisor, index.mapped(map));
    }
  }

  /** Both, {@code and}, or one, {@code or}. */
  record Joined(Clause left, String word, Clause right) implements Clause {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.joined(this);
    }

    @Override
    public Clause mapped(UnaryOperator<Term> map) {
      return new Joined(left.mapped(map), word, right.mapped(map));
    }
  }

  /** The contrary. */
  record Not(Clause condition) implements Clause {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.not(this);
    }

    @Override
    public Clause mapped(UnaryOperator<Term> map) {
      return new Not(condition.mapped(map));
    }
  }

  static Clause compared(Term left, String sign, Term right) {
    return new Compared(left, sign, right);
  }

  /** Whether an element, a truth value or the number that stands for one, is true. */
  static Clause isTrue(Term value) {
    return value instanceof Term.Bracket bracket ? bracket.condition() : compared(value, "!=", Term.number(0));
  }
}
