package dev.netgrad.ask.draw;

/** A page that shows one picture: no script, nothing from elsewhere. */
public final class Page {
  private Page() {}

  /** @param svg fits the width of a desktop as it is, and scrolls sideways on a phone */
  public static String of(String title, String svg) {
    String name = title.replace("&", "&amp;").replace("<", "&lt;");
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + name + "</title>\n<style>\n"
        + "body { margin: 0; background: var(--paper) } main { overflow-x: auto; padding: 1rem }\n"
        + "main:focus-visible { outline: 2px solid var(--bus) }\n</style>\n</head>\n<body>\n<main tabindex=\"0\">\n"
        + svg + "</main>\n</body>\n</html>\n";
  }
}
