package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import dev.netgrad.syntax.Ast;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be told of all declarations before any size is known: whether their uses of each other end, what their calls
 * are called, and which of their parts are wrong by names alone.
 */
public final class Resolution {
  private final Declarations declarations;
  private final Map<Ast.Declaration, Map<Ast.Expr, String>> callNames = new IdentityHashMap<>();
  private final Set<Ast> wrong = Collections.newSetFromMap(new IdentityHashMap<>());

  /** @param diagnostics receives names that stand for nothing, and layers that use themselves */
  public Resolution(Declarations declarations, Diagnostics diagnostics) {
    this.declarations = declarations;
    Map<Ast.Declaration, Map<Ast.Declaration, Span>> uses = new IdentityHashMap<>();
    for (Ast.Declaration d : declarations.all()) {
      uses.put(d, check(d, diagnostics));
    }
    Attributes attributes = new Attributes(declarations);
    declarations.all().stream().filter(d -> !wrong.contains(d))
        .forEach(d -> NameCheck.check(d, declarations, attributes, (part, diagnostic) -> {
          diagnostic.ifPresent(diagnostics::add);
          wrong.add(part);
        }));
    rejectRecursion(declarations.all(), uses, diagnostics);
  }

  public Declarations declarations() {
    return declarations;
  }

  /**
   * Whether it has been said that a statement or a formal parameter is wrong, for whatever sizes; or that a declaration
   * is nested too deeply, or used in its own definition, so that its elaboration would not end.
   */
  public boolean isWrong(Ast part) {
    return wrong.contains(part);
  }

  /** What the parameters of a call of a layer or block are named by: its label, or its callee and a number. */
  public String callName(Ast.Declaration in, Ast.Expr call) {
    return callNames.get(in).get(call);
  }

  /** Checks depth and names, numbers the calls, and tells whom the declaration uses. */
  private Map<Ast.Declaration, Span> check(Ast.Declaration d, Diagnostics diagnostics) {
    Map<Ast.Declaration, Span> uses = new IdentityHashMap<>();
    List<Ast.Application> calls = new ArrayList<>();
    boolean[] tooDeep = {false};
    Trees.walk(d, (e, depth) -> {
      if (depth > Limits.EXPRESSION_DEPTH && !tooDeep[0]) {
        tooDeep[0] = true;
        wrong.add(d);
        diagnostics.add(Diagnostic.of(Code.DEPTH, e.span(),
            "the expression is nested more than " + Limits.EXPRESSION_DEPTH + " levels deep")
            .advice("name parts of it in statements of their own"));
      }
      if (e instanceof Ast.Application a && !isPredefined(a.callee().text())) {
        Ast.Name callee = a.callee();
        Optional<Ast.Declaration> found = declarations.find(callee.text(), callee.span());
        if (found.isPresent() && Declarations.isCallable(found.get())) {
          uses.putIfAbsent(found.get(), callee.span());
          calls.add(a);
        } else if (found.isPresent() || !Predefined.isTerm(callee.text()) && !declarations.mayBeUnread(callee.text())) {
          diagnostics.add(unknown(callee, found));
        }
      }
    });
    calls.sort(Comparator.comparingInt(call -> call.callee().span().start()));
    callNames.put(d, CallNames.of(calls, diagnostics));
    return uses;
  }

  private static boolean isPredefined(String callee) {
    return Functions.NAMES.contains(callee) || Predefined.isReserved(callee);
  }

  private Diagnostic unknown(Ast.Name callee, Optional<Ast.Declaration> found) {
    if (found.isPresent()) {
      return Diagnostic.of(Code.UNKNOWN_LAYER, callee.span(), "`" + callee.text() + "` is no layer or block")
          .and(found.get().name().span(), "declared here");
    }
    String name = callee.text();
    Set<String> elsewhere = declarations.names(
        d -> Declarations.isCallable(d) && Remarks.isAlsoCalled(d, name), callee.span());
    Set<String> names = declarations.names(Declarations::isCallable, callee.span());
    names.addAll(Functions.NAMES);
    Optional<Hint> meant = elsewhere.stream().findFirst().map(n -> Spelling.question(callee.span(), n))
        .or(() -> Functions.elsewhere(name)).or(() -> Spelling.suggestion(callee.span(), name, names));
    return Diagnostic.of(Code.UNKNOWN_LAYER, callee.span(), "there is no layer or block `" + name + "`")
        .advice("write it as a layer of your own, layer " + name + "(x[I...]) { … }, or import the file that has it")
        .hint(meant);
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
          wrong.add(use.getKey());
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
