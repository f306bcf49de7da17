package dev.netgrad.onnx;

import dev.netgrad.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The end of the page about ONNX is the table of operators. See {@link Golden}. */
final class OperatorsPageTest {
  private static final Path PAGE = Path.of("src/site/markdown/onnx.md");
  private static final String HEADING = "## Operators\n";

  @Test
  void tableIsMadeFromTheRules() throws IOException {
    String page = Files.readString(PAGE);
    int end = page.indexOf(HEADING);
    StringBuilder text = new StringBuilder(end < 0 ? page : page.substring(0, end)).append(HEADING)
        .append("Of ONNX's own set, versions ").append(OperatorTable.OLDEST).append(" to ").append(OperatorTable.NEWEST)
        .append(", on floats:\n\n| operator | |\n|---|---|\n");
    OperatorTable.all().forEach(rule -> text.append("| ").append(rule.name()).append(" | ").append(rule.said())
        .append(" |\n"));
    Golden.expect(PAGE, text.toString());
  }
}
