package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Json.JsonException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  @Test
  void readsValues() throws JsonException {
    assertThat(Json.parse(" {\"a\" : [1, -2.5e1, true,false] , \"b\":{}, \"c\":[]}\n"))
        .isEqualTo(Map.of("a", List.of(1L, -25.0, true, false), "b", Map.of(), "c", List.of()));
    assertThat(Json.parse("[null]")).isEqualTo(Arrays.asList((Object) null));
    assertThat(Json.parse("12345678901234567890")).isEqualTo(12345678901234567890.0);
  }

  @Test
  void readsEscapes() throws JsonException {
    assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\uDE00\"")).isEqualTo("\"\\/\b\f\n\r\té😀");
  }

  @Test
  void quotesWhatItReads() throws JsonException {
    String text = "a\"\\/\u0000\u001f\u007f\n é 😀";
    assertThat(Json.parse(Json.quote(text))).isEqualTo(text);
    assertThat(Json.quote("\n")).isEqualTo("\"\\u000a\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "{", "[", "[1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
        "{\"a\":1 \"b\":2}", "1 2", "01", "1.", ".5", "+1", "1e", "-", "--1", "NaN", "tru", "nul", "\"",
        "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\t\"", "\"a", "{\"a\":1,\"a\":2}", "'a'"
      })
  void refusesOtherText(String text) {
    assertThrows(JsonException.class, () -> Json.parse(text));
  }
}
