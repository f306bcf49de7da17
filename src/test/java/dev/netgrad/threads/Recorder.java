package dev.netgrad.threads;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Knows who accessed which element between which meetings, and so whether two threads meet between any two accesses of
 * which one is a write. Threads take turns from meeting to meeting: what is found is the same each time, and does not
 * depend on who was faster. Rewritten code ({@link RecordedClasses}) calls the static methods.
 *
 * <p>Time is counted in phases; each meeting ends one, and so do beginning and end of a pass. A race is two accesses in
 * one phase. Of two that are in different phases, the meetings between them are why they are no race; where all of
 * these are one place in the code, that place is needed.
 */
public final class Recorder {
  /** What threads of one workspace do, one at a time. */
  private static final class Worker {
    private final int index;
    private int phase;
    private boolean ended;

    private Worker(int index) {
      this.index = index;
    }
  }

  /** For each element of an array, the last accesses: 8 times the phase plus who; 0 for none. */
  private static final class Shadow {
    private final int[] writers;
    private final int[] readers;
    /** Those before the phase of the last ones. */
    private final int[] earlierReaders;

    private Shadow(int length) {
      writers = new int[length];
      readers = new int[length];
      earlierReaders = new int[length];
    }
  }

  private static final int SEVERAL = 7;
  private static final int NO_PLACE = -1;
  private static final int MOST_TOLD = 5;
  private static final long LONGEST_MILLIS = 60_000;

  private static Recorder current;

  private final List<String> places;
  private final Worker[] workers;
  private final Map<Object, Shadow> shadows = new IdentityHashMap<>();
  /** The place of the meeting before a phase. */
  private final List<Integer> placeBefore = new ArrayList<>(List.of(NO_PLACE));
  /** The first of the phases that meetings of one place divide. */
  private final List<Integer> firstOfRow = new ArrayList<>(List.of(0));
  private final Set<Integer> needed = new TreeSet<>();
  private final Set<String> violations = new LinkedHashSet<>();
  private int turn;
  private Worker now;

  private Recorder(List<String> places, int threads) {
    this.places = places;
    workers = new Worker[threads];
    Arrays.setAll(workers, Worker::new);
  }

  /**
   * Records what passes do.
   *
   * @param places where threads meet, by number
   * @param threads of the one workspace that is used meanwhile
   */
  static Recorder record(List<String> places, int threads, Runnable work) {
    Recorder recorder = new Recorder(places, threads);
    current = recorder;
    try {
      work.run();
    } finally {
      current = null;
    }
    return recorder;
  }

  /** The first races, and what else is wrong. */
  Set<String> violations() {
    return violations;
  }

  /** The places where threads met and had to: without one of these, there is a race. */
  Set<Integer> needed() {
    return needed;
  }

  /** The places where threads met. */
  Set<Integer> met() {
    Set<Integer> met = new TreeSet<>(placeBefore);
    met.remove(NO_PLACE);
    return met;
  }

  /** Runs a thread's part of a pass. */
  public static void part(Object pass, Object worker, Object given) throws Throwable {
    Method run = Arrays.stream(pass.getClass().getMethods()).filter(m -> m.getName().equals("run")).findFirst()
        .orElseThrow();
    run.setAccessible(true);
    Recorder recorder = current;
    if (recorder == null) {
      call(run, pass, worker, given);
      return;
    }
    Worker me = recorder.workers[index(worker)];
    recorder.awaitTurn(me);
    recorder.next(me, NO_PLACE);
    recorder.now = me;
    try {
      call(run, pass, worker, given);
    } finally {
      recorder.next(me, NO_PLACE);
      me.ended = true;
      recorder.pass(me);
    }
  }

