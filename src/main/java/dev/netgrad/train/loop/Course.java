package dev.netgrad.train.loop;

import dev.netgrad.train.DataException;
import dev.netgrad.train.store.Snapshot;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a training is, beside what is in the model's arrays. Numbers survive as texts to the last bit. */
final class Course {
  private static final String STEPS = "course.steps";
  private static final String EPOCH = "course.epoch";
  private static final String DONE = "course.done";
  private static final String LOSS = "course.loss";
  private static final String BEST = "course.best";
  private static final String BEST_EPOCH = "course.bestEpoch";

  /** Steps made. */
  long steps;
  /** The epoch under way, from 1. */
  int epoch = 1;
  /** Samples of it that were visited. */
  int done;
  /** The sum of their losses. */
  double loss;
  /** The first metric of the best epoch. */
  double best = Double.NaN;
  int bestEpoch;

  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(STEPS, Long.toString(steps));
    texts.put(EPOCH, Integer.toString(epoch));
    texts.put(DONE, Integer.toString(done));
    texts.put(LOSS, Double.toString(loss));
    texts.put(BEST, Double.toString(best));
    texts.put(BEST_EPOCH, Integer.toString(bestEpoch));
    return texts;
  }

  static Course of(Snapshot snapshot, Path file) {
    Course course = new Course();
    try {
      course.steps = Long.parseLong(snapshot.fact(STEPS, file));
      course.epoch = Integer.parseInt(snapshot.fact(EPOCH, file));
      course.done = Integer.parseInt(snapshot.fact(DONE, file));
      course.loss = Double.parseDouble(snapshot.fact(LOSS, file));
      course.best = Double.parseDouble(snapshot.fact(BEST, file));
      course.bestEpoch = Integer.parseInt(snapshot.fact(BEST_EPOCH, file));
    } catch (NumberFormatException e) {
      throw DataException.in(file, "the course of the training is no number: " + e.getMessage());
    }
    return course;
  }

  void nextEpoch() {
    epoch++;
    done = 0;
    loss = 0;
  }
}
