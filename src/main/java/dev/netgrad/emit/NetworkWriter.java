package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Size;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes the class of the network: what users call, and around it the classes of the blocks. */
final class NetworkWriter {
  private final Units units;
  private final UnitNames names;
  private final Plan plan;
  private final OptimizerWriter optimizer;
  private final ClassName workspace;
  private final boolean trains;
  private final boolean updates;
  private final TeamWriter team;
  private final List<String> passes = new ArrayList<>();

  NetworkWriter(Units units) {
    this.units = units;
    this.names = units.whole();
    this.plan = units.program().plan();
    this.optimizer = new OptimizerWriter(units);
    this.team = new TeamWriter(units);
    this.workspace = units.network().nestedClass("Workspace");
    this.trains = plan.wholeTraining().backward().isPresent();
    this.updates = trains && !plan.network().updates().isEmpty();
  }

  TypeSpec write() {
    TypeSpec.Builder type = TypeSpec.classBuilder(units.network().simpleName())
        .addModifiers(Modifier.PUBLIC, Modifier.FINAL).addJavadoc("$L", Documentation.of(plan))
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    type.addField(KernelsWriter.constant(units));
    type.addMethod(KernelsWriter.description());
    forward(type);
    if (trains) {
      backward(type);
    }
    infer(type);
    if (updates) {
      update(type);
    }
    type.addMethod(commit());
    if (updates && plan.network().objective().isPresent()) {
      type.addMethod(trainStep());
    }
    new UnitWriter(units, names).members(type);
    units.blocks().forEach(u -> type.addType(new UnitWriter(units, u).block()));
    units.updates().forEach(u -> type.addType(optimizer.formula(u)));
    type.addType(KernelsWriter.write(units));
    if (units.timed()) {
      type.addMethod(TimesWriter.times(units));
      type.addType(TimesWriter.write(units));
    }
    new SupportWriter(units).addTo(type, optimizer.states(), updates, passes);
    team.addTo(type);
    return type.build();
  }

  private MethodSpec.Builder entry(String name) {
    return MethodSpec.methodBuilder(name).addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addParameter(names.weightsType(), "w").addParameter(workspace, "workspace");
  }

  private void batch(MethodSpec.Builder method, List<Tensor> ports, BlockPlan.Pass pass) {
    method.addParameter(TypeName.INT, "N");
    method.addStatement("workspace.checkBatch(N)");
    for (Tensor t : ports) {
      String port = names.port(pass, t);
      method.addParameter(units.type(t), port);
      if (!(t.definition() instanceof Definition.RunTime)) {
        method.addStatement("check($L.length, $L, $S)", port, (t.isPerSample() ? "N * " : "") + t.elementsPerSample()
            + "L", t.name());
      }
    }
  }

  private void forward(TypeSpec.Builder type) {
    BlockPlan p = plan.wholeTraining();
    MethodSpec.Builder method = entry("forward").addJavadoc(
        "The forward pass of a training step.\n\n@param N the number of samples\n");
    List<Tensor> ports = UnitWriter.ports(p, p.forward());
    batch(method, ports, p.forward());
    method.addStatement("$T s = workspace.training()", names.buffersType(p));
    run(type, method, "forward", UnitWriter.parameters(units, names, p, p.forward()));
    if (trains) {
      method.addStatement("workspace.kept = N");
    }
    Optional<Tensor> objective = plan.network().objective();
    if (objective.isPresent()) {
      method.addJavadoc("@return the mean loss\n").returns(units.element())
          .addStatement("return $L[0]", new PassWriter(units, names, p, p.forward()).array(objective.get()));
    }
    type.addMethod(method.build());
  }

  /** Runs a pass on the workspace's threads: its arguments are handed over in an object made once. */
  private void run(TypeSpec.Builder type, MethodSpec.Builder method, String pass, List<ParameterSpec> parameters) {
    List<ParameterSpec> arguments = parameters.subList(1, parameters.size());
    String name = Character.toUpperCase(pass.charAt(0)) + pass.substring(1) + "Pass";
    passes.add(name);
    type.addType(team.pass(name, pass, arguments));
    method.addStatement("$T pass_ = workspace.$L", units.network().nestedClass(name), pass);
    arguments.forEach(a -> method.addStatement("pass_.$1N = $1N", a));
    method.addStatement("workspace.team.run(pass_)");
  }

  /** The inputs as the forward pass got them, then what the backward pass is given and gives. */
  private List<Tensor> backwardPorts(BlockPlan p) {
    List<Tensor> ports = new ArrayList<>(p.block().inputs());
    UnitWriter.ports(p, p.backward().orElseThrow()).stream().filter(t -> !ports.contains(t)).forEach(ports::add);
    return ports;
  }

