package dev.netgrad.threads;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one thread run at a time and decides, before each access to what threads share, which. It stands for locks,
 * parking and time, too, so that it knows who waits: if nobody can go on, or only by the passing of a second while a
 * pass runs, something was lost. Rewritten code calls the static methods.
 */
public final class Scheduler {
  /** How much an execution may differ from the one in which nobody is interrupted and nothing fails. */
  record Bounds(int preemptions, int faults, boolean lasting) {}

  private enum State { READY, WAITING, PARKED, BLOCKED, DONE }

  private static final class Task {
    private final Thread thread;
    private final Semaphore turn = new Semaphore(0);
    private State state = State.READY;
    private long seen;
    private int looks;
    private Object monitor;
    private boolean permit;
    private long deadline;
    private boolean interrupted;

    private Task(Thread thread) {
      this.thread = thread;
    }
  }

  /** How often one who waits looks again while nothing has changed: as often as there are kinds of waiting. */
  private static final int LOOKS = 4;

  private static Scheduler current;

  private final Choices choices;
  private final Bounds bounds;
  private final List<Task> tasks = new ArrayList<>();
  private final Map<Object, Task> owners = new HashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private Task now;
  private long version;
  private long time;
  private int preemptions;
  private int faults;
  private int steps;
  private boolean stackIsFull;
  private boolean calling;
  private String violation;

  private Scheduler(Choices choices, Bounds bounds) {
    this.choices = choices;
    this.bounds = bounds;
  }

  /** Runs a scenario once; what went wrong, or null. */
  static String execute(Choices choices, Bounds bounds, Runnable scenario) throws InterruptedException {
    Scheduler scheduler = new Scheduler(choices, bounds);
    current = scheduler;
    ModelThread caller = new ModelThread(null, () -> {
      try {
        scenario.run();
      } catch (Throwable e) {
        scheduler.violated("the caller ended with " + e, e);
      }
    }, "caller", 0, false);
    caller.setDaemon(true);
    scheduler.now = scheduler.add(caller);
    scheduler.now.turn.release();
    if (!scheduler.over.await(60, TimeUnit.SECONDS)) {
      scheduler.violated("a thread does not come back", null);
    }
    return scheduler.violation;
  }

  /** A thread that runs when it is its turn. */
  public static final class ModelThread extends Thread {
    private Scheduler scheduler;
    private Task task;

    public ModelThread(ThreadGroup group, Runnable target, String name, long stackSize, boolean inherit) {
      super(group, target, name, stackSize, inherit);
    }

    @Override
    public void run() {
      task.turn.acquireUninterruptibly();
      try {
        super.run();
      } catch (Throwable e) {
        scheduler.violated(getName() + " dies of " + e, e);
      }
      scheduler.done();
    }
  }

  // What rewritten code calls.

  /** Before a read of what threads share. */
  public static void read() {
    current.point();
  }

  /** Before a write of what threads share. */
  public static void write() {
    current.point();
    current.version++;
  }

  /** Before a call, and again after it, in case that it failed at its end. */
  public static void call() {
    current.mayFail();
  }

  /** What waits by looking again and again. */
  public static void look() {
    current.waiting();
  }

  public static void parkNanos(Object blocker, long nanos) {
    Scheduler scheduler = current;
    if (nanos < TimeUnit.MILLISECONDS.toNanos(1)) {
      scheduler.waiting();
      return;
    }
    Task me = scheduler.now;
    me.deadline = scheduler.time + nanos;
    me.state = State.PARKED;
    if (me.interrupted) {
      me.permit = true;
    }
    scheduler.go(me);
    me.permit = false;
  }

  public static void unpark(Thread thread) {
    Scheduler scheduler = current;
    scheduler.point();
    Task task = thread == null ? null : scheduler.task(thread);
    if (task != null) {
      task.permit = true;
    }
  }

  public static boolean interrupted() {
    boolean was = current.now.interrupted;
    current.now.interrupted = false;
    return was;
  }

  public static boolean isInterrupted(Thread thread) {
    return current.task(thread).interrupted;
  }

  public static long nanoTime() {
    return current.time;
  }

  public static void start(Thread thread) {
    Scheduler scheduler = current;
    scheduler.point();
    if (scheduler.faults < scheduler.bounds.faults() && scheduler.choices.next(2) == 1) {
      scheduler.faults++;
      throw new OutOfMemoryError("unable to create native thread");
    }
    scheduler.add((ModelThread) thread);
  }

  private Task add(ModelThread thread) {
    Task task = new Task(thread);
    thread.scheduler = this;
    thread.task = task;
    tasks.add(task);
    thread.start();
    return task;
  }

  public static void enter(Object monitor) {
    Scheduler scheduler = current;
    Task me = scheduler.now;
    me.monitor = monitor;
    me.state = State.BLOCKED;
    scheduler.go(me);
    scheduler.owners.put(monitor, me);
  }

