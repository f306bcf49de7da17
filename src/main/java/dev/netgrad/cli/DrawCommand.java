package dev.netgrad.cli;

import dev.netgrad.ask.draw.Bus;
import dev.netgrad.ask.draw.Drawing;
import dev.netgrad.ask.draw.Figures;
import dev.netgrad.ask.draw.GraphText;
import dev.netgrad.ask.draw.Svg;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Output;
import dev.netgrad.highway.Highway;
import dev.netgrad.report.Html;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netgrad draw}: a network as a picture. */
@Command(name = "draw", description = {
    "Draws a network as papers do: layers and blocks with their shapes, each block once, however often it is used."},
    footer = {"", "Example: netgrad draw examples/resnet20.net --bus -o resnet20.svg"})
final class DrawCommand extends NetgradCommand {
  @Mixin
  private NetworkChoice choice;

  @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = {
      "The picture, in the form that its name ends with: .svg; .html, a page of it; .dot for Graphviz; .mermaid."})
  private Path output;

  @Option(names = "--bus", description = {
      "Draw the skip path as a straight line with what hangs off it, each effect on the gradient at its place; .svg or"
          + " .html."})
  private boolean bus;

  @Override
  public Integer call() {
    String name = output.getFileName() == null ? "" : output.getFileName().toString().toLowerCase(Locale.ROOT);
    String form = name.substring(name.lastIndexOf('.') + 1);
    boolean isPicture = form.equals("svg") || form.equals("html");
    require(isPicture || form.equals("dot") || form.equals("mermaid"),
        "-o " + shown(output) + ": the name ends with .svg, .html, .dot or .mermaid");
    require(isPicture || !bus, "--bus is drawn as .svg or .html");
    Network network = choice.choose(this);
    Derivative derivative = Compiler.derive(network, Options.of("").withInputGradients(true));
    String text = bus ? bus(derivative, form) : drawing(derivative.network(), form);
    Output.write(Map.of(output, text.getBytes(StandardCharsets.UTF_8)));
    out().println(shown(output));
    return 0;
  }

  private static String bus(Derivative derivative, String form) {
    Bus bus = Bus.of(Highway.of(derivative));
    return form.equals("html") ? page(bus.title(), Svg.of(bus)) : Svg.of(bus);
  }

  private static String drawing(Network network, String form) {
    Drawing drawing = Figures.of(network);
    return switch (form) {
      case "dot" -> GraphText.dot(drawing);
      case "mermaid" -> GraphText.mermaid(drawing);
      case "html" -> page(drawing.title(), Svg.of(drawing));
      default -> Svg.of(drawing);
    };
  }

  private static String page(String title, String svg) {
    return new Html(title).wide(svg).page();
  }
}
