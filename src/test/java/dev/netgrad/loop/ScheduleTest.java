package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which form a nest takes for vectors, and what stood against others. */
class ScheduleTest {
  private static Program program(String text, Convolutions convolutions) {
    Plan plan = Compiler.plan(Nets.network(text), Options.of(""));
    return Lowering.lower(plan, List.of(512), convolutions);
  }

  private static Schedule of(String name, Program program) {
    return program.vectors().get(0).schedules().stream().filter(s -> s.kernel().equals(name)).findFirst().orElseThrow();
  }

  private static List<Schedule.Form> forms(Schedule schedule) {
    return schedule.chosen().stream().map(Schedule.Chosen::form).toList();
  }

  private static String reason(Schedule schedule, Schedule.Form form) {
    return schedule.declined().stream().filter(d -> d.form() == form).map(Schedule.Declined::reason)
        .collect(Collectors.joining());
  }

  @Test
  void aConvolutionOfThreeByThreeSlides() {
    String text = "network C(x[28, 28, 32]) { y = x -> conv(32, 3) }";

    assertThat(forms(of("y", program(text, Convolutions.TOOM_COOK)))).contains(Schedule.Form.TOOM_COOK_TILE);
    Schedule direct = of("y", program(text, Convolutions.DIRECT));
    assertThat(forms(direct)).containsExactly(Schedule.Form.TILE);
    assertThat(reason(direct, Schedule.Form.TOOM_COOK_TILE)).isEqualTo("direct convolutions are wanted");
  }

  @Test
  void anotherStrideDoesNot() {
    Schedule schedule = of("y", program("network C(x[28, 28, 32]) { y = x -> conv(32, 3, stride = 2) }",
        Convolutions.TOOM_COOK));

    assertThat(forms(schedule)).containsExactly(Schedule.Form.TILE);
    assertThat(reason(schedule, Schedule.Form.TOOM_COOK_TILE)).isEqualTo("a read that does not slide");
  }

  @Test
  void formulasWithoutSumsGoRowByRow() {
    Schedule schedule = of("y", program("network R(x[28, 28, 32]) { y = x -> relu }", Convolutions.TOOM_COOK));

    assertThat(forms(schedule)).containsExactly(Schedule.Form.ROWS);
    assertThat(schedule.obstacle()).isEmpty();
  }

  @Test
  void whatStaysPlainSaysWhy() {
    Schedule schedule = of("y", program("network E(x[32]) { y[i < 32] = exp(x[i]) }", Convolutions.TOOM_COOK));

    assertThat(schedule.chosen()).isEmpty();
    assertThat(schedule.obstacle()).hasValue("a function of the library");
  }

  /** Of each nest and each width something is said; what has a form has a kernel, and nothing else has. */
  @Test
  void nothingIsLeftOut() {
    Program program = Lowering.lower(Compiler.plan(Nets.network(Path.of("examples/resnet20.net")), Options.of("")), List.of(128, 256, 512),
        Convolutions.TOOM_COOK);

    for (VectorUnit unit : program.vectors()) {
      assertThat(unit.schedules().stream().map(Schedule::kernel).toList())
          .containsExactlyElementsIn(program.kernels().stream().map(Kernel::name).toList()).inOrder();
      assertWithMessage("%s bits", unit.bits())
          .that(unit.schedules().stream().filter(s -> s.obstacle().isEmpty()).map(Schedule::kernel).toList())
          .containsExactlyElementsIn(unit.kernels().stream().map(Kernel::name).toList()).inOrder();
    }
  }

  @Test
  void aFormOrAnObstacle() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule("y", List.of(), List.of(), Optional.empty()));
  }

  @Test
  void itsTextSaysAll() {
    assertThat(SchedulePrinter.print(program("network C(x[28, 28, 32]) { y = x -> conv(32, 3, stride = 2) -> relu }",
        Convolutions.TOOM_COOK))).contains("""
            kernel y, 512 bits
              tile: 7 by 2 vectors of outputs along w, sums in blocks, what follows apart
              not toom-cook tile: a read that does not slide
            """);
  }
}
