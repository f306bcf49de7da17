package dev.netgrad.onnx;

import java.util.List;
import java.util.Map;

/**
 * What several parts of a network have in common.
 *
 * @param input what it reads
 * @param dimensions names of the extents of that, outermost first
 * @param formals the numbers that differ, as they are declared
 * @param statements of which each part has its own, in the order of the text
 * @param conditions on which a tensor is the input itself
 * @param names of tensors that have one that says what they are
 */
record BlockTemplate(String name, Signal input, List<String> dimensions, List<String> formals,
    List<Written> statements, Map<Signal, String> conditions, Map<Signal, String> names) {
  BlockTemplate {
    statements = List.copyOf(statements);
  }

  Signal result() {
    return statements.get(statements.size() - 1).out();
  }
}
