package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.LoopPrinter;
import dev.netgrad.loop.code.Uses;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Tensor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each vector kernel of a network beside the plain one that it overrides, on the same arrays. What both write is
 * compared, all of it: a kernel leaves what it does not write as it is. Two threads compute the same bits as one.
 */
public final class KernelComparison {
  /**
   * So far from each other, measured by the size of the element and what is usual in its array, are equal numbers: the
   * law of Toom and Cook subtracts what it multiplied by up to 25 before.
   */
  private static final double TOLERANCE = 1e-4;

  private static final int THREADS = 2;

  /** What arrays hold before a kernel runs. */
  private enum Fill {
    /** Sums of products of these are exact in any order, so that a term too many or too few is seen. */
    WHOLE {
      @Override
      float next(Random random) {
        return random.nextInt(7) - 3;
      }
    },
    /** Of these there are roots and quotients. */
    POSITIVE {
      @Override
      float next(Random random) {
        return 0.1f + random.nextFloat();
      }
    },
    /** Away from 0, so that a root's reciprocal does not make errors large. */
    EITHER_SIGN {
      @Override
      float next(Random random) {
        return (random.nextBoolean() ? 1 : -1) * (0.25f + random.nextFloat());
      }
    };

    abstract float next(Random random);
  }

  private final Compiled compiled;
  private final VectorUnit unit;
  private final Object plainKernels;
  private final Object vectorKernels;
  private final Class<?> worker;
  private final Object me;
  private final List<Object> workers = new ArrayList<>();
  private final Set<Tensor> partials = new LinkedHashSet<>();

  public KernelComparison(Compiled compiled) {
    this.compiled = compiled;
    this.unit = compiled.program().vectors().get(0);
    Class<?> vectors = compiled.type("Vector" + unit.bits());
    this.vectorKernels = KernelSet.of(unit.bits()).chosen(() -> create(vectors));
    this.plainKernels = create(vectors.getSuperclass());
    this.worker = compiled.type("$Worker");
    Class<?> team = compiled.type("$Team");
    this.me = create(worker, create(team, 1), 0);
    Object several = create(team, THREADS);
    for (int i = 0; i < THREADS; i++) {
      workers.add(create(worker, several, i));
    }
    Plan plan = compiled.plan();
    Stream.of(plan.training().values(), plan.evaluation().values(), plan.updates()).flatMap(p -> p.stream())
        .forEach(this::partials);
  }

  private void partials(BlockPlan plan) {
    Stream.concat(plan.forward().steps().stream(), plan.backward().stream().flatMap(p -> p.steps().stream()))
        .filter(Step.Group.class::isInstance).flatMap(g -> ((Step.Group) g).statements().stream())
        .map(Statement::partial).flatMap(Optional::stream).forEach(t -> partials.add(plan.array(t)));
  }

  /** Names of the kernels that have a vector form. */
  public List<String> overridden() {
    return unit.kernels().stream().map(Kernel::name).toList();
  }

  /** The vector kernels, as text. */
  String loops() {
    return unit.kernels().stream().map(LoopPrinter::print).collect(Collectors.joining());
  }

  /** Compares all kernels on batches of a size. */
  public void agree(int batch) {
    for (Kernel vector : unit.kernels()) {
      Kernel plain = compiled.program().kernels().stream().filter(k -> k.name().equals(vector.name())).findFirst()
          .orElseThrow();
      for (Fill fill : Fill.values()) {
        agree(plain, vector, fill, batch);
      }
    }
  }

  private void agree(Kernel plain, Kernel vector, Fill fill, int batch) {
    assertWithMessage("parameters of %s", plain.name()).that(vector.parameters()).isEqualTo(plain.parameters());
    Random random = new Random(5);
    Object[] first = new Object[plain.parameters().size() + 2];
    first[0] = me;
    first[1] = batch;
    for (int i = 2; i < first.length; i++) {
      first[i] = argument(plain.parameters().get(i - 2), fill, batch, random);
    }
    Object[] second = Arrays.stream(first).map(KernelComparison::copy).toArray();
    Object[] third = Arrays.stream(first).map(KernelComparison::copy).toArray();
    invoke(plainKernels, plain, first);
    invoke(vectorKernels, vector, second);
    if (fill == Fill.EITHER_SIGN && batch > 1) {
      severalThreads(vector, third);
      for (int i = 2; i < third.length; i++) {
        assertWithMessage("%s, batch %s: %s, computed by %s threads", vector.name(), batch,
            vector.parameters().get(i - 2).name(), THREADS).that(third[i]).isEqualTo(second[i]);
      }
    }
    Set<Buffer> written = written(plain.body());
    Set<Buffer> writtenByVectors = written(vector.body());
    assertWithMessage("%s writes", vector.name()).that(written).containsAtLeastElementsIn(writtenByVectors);
    for (int i = 0; i < plain.parameters().size(); i++) {
      Buffer buffer = plain.parameters().get(i);
      if (written.contains(buffer) && !writtenByVectors.contains(buffer)) {
        assertWithMessage("%s does not write %s, a", vector.name(), buffer.name()).that(partials)
            .contains(buffer.tensor().orElseThrow());
      } else if (first[i + 2] instanceof float[] expected && buffer.tensor().filter(partials::contains).isEmpty()) {
        compare(vector.name() + ", batch " + batch + ", " + fill + ": " + buffer.name(), expected,
            (float[]) second[i + 2]);
      }
    }
  }

