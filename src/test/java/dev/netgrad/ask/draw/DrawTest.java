package dev.netgrad.ask.draw;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.highway.Highway;
import dev.netgrad.tensor.Derivative;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class DrawTest {
  private static Derivative derivative(String example) {
    return Compiler.derive(NetFile.read(Path.of("examples", example + ".net")).networks().get(0),
        Options.of("").withInputGradients(true));
  }

  private static Drawing drawing(String example) {
    return Figures.of(derivative(example).network());
  }

  private static Document xml(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aResidualBlockIsDrawnAsThePaperDrawsIt() {
    Drawing.Figure block = drawing("resnet20").figures().get(1);
    assertThat(block.title()).isEqualTo("basic(x[32, 32, 16], K = 16, stride = 1)");
    assertThat(block.boxes().stream().map(Drawing.Box::text).toList())
        .containsExactly("x", "conv1", "batchNorm1", "relu1", "conv2", "f = batchNorm2", "+", "out").inOrder();
    assertThat(block.boxes().get(6).kind()).isEqualTo(Drawing.Kind.SUM);
    assertThat(block.arrows().stream().map(a -> a.from() + a.to()).toList())
        .containsExactly("b0b1", "b1b2", "b2b3", "b3b4", "b4b5", "b5b6", "b0b6", "b6b7");
    FigureLayout layout = new FigureLayout(block);
    assertThat(layout.width()).isEqualTo(1);
    assertThat(layout.widestArc()).isEqualTo(6);
  }

  @Test
  void repeatsAreFolded() {
    Drawing.Figure whole = drawing("networks/resnet1202").figures().get(0);
    assertThat(whole.boxes().stream().map(b -> b.text() + " " + b.shape()).toList()).containsExactly(
        "image [32, 32, 3]", "conv [32, 32, 16]", "batchNorm [32, 32, 16]", "relu [32, 32, 16]",
        "200 × basicA [32, 32, 16]", "basicA [16, 16, 32]", "199 × basicA [16, 16, 32]", "basicA [8, 8, 64]",
        "199 × basicA [8, 8, 64]", "residualNet [64]", "logits = dense [10]").inOrder();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "networks/resnet152", "networks/unet", "networks/attention",
      "networks/densenet40", "networks/highway", "networks/resnet110exclusive", "add", "mlp"})
  void everyPictureIsSoundAndNoBoxesOverlap(String example) throws Exception {
    Drawing drawing = drawing(example);
    int boxes = 0;
    for (Drawing.Figure figure : drawing.figures()) {
      FigureLayout layout = new FigureLayout(figure);
      Set<List<Integer>> places = new HashSet<>();
      figure.boxes().forEach(box -> assertWithMessage("%s in %s", box, figure.title())
          .that(places.add(List.of(layout.row(box.id()), layout.column(box.id())))).isTrue());
      figure.arrows().forEach(a -> assertThat(layout.row(a.to())).isGreaterThan(layout.row(a.from())));
      boxes += figure.boxes().size();
    }
    Document document = xml(Svg.of(drawing));
    assertThat(document.getElementsByTagName("rect").getLength()
        + document.getElementsByTagName("circle").getLength()).isEqualTo(boxes);
    assertThat(Svg.of(drawing)).doesNotContainMatch("(src|href)=|url\\(h|<script");
  }

  /** Each stop of the bus says what the highway says; what is on it has the full line. */
  @Test
  void theBusSaysWhatTheHighwaySays() throws Exception {
    Bus bus = Bus.of(Highway.of(derivative("networks/resnet110scaled")));
    List<Bus.Stop> on = bus.stops().stream().filter(Bus.Stop::isOnBus).toList();
    assertThat(on.stream().map(Bus.Stop::text).toList()).containsExactly("18 × scaled [32, 32, 16]",
        "scaled [32, 32, 16]", "17 × scaled [16, 16, 32]", "scaled [16, 16, 32]", "17 × scaled [8, 8, 64]").inOrder();
    assertThat(on.get(0).effects()).containsExactly("scaled by 0.5", "masked").inOrder();
    assertThat(on.get(1).effects()).containsExactly("selected", "scaled by 0.5", "masked").inOrder();
    assertThat(on.get(0).residual()).isEqualTo("F: conv1 …");
    Document document = xml(Svg.of(bus));
    assertThat(document.getElementsByTagName("text").getLength()).isGreaterThan(2 * bus.stops().size());
    assertThat(Pattern.compile("<path class=\"bus\"").matcher(Svg.of(bus)).results().count()).isEqualTo(5);
    assertThat(Svg.of(Bus.of(Highway.of(derivative("networks/attention"))))).contains("identity: passes unchanged");
  }

  @Test
  void graphvizAndMermaidGetTheSameGraph() {
    Drawing drawing = drawing("residual");
    assertThat(GraphText.dot(drawing)).contains("f1b0 -> f1b6;\n");
    assertThat(GraphText.dot(drawing)).contains("label = \"residual(x[8, 8, 4])\"");
    assertThat(GraphText.mermaid(drawing)).contains("  subgraph f1[\"residual(x[8, 8, 4])\"]\n");
    assertThat(GraphText.mermaid(drawing)).contains("    f1b6((\"+<br>[8, 8, 4]\"))\n");
    assertThat(GraphText.mermaid(drawing)).contains("    f1b0 --> f1b6\n");
  }
}
