package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.LookAlikes;
import java.nio.file.FileSystems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is called what, over all files. A file's own declarations come before those of the standard library, which sees
 * only itself.
 */
final class Declarations {
  static final Set<String> RESERVED = Set.of("grad", "normal", "uniform", Draws.NAME, "N", "n");

  private final Set<SourceFile> standardFiles;
  private final Map<String, Ast.Declaration> own = new LinkedHashMap<>();
  private final Map<String, Ast.Declaration> standard = new LinkedHashMap<>();
  private boolean sound = true;
  private final Map<Ast.Declaration, Map<Ast.Expr, String>> callNames = new IdentityHashMap<>();
  private final Set<Ast> wrong = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param diagnostics receives what is wrong with names, and layers that use themselves
   */
  Declarations(Modules modules, Diagnostics diagnostics) {
    standardFiles = modules.standard().stream().map(f -> f.span().file()).collect(Collectors.toSet());
    modules.standard().forEach(f -> f.declarations().forEach(d -> declare(d, standard, diagnostics)));
    modules.files().forEach(f -> f.declarations().forEach(d -> declare(d, own, diagnostics)));
    rejectLookAlikes(diagnostics);
    rejectLetterCase(modules.main(), diagnostics);
    List<Ast.Declaration> all = Stream.of(modules.standard(), modules.files()).flatMap(List::stream)
        .flatMap(f -> f.declarations().stream()).toList();
    Map<Ast.Declaration, Map<Ast.Declaration, Span>> uses = new IdentityHashMap<>();
    for (Ast.Declaration d : all) {
      uses.put(d, check(d, diagnostics));
    }
    rejectRecursion(all, uses, diagnostics);
    if (sound) {
      all.forEach(d -> Names.check(d, this, (part, diagnostic) -> {
        diagnostics.add(diagnostic);
        wrong.add(part);
      }));
    }
  }

  private static void declare(Ast.Declaration d, Map<String, Ast.Declaration> into, Diagnostics diagnostics) {
    String name = d.name().text();
    if (Functions.NAMES.contains(name) || RESERVED.contains(name)) {
      diagnostics.add(Diagnostic.of(Code.RESERVED_NAME, d.name().span(), "`" + name
          + "` has a meaning of its own in the language")
          .advice("choose another name"));
      return;
    }
    Ast.Declaration before = into.putIfAbsent(name, d);
    if (before != null) {
      diagnostics.add(Diagnostic.of(Code.DECLARED_TWICE, d.name().span(), "`" + name + "` is declared twice")
          .and(before.name().span(), "first here"));
    }
  }

  /** A declaration does not look like one of another file, nor like what is there without any. */
  private void rejectLookAlikes(Diagnostics diagnostics) {
    Map<String, String> names = new HashMap<>();
    Functions.NAMES.forEach(name -> names.put(name, name));
    standard.keySet().forEach(name -> names.put(name, name));
    for (Ast.Declaration d : own.values()) {
      String name = d.name().text();
      String before = names.putIfAbsent(LookAlikes.look(name), name);
      if (before != null && !before.equals(name)) {
        diagnostics.add(LookAlikes.diagnostic(d.name().span(), name));
      }
    }
  }

  /** A network is a class, and so a file; some systems have one file for names that differ in case only. */
  private static void rejectLetterCase(Ast.File file, Diagnostics diagnostics) {
    Map<String, Ast.Name> names = new HashMap<>();
    for (Ast.Declaration d : file.declarations()) {
      Ast.Name before = d.kind() != Ast.Kind.NETWORK ? null
          : names.putIfAbsent(d.name().text().toLowerCase(Locale.ROOT), d.name());
      if (before != null && !before.text().equals(d.name().text())) {
        diagnostics.add(Diagnostic.of(Code.LETTER_CASE, d.name().span(),
            "the names of two networks differ in case only, and so would their files")
            .and(before.span(), "the other one"));
      }
    }
  }

