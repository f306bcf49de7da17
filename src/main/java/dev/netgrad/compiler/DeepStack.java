package dev.netgrad.compiler;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Scalar;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Runs work on a thread with a large stack: expressions are trees, and passes over trees recurse. The depth of syntax
 * trees is limited, so that this stack suffices for every file.
 */
public final class DeepStack {
  private static final long BYTES = 512L << 20;

  /**
   * Constants of a family that are members of it, made before any work begins: two builds in one process that made them
   * at the same time, one by the family's name and one by a member's, would wait for each other for ever.
   */
  @SuppressWarnings("UnusedVariable")
  private static final List<Object> CONSTANTS = List.of(Scalar.ZERO, Condition.TRUE);

  private DeepStack() {}

  private static final class DeepThread<T> extends Thread {
    private final Callable<T> work;
    private T result;
    private Throwable thrown;

    DeepThread(Callable<T> work) {
      super(null, null, "netgrad", BYTES);
      this.work = work;
      setContextClassLoader(Thread.currentThread().getContextClassLoader());
    }

    @Override
    public void run() {
      try {
        result = work.call();
      } catch (Throwable e) {
        thrown = e;
      }
    }
  }

  /**
   * Calls {@code work} and gives what it gives or throws what it throws; directly, if the stack is large already.
   *
   * @throws EnvironmentException if the calling thread is interrupted meanwhile
   */
  public static <T> T call(Callable<T> work) {
    if (Thread.currentThread() instanceof DeepThread) {
      try {
        return work.call();
      } catch (Exception e) {
        throw DeepStack.<RuntimeException>unchecked(e);
      }
    }
    DeepThread<T> thread = new DeepThread<>(work);
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted", e);
    }
    if (thread.thrown != null) {
      throw DeepStack.<RuntimeException>unchecked(thrown(thread));
    }
    return thread.result;
  }

  private static Throwable thrown(DeepThread<?> thread) {
    return thread.thrown;
  }

  /** Passes a checked exception on as it is, without a wrapper that callers would have to take off. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // For the compiler, which then takes it for that.
  private static <E extends Throwable> E unchecked(Throwable e) throws E {
    throw (E) e;
  }
}
