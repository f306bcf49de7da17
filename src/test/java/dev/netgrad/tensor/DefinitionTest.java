package dev.netgrad.tensor;

import static com.google.common.truth.Truth.assertWithMessage;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionTest {
  @Test
  void whatIsGivenIsNotComputed() {
    Tensor x = Terms.input("x", 4);
    Axis i = new Axis("i", 4);
    Call call = new Call(Terms.block("callee", List.of(x), List.of(), x), List.of("a"), List.of(x), Terms.ORIGIN);
    for (Definition given : List.of(new Definition.Input(), new Definition.RunTime(),
        new Definition.Parameter(new Initialiser.Fill(0), Map.of()), new Definition.State(0))) {
      assertWithMessage("%s", given).that(given.isGiven()).isTrue();
    }
    for (Definition computed : List.of(new Definition.Random(),
        new Definition.Formula(List.of(i), Reduction.NONE, Terms.read(x, i)), new Definition.Result(call),
        new Definition.ArgumentAdjoint(call, x, 0), new Definition.Gradient(x, x))) {
      assertWithMessage("%s", computed.getClass()).that(computed.isGiven()).isFalse();
    }
  }
}
