package dev.netgrad.threads;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Javac;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.ElementType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All interleavings, up to a number of preemptions, of a workspace's threads: they meet, no pass begins or ends without
 * all, nobody sleeps who is needed, and a call that died of whatever leaves nobody at work and a workspace that goes
 * on.
 */
class TeamModelTest {

  private static final long LONG = TimeUnit.SECONDS.toNanos(3);

  private static Map<String, byte[]> bytes;
  private static Model.Classes classes;

  @BeforeAll
  static void compile() throws ReflectiveOperationException {
    bytes = Javac.compile(Compiler.compile(Nets.network("network Modelled(x[2]) { y[i < 2] = 2*x[i] }"),
        Options.of("generated")
        .withEmit(new EmitOptions("generated", ElementType.FLOAT, false))).sources());
    classes = new Model.Classes(new ControlledClasses(bytes, Set.of()));
  }

  private static Scheduler.Bounds preempted(int times) {
    return new Scheduler.Bounds(times, 0, false);
  }

  private static Scheduler.Bounds failing(int preemptions, boolean lasting) {
    return new Scheduler.Bounds(preemptions, 1, lasting);
  }

  /** How many executions there are; fails with the first that goes wrong. */
  private static int explore(Scheduler.Bounds bounds, Runnable scenario) throws InterruptedException {
    Choices choices = new Choices();
    int executions = 0;
    do {
      String violation = Scheduler.execute(choices, bounds, scenario);
      executions++;
      assertWithMessage("execution %s: %s", executions, violation).that(violation).isNull();
    } while (choices.advance());
    return executions;
  }

  private static Runnable passes(int threads, int passes, Consumer<Model> between) {
    return () -> {
      Model model = new Model(classes, threads, -1, 0);
      for (int i = 0; i < passes; i++) {
        Throwable thrown = model.run();
        if (thrown != null) {
          throw new AssertionError(thrown);
        }
        between.accept(model);
      }
      model.close();
    };
  }

  @Test
  void passesFollowEachOther() throws InterruptedException {
    assertThat(explore(preempted(1), passes(2, 2, m -> {}))).isAtLeast(30);
  }

  @Test
  void threadsThatEndedInAPauseAreReplaced() throws InterruptedException {
    assertThat(explore(preempted(1), passes(2, 2, m -> Scheduler.sleep(LONG)))).isAtLeast(50);
  }

  @Test
  void anInterruptedCallerGoesOnAndStaysInterrupted() throws InterruptedException {
    explore(preempted(1), () -> {
      Model model = new Model(classes, 2, -1, 0);
      Scheduler.interruptMe();
      assertThat(model.run()).isNull();
      assertThat(model.run()).isNull();
      assertThat(Scheduler.interrupted()).isTrue();
      model.close();
    });
  }

  @Test
  void aKernelsFailureIsTheCallersAndTheNextPassIsWhole() throws InterruptedException {
    kernelsFail(2, preempted(0));
  }

  private static void kernelsFail(int threads, Scheduler.Bounds bounds) throws InterruptedException {
    for (int failing = 0; failing < threads; failing++) {
      for (int at = 0; at < Model.MEETINGS; at++) {
        int index = failing;
        int meeting = at;
        explore(bounds, () -> {
          Model model = new Model(classes, threads, index, meeting);
          for (int i = 0; i < 2; i++) {
            Throwable thrown = model.run();
            assertThat(thrown).isInstanceOf(Model.KernelException.class);
            // The frames of the caller are there, too.
            assertThat(thrown.getSuppressed()).hasLength(index == 0 ? 0 : 1);
          }
          model.close();
        });
      }
    }
  }

  /** One call of the caller fails for want of stack, or of threads, before or after it did what it does. */
  @Test
  void anyCallMayFail() throws InterruptedException {
    assertThat(explore(failing(0, false), twoPassesOfWhichOneMayFail(2))).isAtLeast(50);
  }

  /** From one call on, none of the caller's succeeds any more. */
  @Test
  void theStackMayStayFull() throws InterruptedException {
    assertThat(explore(failing(0, true), twoPassesOfWhichOneMayFail(2))).isAtLeast(50);
  }

  private static Runnable twoPassesOfWhichOneMayFail(int threads) {
    return () -> {
      Model model = new Model(classes, threads, -1, 0);
      Throwable first = model.run();
      Throwable second = model.run();
      if (first != null && second != null) {
        first.addSuppressed(second);
        throw new AssertionError(first);
      }
      Throwable third = model.run();
      if (third != null && (first != null || second != null)) {
        throw new AssertionError(third);
      }
      model.close();
    };
  }

  @Test
  void oneCallerAtATime() throws InterruptedException {
    assertThat(explore(preempted(3), twoCallers(classes))).isAtLeast(10);
  }

  private static Runnable twoCallers(Model.Classes classes) {
    return () -> {
      Model model = new Model(classes, 1, -1, 0);
      Scheduler.start(new Scheduler.ModelThread(null, model::use, "other", 0, false));
      model.use();
      model.use();
    };
  }

  @Test
  @Tag("long")
  void moreInterleavings() throws InterruptedException {
    assertThat(explore(preempted(2), passes(2, 2, m -> {}))).isAtLeast(1_000);
    assertThat(explore(preempted(1), passes(3, 2, m -> {}))).isAtLeast(1_000);
    assertThat(explore(preempted(2), passes(2, 2, m -> Scheduler.sleep(LONG)))).isAtLeast(1_000);
    assertThat(explore(preempted(1), passes(3, 2, m -> Scheduler.sleep(LONG)))).isAtLeast(1_000);
    kernelsFail(2, preempted(2));
    kernelsFail(3, preempted(1));
    for (boolean lasting : new boolean[] {false, true}) {
      assertThat(explore(failing(1, lasting), twoPassesOfWhichOneMayFail(2))).isAtLeast(1_000);
      assertThat(explore(failing(0, lasting), twoPassesOfWhichOneMayFail(3))).isAtLeast(50);
    }
  }

  /** The check itself: without a call that wakes or a step that waits, it finds what is lost. */
  @Test
  void whatIsMissingIsFound() throws InterruptedException, ReflectiveOperationException {
    assertThat(violation(threePasses(without("unpark")))).contains("nobody wakes");
    assertThat(violation(threePasses(without("wake")))).contains("nobody wakes");
    assertThat(violation(threePasses(without("meet")))).contains("a meeting");
    assertThat(violation(threePasses(without("checkFailure")))).contains("nobody");
    assertThat(violation(twoCallers(without("monitorenter")))).contains("two callers");
  }

  private static Model.Classes without(String call) throws ReflectiveOperationException {
    return new Model.Classes(new ControlledClasses(bytes, Set.of(call)));
  }

  /** The last of these fails. */
  private static Runnable threePasses(Model.Classes classes) {
    return () -> {
      Model model = new Model(classes, 2, -1, 0);
      model.run();
      Scheduler.sleep(TimeUnit.MILLISECONDS.toNanos(1));
      model.run();
      new Model(classes, 2, 1, 0).run();
    };
  }

  private static String violation(Runnable scenario) throws InterruptedException {
    Choices choices = new Choices();
    String violation;
    do {
      violation = Scheduler.execute(choices, preempted(2), scenario);
    } while (violation == null && choices.advance());
    return violation;
  }
}
