package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes one of a team's threads, as kernels know it, and what hands a pass's arguments to all of them. */
final class WorkerWriter {
  private final Units units;
  private final ClassName team;
  private final ClassName worker;
  private final ClassName pass;

  WorkerWriter(Units units) {
    this.units = units;
    this.team = units.team();
    this.worker = units.worker();
    this.pass = units.pass();
  }

  /** The class that holds a pass's arguments while it runs. */
  TypeSpec pass(ClassName name, String method, List<ParameterSpec> parameters) {
    TypeSpec.Builder type = TypeSpec.classBuilder(name.simpleName())
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL).addSuperinterface(pass);
    List<JavaExpression> arguments = new ArrayList<>(List.of(JavaExpression.name(Units.WORKER)));
    MethodSpec.Builder clear = override("clear");
    for (ParameterSpec parameter : parameters) {
      type.addField(parameter.type(), parameter.name(), Modifier.PRIVATE);
      arguments.add(JavaExpression.name(parameter.name()));
      if (!parameter.type().isPrimitive()) {
        clear.addStatement("$N = null", parameter);
      }
    }
    MethodSpec.Builder run = override("run").addParameter(worker, Units.WORKER).addCode(JavaText.statement(
        new JavaExpression.Call(new JavaExpression.Type(units.network()), method, arguments)));
    return type.addMethod(run.build()).addMethod(clear.build()).build();
  }

  private static MethodSpec.Builder override(String name) {
    return MethodSpec.methodBuilder(name).addAnnotation(Override.class).addModifiers(Modifier.PUBLIC);
  }

  TypeSpec write() {
    return TypeSpec.classBuilder(worker.simpleName()).addModifiers(Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("One of the threads that run a pass together.\n")
        .addField(team, "team", Modifier.PRIVATE, Modifier.FINAL)
        .addField(int.class, "index", Modifier.PRIVATE, Modifier.FINAL)
        .addField(FieldSpec.builder(units.array(), "own", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("new $T[$L.own()]", units.element(), Units.KERNELS).build())
        .addField(TeamWriter.shared(TypeName.LONG, "ended",
            "The number of the last pass in which this thread's part is over.\n"))
        .addField(FieldSpec.builder(TypeName.INT, "busy", Modifier.PRIVATE).addJavadoc("""
            For so many meetings more, processors are taken to have other work: who lets that go first is last at the
            next meeting, too, while who sleeps is woken before all others.
            """).build())
        .addField(FieldSpec.builder(TypeName.LONG, "lost", Modifier.PRIVATE).addJavadoc("""
            Nanoseconds in which others went first, a sixteenth less with each meeting: sixteen times what a meeting
            loses.
            """).build())
        .addField(TeamWriter.shared(ClassName.get(Thread.class), "asleep",
            "The thread, if it sleeps or is about to: whoever ends what it waits for wakes it.\n"))
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).addParameter(team, "team")
            .addParameter(int.class, "index").addCode("""
                this.team = team;
                this.index = index;
                """).build())
        .addMethod(TeamWriter.method("from", "The first of its share of a loop's iterations.").returns(int.class)
            .addParameter(int.class, "iterations")
            .addStatement("return (int) ((long) iterations * index / team.size)").build())
        .addMethod(TeamWriter.method("to", "The end of its share of a loop's iterations.").returns(int.class)
            .addParameter(int.class, "iterations")
            .addStatement("return (int) ((long) iterations * (index + 1) / team.size)").build())
        .addMethod(TeamWriter.method("isFirst", "Whether it does what only one may do.").returns(boolean.class)
            .addStatement("return index == 0").build())
        .addMethod(TeamWriter.method("own", "Memory for this thread alone, for the time of a kernel.")
            .returns(units.array()).addStatement("return own").build())
        .addMethod(TeamWriter.method("shared", "Memory for all threads, for the time of a kernel.")
            .returns(units.array()).addStatement("return team.shared").build())
        .addMethod(TeamWriter.method("sync", "Waits for the others.").addCode("""
            if (team.size > 1) {
              team.meet(this);
            }
            """).build())
        .build();
  }
}
