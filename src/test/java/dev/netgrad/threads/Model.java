package dev.netgrad.threads;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** A generated workspace, called by its private names, and a pass that checks what every pass relies on. */
final class Model {
  /** How often the threads meet in a pass. */
  static final int MEETINGS = 2;

  /** What a part of a pass throws that is to fail. */
  static final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** The classes of all models: a new workspace of them is a new start. */
  static final class Classes {
    private final MethodHandle create;
    private final MethodHandle run;
    private final MethodHandle enter;
    private final MethodHandle sync;
    private final MethodHandle index;
    private final VarHandle user;
    private final Class<?> pass;

    Classes(ControlledClasses loader) throws ReflectiveOperationException {
      Class<?> workspace = loader.loadClass("generated.Modelled$Workspace");
      pass = loader.loadClass("generated.Modelled$Team$Pass");
      Class<?> worker = loader.loadClass("generated.Modelled$Worker");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      create = lookup.unreflectConstructor(workspace.getConstructor(int.class, int.class))
          .asType(MethodType.methodType(AutoCloseable.class, int.class, int.class));
      run = lookup.unreflect(accessible(workspace.getDeclaredMethod("run", pass)));
      enter = lookup.unreflect(accessible(workspace.getDeclaredMethod("enter")));
      sync = lookup.unreflect(accessible(worker.getDeclaredMethod("sync")));
      Field number = worker.getDeclaredField("index");
      number.setAccessible(true);
      index = lookup.unreflectGetter(number);
      user = MethodHandles.privateLookupIn(workspace, lookup).findVarHandle(workspace, "user", Thread.class);
    }

    private static Method accessible(Method method) {
      method.setAccessible(true);
      return method;
    }
  }

  private final Classes classes;
  private final int[] met;
  private final int failing;
  private final int failsAt;
  private final AutoCloseable workspace;
  private final Object pass;
  private int passes;
  private int atWork;
  private int inside;

  /**
   * @param failing the thread whose part fails, or a negative number
   * @param failsAt before which meeting
   */
  Model(Classes classes, int size, int failing, int failsAt) {
    this.classes = classes;
    this.met = new int[size];
    this.failing = failing;
    this.failsAt = failsAt;
    try {
      workspace = (AutoCloseable) classes.create.invoke(1, size);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    pass = Proxy.newProxyInstance(classes.pass.getClassLoader(), new Class<?>[] {classes.pass},
        (proxy, method, given) -> {
      if (method.getName().equals("run")) {
        part(given[0]);
      }
      return null;
    });
  }

  private void part(Object worker) throws Throwable {
    int me = (int) classes.index.invoke(worker);
    atWork++;
    try {
      check(met[me] == passes * MEETINGS, "a part begins twice or too late");
      for (int i = 0; i < MEETINGS; i++) {
        if (me == failing && i == failsAt) {
          throw new KernelException();
        }
        met[me]++;
        classes.sync.invoke(worker);
        for (int other : met) {
          check(other == met[me] || other == met[me] + 1, "a thread has not come to a meeting, or gone on alone");
        }
      }
    } finally {
      atWork--;
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      Scheduler.fail(what);
    }
  }

  /** Runs a pass; what it throws, or null. Afterwards nobody is at work, and all have been if nothing was thrown. */
  Throwable run() {
    Throwable thrown = null;
    Scheduler.calling(true);
    try {
      classes.run.invoke(workspace, pass);
    } catch (Throwable e) {
      thrown = e;
    }
    Scheduler.calling(false);
    check(atWork == 0, "a pass is over, but somebody is still at work");
    if (thrown == null) {
      passes++;
      check(Arrays.stream(met).allMatch(m -> m == passes * MEETINGS), "a pass is over before all parts are");
    } else {
      passes = 0;
      Arrays.fill(met, 0);
    }
    return thrown;
  }

  /** Uses the workspace for a moment, if nobody else does; whether it could. */
  boolean use() {
    try {
      Thread before = (Thread) classes.enter.invoke(workspace);
      inside++;
      Scheduler.read();
      check(inside == 1, "two callers use one workspace");
      inside--;
      Scheduler.write();
      classes.user.setVolatile(workspace, before);
      return true;
    } catch (IllegalStateException e) {
      return false;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  void close() {
    try {
      workspace.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
