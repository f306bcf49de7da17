package dev.netgrad.emit;

import dev.netgrad.loop.Compiled;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A classifier in single precision that is trained on always the same batch. */
final class Training {
  private static final int CLASSES = 10;

  private final Compiled compiled;
  private final Object weights;
  private final Object workspace;
  private final Object gradients;
  private final Object optimizerState;
  private final int batch;
  private final int imageSize;
  private final int[] labels;
  private final float[] outputs;
  private final MethodHandle forward;
  private final MethodHandle backward;
  private final MethodHandle step;
  private final MethodHandle inference;

  /** @param imageSize numbers of one sample */
  Training(Compiled compiled, int batch, int threads, int imageSize) {
    this(compiled, batch, imageSize, initialised(compiled), create(compiled, "Workspace", batch, threads));
  }

  private static Object initialised(Compiled compiled) {
    Object weights = create(compiled, "Weights");
    call(weights, "initialise", 11L);
    return weights;
  }

  private Training(Compiled compiled, int batch, int imageSize, Object weights, Object workspace) {
    this.compiled = compiled;
    this.weights = weights;
    this.workspace = workspace;
    this.batch = batch;
    this.imageSize = imageSize;
    gradients = create(compiled, "Gradients");
    outputs = new float[batch * CLASSES];
    Random random = new Random(1);
    float[] images = new float[batch * imageSize];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    labels = random.ints(batch, 0, CLASSES).toArray();
    forward = bound("forward", weights, workspace, batch, images, labels);
    backward = bound("backward", weights, workspace, gradients, batch, images, labels);
    optimizerState = create(compiled, "OptimizerState");
    step = bound("trainStep", weights, workspace, gradients, optimizerState, batch, images, labels, 0.05f);
    inference = bound("infer", weights, workspace, batch, images, outputs);
  }

  /** Another caller of the same weights. */
  Training sharing(int batch, int threads, int imageSize) {
    return new Training(compiled, batch, imageSize, weights, create(compiled, "Workspace", batch, threads));
  }

  /** Another caller of the same weights with the same workspace. */
  Training sharingWorkspace() {
    return new Training(compiled, batch, imageSize, weights, workspace);
  }

  /** The loss. A call of this and of {@link #infer} allocates nothing itself. */
  float step() {
    try {
      return (float) step.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes nothing that a step reads. */
  void forwardAndBackward() {
    try {
      @SuppressWarnings("unused") float loss = (float) forward.invokeExact();
      backward.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  void infer() {
    try {
      inference.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The second part of {@link #forwardAndBackward}, out of its order. */
  void backward() {
    call(backward);
  }

  void commit() {
    call(bound("commit", weights, workspace));
  }

  private static void call(MethodHandle handle) {
    try {
      handle.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The classes of the batch, as all calls are given them. */
  int[] labels() {
    return labels;
  }

  void close() {
    call(workspace, "close");
  }

  float[] outputs() {
    return outputs.clone();
  }

  /** Weights, states and gradients. */
  Map<String, float[]> arrays() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    collect("parameter ", call(weights, "parameters"), arrays);
    collect("state ", call(weights, "states"), arrays);
    collect("gradient of ", call(gradients, "parameters"), arrays);
    return arrays;
  }

  /** Fields of the network's own that hold arrays for training. */
  List<Field> bufferFields() {
    return Arrays.stream(buffers().getClass().getDeclaredFields()).filter(f -> f.getType() == float[].class).toList();
  }

  /** All that holds arrays. */
  List<Object> held() {
    return List.of(weights, workspace, gradients, optimizerState);
  }

  Object inference() {
    return call(workspace, "inference");
  }

  Object buffers() {
    return call(workspace, "training");
  }

  private static void collect(String prefix, Object named, Map<String, float[]> into) {
    for (Object array : (List<?>) named) {
      into.put(prefix + call(array, "name"), ((float[]) call(array, "values")).clone());
    }
  }

  private static Object create(Compiled compiled, String nested, Object... arguments) {
    try {
      return Arrays.stream(compiled.type("$" + nested).getConstructors())
          .filter(c -> c.getParameterCount() == arguments.length).findFirst().orElseThrow().newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private MethodHandle bound(String name, Object... arguments) {
    Method method = Arrays.stream(compiled.type().getMethods()).filter(m -> m.getName().equals(name))
        .min(Comparator.comparingInt(Method::getParameterCount))
        .orElseThrow();
    try {
      // The step and the key, where random numbers are drawn.
      Object[] all = Arrays.copyOf(arguments, method.getParameterCount());
      Arrays.fill(all, arguments.length, all.length, 1L);
      MethodHandle handle = MethodHandles.insertArguments(MethodHandles.lookup().unreflect(method), 0, all);
      return handle.asType(MethodType.methodType(method.getReturnType()));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Object target, String name, Object... arguments) {
    Method method = Arrays.stream(target.getClass().getMethods())
        .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments.length).findFirst().orElseThrow();
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
