package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Samples in batches, in whatever order is asked for, read and prepared by threads of their own a few batches ahead, so
 * that training does not wait for files, and more samples than memory holds can be learned from: the batches' arrays
 * are filled again and again.
 *
 * <p>What is in a batch depends on the samples, the order and the seed, and not on the number of threads.
 */
public final class Feed {
  /** The one that is used, the next, and one that is filled. */
  private static final int BATCHES = 3;
  private static final int SAMPLES_AT_A_TIME = 4;
  private static final long ODD = 0xD1B54A32D192ED03L;

  private final Samples samples;
  private final List<Port> ports;
  private final Preparation preparation;
  private final int capacity;
  private final int threads;
  private final List<Batch> batches = new ArrayList<>();

  /**
   * Makes the batches' arrays.
   *
   * @param samples where they come from
   * @param ports what a batch has: a port for each field of the samples
   * @param preparation what is done to them
   * @param capacity the number of samples in a batch, at least 1; the last of a pass has what remains
   * @param threads how many read, at least 1
   * @throws IllegalArgumentException if a field has no port, or a batch is too large for an array
   */
  public Feed(Samples samples, List<Port> ports, Preparation preparation, int capacity, int threads) {
    this.samples = samples;
    this.ports = ordered(samples, ports);
    this.preparation = preparation;
    this.capacity = capacity;
    this.threads = threads;
    for (int i = 0; i < BATCHES; i++) {
      batches.add(Batch.of(capacity, this.ports));
    }
  }

  static List<Port> ordered(Samples samples, List<Port> ports) {
    return samples.fields().stream().map(f -> ports.stream().filter(p -> p.name().equals(f.port())).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no port " + f.port()))).toList();
  }

  /**
   * Goes through samples once.
   *
   * @param order which, by their numbers
   * @param from where in the order to begin, from 0
   * @param seed decides what augmentation does to each, beside its number
   * @return the batches; to be closed, and one at a time
   */
  public Pass pass(int[] order, int from, long seed) {
    return new Pass(order, from, seed);
  }

  /** One way through samples. */
  public final class Pass implements AutoCloseable {
    private final int[] order;
    private final int from;
    private final long seed;
    private final List<Thread> workers = new ArrayList<>();
    /** How many samples are still to come of each batch that is being filled. */
    private final int[] missing = new int[BATCHES];
    private int claimed;
    /** Batches handed out, and among them those that may be overwritten. */
    private int given;
    private int returned;
    private Throwable failure;
    private boolean isClosed;

    private Pass(int[] order, int from, long seed) {
      this.order = order;
      this.from = from;
      this.seed = seed;
      this.claimed = from;
      for (int i = 0; i < BATCHES; i++) {
        missing[i] = size(i);
      }
      for (int i = 0; i < threads; i++) {
        Thread worker = new Thread(this::work, "feed " + i);
        worker.setDaemon(true);
        workers.add(worker);
        worker.start();
      }
    }

    /** How many samples the pass's batch of a number has. */
    private int size(int batch) {
      return (int) Math.max(0, Math.min(capacity, order.length - from - (long) batch * capacity));
    }

    /**
     * Waits for the next batch.
     *
     * @return samples in the order given, in arrays that the next call releases; nothing at the end
     * @throws DataException if a sample can't be read
     */
    public synchronized Optional<Batch> next() {
      returned = given;
      notifyAll();
      int samples = size(given);
      if (samples == 0) {
        return Optional.empty();
      }
      while (failure == null && missing[given % BATCHES] > 0) {
        sleep();
      }
      if (failure instanceof Error e) {
        throw e;
      } else if (failure instanceof RuntimeException e) {
        throw e;
      }
      Batch batch = batches.get(given % BATCHES).first(samples);
      missing[given % BATCHES] = size(given + BATCHES);
      given++;
      return Optional.of(batch);
    }

    /** Waits for any change; those who call it ask in a loop whether it is the one that they wait for. */
    @SuppressWarnings("WaitNotInLoop")
    private void sleep() {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** The next few samples of one batch, by the first's place in the order; none if there are no more. */
    private synchronized int claim() {
      while (!isClosed && failure == null && claimed < order.length
          && (claimed - from) / capacity >= returned + BATCHES) {
        sleep();
      }
      if (isClosed || failure != null || claimed >= order.length) {
        return order.length;
      }
      int begin = claimed;
      claimed = end(begin);
      return begin;
    }

    private int end(int begin) {
      int batch = (begin - from) / capacity;
      return Math.min(begin + SAMPLES_AT_A_TIME, from + batch * capacity + size(batch));
    }

    private void work() {
      try {
        Filler filler = new Filler(samples, ports, preparation);
        for (int begin = claim(); begin < order.length; begin = claim()) {
          int batch = (begin - from) / capacity;
          for (int i = begin; i < end(begin); i++) {
            SplittableRandom random = new SplittableRandom(seed ^ order[i] * ODD);
            filler.fill(order[i], random, batches.get(batch % BATCHES), (i - from) % capacity);
          }
          filled(batch, end(begin) - begin);
        }
      } catch (DamageException e) {
        fail(new DataException(e.getMessage()));
      } catch (RuntimeException | Error e) {
        // Whoever waits for the batch has to know.
        fail(e);
      }
    }

    private synchronized void filled(int batch, int count) {
      missing[batch % BATCHES] -= count;
      notifyAll();
    }

    private synchronized void fail(Throwable e) {
      failure = failure == null ? e : failure;
      notifyAll();
    }

    /** Ends the threads, and waits for them. */
    @Override
    public void close() {
      synchronized (this) {
        isClosed = true;
        notifyAll();
      }
      for (Thread worker : workers) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
