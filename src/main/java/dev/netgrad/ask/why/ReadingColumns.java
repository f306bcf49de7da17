package dev.netgrad.ask.why;

import dev.netgrad.report.Html;
import java.util.List;

/** A block in three columns, whose lines light each other up. */
final class ReadingColumns {
  /** Choosing a line lights up those that belong to it; arrows go up and down within a column. */
  static final String SCRIPT = """
      const lines = [...document.querySelectorAll('.column button')];
      function choose(chosen) {
        const block = chosen.closest('.columns');
        for (const line of lines) line.classList.toggle('on', line.dataset.place === chosen.dataset.place
            && block.contains(line));
        for (const column of block.querySelectorAll('.column')) {
          const first = column.querySelector('.on');
          if (first && !column.contains(chosen)) column.scrollTop = first.offsetTop - column.offsetTop - 40;
        }
      }
      for (const line of lines) {
        line.addEventListener('click', () => choose(line));
        line.addEventListener('focus', () => choose(line));
        line.addEventListener('keydown', event => {
          const next = event.key === 'ArrowDown' ? line.nextElementSibling
              : event.key === 'ArrowUp' ? line.previousElementSibling : null;
          if (next) { next.focus(); event.preventDefault(); }
        });
      }
      """;

  private ReadingColumns() {}

  /** Adds the columns to a page, which needs the {@link #SCRIPT} once. */
  static void add(Html html, Why.Reading reading) {
    html.html("<div class=\"columns\">\n");
    column(html, "source", reading.source());
    column(html, "forward pass", reading.forward());
    column(html, "backward pass", reading.backward());
    html.html("</div>\n");
  }

  private static void column(Html html, String name, List<Why.Line> lines) {
    html.html("<div class=\"column\" role=\"group\" aria-label=\"" + name + "\">\n");
    lines.forEach(line -> html.html("<button data-place=\"" + Html.escaped(line.place()) + "\">"
        + Html.escaped(line.text().isEmpty() ? " " : line.text()) + "</button>\n"));
    html.html("</div>\n");
  }
}