  /** Whether nothing is nested too deeply or used in its own definition, so that elaboration ends. */
  boolean areSound() {
    return sound;
  }

  boolean isStandard(Span span) {
    return standardFiles.contains(span.file());
  }

  /** Whether a place is in a file that its reader can change: neither in the standard library nor in a jar. */
  boolean isEditable(Span span) {
    return !isStandard(span)
        && span.file().path().map(p -> p.getFileSystem() == FileSystems.getDefault()).orElse(true);
  }

  /** Whether it has been said that a statement or a formal parameter is wrong, for whatever sizes. */
  boolean isWrong(Ast part) {
    return wrong.contains(part);
  }

  /** The declaration that a name means in the file of the place. */
  Optional<Ast.Declaration> find(String name, Span place) {
    Ast.Declaration mine = isStandard(place) ? null : own.get(name);
    return Optional.ofNullable(mine != null ? mine : standard.get(name));
  }

  /** The names of some declarations that can be seen from a place, in alphabetical order. */
  Set<String> names(Predicate<Ast.Declaration> which, Span place) {
    Set<String> names = new TreeSet<>();
    standard.values().stream().filter(which).forEach(d -> names.add(d.name().text()));
    if (!isStandard(place)) {
      own.values().stream().filter(which).forEach(d -> names.add(d.name().text()));
    }
    return names;
  }

  /** What the parameters of a call of a layer or block are named by: its label, or its callee and a number. */
  String callName(Ast.Declaration in, Ast.Expr call) {
    return callNames.get(in).get(call);
  }

  /** Checks depth and names, numbers the calls, and tells whom the declaration uses. */
  private Map<Ast.Declaration, Span> check(Ast.Declaration d, Diagnostics diagnostics) {
    Map<Ast.Declaration, Span> uses = new IdentityHashMap<>();
    List<Ast.Expr> calls = new ArrayList<>();
    boolean[] tooDeep = {false};
    Trees.walk(d, (e, depth) -> {
      if (depth > Limits.EXPRESSION_DEPTH && !tooDeep[0]) {
        tooDeep[0] = true;
        sound = false;
        diagnostics.add(Diagnostic.of(Code.DEPTH, e.span(),
            "the expression is nested more than " + Limits.EXPRESSION_DEPTH + " levels deep")
            .advice("name parts of it in statements of their own"));
      }
      Ast.Name callee = callee(e);
      if (callee != null && !Functions.NAMES.contains(callee.text()) && !RESERVED.contains(callee.text())) {
        Optional<Ast.Declaration> found = find(callee.text(), callee.span());
        if (found.isPresent() && isCallable(found.get())) {
          uses.putIfAbsent(found.get(), callee.span());
          calls.add(e);
        } else {
          diagnostics.add(unknown(callee, found));
        }
      }
    });
    calls.sort((a, b) -> Integer.compare(callee(a).span().start(), callee(b).span().start()));
    callNames.put(d, number(calls, diagnostics));
    return uses;
  }

  private Diagnostic unknown(Ast.Name callee, Optional<Ast.Declaration> found) {
    if (found.isPresent()) {
      return Diagnostic.of(Code.UNKNOWN_LAYER, callee.span(), "`" + callee.text() + "` is no layer or block")
          .and(found.get().name().span(), "declared here");
    }
    String name = callee.text();
    Set<String> elsewhere = names(d -> isCallable(d) && Remarks.isAlsoCalled(d, name), callee.span());
    Set<String> names = names(Declarations::isCallable, callee.span());
    names.addAll(Functions.NAMES);
    Optional<Hint> meant = elsewhere.stream().findFirst().map(n -> Spelling.question(callee.span(), n))
        .or(() -> Functions.elsewhere(name)).or(() -> Spelling.suggestion(callee.span(), name, names));
    return Diagnostic.of(Code.UNKNOWN_LAYER, callee.span(), "there is no layer or block `" + name + "`")
        .advice("write it as a layer of your own, layer " + name + "(x[I...]) { … }, or import the file that has it")
        .hint(meant);
  }

