package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.loop.code.Program;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.Schedules;
import dev.netgrad.tensor.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands against each form, and what is taken where several fit: in words, as people read them. */
class ChoiceTest {
  private static final int BITS = 512;

  private static Choice choice(String kernel, String body, Schedules set) {
    Program program = Lowering.lower(Compiler.plan(Nets.network("network C(" + body), Options.of("")),
        ElementType.FLOAT, VectorApi.targets(List.of(BITS)), Convolutions.TOOM_COOK, set);
    return program.vectors().get(0).choices().stream().filter(c -> c.kernel().equals(kernel)).findFirst().orElseThrow();
  }

  private static Schedule.Form form(String text) {
    return Arrays.stream(Schedule.Form.values()).filter(f -> f.toString().equals(text)).findFirst().orElseThrow();
  }

  private static String whyNot(Choice choice, Schedule.Form form) {
    return choice.declined().stream().filter(d -> d.form() == form).map(Choice.Declined::reason)
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "y           | toom-cook tile  | x[28, 28, 32]) { y = x -> conv(32, 3) }",
      "y           | tile            | x[28, 28, 32]) { y = x -> conv(32, 1) }",
      "y           | tile            | x[28, 28, 32]) { y = x -> maxPool(3, stride = 2, pad = 1) }",
      "dConvWeight | toom-cook slice | x[28, 28, 32]) { y = x -> conv(32, 3) }",
      "dConvWeight | panel slice     | x[28, 28, 32]) { y = x -> conv(32, 1) }",
      "dConvWeight | slice           | x[28, 28, 24]) { y = x -> conv(32, 3) }",
      "y           | rows            | x[28, 28, 32]) { y = x -> relu }",
      "y           | plain           | x[32]) { y[i < 32] = sin(x[i]) }"})
  void everyFormIsTakenSomewhere(String kernel, String form, String body) {
    assertThat(choice(kernel, body, Schedules.NONE).taken().get(0).form()).isEqualTo(form(form));
  }

  /** Whatever form a nest might have, none fits. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "batchNormInverseAndNextRunningMean | no batch | x[8, 8, 32]) { y = x -> conv(32, 3) -> batchNorm }",
      "y | a guard along the row | x[32]) { y[i < 32] = sum[j < 32] if j < i then x[j] else 0 }",
      "y | no row                | x[32]) { y = sum[i < 32] x[i] }",
      "y | places that differ by lane | t[32]: class[4], x[4]) { y[i < 32] = x[t[i]] }"})
  void noFormFits(String kernel, String reason, String body) {
    Choice choice = choice(kernel, body, Schedules.NONE);

    assertThat(choice.isPlain()).isTrue();
    assertThat(choice.taken().get(0).choices()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "no picture that slides over another | x[28, 28, 32]) { y = x -> depthwiseConv(3) }",
      "a read that does not slide          | x[28, 28, 32]) { y = x -> conv(32, 3, stride = 2) }",
      "a read that does not slide          | x[28, 28, 32]) { y = x -> conv(32, 3, dilation = 2) }",
      "no three taps                       | x[28, 28, 32]) { y = x -> conv(32, 5) }",
      "too narrow                          | x[1, 28, 32]) { y = x -> conv(32, 3) }",
      "a row that is no multiple           | x[28, 28, 32]) { y = x -> conv(40, 3) }",
      "channels that are no whole vectors  | x[28, 28, 24]) { y = x -> conv(32, 3) }",
      "a row shorter than a vector         | x[28, 28, 32]) { y = x -> conv(8, 3) }"})
  void noToomCookTile(String reason, String body) {
    Choice choice = choice("y", body, Schedules.NONE);
    assertThat(whyNot(choice, Schedule.Form.TOOM_COOK_TILE)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "a window too long to unroll | x[28, 28, 32]) { y = x -> conv(32, 11, stride = 4) }",
      "a row shorter than a vector | x[28, 28, 32]) { y = x -> conv(8, 3) }",
      "a position                  | x[8, 40]) { y[i < 40] = argmax[h < 8] x[h, i] }",
      "a read with steps along the row, or no load | x[32, 8]) { y[i < 32] = max[h < 8] x[i, h] }"})
  void noTile(String reason, String body) {
    assertThat(whyNot(choice("y", body, Schedules.NONE), Schedule.Form.TILE)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "toom-cook slice | no three taps                      | x[28, 28, 32]) { y = x -> conv(32, 5) }",
      "toom-cook slice | a read that does not slide         | x[28, 28, 32]) { y = x -> conv(32, 3, stride = 2) }",
      "toom-cook slice | channels that are no whole vectors | x[28, 28, 24]) { y = x -> conv(32, 3) }",
      "panel slice     | channels that are no whole vectors | x[28, 28, 24]) { y = x -> conv(32, 3) }",
      "panel slice     | fewer channels than lanes          | x[28, 28, 3]) { y = x -> conv(32, 3) }",
      "panel slice     | a window too long to unroll        | x[28, 28, 32]) { y = x -> conv(32, 11, stride = 4) }",
      "slice           | a window too long to unroll        | x[28, 28, 32]) { y = x -> conv(32, 11, stride = 4) }",
      "slice           | a row shorter than a vector        | x[28, 28, 32]) { y = x -> conv(8, 3) }"})
  void noSlice(String form, String reason, String body) {
    assertThat(whyNot(choice("dConvWeight", body, Schedules.NONE), form(form))).isEqualTo(reason);
  }

  @Test
  void aSumOfAnotherShapeHasNoPanels() {
    assertThat(whyNot(choice("dDenseWeight", "x[64]) { y = x -> dense(32) }", Schedules.NONE),
        Schedule.Form.PANEL_SLICE)).isEqualTo("no sum of products of two reads");
    assertThat(whyNot(choice("dDepthwiseConvWeight", "x[28, 28, 32]) { y = x -> depthwiseConv(3) }", Schedules.NONE),
        Schedule.Form.PANEL_SLICE)).isEqualTo("no channels of the output");
    assertThat(whyNot(choice("dTransposedConvWeight",
        "x[28, 28, 32]) { y = x -> transposedConv(32, 3, stride = 2) }", Schedules.NONE), Schedule.Form.SLICE))
        .isEqualTo("more runs than are written one by one");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "a function of the library                   | x[32]) { y[i < 32] = sin(x[i]) }",
      "a power                                     | x[32]) { y[i < 32] = x[i]^3 }",
      "a position along the row is a number        | x[32]) { y[i < 32] = x[i] * i }",
      "a read with steps along the row, or no load | x[64]) { y[i < 32] = x[2*i] }",
      "a condition along the row and something else"
          + " | x[4, 40]) { y[h < 4, i < 40] = if i + h < 20 then x[h, i] else 0 }",
      "lanes with gaps                             | x[32]) { y[i < 32] = if i < 7 or i > 12 then x[i] else 1 }",
      "a row shorter than a vector                 | x[10]) { y[i < 10] = x[i] + 1 }"})
  void noRows(String reason, String body) {
    assertThat(whyNot(choice("y", body, Schedules.NONE), Schedule.Form.ROWS)).isEqualTo(reason);
  }

  /** Of the forms that fit, the costs are told. */
  @Test
  void whatCostsLeastIsTaken() {
    Choice choice = choice("dConvWeight", "x[28, 28, 32]) { y = x -> conv(32, 3) }", Schedules.NONE);

    assertThat(whyNot(choice, Schedule.Form.PANEL_SLICE)).isEqualTo("4.0 times the cost");
    Schedule taken = choice.taken().get(0);
    for (Schedule.Form other : List.of(Schedule.Form.PANEL_SLICE, Schedule.Form.SLICE)) {
      Schedule set = choice("dConvWeight", "x[28, 28, 32]) { y = x -> conv(32, 3) }",
          Schedules.parse("kernel dConvWeight, 512 bits\n  " + other)).taken().get(0);
      assertThat(set.form()).isEqualTo(other);
      assertWithMessage("%s", other).that(set.cost()).isGreaterThan(taken.cost());
    }
  }

  /** 28 rows of 28 outputs are 49 patches: two samples make up for transforming the weights, 34 rows of 34 one. */
  @Test
  void fewSamplesHaveAFormOfTheirOwn() {
    List<Schedule> few = choice("y", "x[28, 28, 32]) { y = x -> conv(32, 3) }", Schedules.NONE).taken();
    assertThat(few.stream().map(Schedule::form).toList())
        .containsExactly(Schedule.Form.TOOM_COOK_TILE, Schedule.Form.TILE).inOrder();
    assertThat(few.get(0).fewestSamples()).isEqualTo(2);

    Choice one = choice("y", "x[34, 34, 32]) { y = x -> conv(32, 3) }", Schedules.NONE);
    assertThat(one.taken().stream().map(Schedule::form).toList()).containsExactly(Schedule.Form.TOOM_COOK_TILE);
    assertThat(whyNot(one, Schedule.Form.TILE)).endsWith(" times the cost");
  }

  @Test
  void whatIsSetTakesThePlaceOfWhatCostsLeast() {
    Choice set = choice("y", "x[28, 28, 32]) { y = x -> conv(32, 3) }", Schedules.parse("kernel y, 512 bits\n  plain"));

    assertThat(set.isPlain()).isTrue();
    assertThat(whyNot(set, Schedule.Form.TILE)).isEqualTo("another form is set");
  }
}
