package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import dev.netgrad.tensor.Call;
import java.util.function.BiFunction;

/** Writes something for each instance of a call; repetitions are numbered as their names are. */
final class Instances {
  /** Stands for a repetition's number in a name until the loop's variable takes its place. */
  private static final String NUMBER = "\u0000";

  private Instances() {}

  /**
   * @param field what holds the instance, or the array of all
   * @param statement of an instance's field and of its name with a dot behind it
   */
  static void each(CodeBlock.Builder code, String field, Call call, BiFunction<String, String, CodeBlock> statement) {
    String first = call.instances().get(0);
    if (call.count() == 1) {
      code.addStatement(statement.apply(field, first + "."));
      return;
    }
    String stem = first.replaceAll("\\d+$", "");
    boolean numbered = !stem.equals(first);
    for (int i = 0; i < call.count() && numbered; i++) {
      numbered = call.instances().get(i).equals(stem + i);
    }
    if (numbered) {
      code.beginControlFlow("for (int i = 0; i < $L; i++)", call.count());
      String text = statement.apply(field + "[i]", stem + NUMBER + ".").toString();
      code.addStatement("$L", text.replace("\\u0000.", "\" + i + \"."));
      code.endControlFlow();
    } else {
      for (int i = 0; i < call.count(); i++) {
        code.addStatement(statement.apply(field + "[" + i + "]", call.instances().get(i) + "."));
      }
    }
  }
}
