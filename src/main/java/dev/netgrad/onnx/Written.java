package dev.netgrad.onnx;

import java.util.List;
import java.util.Map;

/** A statement of the text. */
sealed interface Written {
  /** What it defines. */
  Signal out();

  /** What it reads, in order. */
  List<Signal> reads();

  /** Whether it can stand behind an arrow. */
  boolean isStage();

  /** What is done with each kind of statement. */
  interface Cases<T> {
    T computed(Computed statement);

    T called(Called statement);

    T stored(Stored statement);

    T used(Used statement);
  }

  /** Takes a statement apart. */
  <T> T match(Cases<T> cases);

  /**
   * A formula.
   *
   * @param axes the index on each axis of what it defines; an axis of extent 1 has an index that is not read
   */
  record Computed(Signal out, List<Factor> axes, Term body, List<Signal> reads) implements Written {
    @Override
    public boolean isStage() {
      return false;
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.computed(this);
    }
  }

  /**
   * A call of a layer.
   *
   * @param numbers its arguments after the tensors, in the layer's order
   * @param weights its parameters and states by their names in the layer
   */
  record Called(Signal out, String layer, List<Signal> reads, List<Setting> numbers, Map<String, Constant> weights)
      implements Written {
    @Override
    public boolean isStage() {
      return true;
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.called(this);
    }
  }

  /** A parameter or state of its own. */
  record Stored(Signal out, Constant values) implements Written {
    @Override
    public List<Signal> reads() {
      return List.of();
    }

    @Override
    public boolean isStage() {
      return false;
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.stored(this);
    }
  }

  /**
   * A block, once or several times, each on the result of the one before.
   *
   * @param numbers the block's, after its tensor
   * @param instances for each time, the statements that stand for those of the block, null for those that it leaves out
   */
  record Used(Signal out, BlockTemplate block, List<Signal> reads, List<Setting> numbers, List<List<Written>> instances)
      implements Written {
    @Override
    public boolean isStage() {
      return true;
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.used(this);
    }
  }

  /**
   * A number that a layer is given.
   *
   * @param name empty for what is given by its place alone
   * @param text how it is written where it depends on the numbers of a block
   */
  record Setting(String name, double value, String text) {
    Setting(String name, double value) {
      this(name, value, TermText.number(value));
    }
  }
}
