package dev.netgrad.law;

import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Law;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The gateway of all rewrites of one formula: laws are applied through it and nowhere else. It remembers which were,
 * and refuses those that are not exact where the formula has to be computed as it is written.
 */
public final class Rewriting {
  private final boolean exactOnly;
  /** Each application of a law. */
  private final List<Law<?, ?>> log = new ArrayList<>();
  private final List<Application<?, ?>> applications = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Rewriting(boolean exactOnly) {
    this.exactOnly = exactOnly;
  }

  /** By exact laws alone. */
  public static Rewriting exact() {
    return new Rewriting(true);
  }

  /** By all laws. */
  public static Rewriting free() {
    return new Rewriting(false);
  }

  /** Whether the formula has to be computed as it is written. */
  public boolean isExact() {
    return exactOnly;
  }

  /** What a law made of a subject. */
  public record Application<S, R>(Law<S, R> law, S subject, R result) {}

  /** A change of the formula, by laws that were applied meanwhile. */
  public record Step(Formula before, Formula after, Set<Law<?, ?>> laws) {}

  /**
   * What a pass makes of the formula.
   *
   * @throws IllegalStateException if it is another formula, but by no law
   */
  public Formula step(Formula before, UnaryOperator<Formula> pass) {
    int known = log.size();
    Formula after = pass.apply(before);
    if (!after.equals(before)) {
      if (log.size() == known) {
        throw new IllegalStateException("by no law: " + before + " → " + after);
      }
      steps.add(new Step(before, after, new LinkedHashSet<>(log.subList(known, log.size()))));
    }
    return after;
  }

  /** The changes so far, one after the other. */
  public List<Step> steps() {
    return steps;
  }

  /** What a law makes of a subject, if it may be applied and does apply. */
  public <S, R> Optional<R> by(Law<S, R> law, S subject) {
    if (exactOnly && !law.isExact()) {
      return Optional.empty();
    }
    Optional<R> result = law.apply(subject);
    result.ifPresent(r -> {
      log.add(law);
      applications.add(new Application<>(law, subject, r));
    });
    return result;
  }

  /** What the laws that were applied made, one after the other; without those that were inherited. */
  public List<Application<?, ?>> applications() {
    return applications;
  }

  /** A rewriting under the same restriction whose result may be dropped; {@link #accept} takes its laws over. */
  public Rewriting trial() {
    return new Rewriting(exactOnly);
  }

  /** The laws of a trial whose result is taken, in the order of the registry. */
  public void accept(Rewriting trial) {
    trial.applied().stream().sorted(Comparator.comparing(Laws.ALL::indexOf)).forEach(log::add);
    applications.addAll(trial.applications);
  }

  /** The laws behind another formula that is put in this one's place. */
  public void inherit(Collection<Law<?, ?>> laws) {
    log.addAll(laws);
  }

  /** The laws applied so far, in the order of their first application. */
  public Set<Law<?, ?>> applied() {
    return new LinkedHashSet<>(log);
  }

  /** A derivation with what has been applied. */
  public Derivation derivation(Derivation before) {
    Derivation derivation = before;
    for (Law<?, ?> law : log) {
      derivation = derivation.by(law);
    }
    return derivation;
  }
}
