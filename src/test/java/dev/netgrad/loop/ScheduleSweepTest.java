package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Planner;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.ScheduleException;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.schedule.Tiling;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever form and tile is set, a nest that can have it computes what the plain loops compute: that cost decides is no
 * matter of being right.
 */
class ScheduleSweepTest {
  @TempDir private Path folder;

  private final int bits = VectorApi.preferredBits();

  /** The form that cost would choose last. */
  @Test
  void anotherFormIsRight() {
    sweep(8, "conv(16, 3)", (plan, nests) -> List.of(nests.stream()
        .map(nest -> Arrays.stream(Schedule.Form.values()).map(form -> setting(nest, form, new Tiling(3, 1)))
            .filter(text -> program(plan, text).isPresent()).reduce("", (before, last) -> last))
        .collect(Collectors.joining())), 3);
  }

  @Tag("long")
  @Test
  void everyFormAndTileIsRight() {
    sweep(14, "conv(32, 3) -> batchNorm -> relu -> conv(32, 3) -> maxPool(3, stride = 2, pad = 1)"
        + " -> conv(48, 3, stride = 2) -> conv(32, 1)", (plan, nests) -> {
          List<String> texts = new ArrayList<>();
          for (Schedule.Form form : Schedule.Form.values()) {
            for (Tiling tiling : List.of(new Tiling(1, 1), new Tiling(2, 2), new Tiling(5, 1), new Tiling(8, 2))) {
              texts.add(nests.stream().map(nest -> setting(nest, form, tiling))
                  .filter(one -> program(plan, one).isPresent()).collect(Collectors.joining()));
            }
            assertWithMessage("%s", form).that(texts.stream().anyMatch(s -> s.contains(form.toString()))).isTrue();
          }
          return texts;
        }, 1, 3);
  }

  /** Compares each nest with the plain one, as schedules set them. */
  private void sweep(int side, String layers, BiFunction<Plan, List<String>, List<String>> schedules,
      int... batches) {
    Derivative derivative = Nets.derivative("network Sweep(image[" + side + ", " + side
        + ", 16], label: class[10]) { logits = image -> " + layers
        + " -> flatten -> dense(10)\n loss = crossEntropy(logits, label) }");
    Plan plan = Planner.plan(derivative);
    List<String> nests = program(plan, "").orElseThrow().kernels().stream().map(Kernel::name).toList();
    List<Compiled.Request> requests = new ArrayList<>();
    for (String text : schedules.apply(plan, nests)) {
      requests.add(new Compiled.Request(derivative, plan,
          EmitOptions.of("generated" + requests.size()).withVectorBits(List.of(bits)), Convolutions.TOOM_COOK,
          Schedules.parse(text)));
    }
    for (Compiled compiled : Compiled.all(requests, folder)) {
      KernelComparison comparison = new KernelComparison(compiled);
      for (int batch : batches) {
        comparison.agree(batch);
      }
    }
  }

  private String setting(String nest, Schedule.Form form, Tiling tiling) {
    return "kernel " + nest + ", " + bits + " bits\n  " + form
        + (form == Schedule.Form.ROWS ? "" : ": " + tiling) + "\n";
  }

  /** The loops with what is set, unless that does not fit. */
  private Optional<Program> program(Plan plan, String text) {
    try {
      return Optional.of(Lowering.lower(plan, ElementType.FLOAT, VectorApi.targets(List.of(bits)),
          Convolutions.TOOM_COOK,
          Schedules.parse(text)));
    } catch (ScheduleException e) {
      return Optional.empty();
    }
  }
}
