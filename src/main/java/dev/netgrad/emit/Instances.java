package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import dev.netgrad.tensor.Call;
import java.util.function.BiFunction;

/** Writes something for each instance of a call; repetitions are numbered as their names are. */
final class Instances {
  private static final JavaExpression INDEX = JavaExpression.name("i");

  private Instances() {}

  /**
   * @param field what holds the instance, or the array of all
   * @param statement of an instance's field and of the text of its name with a dot behind it
   */
  static void each(CodeBlock.Builder code, String field, Call call,
      BiFunction<CodeBlock, CodeBlock, CodeBlock> statement) {
    JavaExpression all = JavaExpression.name(field);
    String first = call.instances().get(0);
    if (call.count() == 1) {
      code.addStatement(statement.apply(JavaText.of(all), CodeBlock.of("$S", first + ".")));
      return;
    }
    String stem = first.replaceAll("\\d+$", "");
    boolean numbered = !stem.equals(first);
    for (int i = 0; i < call.count() && numbered; i++) {
      numbered = call.instances().get(i).equals(stem + i);
    }
    if (numbered) {
      code.beginControlFlow("for (int i = 0; i < $L; i++)", call.count());
      code.addStatement(statement.apply(JavaText.of(all.at(INDEX)), CodeBlock.of("$S + i + $S", stem, ".")));
      code.endControlFlow();
    } else {
      for (int i = 0; i < call.count(); i++) {
        code.addStatement(statement.apply(JavaText.of(all.at(JavaExpression.number(i))),
            CodeBlock.of("$S", call.instances().get(i) + ".")));
      }
    }
  }
}
