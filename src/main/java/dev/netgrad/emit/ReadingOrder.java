package dev.netgrad.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts a class into the order of a reader. JavaPoet writes fields, methods and classes, in this order; here a class's
 * members come as its {@link Section}s say, with what little room they need: a comment of one line is on one line,
 * fields stand without blank lines between them, and such as have the same type and no comment share a declaration.
 *
 * <p>It looks at how lines begin, to see where members do, and leaves what they say as it is.
 */
final class ReadingOrder {
  private static final int WIDEST = 100;
  private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record) (\\w+)");
  private static final Pattern NAME = Pattern.compile("([\\p{L}\\p{N}_$]+)(?=\\(| =|;)");
  private static final Pattern FIELD =
      Pattern.compile("( *(?:[a-z]+ )*[\\w.]+(?:\\[\\])*) ([\\p{L}\\p{N}_$]+(?: = new \\w+\\[\\d+\\])?);");
  /** What may begin a statement without braces, and what has lost them. */
  private static final Pattern HEAD = Pattern.compile(" *(?:if|for|while) \\(.*\\) \\{");
  private static final Pattern HEADLESS = Pattern.compile(" *(?:if|for|while) \\(.*\\)");
  private static final Pattern DECLARATION = Pattern.compile(" *[\\w.<>\\[\\]]+ \\w+ = .*");

  /**
   * A part of a class.
   *
   * @param title where an editor may fold it; nothing for a part that is not worth it
   */
  record Section(Optional<String> title, Predicate<Member> has) {
    Section(Predicate<Member> has) {
      this(Optional.empty(), has);
    }
  }

  /** A member of a class as it was written, with what stands over it. */
  record Member(String declaration, List<String> lines) {
    boolean isType() {
      return TYPE.matcher(declaration).find() && declaration.endsWith("{");
    }

    boolean isField() {
      return !isType() && lines.get(lines.size() - 1).endsWith(";");
    }

    boolean isPublic() {
      return declaration.strip().startsWith("public ");
    }

    /** The name of a class, a method or a field. */
    String name() {
      Matcher name = (isType() ? TYPE : NAME).matcher(declaration);
      return name.find() ? name.group(1) : "";
    }
  }

  private final List<Section> ofNetwork;
  private final List<Section> ofOthers;

  /**
   * @param ofNetwork the parts of the file's own class, in their order; what is in none comes at the end
   * @param ofOthers the same of classes within it
   */
  ReadingOrder(List<Section> ofNetwork, List<Section> ofOthers) {
    this.ofNetwork = ofNetwork;
    this.ofOthers = ofOthers;
  }

  /** A file. */
  String of(String text) {
    List<String> lines = text.lines().toList();
    int first = 0;
    while (!TYPE.matcher(lines.get(first)).find() || !lines.get(first).endsWith("{")
        || lines.get(first).startsWith(" ") || lines.get(first).startsWith("/")) {
      first++;
    }
    List<String> out = new ArrayList<>(brief(lines.subList(0, first)));
    type(lines.subList(first, lines.size()), 0, out);
    return reflowed(out).stream().collect(Collectors.joining("\n", "", "\n"));
  }

  /** A class from its declaration to its end. */
  private void type(List<String> lines, int depth, List<String> out) {
    out.add(lines.get(0));
    List<Member> members = members(lines.subList(1, lines.size() - 1), depth + 1);
    List<Section> sections = new ArrayList<>(depth == 0 ? ofNetwork : ofOthers);
    sections.add(new Section(m -> true));
    Optional<String> open = Optional.empty();
    for (Section section : sections) {
      List<Member> own = members.stream().filter(section.has()).toList();
      members = members.stream().filter(section.has().negate()).toList();
      if (!own.isEmpty()) {
        open = region(section, open, depth + 1, out);
        write(own, depth + 1, out);
      }
    }
    region(new Section(m -> false), open, depth + 1, out);
    out.add(lines.get(lines.size() - 1));
  }

  /** Closes the region that is open and opens a section's, unless that is the same. */
  private static Optional<String> region(Section section, Optional<String> open, int depth, List<String> out) {
    if (!section.title().equals(open)) {
      open.ifPresent(title -> out.add("  ".repeat(depth) + "// endregion"));
      section.title().ifPresent(title -> {
        apart(out);
        out.add("  ".repeat(depth) + "// region " + title);
      });
    }
    return section.title();
  }

  private void write(List<Member> members, int depth, List<String> out) {
    Member before = null;
    for (Member member : members) {
      boolean fields = before != null && before.isField() && member.isField();
      if (!fields) {
        apart(out);
      }
      if (!(fields && comment(before).equals(comment(member)) && joins(member, out))) {
        if (member.isType()) {
          int at = member.lines().indexOf(member.declaration());
          out.addAll(brief(member.lines().subList(0, at)));
          type(member.lines().subList(at, member.lines().size()), depth, out);
        } else {
          out.addAll(bare(brief(member.lines())));
        }
      }
      before = member;
    }
  }

  /** What stands over a member. */
  private static List<String> comment(Member member) {
    return member.lines().subList(0, member.lines().indexOf(member.declaration()));
  }

  private static void apart(List<String> out) {
    String last = out.get(out.size() - 1);
    if (!last.isEmpty() && !last.endsWith("{") && !last.strip().startsWith("// region")) {
      out.add("");
    }
  }

  /** Adds a field to the declaration of the one before it, if that is of the same type. */
  private static boolean joins(Member member, List<String> out) {
    Matcher field = FIELD.matcher(member.declaration());
    int last = out.size() - 1;
    int first = last;
    while (first > 0 && depth(out.get(first)) > depth(member.declaration())) {
      first--;
    }
    boolean single = member.lines().get(member.lines().size() - 1).equals(member.declaration());
    if (!single || !field.matches() || !out.get(first).startsWith(field.group(1) + " ")) {
      return false;
    }
    String before = out.remove(last);
    before = before.substring(0, before.length() - 1) + ",";
    String longer = before + " " + field.group(2) + ";";
    if (longer.length() <= WIDEST) {
      out.add(longer);
    } else {
      out.add(before);
      out.add(" ".repeat(depth(member.declaration()) + 4) + field.group(2) + ";");
    }
    return true;
  }

  /** Without the braces around a single statement. */
  private static List<String> bare(List<String> lines) {
    List<String> out = new ArrayList<>(lines);
    for (int i = out.size() - 1; i >= 0; i--) {
      if (HEAD.matcher(out.get(i)).matches()) {
        int end = i + 1;
        while (depth(out.get(end)) > depth(out.get(i)) || out.get(end).isEmpty()) {
          end++;
        }
        if (end > i + 1 && out.get(end).strip().equals("}") && isSingle(out.subList(i + 1, end))) {
          out.remove(end);
          out.set(i, out.get(i).substring(0, out.get(i).length() - 2));
        }
      }
    }
    return out;
  }

  /** Whether lines are one statement, which is no declaration. */
  private static boolean isSingle(List<String> lines) {
    int inside = depth(lines.get(0));
    boolean first = lines.stream().skip(1).allMatch(l -> depth(l) >= inside + 4)
        || lines.stream().skip(1).allMatch(l -> depth(l) > inside) && HEADLESS.matcher(lines.get(0)).matches();
    return first && !lines.get(0).strip().startsWith("//") && !DECLARATION.matcher(lines.get(0)).matches()
        && lines.stream().filter(l -> l.endsWith(";")).count() == 1 && lines.stream().noneMatch(l -> l.endsWith("{"));
  }

  /** Fills paragraphs of comments again that have a line which is too wide; what the source says stays as it is. */
  private static List<String> reflowed(List<String> lines) {
    List<String> out = new ArrayList<>();
    boolean verbatim = false;
    for (int i = 0; i < lines.size(); ) {
      verbatim = verbatim ? !lines.get(i).endsWith("</pre>") : lines.get(i).endsWith("<pre>");
      int end = i + 1;
      while (!verbatim && isProse(lines.get(i)) && end < lines.size() && isProse(lines.get(end))
          && !lines.get(end).strip().matches("(\\* @|\\* <|//).*")) {
        end++;
      }
      if (!verbatim && isProse(lines.get(i)) && lines.subList(i, end).stream().anyMatch(l -> l.length() > WIDEST)) {
        fill(lines.subList(i, end), out);
      } else {
        out.addAll(lines.subList(i, end));
      }
      i = end;
    }
    return out;
  }

  /** A line of a comment: in Javadoc one column further in than code, where a factor may begin like it. */
  private static boolean isProse(String line) {
    return (depth(line) % 2 == 1 || line.strip().startsWith("//"))
        && line.strip().matches("(\\* (?!<pre>|</pre>)|// (?!⇒|→)).*");
  }

  private static void fill(List<String> paragraph, List<String> out) {
    String first = paragraph.get(0);
    String start = " ".repeat(depth(first)) + (first.strip().startsWith("*") ? "* " : "// ");
    String hanging = first.strip().startsWith("* @") ? "    " : "";
    String text = paragraph.stream().map(l -> l.strip().replaceFirst("^(\\*|//) *", ""))
        .collect(Collectors.joining(" "));
    StringBuilder line = new StringBuilder(start);
    for (String word : text.split(" ")) {
      if (line.length() > start.length() + hanging.length() && line.length() + word.length() > WIDEST) {
        out.add(line.toString().stripTrailing());
        line = new StringBuilder(start + hanging);
      }
      line.append(word).append(' ');
    }
    out.add(line.toString().stripTrailing());
  }

  /** Where members begin: behind a blank line, and not deeper than they are. */
  private static List<Member> members(List<String> lines, int depth) {
    List<List<String>> parts = new ArrayList<>(List.of(new ArrayList<>()));
    for (int i = 0; i < lines.size(); i++) {
      boolean between = lines.get(i).isEmpty() && i + 1 < lines.size() && depth(lines.get(i + 1)) == 2 * depth;
      if (between) {
        parts.add(new ArrayList<>());
      } else {
        parts.get(parts.size() - 1).add(lines.get(i));
      }
    }
    parts.removeIf(List::isEmpty);
    return parts.stream().map(part -> new Member(declaration(part), part)).toList();
  }

  private static int depth(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static String declaration(List<String> lines) {
    return lines.stream().filter(l -> !l.strip().startsWith("/*") && !l.strip().startsWith("*")
        && !l.strip().startsWith("@") && !l.strip().startsWith("//")).findFirst().orElse("");
  }

  /** Comments of one line on one line. */
  private static List<String> brief(List<String> lines) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean single = line.strip().equals("/**") && i + 2 < lines.size() && lines.get(i + 2).strip().equals("*/");
      String brief = single ? line + lines.get(i + 1).strip().substring(1) + " */" : "";
      if (single && brief.length() <= WIDEST) {
        out.add(brief);
        i += 2;
      } else {
        out.add(line);
      }
    }
    return out;
  }
}
