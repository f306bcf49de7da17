package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import dev.netgrad.loop.code.KernelCall;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the steps of a pass: each a comment that says what is computed, and a call. */
final class PassWriter {
  private static final Printer PRINTER = Printer.brief();
  private static final JavaExpression WORKER = JavaExpression.name(Units.WORKER);
  private static final JavaExpression INDEX = JavaExpression.name("i");

  private final Units units;
  private final UnitNames names;
  private final BlockPlan plan;
  private final BlockPlan.Pass pass;
  private final boolean evaluation;
  private final StepComments comments;
  private final Map<Call, Step.Forward> forwards = new HashMap<>();

  PassWriter(Units units, UnitNames names, BlockPlan plan, BlockPlan.Pass pass) {
    this.units = units;
    this.names = names;
    this.plan = plan;
    this.pass = pass;
    this.comments = new StepComments(units, names, plan, pass);
    this.evaluation = names.infers(plan);
    for (Step step : plan.forward().steps()) {
      if (step instanceof Step.Forward forward) {
        forwards.putIfAbsent(forward.call(), forward);
      }
    }
  }

  /** A piece of code for each step. */
  void addSteps(Sequence pieces) {
    if (isBackward()) {
      CodeBlock.Builder code = CodeBlock.builder();
      plan.gradient().stream().flatMap(g -> g.outputAdjoints().stream()).forEach(t -> comments.same(t, code));
      pieces.add(code.build(), 0);
    }
    for (Step step : pass.steps()) {
      CodeBlock.Builder code = CodeBlock.builder();
      if (step != pass.steps().get(0)) {
        code.add("\n");
      }
      Fault.at(step.subject(), () -> add(step, code));
      pieces.add(code.build(), arguments(step));
    }
  }

  private void add(Step step, CodeBlock.Builder code) {
    if (step instanceof Step.Group group) {
      comments.group(group, code);
      kernel(names.unit().calls().get(group), code);
    } else if (step instanceof Step.Forward forward) {
      forward(forward, code);
    } else {
      backward((Step.Backward) step, code);
    }
  }

  private int arguments(Step step) {
    return step instanceof Step.Group group ? names.unit().calls().get(group).arguments().size()
        : step instanceof Step.Forward forward ? forward.call().arguments().size()
        : 3 * ((Step.Backward) step).arguments().size();
  }

  private void kernel(KernelCall call, CodeBlock.Builder code) {
    JavaText.statement(units.call(call, call.arguments().stream().map(this::array).toList()), code);
  }

  /** The array of a tensor, as the pass's method knows it. */
  JavaExpression array(Tensor tensor) {
    Tensor at = plan.array(tensor);
    Storage storage = plan.storage(at).orElseThrow(
        () -> new IllegalStateException(at + " has no array in " + plan.block().signature()));
    return storage.match(
        port -> JavaExpression.name(names.port(pass, at)),
        // The graph of a derivative is flat, and its weights those of the blocks that it was made of.
        weight -> names.weight(at.name()).map(path -> path.in("w")).orElseGet(() -> units.weight(at.name())),
        stream -> field(at),
        gradient -> names.weight(gradient.parameter()).in("g"),
        marks -> names.marks().get(marks.parameter().name()).path().in("g"),
        saved -> field(at),
        scratch -> field(at),
        alias -> field(at));
  }

  private JavaExpression field(Tensor tensor) {
    return names.bufferFields(plan).get(tensor).in("s");
  }

  private boolean isBackward() {
    return PassPorts.isBackward(plan, pass);
  }

  private void forward(Step.Forward step, CodeBlock.Builder code) {
    Call call = step.call();
    UnitNames callee = units.called(names, call);
    comments.call(PRINTER.line(step.result()), call.origin(), code);
    String method = evaluation ? callee.inferName(units.plan(call.block())) : "forward";
    List<JavaExpression> arguments = new ArrayList<>(shared(call));
    for (int k = 0; k < call.arguments().size(); k++) {
      JavaExpression argument = array(call.arguments().get(k));
      arguments.add(k == 0 ? chained(step, argument) : argument);
    }
    if (units.plan(call.block()).ports().outputIsInput().isEmpty()) {
      arguments.add(result(step, call, array(step.result())));
    }
    invoke(call, callee, method, arguments, "for (int i = 0; i < " + call.count() + "; i++)", List.of(), code);
  }

