package dev.netgrad.train.loop;

import dev.netgrad.train.Batch;
import dev.netgrad.train.BatchGradient;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.TrainingException;
import dev.netgrad.train.store.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** One step: gradients of one batch or of several, what is done to them, and what becomes of the weights. */
final class Stepper {
  private final Model model;
  private final Recipe recipe;
  private final List<NamedArray> frozen = new ArrayList<>();
  private final Set<String> frozenNames = new HashSet<>();
  private final List<float[]> kept = new ArrayList<>();
  private final List<NamedArray> average = new ArrayList<>();
  private BatchGradient sum;
  private long samples;

  Stepper(Model model, Recipe recipe) {
    this.model = model;
    this.recipe = recipe;
    if (!recipe.freeze().isEmpty()) {
      Predicate<String> isFrozen = recipe.frozen().asMatchPredicate();
      Snapshot.weights(model).stream().filter(a -> isFrozen.test(a.name())).forEach(frozen::add);
      if (frozen.isEmpty()) {
        throw new TrainingException("--freeze: no parameter of " + model.name() + " matches " + recipe.freeze()
            + "; there is " + model.parameters().get(0).name());
      }
    }
    frozen.forEach(a -> {
      frozenNames.add(a.name());
      kept.add(new float[a.values().length]);
    });
  }

  /** The moving average of the weights; empty if there is to be none. */
  List<NamedArray> average() {
    return average;
  }

  /** Begins the average at the weights as they are. */
  void startAverage() {
    average.clear();
    if (recipe.average() > 0) {
      Snapshot.weights(model).forEach(a -> average.add(new NamedArray(a.name(), a.shape(), a.values().clone())));
    }
  }

  /** Takes in a batch; its mean loss. */
  double add(Batch batch) {
    BatchGradient gradient = model.gradient(batch, samples);
    if (!Double.isFinite(gradient.loss())) {
      throw new TrainingException("the loss is " + gradient.loss() + cause(batch, gradient));
    }
    if (recipe.accumulate() == 1) {
      sum = gradient;
    } else if (sum == null) {
      sum = gradient.copy();
    } else {
      sum.add(gradient);
    }
    samples += batch.samples();
    return gradient.loss();
  }

  private String cause(Batch batch, BatchGradient gradient) {
    String first = firstBroken("parameter", model.parameters());
    first = first.isEmpty() ? firstBroken("state", model.state()) : first;
    first = first.isEmpty() ? firstBroken("the gradient of", gradient.gradients()) : first;
    return (first.isEmpty() ? "" : ": " + first + " is the first that is no number")
        + (batch.samples() == 1 ? "; a batch of one has no variance, which batch norm divides by"
        : "; a lower rate, or --clip, may help");
  }

  private static String firstBroken(String what, List<NamedArray> arrays) {
    for (NamedArray array : arrays) {
      for (float value : array.values()) {
        if (!Float.isFinite(value)) {
          return what + " " + array.name();
        }
      }
    }
    return "";
  }

  /** Whether enough batches are there for a step. */
  boolean isReady(int batches) {
    return batches == recipe.accumulate();
  }

  /** The gradient that the step is going to take, clipped. */
  BatchGradient clipped() {
    sum.gradients().stream().filter(g -> frozenNames.contains(g.name())).forEach(g -> Arrays.fill(g.values(), 0));
    if (recipe.clip() < Double.POSITIVE_INFINITY) {
      double norm = sum.norm();
      if (norm > recipe.clip()) {
        sum.scale(recipe.clip() / norm);
      }
    }
    return sum;
  }

  void apply() {
    for (int i = 0; i < kept.size(); i++) {
      System.arraycopy(frozen.get(i).values(), 0, kept.get(i), 0, kept.get(i).length);
    }
    model.apply(sum);
    for (int i = 0; i < kept.size(); i++) {
      System.arraycopy(kept.get(i), 0, frozen.get(i).values(), 0, kept.get(i).length);
    }
    takeAverage();
    sum = null;
    samples = 0;
  }

  /** An average of few steps keeps less, so that the initial weights are soon forgotten. */
  private void takeAverage() {
    long steps = model.steps();
    double keep = Math.min(recipe.average(), (1.0 + steps) / (10.0 + steps));
    List<NamedArray> weights = average.isEmpty() ? List.of() : Snapshot.weights(model);
    for (int i = 0; i < weights.size(); i++) {
      float[] mean = average.get(i).values();
      float[] now = weights.get(i).values();
      for (int k = 0; k < mean.length; k++) {
        mean[k] = (float) (keep * mean[k] + (1 - keep) * now[k]);
      }
    }
  }

  /** Lets the model have the averages as its weights, and has the weights kept here; or the other way round. */
  void exchangeAverage() {
    List<NamedArray> weights = average.isEmpty() ? List.of() : Snapshot.weights(model);
    for (int i = 0; i < weights.size(); i++) {
      float[] mean = average.get(i).values();
      float[] own = weights.get(i).values();
      float[] copy = own.clone();
      System.arraycopy(mean, 0, own, 0, own.length);
      System.arraycopy(copy, 0, mean, 0, mean.length);
    }
  }
}
