package dev.netgrad.syntax;

import dev.netgrad.source.Acting;
import dev.netgrad.source.Span;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The syntax tree of a {@code .net} file. Every node has the span of the text it was read from. */
public sealed interface Ast {
  Span span();

  /** A name where it is written. */
  record Name(Span span, String text) implements Ast {}

  /** A whole file, and what in it could not be read. */
  record File(Span span, List<Import> imports, List<Declaration> declarations, List<Example> examples,
      List<Gap> gaps) implements Ast {}

  /**
   * A part of a file that could not be read, which has been said; with the name that it was to declare, if it has one.
   */
  record Gap(Span span, Optional<Name> name) implements Ast {}

  /** {@code import "layers.net"}, relative to the importing file. */
  record Import(Span span, String path) implements Ast {}

  /** What a declaration declares. */
  enum Kind { LAYER, BLOCK, NETWORK, OPTIMIZER }

  /** {@code layer name(formals) { statements }} with the text of its {@code ///} lines. */
  record Declaration(
      Span span, Kind kind, Name name, List<Formal> formals, List<Statement> body, String documentation)
      implements Ast {}

  /**
   * A formal parameter. {@code x[H, W, C]} is a tensor; {@code label: class[10]} a class number, {@code mask[H, W]:
   * class[3]} a tensor of them; {@code lr: scalar} a number given at run time, {@code t: step} that of the training
   * step, {@code k: key} that which decides random numbers; a bare name with an optional default is a size or number
   * given at compile time (in the head of a network: a tensor of rank 0).
   */
  record Formal(Span span, Name name, Optional<List<Dimension>> dimensions, FormalType type,
      Optional<Expr> defaultValue, Optional<Expr> classes) implements Ast {}

  /** The type a formal parameter is declared with. */
  enum FormalType {
    PLAIN, CLASS, SCALAR, STEP, KEY;

    /** Whether it is one number, which is given at run time and may be computed with. */
    public boolean isNumberAtRunTime() {
      return this == SCALAR || this == STEP;
    }
  }

  /** A dimension: a size, or a pack of them ({@code I...}). */
  record Dimension(Span span, Expr size, boolean pack) implements Ast {}

  /** A line of a body. */
  sealed interface Statement extends Ast {
    /** An answer for each case of a statement, so that none is forgotten: there is no default. */
    record Cases<R>(Function<ParameterStatement, R> parameter, Function<StateStatement, R> state,
        Function<NextStatement, R> next, Function<DefinitionStatement, R> definition,
        Function<ResultStatement, R> result, Function<OutputStatement, R> output,
        Function<RequireStatement, R> require, Function<AsideStatement, R> aside,
        Function<OptimizerStatement, R> optimizer, Function<BrokenStatement, R> broken) {}

    /** The answer for the case that this is. */
    <R> R match(Cases<R> cases);

    /** The answer for the case that this is. */
    default <R> R match(Function<ParameterStatement, R> parameter, Function<StateStatement, R> state,
        Function<NextStatement, R> next, Function<DefinitionStatement, R> definition,
        Function<ResultStatement, R> result, Function<OutputStatement, R> output,
        Function<RequireStatement, R> require, Function<AsideStatement, R> aside,
        Function<OptimizerStatement, R> optimizer, Function<BrokenStatement, R> broken) {
      return match(new Cases<>(parameter, state, next, definition, result, output, require, aside, optimizer,
          broken));
    }

    /** Does what is to be done in the case that this is. */
    default void act(Consumer<ParameterStatement> parameter, Consumer<StateStatement> state,
        Consumer<NextStatement> next, Consumer<DefinitionStatement> definition, Consumer<ResultStatement> result,
        Consumer<OutputStatement> output, Consumer<RequireStatement> require,
        Consumer<AsideStatement> aside, Consumer<OptimizerStatement> optimizer,
        Consumer<BrokenStatement> broken) {
      match(new Cases<Void>(Acting.of(parameter), Acting.of(state), Acting.of(next), Acting.of(definition),
          Acting.of(result), Acting.of(output), Acting.of(require), Acting.of(aside),
          Acting.of(optimizer), Acting.of(broken)));
    }
  }

