package dev.netgrad.report;

/** A page in the making: what is added comes out in order. Texts are escaped, what is called HTML is not. */
public final class Html {
  private static final String STYLE = """
      :root { --paper: #ffffff; --ink: #1d2430; --soft: #5b6573; --box: #f2f4f8; --line: #c9d0da; --mark: #fff0c2;
        --bus: #1668c7; --effect: #b3400e; color-scheme: light dark }
      @media (prefers-color-scheme: dark) { :root { --paper: #14181f; --ink: #e6eaf0; --soft: #9aa5b4; --box: #222933;
        --line: #39424f; --mark: #4a3c10; --bus: #66a8ff; --effect: #ff9d66 } }
      body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
      main { max-width: 76rem; margin: 0 auto; padding: 1rem }
      h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
      .soft { color: var(--soft); font-size: .9rem } .wide { overflow: auto hidden; padding: .4rem 0 }
      section { border-top: 1px solid var(--line); padding: .5rem 0 }
      math { font-size: 1.05rem } ul.laws { margin: .25rem 0; color: var(--soft); font-size: .9rem }
      .columns { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 1rem }
      @media (max-width: 60rem) { .columns { grid-template-columns: 1fr } }
      .column { max-height: 34rem; overflow: hidden auto; border: 1px solid var(--line) }
      .column button { display: block; width: 100%; text-align: left; border: 0; padding: .1rem .5rem .1rem 2rem;
        text-indent: -1.5rem; background: none; color: inherit; font: .85rem/1.6 ui-monospace, monospace;
        white-space: pre-wrap; overflow-wrap: anywhere; cursor: pointer }
      svg.chart { max-width: 100%; font: 12px system-ui, sans-serif } svg.chart text { fill: var(--ink) }
      svg.chart path { fill: none } path.grid { stroke: var(--line) } path.line { stroke-width: 2 }
      summary { cursor: pointer; padding: .4rem 0 }
      .column button.on { background: var(--mark) }
      :focus-visible { outline: 2px solid var(--bus); outline-offset: -2px }
      """;

  private final StringBuilder body = new StringBuilder();
  private final String title;
  private String script = "";
  private String style = STYLE;

  /** @param title of the page, and its first heading */
  public Html(String title) {
    this.title = title;
    html("<h1>" + escaped(title) + "</h1>\n");
  }

  /** Adds HTML as it is. */
  public Html html(String html) {
    body.append(html);
    return this;
  }

  /** Adds a heading of the second order. */
  public Html heading(String text) {
    return html("<h2>" + escaped(text) + "</h2>\n");
  }

  /** Adds a paragraph of text. */
  public Html text(String text) {
    return html("<p>" + escaped(text) + "</p>\n");
  }

  /** Adds a paragraph of a place or a remark. */
  public Html remark(String text) {
    return html("<p class=\"soft\">" + escaped(text) + "</p>\n");
  }

  /** Adds what may be wider than a phone: it scrolls by itself, by keyboard, too. */
  public Html wide(String html) {
    return html("<div class=\"wide\" tabindex=\"0\">" + html + "</div>\n");
  }

  /** Adds to the style of the page. */
  public Html style(String css) {
    style += css;
    return this;
  }

  /** Sets the one script of the page, which may not end its element. */
  public Html script(String text) {
    script = text;
    return this;
  }

  /** The page. */
  public String page() {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\""
        + " content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title) + "</title>\n<style>\n" + style
        + "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n"
        + (script.isEmpty() ? "" : "<script>\n" + script + "</script>\n") + "</body>\n</html>\n";
  }

  /** Text as HTML, in an attribute too. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
