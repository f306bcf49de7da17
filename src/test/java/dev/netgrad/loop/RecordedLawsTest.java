package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Nets;
import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Names;
import dev.netgrad.loop.plain.Buffers;
import dev.netgrad.loop.plain.Nest;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Planner;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.schedule.ArrayLayout;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Forms;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.schedule.Target;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Scalar;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No loop, plain or for vectors, computes anything but the formulas of the plan and what recorded laws made of them:
 * see {@link RecordedFormulas}. The law of Toom and Cook changes sums as a whole, so convolutions are direct here.
 */
class RecordedLawsTest {
  private static final String LAYERS = """
      network Layers(tokens[4, 8], image[8, 8, 3], label: class[10]) {
        attended = tokens -> layerNorm -> dense(8) -> gelu
        logits   = image -> conv(4, 3) -> batchNorm -> relu -> maxPool(2) -> dropout -> flatten -> dense(10)
        scores   = softmax(logits)
        powers   = sum[k < 10] (scores[k]^3 + scores[k]^2 + scores[k]^-1 + scores[k]^0.5)
        product  = prod[k < 10] (1 + scores[k])
        loss     = crossEntropy(logits, label) + powers + product + (sum[d < 8] attended[d])
        optimizer adam
      }
      """;

  private final Set<Law<?, ?>> met = new HashSet<>();
  private final Set<Schedule.Form> forms = new HashSet<>();

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "resnet50", "strided", "digits", "shapes"})
  void loopsOfAnExampleComputeItsFormulas(String name) {
    check(Nets.network(Path.of("examples", name + ".net")));
    assertThat(met).contains(EvaluationLaws.UNROLLED);
  }

  @Test
  void loopsOfLibraryLayersComputeTheirFormulas() {
    check(Nets.network(LAYERS));
    assertThat(forms).isNotEmpty();
    assertThat(met).containsAtLeast(EvaluationLaws.UNROLLED, EvaluationLaws.SQUARE, EvaluationLaws.SQUARE_ROOT,
        EvaluationLaws.RECIPROCAL);
  }

  @Test
  void changeThatNoLawMadeIsFound() {
    groups(Planner.plan(Nets.derivative(LAYERS)), (plan, group) -> {
      Buffers buffers = buffers(plan);
      Rewriting rewriting = Rewriting.exact();
      List<Code> body = Nest.build(new Step.Group(group.statements().stream().map(s -> more(s)).toList()), buffers,
          new Names(Set.of()), rewriting);
      assertThrows(AssertionError.class,
          () -> new RecordedFormulas(group.statements(), buffers, rewriting.applications()).check(body));
    });
  }

  /** Another formula: what is computed, and 3. */
  private static Statement more(Statement s) {
    Formula f = s.formula();
    return new Statement(s.target(), new Formula(f.axes(), f.reduction(), f.body().plus(Scalar.constant(3))),
        s.reduced(), s.epilogue(), s.inPlace(), s.steps(), s.partial(), s.schedule());
  }

  private void check(Network network) {
    Target target = VectorApi.targets(List.of(512)).get(0);
    groups(Planner.plan(Nets.derivative(network)), (plan, group) -> {
      Buffers buffers = buffers(plan);
      Rewriting rewriting = Rewriting.exact();
      List<Code> body = Nest.build(group, buffers, new Names(Set.of()), rewriting);
      new RecordedFormulas(group.statements(), buffers, rewriting.applications()).check(body);
      met.addAll(rewriting.applied());

      Kernel plain = new Kernel("plain", buffers.all(), body, rewriting.applied());
      Rewriting direct = Convolutions.DIRECT.rewriting();
      Choice choice = Forms.choose(plain.name(), Contraction.of(group.statements(), plan::array), target, direct,
          Schedules.NONE);
      if (!choice.isPlain()) {
        Kernel faster = VectorLowering.lower(group.statements(), choice, target, direct, plain, buffers, Set.of());
        new RecordedFormulas(group.statements(), buffers, direct.applications()).check(faster.body());
        choice.taken().forEach(schedule -> forms.add(schedule.form()));
      }
    });
  }

  private static Buffers buffers(BlockPlan plan) {
    return new Buffers(plan, new ArrayLayout(ElementType.FLOAT), new Names(Set.of()));
  }

  private static void groups(Plan plan, BiConsumer<BlockPlan, Step.Group> seen) {
    Stream.of(plan.training().values(), plan.evaluation().values(), plan.updates()).flatMap(p -> p.stream()).forEach(
        p -> Stream.concat(p.forward().steps().stream(), p.backward().stream().flatMap(b -> b.steps().stream()))
            .filter(Step.Group.class::isInstance).forEach(group -> seen.accept(p, (Step.Group) group)));
  }
}
