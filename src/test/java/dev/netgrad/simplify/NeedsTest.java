package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Origin;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a tensor needs is what its definition reads, of each kind of definition. */
class NeedsTest {
  private static final Origin ORIGIN = new Origin(new Span(new SourceFile("test.net", ""), 0, 0), List.of());

  private final Axis i = new Axis("i", 4);
  private final Tensor x = tensor("x", new Definition.Input());
  private final Tensor z = tensor("z", new Definition.Input());

  private static Tensor tensor(String name, Definition definition) {
    return new Tensor(name, List.of(Extent.of(4)), List.of("i"), false, definition, ORIGIN, Derivation.SOURCE);
  }

  private static Set<Tensor> needs(Definition definition) {
    Set<Tensor> needed = new HashSet<>();
    Simplification.needs(tensor("y", definition), needed);
    return needed;
  }

  @Test
  void leavesNeedNothing() {
    for (Definition leaf : List.of(new Definition.Input(), new Definition.RunTime(),
        new Definition.Parameter(new Initialiser.Fill(0), Map.of()), new Definition.State(0),
        new Definition.Random())) {
      assertThat(needs(leaf)).isEmpty();
    }
  }

  @Test
  void othersNeedWhatTheyRead() {
    Block callee = new Block("callee", "callee", "", List.of(x), List.of(), List.of(x), Map.of(), ORIGIN);
    Call call = new Call(callee, List.of("a"), List.of(x), ORIGIN);
    assertThat(needs(new Definition.Formula(List.of(i), Reduction.NONE, x.at(List.of(i)).plus(z.at(List.of(i))))))
        .containsExactly(x, z);
    assertThat(needs(new Definition.Result(call))).containsExactly(x);
    // The forward pass has the call's arguments.
    assertThat(needs(new Definition.ArgumentAdjoint(call, z, 0))).containsExactly(z);
    assertThat(needs(new Definition.Gradient(x, z))).containsExactly(x, z);
  }
}
