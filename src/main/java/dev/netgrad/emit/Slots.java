package dev.netgrad.emit;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Block;
import java.util.ArrayList;
import java.util.List;

/**
 * What a method can be given: 255 slots, of which a long or double takes two and an object that the method is of takes
 * one. A kernel of more gets the rest of its arrays in one array; what users call can't, and is an error at its place.
 */
final class Slots {
  private static final int MOST = 255;
  /** So many arrays a kernel gets one by one, where there are too many. */
  private static final int ONE_BY_ONE = 200;

  private Slots() {}

  /**
   * The buffers that a kernel gets in one array.
   *
   * @param others slots of its other parameters
   */
  static List<Buffer> together(List<Buffer> buffers, int others) {
    int slots = 1 + others + buffers.size() + (int) buffers.stream().filter(Buffer::isStream).count();
    List<Buffer> together = new ArrayList<>();
    if (slots > MOST) {
      List<Buffer> arrays = buffers.stream().filter(b -> !b.isStream() && !b.scalar() && !b.integer()).toList();
      together.addAll(arrays.subList(Math.min(ONE_BY_ONE, arrays.size()), arrays.size()));
    }
    return together;
  }

  /**
   * The arguments of a call, those that go together in one array at the end.
   *
   * @param of what each of the buffers is given
   */
  static List<JavaExpression> arguments(List<Buffer> buffers, List<JavaExpression> of, int others, TypeName element) {
    List<Buffer> together = together(buffers, others);
    List<JavaExpression> arguments = new ArrayList<>();
    List<JavaExpression> rest = new ArrayList<>();
    for (int i = 0; i < buffers.size(); i++) {
      (together.contains(buffers.get(i)) ? rest : arguments).add(of.get(i));
    }
    if (!rest.isEmpty()) {
      arguments.add(new JavaExpression.NewArrays(element, rest));
    }
    return arguments;
  }

  /**
   * A method that is given the inputs, outputs and adjoints of a network or block.
   *
   * @throws InvalidNetException if no method can be given so many
   */
  static MethodSpec requireFew(MethodSpec method, Block block) {
    int slots = 1;
    for (ParameterSpec parameter : method.parameters()) {
      slots += parameter.type().equals(TypeName.LONG) || parameter.type().equals(TypeName.DOUBLE) ? 2 : 1;
    }
    if (slots > MOST) {
      Diagnostics diagnostics = new Diagnostics();
      diagnostics.add(Diagnostic.of(Code.BUDGET, block.origin().place(), "`" + block.name() + "` has too many inputs, "
          + "outputs or states: with their adjoints, the Java method `" + method.name() + "` would have " + (slots - 1)
          + " parameters, and can have " + (MOST - 1))
          .advice("let tensors of one shape be one tensor with one more dimension, such as x[200]"));
      throw new InvalidNetException(diagnostics);
    }
    return method;
  }
}