  private List<JavaExpression> shared(Call call) {
    return List.of(WORKER, JavaExpression.name("N"), instance(names.callField(call).in("w"), call),
        instance(names.callBuffers(plan, call).in("s"), call));
  }

  /** Of what each repetition has its own, that of the one at hand. */
  private static JavaExpression instance(JavaExpression of, Call call) {
    return call.count() > 1 ? of.at(INDEX) : of;
  }

  private JavaExpression between(Step step) {
    return JavaExpression.name("s").field(names.between(plan, step).orElseThrow());
  }

  private static JavaExpression isRepetition(int number) {
    return JavaExpression.infix(INDEX, JavaExpression.Operator.EQUAL, JavaExpression.number(number));
  }

  /** What a repetition is given: the first one this, the others what is between it and the one before, if anything. */
  private JavaExpression chained(Step step, JavaExpression first) {
    return names.between(plan, step).isEmpty() ? first : new JavaExpression.Conditional(isRepetition(0), first,
        between(step).at(JavaExpression.infix(INDEX, JavaExpression.Operator.MINUS, JavaExpression.number(1))));
  }

  private JavaExpression result(Step step, Call call, JavaExpression last) {
    return call.count() == 1 ? last
        : new JavaExpression.Conditional(isRepetition(call.count() - 1), last, between(step).at(INDEX));
  }

  private static void invoke(Call call, UnitNames callee, String method, List<JavaExpression> arguments, String loop,
      List<JavaExpression> after, CodeBlock.Builder code) {
    if (call.count() > 1) {
      code.beginControlFlow(loop);
    }
    JavaText.statement(new JavaExpression.Call(new JavaExpression.Type(callee.type()), method, arguments), code);
    after.forEach(l -> JavaText.statement(l, code));
    if (call.count() > 1) {
      code.endControlFlow();
    }
  }

  private void backward(Step.Backward step, CodeBlock.Builder code) {
    Call call = step.call();
    Block block = call.block();
    BlockPlan callee = units.plan(block);
    UnitNames calleeNames = units.of(block);
    comments.call("⇒ adjoints through " + PRINTER.line(step.result()), call.origin(), code);
    List<JavaExpression> arguments = new ArrayList<>(shared(call));
    JavaExpression gradients = instance(names.callField(call).in("g"), call);
    arguments.add(3, step.sharesGradients() ? names.share(plan, call).in("s") : gradients);
    Step.Forward forward = forwards.get(call);
    for (int k : callee.ports().backwardReads()) {
      JavaExpression argument = array(step.arguments().get(k));
      arguments.add(k == 0 ? chained(forward, argument) : argument);
    }
    if (callee.ports().backwardReadsOutput()) {
      arguments.add(result(forward, call, array(step.result())));
    }
    boolean between = names.between(plan, step).isPresent();
    arguments.add(between ? result(step, call, array(step.resultAdjoint())) : array(step.resultAdjoint()));
    List<JavaExpression> after = new ArrayList<>();
    for (int k = 0; k < step.adjoints().size(); k++) {
      Optional<Tensor> adjoint = step.adjoints().get(k);
      if (adjoint.isEmpty()) {
        continue;
      }
      JavaExpression array = array(adjoint.get());
      if (k == 0) {
        arguments.add(chained(step, array));
      } else if (step.sums().get(k).isPresent()) {
        JavaExpression share = array(step.sums().get(k).get());
        arguments.add(share);
        after.add(new JavaExpression.Own("accumulate",
            List.of(WORKER, Units.length(adjoint.get()), isRepetition(call.count() - 1), array, share)));
      } else {
        arguments.add(array);
      }
    }
    if (step.sharesGradients()) {
      after.add(gradients.call("add", WORKER, names.share(plan, call).in("s")));
    }
    invoke(call, calleeNames, "backward", arguments, "for (int i = " + (call.count() - 1) + "; i >= 0; i--)", after,
        code);
  }
}
