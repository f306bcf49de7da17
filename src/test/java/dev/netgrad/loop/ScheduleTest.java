package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.LoopPrinter;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.plan.Plan;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.ScheduleException;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.tensor.ElementType;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which form a nest takes for vectors, and what stood against others. */
class ScheduleTest {
  private static Program program(String text, Convolutions convolutions) {
    Plan plan = Compiler.plan(Nets.network(text), Options.of(""));
    return program(plan, convolutions, Schedules.NONE);
  }

  private static Program program(Plan plan, Convolutions convolutions, Schedules schedules) {
    return Lowering.lower(plan, ElementType.FLOAT, VectorApi.targets(List.of(512)), convolutions, schedules);
  }

  private static Choice of(String name, Program program) {
    return program.vectors().get(0).choices().stream().filter(c -> c.kernel().equals(name)).findFirst().orElseThrow();
  }

  private static List<Schedule.Form> forms(Choice choice) {
    return choice.taken().stream().map(Schedule::form).toList();
  }

  private static String reason(Choice choice, Schedule.Form form) {
    return choice.declined().stream().filter(d -> d.form() == form).map(Choice.Declined::reason)
        .collect(Collectors.joining());
  }

  @Test
  void aConvolutionOfThreeByThreeSlides() {
    String text = "network C(x[28, 28, 32]) { y = x -> conv(32, 3) }";

    assertThat(forms(of("y", program(text, Convolutions.TOOM_COOK)))).contains(Schedule.Form.TOOM_COOK_TILE);
    Choice direct = of("y", program(text, Convolutions.DIRECT));
    assertThat(forms(direct)).containsExactly(Schedule.Form.TILE);
    assertThat(reason(direct, Schedule.Form.TOOM_COOK_TILE)).isEqualTo("direct convolutions are wanted");
  }

  @Test
  void anotherStrideDoesNot() {
    Choice choice = of("y", program("network C(x[28, 28, 32]) { y = x -> conv(32, 3, stride = 2) }",
        Convolutions.TOOM_COOK));

    assertThat(forms(choice)).containsExactly(Schedule.Form.TILE);
    assertThat(reason(choice, Schedule.Form.TOOM_COOK_TILE)).isEqualTo("a read that does not slide");
  }

  @Test
  void formulasWithoutSumsGoRowByRow() {
    Choice choice = of("y", program("network R(x[28, 28, 32]) { y = x -> relu }", Convolutions.TOOM_COOK));

    assertThat(forms(choice)).containsExactly(Schedule.Form.ROWS);
  }

  @Test
  void whatStaysPlainSaysWhy() {
    Choice choice = of("y", program("network E(x[32]) { y[i < 32] = sin(x[i]) }", Convolutions.TOOM_COOK));

    assertThat(forms(choice)).containsExactly(Schedule.Form.PLAIN);
    assertThat(choice.taken().get(0).choices()).isEqualTo("a function of the library");
    assertThat(reason(choice, Schedule.Form.ROWS)).isEqualTo("a function of the library");
  }

  /** Of each nest and each width something is said; what has a form has a kernel, and nothing else has. */
  @Test
  void nothingIsLeftOut() {
    Program program = Lowering.lower(Compiler.plan(Nets.network(Path.of("examples/resnet20.net")), Options.of("")),
        ElementType.FLOAT, VectorApi.targets(List.of(128, 256, 512)), Convolutions.TOOM_COOK, Schedules.NONE);

    for (VectorUnit unit : program.vectors()) {
      assertThat(unit.choices().stream().map(Choice::kernel).toList())
          .containsExactlyElementsIn(program.kernels().stream().map(Kernel::name).toList()).inOrder();
      assertWithMessage("%s bits", unit.bits())
          .that(unit.choices().stream().filter(c -> !c.isPlain()).map(Choice::kernel).toList())
          .containsExactlyElementsIn(unit.kernels().stream().map(Kernel::name).toList()).inOrder();
    }
  }

  @Test
  void someFormIsTaken() {
    assertThrows(IllegalArgumentException.class, () -> new Choice("y", List.of(), List.of()));
  }

  @Test
  void itsTextSaysAll() {
    assertThat(SchedulePrinter.print(program("network C(x[28, 28, 32]) { y = x -> conv(32, 3, stride = 2) -> relu }",
        Convolutions.TOOM_COOK))).contains("""
            kernel y, 512 bits
              tile: 7 by 2 vectors of outputs along w, sums in blocks, what follows apart, cost 124186
              not toom-cook tile: a read that does not slide
            """);
  }

