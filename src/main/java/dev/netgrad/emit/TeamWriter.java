package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.Buffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.lang.model.element.Modifier;

/**
 * Writes the team of a workspace's threads. All of them run the same pass, each its share of every shared loop, and
 * meet after every kernel: nothing is allocated, nothing is queued, and what is computed does not depend on how many
 * they are.
 */
final class TeamWriter {
  private final Units units;
  private final ClassName team;
  private final ClassName worker;
  private final ClassName pass;

  TeamWriter(Units units) {
    this.units = units;
    this.team = units.team();
    this.worker = units.worker();
    this.pass = units.pass();
  }

  /** A method with its Javadoc. */
  static MethodSpec.Builder method(String name, String documentation) {
    return MethodSpec.methodBuilder(name).addJavadoc("$L\n", documentation);
  }

  private static MethodSpec.Builder own(String name, String documentation) {
    return method(name, documentation).addModifiers(Modifier.PRIVATE);
  }

  TypeSpec write() {
    TypeSpec.Builder type = TypeSpec.classBuilder(team.simpleName())
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("""
            The threads of one workspace. They run passes, one after the other, each thread its part of every pass, and
            meet after every kernel. All numbers only grow: nobody sets back what another still looks at. Where a part
            fails, so does the team, for good: its threads end, and the workspace makes another one. Threads that have
            nothing to do for a second end, too; the next pass starts others.
            """)
        .addType(TypeSpec.interfaceBuilder(pass.simpleName()).addModifiers(Modifier.PRIVATE)
            .addMethod(MethodSpec.methodBuilder("run").addModifiers(Modifier.PUBLIC, Modifier.ABSTRACT)
                .addParameter(worker, Units.WORKER).addParameter(units.given(), "given").build()).build())
        .addField(constant(TypeName.INT, "SPINS", "1 << 8"))
        .addField(constant(TypeName.INT, "YIELDS", "1 << 11"))
        .addField(constant(TypeName.INT, "BUSY_MEETINGS", "1 << 12"))
        .addField(FieldSpec.builder(TypeName.LONG, "MOST_LOST_NANOS", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .addJavadoc("Two milliseconds for each of sixteen meetings: being woken costs less.\n")
            .initializer("32_000_000").build())
        .addField(constant(TypeName.LONG, "NAP_NANOS", "1_000_000"))
        .addField(constant(TypeName.LONG, "IDLE_NANOS", "1_000_000_000"))
        .addField(int.class, "size", Modifier.PRIVATE, Modifier.FINAL)
        .addField(FieldSpec.builder(int.class, "patience", Modifier.PRIVATE, Modifier.FINAL)
            .addJavadoc("How often one who waits looks again before it sleeps.\n").build());
    if (units.program().uses(Buffer.Scratch.SHARED)) {
      type.addField(FieldSpec.builder(units.array(), "shared", Modifier.PRIVATE, Modifier.FINAL)
          .initializer("new $T[$L.shared()]", units.element(), Units.KERNELS).build());
    }
    return type.addField(ArrayTypeName.of(worker), "workers", Modifier.PRIVATE, Modifier.FINAL)
        .addField(FieldSpec.builder(ArrayTypeName.of(Thread.class), "threads", Modifier.PRIVATE, Modifier.FINAL)
            .addJavadoc("Those that live, by their index; the first is whoever calls.\n").build())
        .addField(FieldSpec.builder(AtomicLong.class, "arrivals", Modifier.PRIVATE, Modifier.FINAL)
            .addJavadoc("How often a thread came to a meeting.\n").initializer("new $T()", AtomicLong.class).build())
        .addField(shared(TypeName.LONG, "meetings", "How many meetings all threads have come to.\n"))
        .addField(shared(TypeName.LONG, "passes", "How many passes have begun.\n"))
        .addField(shared(ClassName.get(Throwable.class), "failure",
            "What ended this team; null while it can be used.\n"))
        .addField(pass, "pass", Modifier.PRIVATE)
        .addField(units.given(), "given", Modifier.PRIVATE)
        .addMethod(constructor())
        .addMethod(run())
        .addMethod(begin())
        .addMethod(start())
        .addMethod(live())
        .addMethod(awaitPass())
        .addMethod(meet())
        .addMethod(checkFailure())
        .addMethod(pause())
        .addMethod(wake())
        .addMethod(rouse())
        .addMethod(end())
        .addMethod(text())
        .build();
  }

  private static FieldSpec constant(TypeName type, String name, String value) {
    return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .initializer("$L", value).build();
  }

  /** A field that several threads see. */
  static FieldSpec shared(TypeName type, String name, String documentation) {
    return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.VOLATILE).addJavadoc(documentation).build();
  }

