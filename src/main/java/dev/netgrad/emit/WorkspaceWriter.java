package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * Writes the workspace: the arrays and the threads of one caller, and what says who uses it and which call may come
 * next. Whatever ends a call, the workspace can be used again: what takes it back from the caller is a store, for which
 * even a full stack has room.
 */
final class WorkspaceWriter {
  /** What a method calls the caller that had the workspace before. */
  static final String BEFORE = "before_";

  private final Units units;
  private final UnitNames names;
  private final Plan plan;

  WorkspaceWriter(Units units) {
    this.units = units;
    this.names = units.whole();
    this.plan = units.program().plan();
  }

  /** The code of a method that uses a workspace, which no other thread may use meanwhile. */
  static CodeBlock using(String workspace, CodeBlock code) {
    return CodeBlock.builder().addStatement("$T $L = $Lenter()", Thread.class, BEFORE, workspace)
        .beginControlFlow("try").add(code).nextControlFlow("finally").addStatement("$Luser = $L", workspace, BEFORE)
        .endControlFlow().build();
  }

  TypeSpec write() {
    ClassName training = names.buffersType(plan.wholeTraining());
    ClassName inference = names.buffersType(plan.wholeEvaluation());
    TypeSpec.Builder type = TypeSpec.classBuilder("Workspace")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL).addSuperinterface(AutoCloseable.class)
        .addJavadoc("""
            The arrays and the threads of one caller, for batches up to a capacity. The arrays of training and
            of inference are made when they are first needed; they never grow. Threads that have nothing to do
            for a second end. A thread that calls while a call of another one runs gets an
            {@link IllegalStateException}. After a call that failed, whatever the reason, the next one is as good as any.
            """);
    type.addField(FieldSpec.builder(units.given(), "given", Modifier.PRIVATE, Modifier.FINAL)
        .initializer("new $T()", units.given()).build());
    type.addField(FieldSpec.builder(int.class, "MAX_BATCH", Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .addJavadoc("No array can hold a larger batch.\n").initializer("$L", plan.largestBatch()).build())
        .addField(int.class, "capacity", Modifier.PRIVATE, Modifier.FINAL)
        .addField(int.class, "threads", Modifier.PRIVATE, Modifier.FINAL)
        .addField(FieldSpec.builder(Thread.class, "user", Modifier.PRIVATE, Modifier.VOLATILE)
            .addJavadoc("The thread whose call runs.\n").build())
        .addField(boolean.class, "closed", Modifier.PRIVATE)
        .addField(units.team(), "team", Modifier.PRIVATE)
        .addField(training, "training", Modifier.PRIVATE)
        .addField(inference, "inference", Modifier.PRIVATE);
    asides().forEach(p -> type.addField(names.buffersType(p), names.inferenceName(p), Modifier.PRIVATE));
    type.addField(ArrayTypeName.of(units.array()), "pool", Modifier.PRIVATE);
    if (trains()) {
      type.addField(FieldSpec.builder(int.class, "kept", Modifier.PRIVATE)
          .addJavadoc("The samples of the forward pass whose backward pass may come next; else 0.\n").build());
    }
    type.addField(FieldSpec.builder(boolean.class, "found", Modifier.PRIVATE)
            .addJavadoc("Whether a forward pass found new values for the states, and they may be committed.\n").build())
        .addMethod(constructorForAllProcessors())
        .addMethod(constructor())
        .addMethod(MethodSpec.methodBuilder("capacity").addModifiers(Modifier.PUBLIC).returns(int.class)
            .addJavadoc("The largest batch.\n\n@return as many samples as it was made for\n")
            .addStatement("return capacity").build())
        .addMethod(training(training))
        .addMethod(inference(plan.wholeEvaluation()));
    plan.derivatives().forEach(p -> type.addMethod(derivative(p)));
    plan.metrics().ifPresent(p -> type.addMethod(inference(p)));
    type.addMethod(close())
        .addMethod(checkBatch())
        .addMethod(enter())
        .addMethod(run());
    if (trains()) {
      type.addMethod(useKept());
    }
    return type.addMethod(useFound()).build();
  }

  private boolean trains() {
    return plan.wholeTraining().backward().isPresent();
  }

