package dev.netgrad.onnx;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A scalar expression of the language, before it has names: what an operator computes at each point of its output. The
 * same terms are computed with where all is known, and written where it is not.
 */
sealed interface Term {
  /** Takes a term apart. */
  <T> T match(Cases<T> cases);

  /** With each term replaced, the innermost first. */
  Term mapped(UnaryOperator<Term> map);

  /** What is done with each kind of term. */
  interface Cases<T> {
    T figure(Figure term);

    T counted(Counted term);

    T at(At term);

    T read(Read term);

    T picked(Picked term);

    T dyad(Dyad term);

    T applied(Applied term);

    T either(Either term);

    T bracket(Bracket term);

    T reduced(Reduced term);
  }

  /** Leaves each term as it is. */
  class Same implements Cases<Term> {
    @Override
    public Term figure(Figure term) {
      return term;
    }

    @Override
    public Term counted(Counted term) {
      return term;
    }

    @Override
    public Term at(At term) {
      return term;
    }

    @Override
    public Term read(Read term) {
      return term;
    }

    @Override
    public Term picked(Picked term) {
      return term;
    }

    @Override
    public Term dyad(Dyad term) {
      return term;
    }

    @Override
    public Term applied(Applied term) {
      return term;
    }

    @Override
    public Term either(Either term) {
      return term;
    }

    @Override
    public Term bracket(Bracket term) {
      return term;
    }

    @Override
    public Term reduced(Reduced term) {
      return term;
    }
  }

  /** A number. */
  record Figure(double value) implements Term {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.figure(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(this);
    }
  }

  /** An index, as the number that it stands at. */
  record Counted(Position position) implements Term {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.counted(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(this);
    }
  }

  /**
   * An element of a tensor of the model.
   *
   * @param index a position on each of its axes
   * @param otherwise what is read outside, or null if nothing is outside
   */
  record At(Arranged tensor, List<Position> index, Term otherwise) implements Term {
    public At {
      index = List.copyOf(index);
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.at(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(new At(tensor, index, otherwise == null ? null : otherwise.mapped(map)));
    }
  }

  /**
   * An element of a tensor of the text.
   *
   * @param index a position on each of its axes
   * @param axis on which a class number is the position, or -1
   * @param chosen the class number there, or null
   * @param otherwise what is read outside, or null
   */
  record Read(Signal signal, List<Position> index, int axis, Term chosen, Term otherwise) implements Term {
    public Read {
      index = List.copyOf(index);
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.read(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(new Read(signal, index, axis, chosen == null ? null : chosen.mapped(map),
          otherwise == null ? null : otherwise.mapped(map)));
    }
  }

  /**
   * An element at a position that a whole number gives on one axis, a row of a table.
   *
   * @param index a position on each axis; that on {@code axis} does not count
   */
  record Picked(Arranged tensor, int axis, List<Position> index, At chosen) implements Term {
    public Picked {
      index = List.copyOf(index);
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.picked(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(this);
    }
  }

  /** A sign between two operands: {@code + - * / ^}. */
  record Dyad(String sign, Term left, Term right) implements Term {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.dyad(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(new Dyad(sign, left.mapped(map), right.mapped(map)));
    }
  }

  /** A function of the language, by its name. */
  record Applied(String function, List<Term> operands) implements Term {
    public Applied {
      operands = List.copyOf(operands);
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.applied(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(new Applied(function, operands.stream().map(o -> o.mapped(map)).toList()));
    }
  }

  /** One of two. */
  record Either(Clause condition, Term then, Term otherwise) implements Term {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.either(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(new Either(condition.mapped(map), then.mapped(map), otherwise.mapped(map)));
    }
  }

  /** 1 where a condition holds, else 0. */
  record Bracket(Clause condition) implements Term {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.bracket(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(new Bracket(condition.mapped(map)));
    }
  }

  /**
   * A reduction: {@code sum prod max min argmax}.
   *
   * @param guards terms where one does not hold are absent
   */
  record Reduced(String kind, List<Factor> over, List<Clause> guards, Term body) implements Term {
    public Reduced {
      over = List.copyOf(over);
      guards = List.copyOf(guards);
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.reduced(this);
    }

    @Override
    public Term mapped(UnaryOperator<Term> map) {
      return map.apply(new Reduced(kind, over, guards.stream().map(g -> g.mapped(map)).toList(), body.mapped(map)));
    }
  }

  static Term number(double value) {
    return new Figure(value);
  }

  static Term sum(Term left, Term right) {
    return new Dyad("+", left, right);
  }

  static Term difference(Term left, Term right) {
    return new Dyad("-", left, right);
  }

  static Term product(Term left, Term right) {
    return new Dyad("*", left, right);
  }

  static Term quotient(Term left, Term right) {
    return new Dyad("/", left, right);
  }

  static Term power(Term base, double exponent) {
    return new Dyad("^", base, number(exponent));
  }

  static Term applied(String function, Term... operands) {
    return new Applied(function, List.of(operands));
  }

  static Term either(Clause condition, Term then, Term otherwise) {
    return new Either(condition, then, otherwise);
  }

  static Term reduced(String kind, List<Factor> over, Term body) {
    return new Reduced(kind, over, List.of(), body);
  }
}