  private MethodSpec constructor() {
    return MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).addParameter(int.class, "size").addCode("""
        this.size = size;
        // If there are more threads than processors, one is needed for whom the others wait.
        patience = size > Runtime.getRuntime().availableProcessors() ? SPINS : SPINS + YIELDS;
        workers = new $T[size];
        threads = new $T[size];
        for (int i = 0; i < size; i++) {
          workers[i] = new $T(this, i);
        }
        """, worker, Thread.class, worker).build();
  }

  private MethodSpec run() {
    return own("run", """
        Runs a pass on all threads, the calling one among them. When it returns, or throws what the first part threw that
        failed, no thread is at work any more.""").addParameter(pass, "pass")
        .addParameter(units.given(), "given").addCode("""
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
          if (failure == null) {
            failure = e;
          }
        }
        for (int i = 1; i < size; i++) {
          for (int times = 0; workers[i].ended < passes; ) {
            try {
              times = pause(workers[0], times);
              if (failure != null) {
                // It may not have been woken.
                $1T.unpark(threads[i]);
              }
            } catch (Throwable e) {
              // No room to wait in another way than by looking again.
            }
          }
        }
        workers[0].asleep = null;
        if (failure != null) {
          end(failure);
          if (thrown != null && thrown != failure) {
            failure.addSuppressed(thrown);
          }
          if (failure instanceof RuntimeException e) {
            throw e;
          } else if (failure instanceof Error e) {
            throw e;
          }
        }
        """, LockSupport.class).build();
  }

  private MethodSpec begin() {
    return own("begin", "Begins a pass when all threads are there.").addParameter(pass, "pass")
        .addParameter(units.given(), "given").addCode("""
        synchronized (this) {
          for (int i = 1; i < size; i++) {
            if (threads[i] == null) {
              threads[i] = start(workers[i]);
            }
          }
          // Where the stack has no room for this, no pass begins; where it has, it has again, when there is one to end.
          rouse();
          this.pass = pass;
          this.given = given;
          passes++;
        }
        rouse();
        """).build();
  }

  private MethodSpec start() {
    return own("start", "Starts a thread that has nothing of the one that happens to call first.").returns(Thread.class)
        .addParameter(worker, "worker").addCode("""
            $1T thread = new $1T(null, () -> live(worker), $2S + worker.index, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
            return thread;
            """, Thread.class, units.network().simpleName() + "-").build();
  }

  private MethodSpec live() {
    return own("live", "A thread's life: its part of one pass after the other.").addParameter(worker, Units.WORKER)
        .addCode("""
            try {
              while (awaitPass(me)) {
                pass.run(me, given);
                me.ended = passes;
                wake(workers[0]);
              }
            } catch (Throwable e) {
              if (failure == null) {
                failure = e;
              }
              // Of this pass and of any other.
              me.ended = Long.MAX_VALUE;
              wake(workers[0]);
            }
            """).build();
  }

  private MethodSpec awaitPass() {
    return own("awaitPass", "Waits for the next pass; false if none came, and the thread is to end.")
        .returns(boolean.class).addParameter(worker, Units.WORKER).addCode("""
            for (int times = 0; passes == me.ended; ) {
              checkFailure();
              if (times < SPINS || times < patience && me.busy == 0) {
                times = pause(me, times);
                continue;
              }
              long since = System.nanoTime();
              while (passes == me.ended && failure == null && System.nanoTime() - since < IDLE_NANOS) {
                // Whoever interrupts this thread wants nothing of it, but it could not sleep.
                $1T.interrupted();
                $2T.parkNanos(this, IDLE_NANOS);
              }
              synchronized (this) {
                if (passes == me.ended && failure == null) {
                  threads[me.index] = null;
                  return false;
                }
              }
            }
            return true;
            """, Thread.class, LockSupport.class).build();
  }

  private MethodSpec meet() {
    return own("meet", "Returns when all threads have called it.").addParameter(worker, Units.WORKER).addCode("""
        long meeting = meetings + 1;
        if (arrivals.incrementAndGet() == meeting * size) {
          meetings = meeting;
          for ($T other : workers) {
            wake(other);
          }
          return;
        }
        for (int times = 0; meetings < meeting; ) {
          checkFailure();
          times = pause(me, times);
        }
        if (me.asleep != null) {
          me.asleep = null;
        }
        if (me.busy > 0) {
          me.busy--;
        } else {
          me.lost -= me.lost >> 4;
        }
        """, worker).build();
  }

  private MethodSpec checkFailure() {
    return MethodSpec.methodBuilder("checkFailure").addModifiers(Modifier.PRIVATE).addCode("""
        if (failure != null) {
          throw new $T($S);
        }
        """, IllegalStateException.class, "another thread failed").build();
  }

  private MethodSpec pause() {
    return own("pause", """
        Waits a little: at first at work, then as one who lets others go first, at last asleep. Who falls asleep looks
        once more before, as those who wake it may have come just now.

        @return how often it has waited""").returns(int.class).addParameter(worker, Units.WORKER)
        .addParameter(int.class, "times").addCode("""
            if (times < SPINS) {
              $1T.onSpinWait();
            } else if (times < patience && me.busy == 0 || $1T.currentThread().isInterrupted()) {
              long before = System.nanoTime();
              $1T.yield();
              me.lost += System.nanoTime() - before;
              if (me.lost > MOST_LOST_NANOS) {
                me.lost = 0;
                me.busy = BUSY_MEETINGS;
              }
            } else if (me.asleep == null) {
              me.asleep = $1T.currentThread();
              return times;
            } else {
              $2T.parkNanos(this, NAP_NANOS);
              return times;
            }
            return times + 1;
            """, Thread.class, LockSupport.class).build();
  }

  private MethodSpec wake() {
    return own("wake", "Wakes a thread, if it sleeps or is about to.").addParameter(worker, "other").addCode("""
        $T thread = other.asleep;
        if (thread != null) {
          $T.unpark(thread);
        }
        """, Thread.class, LockSupport.class).build();
  }

  private static MethodSpec rouse() {
    return own("rouse", "Wakes all threads.").addCode("""
        for ($T thread : threads) {
          $T.unpark(thread);
        }
        """, Thread.class, LockSupport.class).build();
  }

  private static MethodSpec end() {
    return own("end", "Ends the threads.").addParameter(Throwable.class, "cause").addCode("""
        failure = cause;
        rouse();
        """).build();
  }

  private static MethodSpec text() {
    return MethodSpec.methodBuilder("toString").addAnnotation(Override.class).addModifiers(Modifier.PUBLIC)
        .returns(String.class).addCode("""
            return "pass " + passes + " of " + size + " threads, "
                + (arrivals.get() - meetings * size) + " at meeting " + (meetings + 1)
                + (failure == null ? "" : ", failed: " + failure);
            """).build();
  }
}
