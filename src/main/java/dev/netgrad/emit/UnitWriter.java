package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes the class of one block: its arrays, its passes, its kernels. */
final class UnitWriter {
  private final Units units;
  private final UnitNames names;

  UnitWriter(Units units, UnitNames names) {
    this.units = units;
    this.names = names;
  }

  /** The nested class of a called block. */
  TypeSpec block() {
    Block block = names.unit().main().block();
    TypeSpec.Builder type = TypeSpec.classBuilder(names.type().simpleName())
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("$L", Documentation.of(block))
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    members(type);
    KernelsWriter.loops(units, names).ifPresent(type::addType);
    return type.build();
  }

  /** Everything but the public methods of the network itself. */
  void members(TypeSpec.Builder type) {
    StructWriter structs = new StructWriter(units, names);
    type.addType(structs.weights());
    names.unit().training().ifPresent(p -> type.addType(BufferWriter.write(units, names, p)));
    names.unit().training().flatMap(BlockPlan::backward).ifPresent(b -> type.addType(structs.gradients()));
    names.unit().evaluations().forEach(p -> type.addType(BufferWriter.write(units, names, p)));
    names.unit().training().ifPresent(p -> {
      pass(type, "forward", p, p.forward());
      p.backward().ifPresent(b -> pass(type, "backward", p, b));
      commit(type, p);
      if (p.backward().isPresent() && !units.updates().isEmpty()) {
        new OptimizerWriter(units).update(type, names);
      }
    });
    names.unit().evaluations().forEach(p -> pass(type, names.inferName(p), p, p.forward()));
  }

  private void pass(TypeSpec.Builder type, String name, BlockPlan plan, BlockPlan.Pass pass) {
    List<ParameterSpec> parameters = parameters(units, names, plan, pass);
    Sequence steps = new Sequence(units, name, parameters, Sequence.STEPS);
    new PassWriter(units, names, plan, pass).addSteps(steps);
    MethodSpec.Builder method = steps.method();
    if (PassPorts.isBackward(plan, pass)) {
      method.addJavadoc("$L", BackwardDocumentation.of(units, names, plan));
    }
    Slots.requireFew(method.build(), plan.block());
    steps.write(type, method);
  }

  /** What the method of a pass is given. */
  static List<ParameterSpec> parameters(Units units, UnitNames names, BlockPlan plan, BlockPlan.Pass pass) {
    List<ParameterSpec> parameters = new ArrayList<>(List.of(
        ParameterSpec.builder(units.worker(), Units.WORKER).build(),
        ParameterSpec.builder(TypeName.INT, "N").build(), ParameterSpec.builder(names.weightsType(), "w").build()));
    if (PassPorts.isBackward(plan, pass)) {
      parameters.add(ParameterSpec.builder(names.gradientsType(), "g").build());
    }
    parameters.add(ParameterSpec.builder(names.buffersType(plan), "s").build());
    PassPorts.of(plan, pass).forEach(t -> parameters.add(
        ParameterSpec.builder(units.type(t), names.port(pass, t)).build()));
    return parameters;
  }

  private void commit(TypeSpec.Builder type, BlockPlan plan) {
    Sequence commits = new Sequence(units, "commit", List.of(ParameterSpec.builder(names.weightsType(), "w").build(),
        ParameterSpec.builder(names.buffersType(plan), "s").build()), Sequence.SHORT_STEPS);
    plan.block().updates().forEach((state, value) -> {
      JavaExpression array = names.bufferFields(plan).get(plan.updated(value)).in("s");
      commits.add(CodeBlock.builder().addStatement("$T.arraycopy($L, 0, $L, 0, $L)", System.class, JavaText.of(array),
          JavaText.of(names.weight(state).in("w")), state.elementsPerSample()).build(), 5);
    });
    for (Call call : plan.block().calls()) {
      ClassName callee = units.of(call.block()).type();
      CodeBlock weights = JavaText.of(names.callField(call).in("w"));
      CodeBlock buffers = JavaText.of(names.callBuffers(plan, call).in("s"));
      CodeBlock.Builder code = CodeBlock.builder();
      if (call.count() == 1) {
        code.addStatement("$T.commit($L, $L)", callee, weights, buffers);
      } else {
        code.beginControlFlow("for (int i = 0; i < $L; i++)", call.count())
            .addStatement("$T.commit($L[i], $L[i])", callee, weights, buffers).endControlFlow();
      }
      commits.add(code.build(), 2);
    }
    commits.write(type, commits.method());
  }
}
