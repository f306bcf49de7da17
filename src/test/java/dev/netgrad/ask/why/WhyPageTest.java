package dev.netgrad.ask.why;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.tensor.Network;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class WhyPageTest {
  private static Why why(String example, String name) {
    NetFile file = NetFile.read(Path.of("examples", example + ".net"));
    return new Asking(file, file.networks().get(0), 128).why(name);
  }

  @ParameterizedTest
  @CsvSource({"residual, dX", "residual, batchNorm.x", "resnet20, crossEntropy.logits",
      "networks/attention, attention.score", "shapes, conv.weight", "preact20, preact.f"})
  void formulasAreSoundAndNothingComesFromElsewhere(String example, String name) throws Exception {
    areSound(WhyPage.of(why(example, name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "networks/resnet152", "networks/densenet40", "plain20"})
  void theNetworkBlockByBlock(String example) throws Exception {
    Network network = NetFile.read(Path.of("examples", example + ".net")).networks().get(0);
    String page = OverviewPage.of(Compiler.derive(network, Options.of("").withInputGradients(true)));
    areSound(page);
    assertThat(page).contains("This network");
  }

  private static void areSound(String page) throws Exception {
    List<String> formulas = Pattern.compile("(?s)<math.*?</math>").matcher(page).results().map(m -> m.group())
        .collect(Collectors.toCollection(ArrayList::new));
    for (String formula : formulas) {
      Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
          .parse(new ByteArrayInputStream(formula.getBytes(StandardCharsets.UTF_8)));
      assertThat(document.getDocumentElement().getTextContent()).isNotEmpty();
    }
    assertThat(page.replaceAll("xmlns=\"[^\"]*\"|url\\(#to\\)", ""))
        .doesNotContainMatch("(src|href)=|url\\(|@import|https?:");
    assertThat(page).contains("prefers-color-scheme: dark");
  }

  /** A line of the source and what became of it bear one place, by which they light each other up. */
  @Test
  void linesThatBelongTogetherHaveOnePlace() {
    Why.Reading reading = why("residual", "dX").reading();
    assertThat(reading.source().stream().map(Why.Line::text).toList())
        .containsExactly("block residual(x[H, W, C]) {",
            "  f = x -> conv(C, 3) -> batchNorm -> relu -> conv(C, 3) -> batchNorm", "  relu(f + x)", "}").inOrder();
    Set<String> source = places(reading.source());
    assertThat(source).containsAtLeastElementsIn(places(reading.forward()));
    assertThat(source).containsAtLeastElementsIn(places(reading.backward()));
    assertThat(reading.backward().stream().filter(l -> l.place().equals("residual.net:4")).map(Why.Line::text).toList())
        .containsExactly("dOut[8, 8, 4]", "dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0").inOrder();
  }

  private static Set<String> places(List<Why.Line> lines) {
    return lines.stream().map(Why.Line::place).collect(Collectors.toCollection(TreeSet::new));
  }
}
