package dev.netgrad.ask.draw;

/** A drawing as text for programs that lay graphs out themselves. */
public final class GraphText {
  private GraphText() {}

  /** For Graphviz: a cluster for each figure. */
  public static String dot(Drawing drawing) {
    StringBuilder out = new StringBuilder("digraph \"").append(escaped(drawing.title())).append("\" {\n"
        + "  rankdir = BT;\n  node [shape = box, fontname = \"sans-serif\"];\n");
    for (int f = 0; f < drawing.figures().size(); f++) {
      Drawing.Figure figure = drawing.figures().get(f);
      String prefix = "f" + f;
      out.append("  subgraph cluster_").append(f).append(" {\n    label = \"").append(escaped(figure.title()))
          .append("\";\n");
      figure.boxes().forEach(box -> out.append("    ").append(prefix).append(box.id()).append(" [label = \"")
          .append(escaped(box.text())).append("\\n").append(escaped(box.shape())).append('"')
          .append(switch (box.kind()) {
            case SUM -> ", shape = circle";
            case BLOCK -> ", style = bold";
            case INPUT, OUTPUT -> ", style = rounded";
            case LAYER -> "";
          }).append("];\n"));
      figure.arrows().forEach(arrow -> out.append("    ").append(prefix).append(arrow.from()).append(" -> ")
          .append(prefix).append(arrow.to()).append(";\n"));
      out.append("  }\n");
    }
    return out.append("}\n").toString();
  }

  /** For Mermaid: a subgraph for each figure. */
  public static String mermaid(Drawing drawing) {
    StringBuilder out = new StringBuilder("flowchart BT\n");
    for (int f = 0; f < drawing.figures().size(); f++) {
      Drawing.Figure figure = drawing.figures().get(f);
      String prefix = "f" + f;
      out.append("  subgraph ").append(prefix).append("[\"").append(quoted(figure.title())).append("\"]\n");
      figure.boxes().forEach(box -> {
        String text = "\"" + quoted(box.text()) + "<br>" + quoted(box.shape()) + "\"";
        out.append("    ").append(prefix).append(box.id()).append(switch (box.kind()) {
          case SUM -> "((" + text + "))";
          case BLOCK -> "[[" + text + "]]";
          case INPUT, OUTPUT -> "(" + text + ")";
          case LAYER -> "[" + text + "]";
        }).append('\n');
      });
      figure.arrows().forEach(arrow -> out.append("    ").append(prefix).append(arrow.from()).append(" --> ")
          .append(prefix).append(arrow.to()).append('\n'));
      out.append("  end\n");
    }
    return out.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String quoted(String text) {
    return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }
}