  public static void exit(Object monitor) {
    current.owners.remove(monitor);
    current.version++;
  }

  // What scenarios call.

  /** Lets time pass for everyone else. */
  static void sleep(long nanos) {
    Task me = current.now;
    me.deadline = current.time + nanos;
    me.state = State.PARKED;
    me.permit = false;
    current.go(me);
  }

  /**
   * Says that the caller is in a call, where others may not wait for a timeout and its stack may be full; or not any
   * more.
   */
  static void calling(boolean calling) {
    current.calling = calling;
    current.stackIsFull = false;
  }

  static void interruptMe() {
    current.now.interrupted = true;
  }

  /** The caller's thread stays where it is: if it went on, the next execution would take it for one of its own. */
  static void fail(String what) {
    Scheduler scheduler = current;
    scheduler.violated(what, new IllegalStateException(what));
    scheduler.rest(scheduler.now);
  }

  private void mayFail() {
    if (now != tasks.get(0) || !calling) {
      return;
    }
    if (stackIsFull) {
      waiting();
      throw new StackOverflowError("still");
    }
    if (faults < bounds.faults() && choices.next(2) == 1) {
      faults++;
      stackIsFull = bounds.lasting();
      throw new StackOverflowError("once");
    }
  }

  private void point() {
    now.state = State.READY;
    go(now);
  }

  private void waiting() {
    now.state = State.WAITING;
    if (now.seen != version) {
      now.seen = version;
      now.looks = 0;
    }
    go(now);
  }

  private void done() {
    Task me = now;
    me.state = State.DONE;
    version++;
    go(me);
  }

  private Task task(Thread thread) {
    return tasks.stream().filter(t -> t.thread == thread).findFirst().orElse(null);
  }

  private boolean canGoOn(Task task) {
    return switch (task.state) {
      case READY -> true;
      case WAITING -> task.seen != version;
      case PARKED -> task.permit;
      case BLOCKED -> !owners.containsKey(task.monitor);
      case DONE -> false;
    };
  }

  /** Gives the turn to whoever is next; comes back when it is this one's again. */
  private void go(Task me) {
    if (violation != null || ++steps > 20_000) {
      violated("no end", null);
      rest(me);
    }
    Task next = choose(me);
    if (next == null) {
      if (me.state != State.DONE) {
        rest(me);
      }
      return;
    }
    next.state = State.READY;
    now = next;
    if (next != me) {
      next.turn.release();
      if (me.state != State.DONE || next == me) {
        me.turn.acquireUninterruptibly();
      }
    }
  }

  /** The execution is over; its threads stay where they are. */
  private void rest(Task me) {
    over.countDown();
    me.turn.acquireUninterruptibly();
  }

  private Task choose(Task me) {
    List<Task> able = new ArrayList<>(tasks.stream().filter(this::canGoOn).toList());
    boolean free = !able.remove(me);
    if (!free) {
      able.add(0, me);
    }
    int without = able.size();
    if (without > 0 && preemptions < bounds.preemptions()) {
      tasks.stream().filter(t -> t.state == State.PARKED && !t.permit).forEach(able::add);
    }
    if (without > 0) {
      int choice = free || preemptions < bounds.preemptions() ? choices.next(able.size()) : 0;
      if (choice >= without || !free && choice > 0) {
        preemptions++;
      }
      return choice < without ? able.get(choice) : late(able.get(choice));
    }
    List<Task> looking = tasks.stream().filter(t -> t.state == State.WAITING && t.looks < LOOKS).toList();
    if (!looking.isEmpty()) {
      looking.get(0).looks++;
      return looking.get(0);
    }
    Task first = null;
    for (Task task : tasks) {
      if (task.state == State.PARKED && (first == null || task.deadline < first.deadline)) {
        first = task;
      }
    }
    if (first != null) {
      if (calling && !stackIsFull) {
        violated("nobody wakes " + first.thread.getName(), null);
        rest(me);
      }
      return late(first);
    }
    if (tasks.stream().anyMatch(t -> t.state != State.DONE)) {
      violated("nobody can go on", null);
    }
    over.countDown();
    return null;
  }

  private Task late(Task task) {
    time = Math.max(time, task.deadline);
    return task;
  }

  private void violated(String what, Throwable cause) {
    if (violation == null) {
      StringBuilder text = new StringBuilder(what).append("; decisions ").append(choices);
      for (Task task : tasks) {
        text.append("\n").append(task.thread.getName()).append(" ").append(task.state);
        for (StackTraceElement frame : task.thread.getStackTrace()) {
          if (!frame.getClassName().startsWith("java.")) {
            text.append("\n    ").append(frame);
          }
        }
      }
      if (cause != null) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
          text.append("\nof ").append(e);
          for (StackTraceElement frame : e.getStackTrace()) {
            text.append("\n    ").append(frame);
          }
        }
      }
      violation = text.toString();
    }
    over.countDown();
  }
}