  /** {@code parameter weight[R, S] = 0 with decay = 0}. */
  record ParameterStatement(
      Span span, Name name, List<Dimension> dimensions, Expr initialiser, List<Argument> attributes)
      implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.parameter().apply(this);
    }
  }

  /** {@code state mean[C] = 0}. */
  record StateStatement(Span span, Name name, List<Dimension> dimensions, Expr initialiser) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.state().apply(this);
    }
  }

  /** {@code next mean[c] = …}, committed after the step. */
  record NextStatement(Span span, Name name, List<OutputIndex> indices, Expr value) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.next().apply(this);
    }
  }

  /** {@code y[h < H, w, k] = …} with indices, or {@code f = …} without. */
  record DefinitionStatement(Span span, Name name, Optional<List<OutputIndex>> indices, Expr value, boolean isScan)
      implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.definition().apply(this);
    }
  }

  /** {@code relu(f + skip)}: the result. */
  record ResultStatement(Span span, Expr value) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.result().apply(this);
    }
  }

  /** {@code output a, b}. */
  record OutputStatement(Span span, List<Name> names) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.output().apply(this);
    }
  }

  /** {@code require C % groups == 0}, a condition on sizes. */
  record RequireStatement(Span span, Expr condition) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.require().apply(this);
    }
  }

  /** {@code derivative J = jacobian(y, x)} or {@code metric mine = accuracy(scores, label)}. */
  record AsideStatement(Span span, Aside aside, Name name, Expr value) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.aside().apply(this);
    }
  }

  /** {@code optimizer sgd(momentum = 0.9)}. */
  record OptimizerStatement(Span span, Name name, List<Argument> arguments) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.optimizer().apply(this);
    }
  }

  /** What a statement that could not be read is for, as far as its first word and an {@code =} tell. */
  enum Purpose { PARAMETER_OR_STATE, DEFINITION, RESULT, OUTPUT, OTHER }

  /** A statement that could not be read, which has been said; with the name that it defines, if that can be told. */
  record BrokenStatement(Span span, Purpose purpose, Optional<Name> name) implements Statement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.broken().apply(this);
    }
  }

  /** An index that a formula or a reduction declares: {@code h}, {@code h < extent} or {@code i...}. */
  record OutputIndex(Span span, Name name, Optional<Expr> extent, boolean pack) implements Ast {}

  /** An argument, with a name if one is written. */
  record Argument(Span span, Optional<Name> name, Expr value) implements Ast {}

  /** An expression; whether it is of sizes, scalars or tensors depends on where it stands. */
  sealed interface Expr extends Ast {
    /** An answer for each case of an expression, so that none is forgotten: there is no default. */
    record Cases<R>(Function<Number, R> number, Function<Reference, R> reference, Function<Pack, R> pack,
        Function<Access, R> access, Function<Guarded, R> guarded, Function<Application, R> application,
        Function<Arithmetic, R> arithmetic, Function<If, R> conditional, Function<Logical, R> logical,
        Function<Bracket, R> bracket, Function<Reduce, R> reduce) {}

    /** The answer for the case that this is. */
    <R> R match(Cases<R> cases);

    /** The answer for the case that this is. */
    default <R> R match(Function<Number, R> number, Function<Reference, R> reference, Function<Pack, R> pack,
        Function<Access, R> access, Function<Guarded, R> guarded, Function<Application, R> application,
        Function<Arithmetic, R> arithmetic, Function<If, R> conditional, Function<Logical, R> logical,
        Function<Bracket, R> bracket, Function<Reduce, R> reduce) {
      return match(new Cases<>(number, reference, pack, access, guarded, application, arithmetic, conditional,
          logical, bracket, reduce));
    }

    /** Does what is to be done in the case that this is. */
    default void act(Consumer<Number> number, Consumer<Reference> reference, Consumer<Pack> pack,
        Consumer<Access> access, Consumer<Guarded> guarded, Consumer<Application> application,
        Consumer<Arithmetic> arithmetic, Consumer<If> conditional, Consumer<Logical> logical,
        Consumer<Bracket> bracket, Consumer<Reduce> reduce) {
      match(new Cases<Void>(Acting.of(number), Acting.of(reference), Acting.of(pack), Acting.of(access),
          Acting.of(guarded), Acting.of(application), Acting.of(arithmetic), Acting.of(conditional),
          Acting.of(logical), Acting.of(bracket), Acting.of(reduce)));
    }
  }

  /** A use of a function, a layer or a block. */
  sealed interface Application extends Expr {
    Name callee();

    List<Argument> arguments();

    /** The answer for the case that this is. */
    <R> R match(Function<Call, R> call, Function<Stage, R> stage);

    @Override
    default <R> R match(Cases<R> cases) {
      return cases.application().apply(this);
    }
  }

  /** A number made of numbers by an operator. */
  sealed interface Arithmetic extends Expr {
    /** The answer for the case that this is. */
    <R> R match(Function<Negate, R> negate, Function<Binary, R> binary);

    @Override
    default <R> R match(Cases<R> cases) {
      return cases.arithmetic().apply(this);
    }
  }

  /** What holds or does not, by its form alone. */
  sealed interface Logical extends Expr {
    /** The answer for the case that this is. */
    <R> R match(Function<Comparison, R> comparison, Function<Not, R> not, Function<And, R> and, Function<Or, R> or);

    @Override
    default <R> R match(Cases<R> cases) {
      return cases.logical().apply(this);
    }
  }

  record Number(Span span, BigDecimal value) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.number().apply(this);
    }
  }

  record Reference(Span span, String name) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.reference().apply(this);
    }
  }

  /** {@code i...}, only as an index of a read. */
  record Pack(Span span, String name) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.pack().apply(this);
    }
  }

  /** {@code base[index, …]}. */
  record Access(Span span, Expr base, List<Expr> indices) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.access().apply(this);
    }
  }

  /** {@code (x[i - 1] else 0)}: the value outside the bounds of {@code x}. */
  record Guarded(Span span, Access read, Expr otherwise) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.guarded().apply(this);
    }
  }

  /** {@code name(argument, …)}: a scalar function, a layer or a block. */
  record Call(Span span, Name callee, List<Argument> arguments) implements Application {
    @Override
    public <R> R match(Function<Call, R> call, Function<Stage, R> stage) {
      return call.apply(this);
    }
  }

  /** {@code input -> label: repeat(count) callee(arguments)}. */
  record Stage(
      Span span, Expr input, Optional<Name> label, Optional<Expr> repeat, Name callee, List<Argument> arguments)
      implements Application {
    @Override
    public <R> R match(Function<Call, R> call, Function<Stage, R> stage) {
      return stage.apply(this);
    }
  }

  record Negate(Span span, Expr operand) implements Arithmetic {
    @Override
    public <R> R match(Function<Negate, R> negate, Function<Binary, R> binary) {
      return negate.apply(this);
    }
  }

  /** The arithmetic operators, {@code %} on sizes only. */
  enum BinaryOperator {
    ADD("+"), SUBTRACT("-"), MULTIPLY("*"), DIVIDE("/"), REMAINDER("%"), POWER("^");

    private final String symbol;

    BinaryOperator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  record Binary(Span span, BinaryOperator operator, Expr left, Expr right) implements Arithmetic {
    @Override
    public <R> R match(Function<Negate, R> negate, Function<Binary, R> binary) {
      return binary.apply(this);
    }
  }

  /** {@code if condition then yes else no}. */
  record If(Span span, Expr condition, Expr yes, Expr no) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.conditional().apply(this);
    }
  }

  /** {@code 0 <= h < H}: relations one after the other, all of which hold; one more operand than relations. */
  record Comparison(Span span, List<Expr> operands, List<Relation> relations) implements Logical {
    @Override
    public <R> R match(
        Function<Comparison, R> comparison, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
      return comparison.apply(this);
    }
  }

  record Not(Span span, Expr operand) implements Logical {
    @Override
    public <R> R match(
        Function<Comparison, R> comparison, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
      return not.apply(this);
    }
  }

  record And(Span span, Expr left, Expr right) implements Logical {
    @Override
    public <R> R match(
        Function<Comparison, R> comparison, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
      return and.apply(this);
    }
  }

  record Or(Span span, Expr left, Expr right) implements Logical {
    @Override
    public <R> R match(
        Function<Comparison, R> comparison, Function<Not, R> not, Function<And, R> and, Function<Or, R> or) {
      return or.apply(this);
    }
  }

  /** {@code [k == label]}: 1 where it holds, else 0 (Iverson's bracket). */
  record Bracket(Span span, Expr condition) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.bracket().apply(this);
    }
  }

  /** {@code sum[r < 3, s < 3 | r + s < 4] body}; the body is a product. */
  record Reduce(Span span, Reducer reducer, List<OutputIndex> indices, List<Expr> guards, Expr body) implements Expr {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.reduce().apply(this);
    }
  }
}
