package dev.netgrad.ask.why;

import dev.netgrad.report.Html;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An answer as a page with typeset formulas, and the block in three columns below it. */
public final class WhyPage {
  private final Html html;
  private final Why why;

  private WhyPage(Why why) {
    this.why = why;
    html = new Html(why.adjoint() + " of " + why.block());
  }

  /** The page. */
  public static String of(Why why) {
    WhyPage page = new WhyPage(why);
    page.answer();
    page.reader();
    return page.html.script(ReadingColumns.SCRIPT).page();
  }

  private void answer() {
    statement(why.tensor());
    if (!why.lead().isEmpty()) {
      html.text(why.lead());
    }
    for (Why.Contribution part : why.contributions()) {
      html.html("<section>\n").heading("through " + part.reader());
      statement(part.statement());
      part.chain().forEach(this::equation);
      html.wide(part.turned().math());
      part.rewrites().forEach(this::rewrite);
      if (!part.result().equals(part.turned().text())) {
        html.text(part.result());
      }
      html.html("</section>\n");
    }
    if (!why.together().isEmpty()) {
      html.heading("together");
      equation(why.together().get(0).before());
      why.together().forEach(this::rewrite);
    }
    html.heading("so");
    statement(why.result());
    why.where().forEach(this::statement);
    why.inOne().ifPresent(one -> {
      html.heading("in one formula, the sums as they are");
      rewrite(one);
    });
    if (!why.aliases().isEmpty()) {
      html.heading("the same array");
      why.aliases().forEach(alias -> {
        html.text(alias.name() + " is " + alias.of());
        laws(alias.laws());
      });
    }
    html.heading("kept, and computed");
    html.text("Kept: " + why.memory().text() + (why.memory().bytes() == 0 ? "" : String.format(Locale.ROOT,
        ", %s numbers, %,d bytes for N = %d", why.memory().size(), why.memory().bytes(), why.memory().batch())));
    why.loops().forEach(loop -> html.text("Computed in " + loop.kernel() + ": " + loop.file() + ", lines "
        + loop.firstLine() + " to " + loop.lastLine()));
  }

  private void statement(Why.Statement statement) {
    html.wide(statement.math()).remark(statement.place());
  }

  private void equation(Why.Equation equation) {
    if (equation.math().isEmpty()) {
      html.text(equation.text());
    } else {
      html.wide(equation.math());
    }
  }

  private void rewrite(Why.Rewrite rewrite) {
    laws(rewrite.laws());
    equation(rewrite.after());
  }

  private void laws(List<Why.LawText> laws) {
    html.html(laws.stream().map(law -> "<li>" + Html.escaped(law.equation() + (law.exact() ? ", exact: "
        : ", in real numbers: ") + law.justification()) + "</li>\n").collect(
            Collectors.joining("", "<ul class=\"laws\">\n", "</ul>\n")));
  }

  private void reader() {
    html.heading("The block: source, forward, backward");
    html.remark("Choose a line to see what belongs to it.");
    ReadingColumns.add(html, why.reading());
  }
}