  private void backward(TypeSpec.Builder type) {
    BlockPlan p = plan.wholeTraining();
    MethodSpec.Builder method = entry("backward").addParameter(names.gradientsType(), "g").addJavadoc(
        "The backward pass, after {@code forward} with the same arguments. It uses up what that kept.\n\n"
        + "@param N the number of samples\n@param g receives the gradients\n"
        + "@throws IllegalStateException unless {@code forward} with as many samples came right before it\n");
    BlockPlan.Pass pass = p.backward().orElseThrow();
    batch(method, backwardPorts(p), pass);
    method.addStatement("workspace.useKept(N)");
    method.addStatement("$T s = workspace.training()", names.buffersType(p));
    run(type, method, "backward", UnitWriter.parameters(units, names, p, pass));
    type.addMethod(method.build());
  }

  private void infer(TypeSpec.Builder type) {
    BlockPlan p = plan.wholeEvaluation();
    MethodSpec.Builder method = entry("infer").addJavadoc(
        "The network's outputs in evaluation.\n\n@param N the number of samples\n");
    List<Tensor> ports = UnitWriter.ports(p, p.forward());
    batch(method, ports, p.forward());
    method.addStatement("$T s = workspace.inference()", names.buffersType(p));
    if (trains) {
      method.addStatement("workspace.kept = 0");
    }
    run(type, method, "infer", UnitWriter.parameters(units, names, p, p.forward()));
    type.addMethod(method.build());
  }

  private void update(TypeSpec.Builder type) {
    MethodSpec.Builder method = MethodSpec.methodBuilder("update").addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addJavadoc("A step of the optimizer.\n").addParameter(names.weightsType(), "w")
        .addParameter(workspace, "workspace").addParameter(names.gradientsType(), "g")
        .addParameter(units.network().nestedClass("OptimizerState"), "o");
    List<ParameterSpec> parameters = optimizer.parameters(names);
    for (String state : optimizer.states()) {
      method.addStatement("$T $L = o.$L", names.gradientsType(), state + "State", state);
    }
    optimizer.scalars().forEach(scalar -> method.addParameter(units.element(), scalar));
    run(type, method, "update", parameters);
    type.addMethod(method.build());
  }

  private MethodSpec commit() {
    return MethodSpec.methodBuilder("commit").addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .addJavadoc("Lets the states take the values that the last forward pass found for them.\n")
        .addParameter(names.weightsType(), "w").addParameter(workspace, "workspace")
        .addStatement("commit(w, workspace.training())").build();
  }

  private MethodSpec trainStep() {
    BlockPlan p = plan.wholeTraining();
    List<Tensor> inputs = p.block().inputs();
    MethodSpec.Builder method = entry("trainStep").returns(units.element())
        .addParameter(names.gradientsType(), "g")
        .addParameter(units.network().nestedClass("OptimizerState"), "o").addParameter(TypeName.INT, "N")
        .addJavadoc("One step: forward, backward, update, and the states' new values.\n\n"
            + "@return the mean loss before the step\n");
    List<String> arguments = new ArrayList<>();
    for (Tensor t : inputs) {
      method.addParameter(units.type(t), names.port(p.forward(), t));
      arguments.add(names.port(p.forward(), t));
    }
    List<String> all = new ArrayList<>(arguments);
    UnitWriter.ports(p, p.backward().orElseThrow()).stream().filter(t -> !inputs.contains(t)).forEach(t -> {
      String port = names.port(p.backward().orElseThrow(), t);
      method.addParameter(units.type(t), port);
      all.add(port);
    });
    String scalars = optimizer.scalars().stream().map(s -> ", " + s).collect(Collectors.joining());
    optimizer.scalars().forEach(s -> method.addParameter(units.element(), s));
    String joined = arguments.stream().map(a -> ", " + a).collect(Collectors.joining());
    return method.addStatement("$T loss_ = forward(w, workspace, N$L)", units.element(), joined)
        .addStatement("backward(w, workspace, g, N$L)", all.stream().map(a -> ", " + a).collect(Collectors.joining()))
        .addStatement("update(w, workspace, g, o$L)", scalars).addStatement("commit(w, workspace)")
        .addStatement("return loss_").build();
  }

  /** The sizes of a pool's arrays for a capacity. */
  static CodeBlock pool(Units units, List<Size> sizes) {
    CodeBlock.Builder code = CodeBlock.builder().add("new $T {", ArrayTypeName.of(units.array()));
    for (int i = 0; i < sizes.size(); i++) {
      Size size = sizes.get(i);
      String length = size.perSample() == 0 ? Long.toString(size.fixed())
          : "capacity * " + size.perSample() + (size.fixed() == 0 ? "" : " + " + size.fixed());
      code.add(i == 0 ? "" : ",$W").add("new $T[$L]", units.element(), length);
    }
    return code.add("}").build();
  }
}
