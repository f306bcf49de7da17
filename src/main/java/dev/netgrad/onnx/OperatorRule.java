package dev.netgrad.onnx;

import java.util.List;

/**
 * What an operator means in the language.
 *
 * @param name as ONNX calls it
 * @param said what is said of it in the table of operators, where not all of it is there
 */
record OperatorRule(String name, Meaning meaning, String said) {

  /** From what a node is given to what it gives. */
  @FunctionalInterface
  interface Meaning {
    /** @throws OnnxException if this is not to be had: why, without the node's name */
    List<Arranged> of(NodeStep step);
  }

  /** From what a node is given to the one thing that it gives. */
  @FunctionalInterface
  interface Single {
    Arranged of(NodeStep step);
  }

  static OperatorRule of(String name, Single meaning) {
    return of(name, "", meaning);
  }

  static OperatorRule of(String name, String said, Single meaning) {
    return new OperatorRule(name, step -> List.of(meaning.of(step)), said);
  }
}
