package dev.netgrad.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The smallest network: one addition. Its gradient is 1 for both inputs.
 * <p>Generated from add.net, with 0 parameters: input x1[], input x2[], output out[]. Arrays hold
 * tensors row by row, sample by sample.
 * <pre>
 * network Add(x1, x2) {
 *   out = x1 + x2
 * }
 * </pre>
 * <p>Over each call stand the formulas that its loops compute, all in one go, such as
 * <pre>
 * // :4  ⇒ dX[k] = dOut[k]*w[k] (no array)
 * //    ∂/∂x of out[k] = x[k]*w[k] + b[k], by x·1 → x
 * //    dB ≡ dOut, ∂/∂b of out
 * // ⇒ dW[k] = sum[n] dOut[k]*x[k], as dV
 * // → reads 8*N, writes 4 numbers
 * </pre>
 * dX, the derivative of the loss by x, was derived (⇒) from the statement for out, in line 4, by
 * the law x·1 → x. It has no array: each loop that reads it computes it, from the second on under
 * "again: dX". dB ≡ dOut: one array, no loop, no copy. dW was derived as dV was. → is a pass over a
 * batch of any N that the workspace has room for. (kept) is an array that the backward pass or
 * commit reads. dXViaY is the part of dX through y, dXSum a sum in it, XOfSample one sample's part.
 */
public final class Add {
  // region the passes of Add
  private static void forward(Worker me, int N, Weights w, Buffers s, float[] x1, float[] x2,
      float[] out) {
    // :3 out = x1 + x2
    // → reads 2*N, writes 1*N numbers
    KERNELS.out(me, N, out, x1, x2);
  }

  /** From dOut to dX1 and dX2. */
  private static void backward(Worker me, int N, Weights w, Gradients g, Buffers s, float[] dOut,
      float[] dX1, float[] dX2) {
    //    dX1 ≡ dOut, ∂/∂x1 of out = x1 + x2, by x·1 → x; y[i] = x[i] → y is x
    //    dX2 ≡ dOut, ∂/∂x2 of out, by x·1 → x; y[i] = x[i] → y is x
    // :3 ⇒ dX1 = dOut
    //    a second array for the same values
    // ⇒ dX2 = dOut, as dX1
    // → reads 1*N, writes 2*N numbers
    KERNELS.dX(me, N, dX1, dX2, dOut);
  }

