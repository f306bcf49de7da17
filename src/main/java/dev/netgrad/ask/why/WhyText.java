package dev.netgrad.ask.why;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An answer as text for a terminal. */
public final class WhyText {
  private static final int PLACE = 88;

  private final List<String> lines = new ArrayList<>();

  private WhyText() {}

  /** The answer, a line each. */
  public static List<String> of(Why why) {
    WhyText text = new WhyText();
    text.answer(why);
    return text.lines;
  }

  private void answer(Why why) {
    lines.add("in " + why.block());
    placed("  " + why.tensor().text(), why.tensor().place());
    lines.add("");
    contributions(why);
    lines.add("");
    placed("so " + why.result().text(), why.result().place());
    why.where().forEach(part -> placed("  where " + part.text(), part.place()));
    why.inOne().ifPresent(one -> {
      lines.add("in one formula, the sums as they are:");
      lines.add("  " + one.after().text());
      one.laws().forEach(this::law);
    });
    why.aliases().forEach(alias -> {
      lines.add("the same array: " + alias.name() + " is " + alias.of());
      alias.laws().forEach(this::law);
    });
    lines.add("");
    lines.add("kept: " + why.memory().text() + (why.memory().bytes() == 0 ? "" : String.format(Locale.ROOT,
        ", %s numbers, %,d bytes for N = %d", why.memory().size(), why.memory().bytes(), why.memory().batch())));
    why.loops().forEach(loop -> lines.add("computed in " + loop.kernel() + ", " + loop.pass() + ": " + loop.file() + ":"
        + loop.firstLine() + "-" + loop.lastLine()));
  }

  private void contributions(Why why) {
    int count = why.contributions().size();
    if (!why.lead().isEmpty()) {
      lines.add(why.lead());
    }
    for (int i = 0; i < count; i++) {
      Why.Contribution part = why.contributions().get(i);
      placed((count > 1 ? i + 1 + ". " : "") + "through " + part.statement().text(), part.statement().place());
      part.chain().forEach(link -> lines.add("     " + link.text()));
      lines.add("   " + part.turned().text());
      part.rewrites().forEach(this::rewrite);
      String last = "   " + part.result();
      if (!lines.get(lines.size() - 1).equals(last)) {
        lines.add(last);
      }
    }
    if (!why.together().isEmpty()) {
      lines.add("together");
      lines.add("   " + why.together().get(0).before().text());
      why.together().forEach(this::rewrite);
    }
  }

  private void rewrite(Why.Rewrite rewrite) {
    rewrite.laws().forEach(this::law);
    lines.add("   " + rewrite.after().text());
  }

  private void law(Why.LawText law) {
    lines.add("     by " + law.equation() + (law.exact() ? ", exact: " : ", in real numbers: ") + law.justification());
  }

  private void placed(String text, String place) {
    lines.add(text + " ".repeat(Math.max(2, PLACE - text.length())) + place);
  }
}
