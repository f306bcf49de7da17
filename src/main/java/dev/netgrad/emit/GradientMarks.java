package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.tensor.Tensor;
import java.util.Arrays;
import javax.lang.model.element.Modifier;

/**
 * Writes what gradients have beside the arrays of tables: marks of the rows that a backward pass wrote, so that the
 * next one clears these alone. Whoever was given the arrays may write to others: from then on all rows count as
 * written.
 */
final class GradientMarks {
  private static final String SHOWN = "shown_";

  private GradientMarks() {}

  static FieldSpec field(UnitNames.Marks marks, Tensor parameter) {
    return FieldSpec.builder(int[].class, marks.path().field(), Modifier.PRIVATE, Modifier.FINAL)
        .addJavadoc("1 for each block of rows of {@code $L}, and then for each row, that a backward pass wrote.\n",
            Texts.javadoc(parameter.name()))
        .initializer("new int[$L]", marks.tensor().elementsPerSample()).build();
  }

  /** What the method that gives the arrays does first. */
  static CodeBlock shown(UnitNames names) {
    return names.marks().isEmpty() ? CodeBlock.of("") : CodeBlock.builder().addStatement("$L = true", SHOWN).build();
  }

  static void write(TypeSpec.Builder gradients, UnitNames names) {
    gradients.addField(FieldSpec.builder(TypeName.BOOLEAN, SHOWN, Modifier.PRIVATE)
        .addJavadoc("Whether somebody was given the arrays.\n").build());
    MethodSpec.Builder changed = MethodSpec.methodBuilder("changed").addModifiers(Modifier.PUBLIC)
        .addJavadoc("Says that something was written to these arrays. A backward pass clears the rows of a table that"
            + " the one\nbefore wrote; without this, what others wrote to other rows stays there. Whoever has the"
            + " arrays from\n{@link #parameters} need not call it.\n");
    names.marks().values().forEach(marks ->
        changed.addStatement("$T.fill($L, 1)", Arrays.class, marks.path().toString()));
    gradients.addMethod(changed.build());
    gradients.addMethod(MethodSpec.methodBuilder("begin").addModifiers(Modifier.PRIVATE)
        .beginControlFlow("if ($L)", SHOWN).addStatement("changed()").endControlFlow().build());
  }

  /** What a backward pass does first. */
  static CodeBlock begin(UnitNames names) {
    return names.marks().isEmpty() ? CodeBlock.of("") : CodeBlock.builder().addStatement("g.begin()").build();
  }
}
