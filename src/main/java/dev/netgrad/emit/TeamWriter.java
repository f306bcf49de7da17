package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.lang.model.element.Modifier;

/**
 * Writes the threads of a workspace. All of them run the same pass, each its share of every shared loop, and meet after
 * every kernel: nothing is allocated, nothing is queued, and what is computed does not depend on how many they are.
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
    this.pass = team.nestedClass("Pass");
  }

  void addTo(TypeSpec.Builder type) {
    type.addType(team());
    type.addType(worker());
  }

  /** The class that holds a pass's arguments while it runs. */
  TypeSpec pass(String name, String method, List<ParameterSpec> parameters) {
    TypeSpec.Builder type = TypeSpec.classBuilder(units.network().nestedClass(name).simpleName())
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL).addSuperinterface(pass);
    StringBuilder arguments = new StringBuilder(KernelWriter.WORKER);
    for (ParameterSpec parameter : parameters) {
      type.addField(parameter.type(), parameter.name(), Modifier.PRIVATE);
      arguments.append(", ").append(parameter.name());
    }
    MethodSpec.Builder run = MethodSpec.methodBuilder("run").addAnnotation(Override.class)
        .addModifiers(Modifier.PUBLIC).addParameter(worker, KernelWriter.WORKER);
    KernelWriter.addTo(run, "$T.".replace("$T", units.network().simpleName()) + method + "(" + arguments + ")");
    return type.addMethod(run.build()).build();
  }

  private TypeSpec worker() {
    return TypeSpec.classBuilder(worker.simpleName()).addModifiers(Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("One of the threads that run a pass together.\n")
        .addField(team, "team", Modifier.PRIVATE, Modifier.FINAL)
        .addField(int.class, "index", Modifier.PRIVATE, Modifier.FINAL)
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).addParameter(team, "team")
            .addParameter(int.class, "index").addStatement("this.team = team").addStatement("this.index = index")
            .build())
        .addMethod(method("from", "The first of its share of a loop's iterations.").returns(int.class)
            .addParameter(int.class, "iterations")
            .addStatement("return (int) ((long) iterations * index / team.size)").build())
        .addMethod(method("to", "The end of its share of a loop's iterations.").returns(int.class)
            .addParameter(int.class, "iterations")
            .addStatement("return (int) ((long) iterations * (index + 1) / team.size)").build())
        .addMethod(method("isFirst", "Whether it does what only one may do.").returns(boolean.class)
            .addStatement("return index == 0").build())
        .addField(FieldSpec.builder(units.array(), "own", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("new $T[$L.own()]", units.element(), Units.KERNELS).build())
        .addMethod(method("own", "Memory for this thread alone, for the time of a kernel.").returns(units.array())
            .addStatement("return own").build())
        .addMethod(method("shared", "Memory for all threads, for the time of a kernel.").returns(units.array())
            .addStatement("return team.shared").build())
        .addMethod(method("sync", "Waits for the others.").beginControlFlow("if (team.size > 1)")
            .addStatement("team.meet()").endControlFlow().build())
        .build();
  }

  private static MethodSpec.Builder method(String name, String documentation) {
    return MethodSpec.methodBuilder(name).addJavadoc("$L\n", documentation);
  }

  private TypeSpec team() {
    return TypeSpec.classBuilder(team.simpleName()).addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("The threads of one workspace. Those that have nothing to do for a second end; the next pass starts\n"
            + "others.\n")
        .addType(TypeSpec.interfaceBuilder(pass.simpleName()).addModifiers(Modifier.PRIVATE)
            .addMethod(MethodSpec.methodBuilder("run").addModifiers(Modifier.PUBLIC, Modifier.ABSTRACT)
                .addParameter(worker, KernelWriter.WORKER).build()).build())
        .addField(constant("SPINS", "1 << 15"))
        .addField(constant("IDLE_NANOS", "1_000_000_000"))
        .addField(int.class, "size", Modifier.PRIVATE, Modifier.FINAL)
        .addField(FieldSpec.builder(units.array(), "shared", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("new $T[$L.shared()]", units.element(), Units.KERNELS).build())
        .addField(ArrayTypeName.of(worker), "workers", Modifier.PRIVATE, Modifier.FINAL)
        .addField(FieldSpec.builder(ArrayTypeName.of(Thread.class), "threads", Modifier.PRIVATE, Modifier.FINAL).build())
        .addField(FieldSpec.builder(AtomicInteger.class, "arrived", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("new $T()", AtomicInteger.class).build())
        .addField(FieldSpec.builder(AtomicInteger.class, "ended", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("new $T()", AtomicInteger.class).build())
        .addField(volatileField(TypeName.INT, "meetings"))
        .addField(volatileField(TypeName.INT, "passes"))
        .addField(volatileField(ClassName.get(Throwable.class), "failure"))
        .addField(pass, "pass", Modifier.PRIVATE)
        .addMethod(constructor())
        .addMethod(run())
        .addMethod(part())
        .addMethod(meet())
        .addMethod(pause())
        .addMethod(live())
        .addMethod(next())
        .build();
  }

  private static FieldSpec constant(String name, String value) {
    return FieldSpec.builder(TypeName.INT, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .initializer("$L", value).build();
  }

  private static FieldSpec volatileField(TypeName type, String name) {
    return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.VOLATILE).build();
  }

  private MethodSpec constructor() {
    return MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).addParameter(int.class, "size")
        .addStatement("this.size = size").addStatement("workers = new $T[size]", worker)
        .addStatement("threads = new $T[size]", Thread.class)
        .beginControlFlow("for (int i = 0; i < size; i++)").addStatement("workers[i] = new $T(this, i)", worker)
        .endControlFlow().build();
  }

  private MethodSpec run() {
    return method("run", "Runs a pass on all threads, the calling one among them, and returns when all are done.")
        .addModifiers(Modifier.PRIVATE).addParameter(pass, "pass")
        .beginControlFlow("if (size == 1)").addStatement("pass.run(workers[0])").addStatement("return")
        .endControlFlow()
        .addStatement("this.pass = pass").addStatement("failure = null").addStatement("arrived.set(0)")
        .addStatement("ended.set(0)").beginControlFlow("synchronized (this)").addStatement("passes++")
        .beginControlFlow("for (int i = 1; i < size; i++)")
        .beginControlFlow("if (threads[i] == null)")
        .addStatement("int index = i").addStatement("int before = passes - 1")
        .addStatement("$1T thread = new $1T(() -> live(index, before), $2S + i)", Thread.class,
            units.network().simpleName() + "-")
        .addStatement("thread.setDaemon(true)").addStatement("thread.start()").addStatement("threads[i] = thread")
        .nextControlFlow("else").addStatement("$T.unpark(threads[i])", LockSupport.class).endControlFlow()
        .endControlFlow().endControlFlow()
        .addStatement("part(0)")
        .beginControlFlow("for (int i = 0; ended.get() < size; i++)").addStatement("pause(i)").endControlFlow()
        .beginControlFlow("if (failure instanceof $T e)", RuntimeException.class).addStatement("throw e")
        .nextControlFlow("else if (failure instanceof $T e)", Error.class).addStatement("throw e").endControlFlow()
        .build();
  }

  private MethodSpec part() {
    return MethodSpec.methodBuilder("part").addModifiers(Modifier.PRIVATE).addParameter(int.class, "index")
        .beginControlFlow("try").addStatement("pass.run(workers[index])")
        .nextControlFlow("catch (RuntimeException | Error e)")
        .addComment("The others must not wait for this one; its failure is the caller's.")
        .beginControlFlow("if (failure == null)").addStatement("failure = e").endControlFlow()
        .endControlFlow().addStatement("ended.incrementAndGet()").build();
  }

  private MethodSpec meet() {
    return method("meet", "Returns when all threads have called it.").addModifiers(Modifier.PRIVATE)
        .addStatement("int before = meetings")
        .beginControlFlow("if (arrived.incrementAndGet() == size)").addStatement("arrived.set(0)")
        .addStatement("meetings = before + 1").addStatement("return").endControlFlow()
        .beginControlFlow("for (int i = 0; meetings == before; i++)")
        .beginControlFlow("if (failure != null)")
        .addStatement("throw new $T($S)", IllegalStateException.class, "another thread failed").endControlFlow()
        .addStatement("pause(i)").endControlFlow().build();
  }

  private static MethodSpec pause() {
    return MethodSpec.methodBuilder("pause").addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(int.class, "times").beginControlFlow("if (times < SPINS)")
        .addStatement("$T.onSpinWait()", Thread.class).nextControlFlow("else")
        .addComment("Some other thread may need the processor to come here.")
        .addStatement("$T.parkNanos(1)", LockSupport.class).endControlFlow().build();
  }

  private MethodSpec live() {
    return method("live", "A thread's life: one pass after the other.").addModifiers(Modifier.PRIVATE)
        .addParameter(int.class, "index").addParameter(int.class, "before")
        .addStatement("int done = before")
        .beginControlFlow("while (next(index, done))").addStatement("done++").addStatement("part(index)")
        .endControlFlow().build();
  }

  private MethodSpec next() {
    return method("next", "Waits for the next pass; false if none came.").addModifiers(Modifier.PRIVATE)
        .returns(boolean.class).addParameter(int.class, "index").addParameter(int.class, "done")
        .beginControlFlow("for (int i = 0; passes == done; i++)")
        .beginControlFlow("if (i < SPINS)").addStatement("$T.onSpinWait()", Thread.class).addStatement("continue")
        .endControlFlow()
        .addStatement("long since = System.nanoTime()")
        .beginControlFlow("while (passes == done && System.nanoTime() - since < IDLE_NANOS)")
        .addStatement("$T.parkNanos(this, IDLE_NANOS)", LockSupport.class).endControlFlow()
        .beginControlFlow("synchronized (this)")
        .beginControlFlow("if (passes == done)").addStatement("threads[index] = null").addStatement("return false")
        .endControlFlow().endControlFlow().endControlFlow()
        .addStatement("return true").build();
  }
}