  static class Loops extends Kernels {
    /** In forward: out; in infer: out. */
    void out(Worker me, int N, float[] out, float[] x1, float[] x2) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++)
        out[n] = x1[n] + x2[n];
      me.sync();
    }

    /** In backward: dX1, dX2. */
    void dX(Worker me, int N, float[] dX1, float[] dX2, float[] dOut) {
      for (int n = me.from(N), nEnd = me.to(N); n < nEnd; n++) {
        dX1[n] = dOut[n];
        dX2[n] = dOut[n];
      }
      me.sync();
    }
  }

  private static void infer(Worker me, int N, Weights w, InferBuffers s, float[] x1, float[] x2,
      float[] out) {
    // out as above
    // → reads 2*N, writes 1*N numbers
    KERNELS.out(me, N, out, x1, x2);
  }
  // endregion

  // region how to use it
  /**
   * The kernels in use, {@code plain}; chosen once, before the first call.
   *
   * @return their description
   */
  public static String kernels() {
    return KERNELS.description();
  }

  /**
   * The forward pass of a training step.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
   * @param x1 {@code x1[]} of each sample
   * @param x2 {@code x2[]} of each sample
   * @param out receives the output {@code out[]} of each sample
   */
  public static void forward(Weights w, Workspace workspace, int N, float[] x1, float[] x2,
      float[] out) {
    workspace.checkBatch(N);
    check(x1.length, N * 1L, "x1");
    check(x2.length, N * 1L, "x2");
    check(out.length, N * 1L, "out");
    Thread before_ = workspace.enter();
    try {
      workspace.kept = 0;
      workspace.found = false;
      Buffers s = workspace.training();
      Given given_ = workspace.given;
      given_.N = N;
      given_.w = w;
      given_.s = s;
      given_.x1 = x1;
      given_.x2 = x2;
      given_.out = out;
      workspace.run(FORWARD);
      workspace.kept = N;
      workspace.found = true;
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * The backward pass, after {@code forward} with the same arguments. It uses up what that kept.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param g receives the gradients of the parameters
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
   * @param x1 {@code x1[]} of each sample
   * @param x2 {@code x2[]} of each sample
   * @param out {@code out[]} of each sample, as {@code forward} wrote it
   * @param dOut the derivative of what is to be minimised with respect to {@code out[]} of each
   *     sample
   * @param dX1 receives the derivative with respect to {@code x1[]} of each sample
   * @param dX2 receives the derivative with respect to {@code x2[]} of each sample
   * @throws IllegalStateException unless {@code forward} with as many samples came right before it
   */
  public static void backward(Weights w, Workspace workspace, Gradients g, int N, float[] x1,
      float[] x2, float[] out, float[] dOut, float[] dX1, float[] dX2) {
    workspace.checkBatch(N);
    check(x1.length, N * 1L, "x1");
    check(x2.length, N * 1L, "x2");
    check(out.length, N * 1L, "out");
    check(dOut.length, N * 1L, "dOut");
    check(dX1.length, N * 1L, "dX1");
    check(dX2.length, N * 1L, "dX2");
    Thread before_ = workspace.enter();
    try {
      workspace.useKept(N);
      Buffers s = workspace.training();
      Given given_ = workspace.given;
      given_.N = N;
      given_.w = w;
      given_.g = g;
      given_.s = s;
      given_.dOut = dOut;
      given_.dX1 = dX1;
      given_.dX2 = dX2;
      workspace.run(BACKWARD);
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * The network's outputs in evaluation.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
   * @param x1 {@code x1[]} of each sample
   * @param x2 {@code x2[]} of each sample
   * @param out receives the output {@code out[]} of each sample
   */
  public static void infer(Weights w, Workspace workspace, int N, float[] x1, float[] x2,
      float[] out) {
    workspace.checkBatch(N);
    check(x1.length, N * 1L, "x1");
    check(x2.length, N * 1L, "x2");
    check(out.length, N * 1L, "out");
    Thread before_ = workspace.enter();
    try {
      workspace.kept = 0;
      InferBuffers s = workspace.inference();
      Given given_ = workspace.given;
      given_.N = N;
      given_.w = w;
      given_.sOfInfer = s;
      given_.x1 = x1;
      given_.x2 = x2;
      given_.out = out;
      workspace.run(INFER);
    } finally {
      workspace.user = before_;
    }
  }

  /**
   * Lets the states take the values that the last forward pass found for them.
   *
   * @param w parameters and states
   * @param workspace arrays and threads, which nobody else uses during the call
   * @throws IllegalStateException if there was none since the last time, or it failed
   */
  public static void commit(Weights w, Workspace workspace) {
    Thread before_ = workspace.enter();
    try {
      workspace.useFound();
      commit(w, workspace.training());
    } finally {
      workspace.user = before_;
    }
  }
  // endregion

  // region what it holds
  private static void commit(Weights w, Buffers s) {
  }

  /** Parameters and states, shared by all who use them and not changed by inference. */
  public static final class Weights {
    /** All zeros, until {@code initialise} or somebody else sets them. */
    public Weights() {
    }

    /**
     * Sets everything to its initial value.
     *
     * @param seed decides the random ones: equal seeds, equal weights
     */
    public void initialise(long seed) {
    }

    /**
     * The parameters with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> parameters() {
      return new ArrayList<>();
    }

    /**
     * The states with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> states() {
      return new ArrayList<>();
    }
  }

  /**
   * The arrays of a training step: what the backward pass reads is kept, the rest takes turns.
   * Those of all blocks keep 0 numbers in 0 bytes, 0 for N = 128.
   */
  public static final class Buffers {
    private Buffers(int capacity, float[][] pool, float[][] backwardPool) {
    }
  }

  /** One array for each parameter, named as it is. */
  public static final class Gradients {
    /** All zeros. */
    public Gradients() {
    }

    /**
     * The gradients with their qualified names, in the order of the source.
     *
     * @return the arrays themselves: what is written there changes these
     */
    public List<NamedArray> parameters() {
      return new ArrayList<>();
    }
  }

  /** What inference works in: all arrays take turns. */
  public static final class InferBuffers {
    private InferBuffers(int capacity, float[][] pool) {
    }
  }

  /**
   * The arrays and the threads of one caller, for batches up to a capacity. The arrays of training
   * and of inference are made when they are first needed; they never grow. Threads that have
   * nothing to do for a second end. A thread that calls while a call of another one runs gets an
   * {@link IllegalStateException}. After a call that failed, whatever the reason, the next one is
   * as good as any.
   */
  public static final class Workspace implements AutoCloseable {
    /** No array can hold a larger batch. */
    public static final int MAX_BATCH = 2147483639;
    private final Given given = new Given();
    private final int capacity, threads;
    /** The thread whose call runs. */
    private volatile Thread user;
    private boolean closed;
    private Team team;
    private Buffers training;
    private InferBuffers inference;
    private float[][] pool;
    /** The samples of the forward pass whose backward pass may come next; else 0. */
    private int kept;
    /** Whether a forward pass found new values for the states, and they may be committed. */
    private boolean found;

    /**
     * As many threads as there are processors.
     *
     * @param capacity the largest batch
     */
    public Workspace(int capacity) {
      this(capacity, Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param capacity the largest batch
     * @param threads how many threads share a pass, the calling one among them; the results are the
     *     same, bit for bit, for any number. More threads than processors only slow it down.
     */
    public Workspace(int capacity, int threads) {
      if (capacity < 1 || capacity > MAX_BATCH)
        throw new IllegalArgumentException("the capacity must be from 1 to " + MAX_BATCH
            + ", not " + capacity);
      if (threads < 1)
        throw new IllegalArgumentException("there must be at least 1 thread, not " + threads);
      this.capacity = capacity;
      this.threads = threads;
    }

    /**
     * The largest batch.
     *
     * @return as many samples as it was made for
     */
    public int capacity() {
      return capacity;
    }

    /**
     * The arrays of training.
     *
     * @return those that all calls with this workspace use
     */
    public Buffers training() {
      Thread before_ = enter();
      try {
        if (training == null) {
          // Inference shares the pool; what it had goes first, so that both are never there at
          // once.
          inference = null;
          pool = null;
          pool = new float[][] {};
          training = new Buffers(capacity, pool, pool);
        }
        return training;
      } finally {
        user = before_;
      }
    }

    /**
     * The arrays of inference.
     *
     * @return those that all calls with this workspace use
     */
    public InferBuffers inference() {
      Thread before_ = enter();
      try {
        if (inference == null) {
          if (pool == null)
            pool = new float[][] {};
          inference = new InferBuffers(capacity, pool);
        }
        return inference;
      } finally {
        user = before_;
      }
    }

    /**
     * Ends the threads and lets go of the arrays, now instead of a second after the last call and
     * when nobody holds the workspace any more. Whoever calls with it afterwards gets an {@link
     * IllegalStateException}.
     *
     * @throws IllegalStateException if a call of another thread runs
     */
    @Override
    public void close() {
      if (closed)
        return;
      Thread before_ = enter();
      try {
        closed = true;
        if (team != null)
          team.end(new IllegalStateException("the workspace is closed"));
        team = null;
        training = null;
        inference = null;
        pool = null;
      } finally {
        user = before_;
      }
    }

    private void checkBatch(int batch) {
      if (batch < 1 || batch > capacity)
        throw new IllegalArgumentException("the batch must be from 1 to the capacity"
            + " of this workspace, " + capacity + ", not " + batch);
    }

    /**
     * Takes the workspace for the calling thread.
     *
     * @return who had it, to whom it is to be given back: nobody, or the same thread for a call
     *     around this one
     */
    private Thread enter() {
      Thread caller = Thread.currentThread();
      if (user == caller)
        return caller;
      synchronized (this) {
        Thread other = user;
        if (other != null)
          throw new IllegalStateException("this workspace is at work for another thread, "
              + other.getName() + ": each needs its own");
        if (closed)
          throw new IllegalStateException("this workspace is closed");
        user = caller;
        return null;
      }
    }

    private void run(Team.Pass pass) {
      try {
        if (team == null || team.failure != null) {
          team = null;
          team = new Team(threads);
        }
        team.run(pass, given);
      } finally {
        given.clear();
      }
    }

    private void useKept(int batch) {
      if (kept != batch)
        throw new IllegalStateException("backward uses up what the forward pass"
            + " right before it kept: " + (kept == 0 ? "there was none"
            : "that was of " + kept + " samples, not " + batch));
      kept = 0;
    }

    private void useFound() {
      if (!found)
        throw new IllegalStateException("commit takes what a forward pass found:"
            + " there was none since the last commit, or it failed");
      found = false;
    }
  }
  // endregion

  // region the same in every network
  private static final Loops KERNELS = new Loops();
  private static final Team.Pass FORWARD = (me, given) -> forward(me, given.N, given.w, given.s,
      given.x1, given.x2, given.out);
  private static final Team.Pass BACKWARD = (me, given) -> backward(me, given.N, given.w, given.g,
      given.s, given.dOut, given.dX1, given.dX2);
  private static final Team.Pass INFER = (me, given) -> infer(me, given.N, given.w, given.sOfInfer,
      given.x1, given.x2, given.out);

  private Add() {
  }

  private static void check(int length, long needed, String name) {
    if (length < needed)
      throw new IllegalArgumentException(name + " has length " + length
          + " but needs at least " + needed);
  }

  /** What the loops share, and which of them run: those of this file. */
  static class Kernels {
    String description() {
      return "plain";
    }
  }

  /**
   * A tensor's values, with its qualified name and its extents.
   *
   * @param name such as {@code stage.0.conv.weight}
   * @param shape its extents
   * @param values row by row
   */
  public record NamedArray(String name, int[] shape, float[] values) {
  }

  /**
   * The threads of one workspace. They run passes, one after the other, each thread its part of
   * every pass, and meet after every kernel. All numbers only grow: nobody sets back what another
   * still looks at. Where a part fails, so does the team, for good: its threads end, and the
   * workspace makes another one. Threads that have nothing to do for a second end, too; the next
   * pass starts others.
   */
  private static final class Team {
    private static final int SPINS = 1 << 8;
    private static final int YIELDS = 1 << 11;
    private static final int BUSY_MEETINGS = 1 << 12;
    /** Two milliseconds for each of sixteen meetings: being woken costs less. */
    private static final long MOST_LOST_NANOS = 32_000_000;
    private static final long NAP_NANOS = 1_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private final int size;
    /** How often one who waits looks again before it sleeps. */
    private final int patience;
    private final Worker[] workers;
    /** Those that live, by their index; the first is whoever calls. */
    private final Thread[] threads;
    /** How often a thread came to a meeting. */
    private final AtomicLong arrivals = new AtomicLong();
    /** How many meetings all threads have come to. */
    private volatile long meetings;
    /** How many passes have begun. */
    private volatile long passes;
    /** What ended this team; null while it can be used. */
    private volatile Throwable failure;
    private Pass pass;
    private Given given;

    private Team(int size) {
      this.size = size;
      // If there are more threads than processors, one is needed for whom the others wait.
      patience = size > Runtime.getRuntime().availableProcessors() ? SPINS : SPINS + YIELDS;
      workers = new Worker[size];
      threads = new Thread[size];
      for (int i = 0; i < size; i++)
        workers[i] = new Worker(this, i);
    }

    /**
     * Runs a pass on all threads, the calling one among them. When it returns, or throws what the
     * first part threw that failed, no thread is at work any more.
     */
    private void run(Pass pass, Given given) {
      if (size == 1) {
        pass.run(workers[0], given);
        return;
      }
      Throwable thrown = null;
      try {
        begin(pass, given);
        pass.run(workers[0], given);
      } catch (Throwable e) {
        // The stack may be full. What has to happen now happens without a call.
        thrown = e;
        if (failure == null)
          failure = e;
      }
      for (int i = 1; i < size; i++) {
        for (int times = 0; workers[i].ended < passes; ) {
          try {
            times = pause(workers[0], times);
            if (failure != null) {
              // It may not have been woken.
              LockSupport.unpark(threads[i]);
            }
          } catch (Throwable e) {
            // No room to wait in another way than by looking again.
          }
        }
      }
      workers[0].asleep = null;
      if (failure != null) {
        end(failure);
        if (thrown != null && thrown != failure)
          failure.addSuppressed(thrown);
        if (failure instanceof RuntimeException e) {
          throw e;
        } else if (failure instanceof Error e) {
          throw e;
        }
      }
    }

    /** Begins a pass when all threads are there. */
    private void begin(Pass pass, Given given) {
      synchronized (this) {
        for (int i = 1; i < size; i++)
          if (threads[i] == null)
            threads[i] = start(workers[i]);
        // Where the stack has no room for this, no pass begins; where it has, it has again, when
        // there is one to end.
        rouse();
        this.pass = pass;
        this.given = given;
        passes++;
      }
      rouse();
    }

    /** Starts a thread that has nothing of the one that happens to call first. */
    private Thread start(Worker worker) {
      Thread thread = new Thread(null, () -> live(worker), "Add-" + worker.index, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
      return thread;
    }

    /** A thread's life: its part of one pass after the other. */
    private void live(Worker me) {
      try {
        while (awaitPass(me)) {
          pass.run(me, given);
          me.ended = passes;
          wake(workers[0]);
        }
      } catch (Throwable e) {
        if (failure == null)
          failure = e;
        // Of this pass and of any other.
        me.ended = Long.MAX_VALUE;
        wake(workers[0]);
      }
    }

    /** Waits for the next pass; false if none came, and the thread is to end. */
    private boolean awaitPass(Worker me) {
      for (int times = 0; passes == me.ended; ) {
        checkFailure();
        if (times < SPINS || times < patience && me.busy == 0) {
          times = pause(me, times);
          continue;
        }
        long since = System.nanoTime();
        while (passes == me.ended && failure == null && System.nanoTime() - since < IDLE_NANOS) {
          // Whoever interrupts this thread wants nothing of it, but it could not sleep.
          Thread.interrupted();
          LockSupport.parkNanos(this, IDLE_NANOS);
        }
        synchronized (this) {
          if (passes == me.ended && failure == null) {
            threads[me.index] = null;
            return false;
          }
        }
      }
      return true;
    }

    /** Returns when all threads have called it. */
    private void meet(Worker me) {
      long meeting = meetings + 1;
      if (arrivals.incrementAndGet() == meeting * size) {
        meetings = meeting;
        for (Worker other : workers)
          wake(other);
        return;
      }
      for (int times = 0; meetings < meeting; ) {
        checkFailure();
        times = pause(me, times);
      }
      if (me.asleep != null)
        me.asleep = null;
      if (me.busy > 0) {
        me.busy--;
      } else {
        me.lost -= me.lost >> 4;
      }
    }

    private void checkFailure() {
      if (failure != null)
        throw new IllegalStateException("another thread failed");
    }

    /**
     * Waits a little: at first at work, then as one who lets others go first, at last asleep. Who
     * falls asleep looks once more before, as those who wake it may have come just now.
     *
     * @return how often it has waited
     */
    private int pause(Worker me, int times) {
      if (times < SPINS) {
        Thread.onSpinWait();
      } else if (times < patience && me.busy == 0 || Thread.currentThread().isInterrupted()) {
        long before = System.nanoTime();
        Thread.yield();
        me.lost += System.nanoTime() - before;
        if (me.lost > MOST_LOST_NANOS) {
          me.lost = 0;
          me.busy = BUSY_MEETINGS;
        }
      } else if (me.asleep == null) {
        me.asleep = Thread.currentThread();
        return times;
      } else {
        LockSupport.parkNanos(this, NAP_NANOS);
        return times;
      }
      return times + 1;
    }

    /** Wakes a thread, if it sleeps or is about to. */
    private void wake(Worker other) {
      Thread thread = other.asleep;
      if (thread != null)
        LockSupport.unpark(thread);
    }

    /** Wakes all threads. */
    private void rouse() {
      for (Thread thread : threads)
        LockSupport.unpark(thread);
    }

    /** Ends the threads. */
    private void end(Throwable cause) {
      failure = cause;
      rouse();
    }

    @Override
    public String toString() {
      return "pass " + passes + " of " + size + " threads, "
          + (arrivals.get() - meetings * size) + " at meeting " + (meetings + 1)
          + (failure == null ? "" : ", failed: " + failure);
    }

    private interface Pass {
      void run(Worker me, Given given);
    }
  }

  /** One of the threads that run a pass together. */
  static final class Worker {
    private final Team team;
    private final int index;
    /** The number of the last pass in which this thread's part is over. */
    private volatile long ended;
    /**
     * For so many meetings more, processors are taken to have other work: who lets that go first is
     * last at the next meeting, too, while who sleeps is woken before all others.
     */
    private int busy;
    /**
     * Nanoseconds in which others went first, a sixteenth less with each meeting: sixteen times
     * what a meeting loses.
     */
    private long lost;
    /** The thread, if it sleeps or is about to: whoever ends what it waits for wakes it. */
    private volatile Thread asleep;

    private Worker(Team team, int index) {
      this.team = team;
      this.index = index;
    }

    /** The first of its share of a loop's iterations. */
    int from(int iterations) {
      return (int) ((long) iterations * index / team.size);
    }

    /** The end of its share of a loop's iterations. */
    int to(int iterations) {
      return (int) ((long) iterations * (index + 1) / team.size);
    }

    /** Waits for the others. */
    void sync() {
      if (team.size > 1)
        team.meet(this);
    }
  }

  /** What the running pass is given: one object for all passes, so that a call makes none. */
  private static final class Given {
    private int N;
    private Weights w;
    private Buffers s;
    private float[] x1, x2, out;
    private Gradients g;
    private float[] dOut, dX1, dX2;
    private InferBuffers sOfInfer;

    /** Lets go of the arguments. */
    private void clear() {
      w = null;
      s = null;
      x1 = x2 = out = dOut = dX1 = dX2 = null;
      g = null;
      sOfInfer = null;
    }
  }
  // endregion
}
