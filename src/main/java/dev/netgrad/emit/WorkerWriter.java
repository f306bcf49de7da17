package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.Buffer;
import java.util.Map;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes one of a team's threads, as kernels know it, and what hands arguments to all of them. */
final class WorkerWriter {
  private final Units units;
  private final ClassName team;
  private final ClassName worker;

  WorkerWriter(Units units) {
    this.units = units;
    this.team = units.team();
    this.worker = units.worker();
  }

  /**
   * The class that holds what the running pass is given.
   *
   * @param fields of all passes
   */
  TypeSpec given(ClassName name, Map<String, TypeName> fields) {
    TypeSpec.Builder type = TypeSpec.classBuilder(name.simpleName())
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("What the running pass is given: one object for all passes, so that a call makes none.\n");
    MethodSpec.Builder clear = MethodSpec.methodBuilder("clear").addModifiers(Modifier.PRIVATE)
        .addJavadoc("Lets go of the arguments.\n");
    fields.forEach((field, of) -> type.addField(of, field, Modifier.PRIVATE));
    fields.values().stream().distinct().filter(of -> !of.isPrimitive()).forEach(of -> clear.addStatement(
        fields.entrySet().stream().filter(f -> f.getValue().equals(of)).map(Map.Entry::getKey)
            .collect(Collectors.joining(" =$W")) + " = null"));
    return type.addMethod(clear.build()).build();
  }

  TypeSpec write() {
    TypeSpec.Builder type = TypeSpec.classBuilder(worker.simpleName()).addModifiers(Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("One of the threads that run a pass together.\n")
        .addField(team, "team", Modifier.PRIVATE, Modifier.FINAL)
        .addField(int.class, "index", Modifier.PRIVATE, Modifier.FINAL);
    boolean own = units.program().uses(Buffer.Scratch.OWN);
    if (own) {
      type.addField(FieldSpec.builder(units.array(), "own", Modifier.PRIVATE, Modifier.FINAL)
          .initializer("new $T[$L.own()]", units.element(), Units.KERNELS).build());
    }
    type.addField(TeamWriter.shared(TypeName.LONG, "ended",
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
            .addStatement("return (int) ((long) iterations * (index + 1) / team.size)").build());
    if (units.hasSingleParts()) {
      type.addMethod(TeamWriter.method("isFirst", "Whether it does what only one may do.").returns(boolean.class)
          .addStatement("return index == 0").build());
    }
    if (own) {
      type.addMethod(TeamWriter.method("own", "Memory for this thread alone, for the time of a kernel.")
          .returns(units.array()).addStatement("return own").build());
    }
    if (units.program().uses(Buffer.Scratch.SHARED)) {
      type.addMethod(TeamWriter.method("shared", "Memory for all threads, for the time of a kernel.")
          .returns(units.array()).addStatement("return team.shared").build());
    }
    return type.addMethod(TeamWriter.method("sync", "Waits for the others.").addCode("""
            if (team.size > 1) {
              team.meet(this);
            }
            """).build())
        .build();
  }
}