  private static MethodSpec constructorForAllProcessors() {
    return MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC)
        .addJavadoc("As many threads as there are processors.\n\n@param capacity the largest batch\n")
        .addParameter(int.class, "capacity")
        .addStatement("this(capacity, Runtime.getRuntime().availableProcessors())").build();
  }

  private static MethodSpec constructor() {
    return MethodSpec.constructorBuilder().addModifiers(Modifier.PUBLIC)
        .addJavadoc("""
            @param capacity the largest batch
            @param threads how many threads share a pass, the calling one among them; the results are the same, bit
                for bit, for any number. More threads than processors only slow it down.
            """)
        .addParameter(int.class, "capacity").addParameter(int.class, "threads").addCode("""
            if (capacity < 1 || capacity > MAX_BATCH) {
              throw new $1T("the capacity must be from 1 to " + MAX_BATCH
                  + ", not " + capacity);
            }
            if (threads < 1) {
              throw new $1T("there must be at least 1 thread, not " + threads);
            }
            this.capacity = capacity;
            this.threads = threads;
            """, IllegalArgumentException.class).build();
  }

  private static MethodSpec checkBatch() {
    return MethodSpec.methodBuilder("checkBatch").addModifiers(Modifier.PRIVATE)
        .addParameter(int.class, "batch").addCode("""
            if (batch < 1 || batch > capacity) {
              throw new $T("the batch must be from 1 to the capacity"
                  + " of this workspace, " + capacity + ", not " + batch);
            }
            """, IllegalArgumentException.class).build();
  }

  private static MethodSpec enter() {
    return MethodSpec.methodBuilder("enter").addModifiers(Modifier.PRIVATE).returns(Thread.class)
        .addJavadoc("""
            Takes the workspace for the calling thread.

            @return who had it, to whom it is to be given back: nobody, or the same thread for a call around this one
            """).addCode("""
            $1T caller = $1T.currentThread();
            if (user == caller) {
              return caller;
            }
            synchronized (this) {
              $1T other = user;
              if (other != null) {
                throw new $2T("this workspace is at work for another thread, "
                    + other.getName() + ": each needs its own");
              }
              if (closed) {
                throw new $2T("this workspace is closed");
              }
              user = caller;
              return null;
            }
            """, Thread.class, IllegalStateException.class).build();
  }

  private MethodSpec run() {
    return MethodSpec.methodBuilder("run").addModifiers(Modifier.PRIVATE).addParameter(units.pass(), "pass").addCode("""
        try {
          if (team == null || team.failure != null) {
            team = null;
            team = new $T(threads);
          }
          team.run(pass, given);
        } finally {
          given.clear();
        }
        """, units.team()).build();
  }

  private MethodSpec close() {
    return MethodSpec.methodBuilder("close").addAnnotation(Override.class).addModifiers(Modifier.PUBLIC)
        .addJavadoc("""
            Ends the threads and lets go of the arrays, now instead of a second after the last call and when nobody
            holds the workspace any more. Whoever calls with it afterwards gets an {@link $1T}.

            @throws $1T if a call of another thread runs
            """, IllegalStateException.class)
        .addCode("""
            if (closed) {
              return;
            }
            """)
        .addCode(using("", CodeBlock.of("""
            closed = true;
            if (team != null) {
              team.end(new $T("the workspace is closed"));
            }
            team = null;
            training = null;
            inference = null;
            pool = null;
            """, IllegalStateException.class).toBuilder().add(none(asides())).build())).build();
  }

  /** What there is beside the network's own inference. */
  private List<BlockPlan> asides() {
    return Stream.concat(plan.derivatives().stream(), plan.metrics().stream()).toList();
  }

  private CodeBlock none(List<BlockPlan> plans) {
    CodeBlock.Builder code = CodeBlock.builder();
    plans.forEach(p -> code.addStatement("$L = null", names.inferenceName(p)));
    return code.build();
  }

  private static MethodSpec useKept() {
    return MethodSpec.methodBuilder("useKept").addModifiers(Modifier.PRIVATE).addParameter(int.class, "batch")
        .addCode("""
        if (kept != batch) {
          throw new $T("backward uses up what the forward pass"
              + " right before it kept: " + (kept == 0 ? "there was none"
              : "that was of " + kept + " samples, not " + batch));
        }
        kept = 0;
        """, IllegalStateException.class).build();
  }

  private static MethodSpec useFound() {
    return MethodSpec.methodBuilder("useFound").addModifiers(Modifier.PRIVATE).addCode("""
        if (!found) {
          throw new $T("commit takes what a forward pass found:"
              + " there was none since the last commit, or it failed");
        }
        found = false;
        """, IllegalStateException.class).build();
  }

  private MethodSpec training(ClassName type) {
    return arrays("training", type, CodeBlock.builder()
        .add("// Inference shares the pool; what it had goes first, so that both are never there at once.\n")
        .addStatement("inference = null")
        .add(none(plan.metrics().stream().toList()))
        .addStatement("pool = null")
        .addStatement("pool = $L", Pools.of(units, plan.trainingPool()))
        .addStatement("training = new $T(capacity, pool, pool$L)", type, name(plan.wholeTraining())).build());
  }

  private MethodSpec inference(BlockPlan p) {
    return arrays(names.inferenceName(p), names.buffersType(p), CodeBlock.builder()
        .beginControlFlow("if (pool == null)")
        .addStatement("pool = $L", Pools.of(units, plan.evaluationPool())).endControlFlow()
        .addStatement("$L = new $T(capacity, pool$L)", names.inferenceName(p), names.buffersType(p), name(p)).build());
  }

  /** The arrays of a derivative take no turns with others: most callers need none of them. */
  private MethodSpec derivative(BlockPlan p) {
    return arrays(names.inferenceName(p), names.buffersType(p), CodeBlock.builder()
        .addStatement("$L = new $T(capacity, $L$L)", names.inferenceName(p), names.buffersType(p),
            Pools.of(units, p.forward().scratch()), name(p)).build());
  }

  /** What the network itself adds to the names of random numbers: nothing. */
  private static CodeBlock name(BlockPlan whole) {
    return whole.block().drawsRandomNumbers() ? CodeBlock.of(", $S", "") : CodeBlock.of("");
  }

  private static MethodSpec arrays(String name, ClassName type, CodeBlock make) {
    return MethodSpec.methodBuilder(name).addModifiers(Modifier.PUBLIC).returns(type)
        .addJavadoc("The arrays of $1L.\n\n@return those that all calls with this workspace use\n", name)
        .addCode(using("", CodeBlock.builder()
            .beginControlFlow("if ($L == null)", name).add(make).endControlFlow().addStatement("return $L", name)
            .build()))
        .build();
  }
}
