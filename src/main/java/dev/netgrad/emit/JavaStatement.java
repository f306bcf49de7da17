package dev.netgrad.emit;

import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.function.Consumer;

/** A statement of Java as a tree; {@link JavaText} writes it. */
sealed interface JavaStatement {

  /** What is to be done in each case of a statement, so that none is forgotten: there is no default. */
  record Cases(Consumer<Declare> declare, Consumer<Assign> assign, Consumer<Run> run, Consumer<Loop> loop,
      Consumer<If> when, Consumer<Block> block) {}

  /** Does what is to be done in the case that this is. */
  void act(Cases cases);

  /** Whether it may be all that a loop or an {@code if} does, without braces: it declares nothing. */
  default boolean standsAlone() {
    return true;
  }

  /** A variable and what it starts with. */
  record Variable(String name, JavaExpression value) {}

  /** {@code type variable = value, …}. */
  record Declare(TypeName type, List<Variable> variables) implements JavaStatement {
    public Declare {
      variables = List.copyOf(variables);
    }

    Declare(TypeName type, String name, JavaExpression value) {
      this(type, List.of(new Variable(name, value)));
    }

    @Override
    public boolean standsAlone() {
      return false;
    }

    @Override
    public void act(Cases cases) {
      cases.declare().accept(this);
    }
  }

  /** {@code place = value}, or with another operator such as {@code +=}. */
  record Assign(JavaExpression place, String operator, JavaExpression value) implements JavaStatement {
    @Override
    public void act(Cases cases) {
      cases.assign().accept(this);
    }
  }

  /** A call for what it does. */
  record Run(JavaExpression call) implements JavaStatement {
    @Override
    public void act(Cases cases) {
      cases.run().accept(this);
    }
  }

  /**
   * {@code for (int variable = …; variable < end; variable += step)}; one that certainly runs has its test behind the
   * body.
   *
   * @param start declares the variable, and what it is compared with if that is one, too
   */
  record Loop(Declare start, JavaExpression end, long step, boolean certain, List<JavaStatement> body)
      implements JavaStatement {
    public Loop {
      body = List.copyOf(body);
    }

    @Override
    public boolean standsAlone() {
      return !certain;
    }

    @Override
    public void act(Cases cases) {
      cases.loop().accept(this);
    }
  }

  /** {@code if (test) body}. */
  record If(JavaExpression test, List<JavaStatement> body) implements JavaStatement {
    public If {
      body = List.copyOf(body);
    }

    @Override
    public void act(Cases cases) {
      cases.when().accept(this);
    }
  }

  /** Braces, which keep the names of the variables in them to themselves. */
  record Block(List<JavaStatement> body) implements JavaStatement {
    public Block {
      body = List.copyOf(body);
    }

    @Override
    public boolean standsAlone() {
      return false;
    }

    @Override
    public void act(Cases cases) {
      cases.block().accept(this);
    }
  }
}
