package dev.netgrad.ask.why;

import dev.netgrad.ask.draw.Bus;
import dev.netgrad.ask.draw.Svg;
import dev.netgrad.highway.Highway;
import dev.netgrad.report.Html;
import dev.netgrad.tensor.Derivative;

/** A network as a page: its skip path as a picture, and then block by block what becomes of the gradient. */
public final class OverviewPage {
  private final Html html;

  private OverviewPage(String title) {
    html = new Html(title);
  }

  /** The page of a network, of which the simplified derivative is given. */
  public static String of(Derivative derivative) {
    Highway highway = Highway.of(derivative);
    Overview overview = Overview.of(derivative, highway);
    OverviewPage page = new OverviewPage("How the gradient flows back through " + overview.network());
    if (highway.hasSkip()) {
      page.html.wide(Svg.of(Bus.of(highway)));
    } else {
      overview.summary().forEach(page.html::text);
    }
    overview.blocks().forEach(page::block);
    return page.html.script(ReadingColumns.SCRIPT).page();
  }

  private void block(Overview.Part block) {
    html.html("<section>\n").heading(block.block() + (block.times() == 1 ? "" : ", " + block.times() + " times"));
    if (block.skips().isEmpty()) {
      html.text("gives no gradient to what it reads");
    }
    block.skips().forEach(this::skip);
    html.html("<details><summary>The block: source, forward, backward</summary>\n");
    ReadingColumns.add(html, block.reading());
    html.html("</details>\n</section>\n");
  }

  private void skip(Overview.Skip skip) {
    if (!skip.isSkip()) {
      html.text("No skip to " + skip.input() + ": each way of the gradient goes through " + products(skip.products())
          + ".");
      return;
    }
    html.text((skip.isIdentity() ? "Over the skip, the gradient of the result arrives unchanged at "
        : "Over the skip, the gradient of the result arrives changed at ") + skip.input()
        + (skip.residual().isEmpty() ? "." : ". F begins with " + String.join(", ", skip.residual()) + " and has "
        + products(skip.most()) + "."));
    if (!skip.formulas().isEmpty()) {
      html.remark("Without F:");
      skip.formulas().forEach(formula -> html.wide(formula.math()));
    }
    if (!skip.met().isEmpty()) {
      html.html("<ul>\n");
      skip.met().forEach(met -> html.html("<li>" + Html.escaped(met.effect() + met.factor().map(f -> " by " + f)
          .orElse("") + ", by " + met.statement() + (met.times() == 1 ? "" : ", " + met.times() + " times"))
          + " <span class=\"soft\">" + Html.escaped(met.place()) + "</span></li>\n"));
      html.html("</ul>\n");
    }
  }

  private static String products(long count) {
    return count == 0 ? "no trained product" : count == 1 ? "1 trained product" : count + " trained products";
  }
}
