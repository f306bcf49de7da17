package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.Golden;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.PlanPrinter;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the gradient on the skips of the example networks. */
class ShortcutTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/netgrad/checks");

  private static Network network(String example) {
    return NetFile.read(Path.of("examples", example + ".net")).networks().get(0);
  }

  private static Plan plan(String example) {
    return Compiler.plan(network(example), Options.of(""));
  }

  /** Blocks whose input has the shape of their output and is added to it. */
  private static List<BlockPlan> identities(Plan plan) {
    return plan.training().values().stream().filter(block -> block.gradient().stream().anyMatch(
        g -> g.copies().stream().anyMatch(c -> c.name().equals("dXViaSum") || c.name().equals("dXViaOut")))).toList();
  }

  @ParameterizedTest
  @CsvSource({"residual, 1", "resnet20, 3", "digits, 2", "resnet50, 4", "preact20, 3"})
  void anIdentityShortcutLeavesNoNodeLoopOrBuffer(String example, int identities) {
    List<BlockPlan> blocks = identities(plan(example));
    assertThat(blocks).hasSize(identities);
    for (BlockPlan block : blocks) {
      BlockGradient gradient = block.gradient().orElseThrow();
      Set<String> skip = gradient.copies().stream().map(BlockGradient.Copy::name).collect(Collectors.toSet());
      assertThat(gradient.body().stream().map(Tensor::name).toList()).containsNoneIn(skip);
      assertThat(block.storage().keySet().stream().map(Tensor::name).toList()).containsNoneIn(skip);
      assertWithMessage(PlanPrinter.print(block)).that(targets(block)).containsNoneIn(skip);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"residual", "resnet20", "digits", "resnet50", "preact20"})
  void theLoopThatAddsTheSkipsGradientReadsTheGivenArray(String example) {
    for (BlockPlan block : identities(plan(example))) {
      Tensor given = block.gradient().orElseThrow().outputAdjoints().get(0);
      Statement fanOut = statements(block).stream().filter(s -> s.target().name().equals("dX")).findFirst()
          .orElseThrow();
      assertWithMessage(PlanPrinter.print(block)).that(fanOut.reads().stream().map(r -> r.tensor()).toList())
          .contains(given);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"residual", "resnet20", "digits", "resnet50", "preact20"})
  void theGeneratedBackwardPassesTheGivenArrayOn(String example) {
    String java = Compiler.compile(network(example), Options.of("")).sources().get(0).text();
    long passed = Pattern.compile("\\bdX\\w*\\(me, N, dX,[^;]*\\bdOut\\b[^;]*\\);").matcher(java).results().count();
    assertThat(passed).isAtLeast(identities(plan(example)).size());
    assertThat(java).doesNotContainMatch("float\\[] (dF|dSkip|dXViaSum|dXViaOut)\\b");
  }

  /** The strided shortcuts have loops of their own: those that the golden file lists, and no others. */
  @ParameterizedTest
  @CsvSource({"resnet20, 'basic(x[32, 32, 16], K = 32, stride = 2)', option-a",
      "digits, 'basic(x[8, 8, 16], K = 32, stride = 2)', option-b"})
  void aStridedShortcutHasTheLoopsOfItsGoldenPlan(String example, String signature, String golden) throws IOException {
    List<BlockPlan> blocks = plan(example).training().values().stream()
        .filter(block -> block.block().signature().equals(signature)).toList();
    assertThat(blocks).hasSize(1);
    Golden.expect(GOLDEN.resolve(golden + ".plan.txt"), PlanPrinter.print(blocks.get(0)));
  }

  private static List<Statement> statements(BlockPlan block) {
    return block.backward().orElseThrow().steps().stream().filter(s -> s instanceof Step.Group)
        .flatMap(s -> ((Step.Group) s).statements().stream()).toList();
  }

  private static List<String> targets(BlockPlan block) {
    return statements(block).stream().map(s -> s.target().name()).toList();
  }
}
