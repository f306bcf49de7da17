package dev.netgrad.emit;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.List;

/** What Javadoc says of the parameters of the methods that users call. */
final class Parameters {
  private static final String SAMPLES = "the number of samples, from 1 to the capacity given to {@code new Workspace}";

  private Parameters() {}

  /** A parameter with its line of Javadoc. */
  static void add(MethodSpec.Builder method, TypeName type, String name, String text) {
    method.addParameter(type, name);
    describe(method, name, text);
  }

  static void describe(MethodSpec.Builder method, String name, String text) {
    method.addJavadoc("@param $L $L\n", name, text);
  }

  /** What a method is given that knows neither the number of samples nor their tensors. */
  static void begin(MethodSpec.Builder method, UnitNames names, TypeName workspace) {
    method.addJavadoc("\n");
    add(method, names.weightsType(), "w", "parameters and states");
    add(method, workspace, "workspace", "arrays and threads, which nobody else uses during the call");
  }

  static void addBatch(MethodSpec.Builder method) {
    add(method, TypeName.INT, "N", SAMPLES);
  }

  /** The number of samples, as the methods of blocks know it. */
  static String batch() {
    return "@param N " + SAMPLES;
  }

  /** What a pass of the network does with an array. */
  static String text(BlockPlan plan, BlockPlan.Pass pass, Tensor t) {
    List<Tensor> given = plan.gradient().map(BlockGradient::outputAdjoints).orElse(List.of());
    if (t.definition() instanceof Definition.RunTime) {
      return "the number " + code(t.name());
    } else if (t.definition() instanceof Definition.Input input && input.classes() > 0) {
      return code(t.name() + t.shapeText()) + each(t) + ", classes from 0 to " + (input.classes() - 1);
    } else if (plan.block().inputs().contains(t)) {
      return code(t.name() + t.shapeText()) + each(t);
    } else if (given.contains(t)) {
      return "the derivative of what is to be minimised with respect to " + code(outputOf(plan, t)) + each(t);
    }
    for (int i = 0; i < plan.ports().adjoints().arrays().size(); i++) {
      if (plan.ports().adjoints().arrays().get(i).filter(a -> a == t).isPresent()) {
        Tensor input = plan.block().inputs().get(i);
        return "receives the derivative with respect to " + code(input.name() + input.shapeText()) + each(t);
      }
    }
    String output = code(t.name() + t.shapeText()) + each(t);
    return PassPorts.isBackward(plan, pass) ? output + ", as {@code forward} wrote it"
        : "receives the output " + output;
  }

  /** The output with a given adjoint. */
  private static String outputOf(BlockPlan plan, Tensor adjoint) {
    Tensor output = PassPorts.output(plan, adjoint);
    return output.name() + output.shapeText();
  }

  private static String each(Tensor t) {
    return t.isPerSample() ? " of each sample" : "";
  }

  private static String code(String text) {
    return "{@code " + Texts.javadoc(text) + "}";
  }
}