  /** Whether a layer's first argument is of any rank, {@code x[I...]}: it goes element by element. */
  boolean takesAnyShape(Ast.Name layer) {
    return find(layer.text(), layer.span()).filter(d -> !d.formals().isEmpty())
        .flatMap(d -> d.formals().get(0).dimensions())
        .filter(d -> d.size() == 1 && d.get(0).pack()).isPresent();
  }

  static boolean isCallable(Ast.Declaration d) {
    return d.kind() == Ast.Kind.LAYER || d.kind() == Ast.Kind.BLOCK;
  }

  private static Ast.Name callee(Ast.Expr e) {
    return e instanceof Ast.Application a ? a.callee() : null;
  }

  private static Map<Ast.Expr, String> number(List<Ast.Expr> calls, Diagnostics diagnostics) {
    Map<String, Ast.Stage> labels = new LinkedHashMap<>();
    Map<String, Integer> uses = new HashMap<>();
    for (Ast.Expr call : calls) {
      if (call instanceof Ast.Stage s && s.label().isPresent()) {
        Ast.Stage before = labels.putIfAbsent(s.label().get().text(), s);
        if (before != null && !before.callee().text().equals(s.callee().text())) {
          diagnostics.add(Diagnostic.of(Code.SHARED_LABEL, s.label().get().span(), "the label `"
              + s.label().get().text()
              + "` names both " + before.callee().text() + " and " + s.callee().text())
              .and(before.label().get().span(), "first here").advice("uses that share a label share their parameters"));
        }
      } else {
        uses.merge(callee(call).text(), 1, Integer::sum);
      }
    }
    Map<Ast.Expr, String> names = new IdentityHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Ast.Expr call : calls) {
      String callee = callee(call).text();
      if (call instanceof Ast.Stage s && s.label().isPresent()) {
        names.put(call, s.label().get().text());
      } else if (uses.get(callee) == 1 && !labels.containsKey(callee)) {
        names.put(call, callee);
      } else {
        String name;
        do {
          name = callee + counts.merge(callee, 1, Integer::sum);
        } while (labels.containsKey(name));
        names.put(call, name);
      }
    }
    return names;
  }

  /** Depth-first over the uses, without a stack of calls; a use of what is being visited closes a circle. */
  private void rejectRecursion(List<Ast.Declaration> all,
      Map<Ast.Declaration, Map<Ast.Declaration, Span>> uses, Diagnostics diagnostics) {
    Map<Ast.Declaration, Boolean> onPath = new IdentityHashMap<>();
    for (Ast.Declaration start : all) {
      Deque<Ast.Declaration> path = new ArrayDeque<>();
      Deque<Iterator<Map.Entry<Ast.Declaration, Span>>> rest = new ArrayDeque<>();
      if (onPath.containsKey(start)) {
        continue;
      }
      path.push(start);
      onPath.put(start, true);
      rest.push(uses.get(start).entrySet().iterator());
      while (!path.isEmpty()) {
        if (!rest.peek().hasNext()) {
          onPath.put(path.pop(), false);
          rest.pop();
          continue;
        }
        Map.Entry<Ast.Declaration, Span> use = rest.peek().next();
        Boolean state = onPath.get(use.getKey());
        if (Boolean.TRUE.equals(state)) {
          sound = false;
          diagnostics.add(Diagnostic.of(Code.RECURSION, use.getValue(),
              "`" + use.getKey().name().text() + "` is used in its own definition")
              .and(use.getKey().name().span(), "declared here").advice("repeat(k) uses a block k times"));
        } else if (state == null && uses.containsKey(use.getKey())) {
          path.push(use.getKey());
          onPath.put(use.getKey(), true);
          rest.push(uses.get(use.getKey()).entrySet().iterator());
        }
      }
    }
  }
}