  /** Runs a vector kernel on threads that are not the network's own, but meet as those do. */
  private void severalThreads(Kernel kernel, Object[] arguments) {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Object one : workers) {
      Object[] own = arguments.clone();
      own[0] = one;
      threads.add(new Thread(() -> invoke(vectorKernels, kernel, own)));
    }
    for (Thread thread : threads) {
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      thread.start();
    }
    try {
      for (Thread thread : threads) {
        thread.join(failures.isEmpty() ? 60_000 : 1);
        assertWithMessage("%s on several threads: %s", kernel.name(), failures).that(thread.isAlive()).isFalse();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(failures).isEmpty();
  }

  private static Object argument(Buffer buffer, Fill fill, int batch, Random random) {
    if (buffer.isStream()) {
      return 7L;
    } else if (buffer.scalar()) {
      return buffer.integer() ? (Object) 3 : (Object) 0.3f;
    }
    int size = Math.toIntExact(buffer.size().at(batch));
    if (buffer.integer()) {
      return random.ints(size, 0, 10).toArray();
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = fill.next(random);
    }
    return values;
  }

  private static Object copy(Object argument) {
    return argument instanceof float[] f ? f.clone() : argument instanceof int[] n ? n.clone() : argument;
  }

  private static void compare(String what, float[] expected, float[] actual) {
    double sum = 0;
    int finite = 0;
    for (float value : expected) {
      if (Float.isFinite(value)) {
        sum += Math.abs(value);
        finite++;
      }
    }
    double usual = sum / Math.max(1, finite);
    for (int i = 0; i < expected.length; i++) {
      double bound = TOLERANCE * (Math.abs(expected[i]) + usual);
      boolean same = Float.compare(expected[i], actual[i]) == 0 || expected[i] == actual[i]
          || Math.abs((double) expected[i] - actual[i]) <= bound;
      if (!same) {
        assertWithMessage("%s[%s] of %s, as the plain kernel has it", what, i, expected.length).that(actual[i])
            .isEqualTo(expected[i]);
      }
    }
  }

  /** The arrays that code stores to, but a kernel's own scratch memory. */
  private static Set<Buffer> written(List<Code> body) {
    Set<Buffer> written = new LinkedHashSet<>(Uses.of(body).stored());
    written.removeIf(Buffer::isScratch);
    return written;
  }

  private void invoke(Object kernels, Kernel kernel, Object[] arguments) {
    List<Class<?>> types = new ArrayList<>(List.of(worker, int.class));
    kernel.parameters().forEach(b -> {
      Class<?> single = b.integer() ? int.class : float.class;
      types.add(b.scalar() ? single : single.arrayType());
    });
    try {
      Method method = method(kernels.getClass(), kernel.name(), types.toArray(Class<?>[]::new));
      method.setAccessible(true);
      method.invoke(kernels, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(kernels.getClass().getSimpleName() + "." + kernel.name() + " with " + arguments[1]
          + " samples", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** That of a set of kernels or, where it has none that is faster, of one that it extends. */
  private static Method method(Class<?> set, String name, Class<?>... types) throws NoSuchMethodException {
    for (Class<?> type = set; type != null; type = type.getSuperclass()) {
      Optional<Method> own = Stream.of(type.getDeclaredMethods())
          .filter(m -> m.getName().equals(name) && Arrays.equals(m.getParameterTypes(), types)).findFirst();
      if (own.isPresent()) {
        return own.get();
      }
    }
    throw new NoSuchMethodException(name);
  }

  private static Object create(Class<?> type, Object... arguments) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