  private static void call(Method run, Object pass, Object worker, Object given) throws Throwable {
    try {
      run.invoke(pass, worker, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static int index(Object worker) throws ReflectiveOperationException {
    Field index = worker.getClass().getDeclaredField("index");
    index.setAccessible(true);
    return index.getInt(worker);
  }

  /** A meeting. */
  public static void meet(int place) {
    Recorder recorder = current;
    if (recorder != null) {
      Worker me = recorder.now;
      recorder.next(me, place);
      recorder.pass(me);
      recorder.awaitTurn(me);
      recorder.now = me;
    }
  }

  private void next(Worker me, int place) {
    int phase = ++me.phase;
    if (phase == placeBefore.size()) {
      boolean same = place != NO_PLACE && placeBefore.get(phase - 1) == place;
      placeBefore.add(place);
      firstOfRow.add(same ? firstOfRow.get(phase - 1) : phase);
    } else if (placeBefore.get(phase) != place) {
      tell("one thread is at " + place(place) + ", another one at " + place(placeBefore.get(phase)));
    }
  }

  private synchronized void awaitTurn(Worker me) {
    long end = System.currentTimeMillis() + LONGEST_MILLIS;
    while (turn != me.index) {
      try {
        wait(LONGEST_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (System.currentTimeMillis() > end) {
        throw new IllegalStateException("it is never the turn of thread " + me.index);
      }
    }
  }

  private synchronized void pass(Worker me) {
    now = null;
    turn = (me.index + 1) % workers.length;
    if (turn == 0) {
      long ended = Arrays.stream(workers).filter(w -> w.ended).count();
      if (ended == workers.length) {
        Arrays.stream(workers).forEach(w -> w.ended = false);
      } else if (ended > 0) {
        throw new IllegalStateException("a thread waits for one that is at the end");
      }
    }
    notifyAll();
  }

  public static void read(Object array, int index) {
    access(array, index, 1, false);
  }

  public static void write(Object array, int index) {
    access(array, index, 1, true);
  }

  /** Elements that are loaded or stored together. */
  public static void access(Object array, int from, int length, boolean isWrite) {
    Recorder recorder = current;
    Worker me = recorder == null ? null : recorder.now;
    if (me == null) {
      // Outside of a pass there is one thread.
      return;
    }
    Shadow shadow = recorder.shadows.computeIfAbsent(array, a -> new Shadow(Array.getLength(a)));
    for (int i = from; i < from + length; i++) {
      if (isWrite) {
        recorder.write(shadow, i, me);
      } else {
        recorder.read(shadow, i, me);
      }
    }
  }

  private void read(Shadow shadow, int i, Worker me) {
    compare(shadow.writers[i], me, shadow, i, "written and read");
    int last = shadow.readers[i];
    if (last >>> 3 < me.phase) {
      shadow.earlierReaders[i] = last;
      shadow.readers[i] = me.phase << 3 | me.index;
    } else if ((last & SEVERAL) != me.index) {
      shadow.readers[i] = me.phase << 3 | SEVERAL;
    }
  }

  private void write(Shadow shadow, int i, Worker me) {
    compare(shadow.writers[i], me, shadow, i, "written twice");
    compare(shadow.readers[i], me, shadow, i, "read and written");
    compare(shadow.earlierReaders[i], me, shadow, i, "read and written");
    shadow.writers[i] = me.phase << 3 | me.index;
  }

  private void compare(int access, Worker me, Shadow shadow, int i, String what) {
    int phase = access >>> 3;
    if (access == 0 || (access & SEVERAL) == me.index) {
      return;
    }
    if (phase == me.phase) {
      tell("element " + i + " of " + shadow.writers.length + " is " + what + " by two threads after " + place(
          placeBefore.get(phase)));
    } else if (placeBefore.get(me.phase) != NO_PLACE && phase + 1 >= firstOfRow.get(me.phase)) {
      needed.add(placeBefore.get(me.phase));
    }
  }

  private void tell(String violation) {
    if (violations.size() < MOST_TOLD) {
      violations.add(violation);
    }
  }

  private String place(int place) {
    return place == NO_PLACE ? "the beginning or the end of a pass" : places.get(place);
  }
}