  /** What is printed, read back, is what was chosen. */
  @Test
  void itsTextIsRead() {
    Plan plan = Compiler.plan(Nets.network(Path.of("examples/resnet20.net")), Options.of(""));
    Program program = program(plan, Convolutions.TOOM_COOK, Schedules.NONE);
    String text = SchedulePrinter.print(program);

    Program again = program(plan, Convolutions.TOOM_COOK, Schedules.parse(text));
    assertThat(again.vectors().get(0).kernels().stream().map(LoopPrinter::print).toList())
        .isEqualTo(program.vectors().get(0).kernels().stream().map(LoopPrinter::print).toList());
  }

  @Test
  void aFormIsSet() {
    String text = "network C(x[28, 28, 32]) { y = x -> conv(32, 3) }";
    Plan plan = Compiler.plan(Nets.network(text), Options.of(""));
    Choice tile = of("y", program(plan, Convolutions.TOOM_COOK, Schedules.parse("""
        // y after schedule
        kernel y, 512 bits
          tile: 3 by 1 vector of outputs, and whatever else is said
          not toom-cook tile: not read
        """)));
    Choice plain = of("y", program(plan, Convolutions.TOOM_COOK,
        Schedules.parse("kernel y, 512 bits\n  plain\n")));

    assertThat(forms(tile)).containsExactly(Schedule.Form.TILE);
    assertThat(tile.taken().get(0).choices()).startsWith("3 by 1 vector of outputs");
    assertThat(reason(tile, Schedule.Form.TOOM_COOK_TILE)).isEqualTo("another form is set");
    assertThat(forms(plain)).containsExactly(Schedule.Form.PLAIN);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "kernel y, 512 bits; panels | line 2: there is no form `panels`; there are plain, toom-cook tile, tile,",
      "tile: 3 by 1 vector | line 1: `tile: 3 by 1 vector` belongs to no kernel",
      "kernel y, 512 bits; tile; kernel y, 512 bits; plain | line 3: kernel y, 512 bits is set twice",
      "kernel y, 512 bits; panel slice | kernel y, 512 bits: no panel slice: ",
      "kernel y, 512 bits; tile: 33 by 4 vectors | kernel y, 512 bits: no tile: a tile of another size is set, which",
      "kernel y, 512 bits; tile: 4x2 | kernel y, 512 bits: tile is 7 by 2 vectors of outputs along w, ",
      "kernel y, 512 bits | kernel y, 512 bits has no form; plain is one",
      "kernel y, 512 bits; plain; tile | kernel y, 512 bits is plain, or has a form",
      "kernel z, 512 bits; tile | there is no kernel z, 512 bits",
      "kernel y, 256 bits; tile | there is no kernel y, 256 bits"})
  void whatCannotBeIsRefused(String lines, String message) {
    Plan plan = Compiler.plan(Nets.network("network C(x[28, 28, 32]) { y = x -> conv(32, 3) }"), Options.of(""));

    ScheduleException e = assertThrows(ScheduleException.class,
        () -> program(plan, Convolutions.TOOM_COOK, Schedules.parse(lines.replace("; ", "\n"))));
    assertThat(e).hasMessageThat().startsWith(message);
  }

  /** How many vectors a row takes at once is no choice. */
  @Test
  void whatIsNotChosenIsNotSet() {
    Plan plan = Compiler.plan(Nets.network("network R(x[28, 28, 32]) { y = x -> relu }"), Options.of(""));
    Schedules schedules = Schedules.parse("kernel y, 512 bits\n  rows: 4 vectors at once\n");

    ScheduleException e = assertThrows(ScheduleException.class,
        () -> program(plan, Convolutions.TOOM_COOK, schedules));
    assertThat(e).hasMessageThat()
        .isEqualTo("kernel y, 512 bits: rows is 2 vectors at once, which `4 vectors at once` does not change");
  }

  /** Every part that is called is printed once, below its kernel. */
  @Test
  void vectorLoopsArePrinted() {
    String text =
        LoopPrinter.print(program("network C(x[28, 28, 32]) { y = x -> conv(32, 3) }", Convolutions.TOOM_COOK));
    String vectors = text.substring(text.indexOf("\n// vectors of 512 bits\n"));

    assertThat(vectors).contains("kernel y(y[25088*N], x[25088*N], convWeight[9216])");
    List<String> called = names("call (\\w+)\\(", vectors);
    assertThat(called).isNotEmpty();
    assertThat(names("\npart (\\w+)\\(", vectors)).containsExactlyElementsIn(called);
  }

  private static List<String> names(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).distinct().toList();
  }
}
