package dev.netgrad.mutants;

import java.util.List;

/**
 * The handling of one case: an argument of a {@code match}, or a label of a {@code switch} over an enum.
 *
 * @param room the package, without {@code dev.netgrad.}
 * @param file its name in the package
 * @param text the file as it is
 * @param method the one that the case stands in
 * @param family the sealed family or the enum
 * @param name of the case
 * @param turn which handling of the case in the method this is, from 1
 * @param corruptions in the order in which they are tried: the first one that compiles is the mutant
 */
record Place(String room, String file, String text, long line, String method, String family, String name, int turn,
    Change deletion, List<Change> corruptions) {

  /** What stands between two places of the text is replaced. */
  record Change(String description, int from, int to, String replacement) {
    String in(String text) {
      return text.substring(0, from) + replacement + text.substring(to);
    }
  }

  /** Names a change of this case, wherever in its file the method may be. */
  String key(Change change) {
    return room + "." + file.replace(".java", "") + "#" + method + (turn > 1 ? "/" + turn : "") + " " + family + "."
        + name + " " + change.description();
  }
}
