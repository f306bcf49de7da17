package dev.netgrad.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.netgrad.plan.block.Size;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes how pools are made: the arrays in which tensors take turns. */
final class Pools {
  /** Arrays of a pool that are named one by one. */
  private static final int MOST_NAMED = 1_000;

  private Pools() {}

  /** Whether there are too many arrays to name each in one method. */
  static boolean isLong(List<Size> sizes) {
    return sizes.size() > MOST_NAMED;
  }

  /** How often a size comes in a row, its fixed part and its part for each sample, and so on. */
  private static CodeBlock runs(List<Size> sizes) {
    List<CodeBlock> runs = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= sizes.size(); i++) {
      if (i == sizes.size() || !sizes.get(i).equals(sizes.get(from))) {
        runs.add(CodeBlock.of("$L, $L, $L", i - from, sizes.get(from).fixed(), sizes.get(from).perSample()));
        from = i;
      }
    }
    return CodeBlock.join(runs, ",$W");
  }

  /** Makes a pool of many arrays. */
  static MethodSpec method(Units units) {
    TypeName pool = ArrayTypeName.of(units.array());
    return MethodSpec.methodBuilder("pool").addModifiers(Modifier.PRIVATE, Modifier.STATIC).returns(pool)
        .addJavadoc("Arrays, many of which have one length.\n\n"
            + "@param runs how many are of a size, its fixed part and its part for each sample, and so on\n")
        .addParameter(TypeName.INT, "capacity").addParameter(int[].class, "runs").varargs()
        .addStatement("$1T<$2T> pool = new $1T<>()", ArrayList.class, units.array())
        .beginControlFlow("for (int i = 0; i < runs.length; i += 3)")
        .beginControlFlow("for (int k = 0; k < runs[i]; k++)")
        .addStatement("pool.add(new $T[runs[i + 1] + capacity * runs[i + 2]])", units.element())
        .endControlFlow().endControlFlow().addStatement("return pool.toArray(new $T[0][])", units.element()).build();
  }

  /** The sizes of a pool's arrays for a capacity. */
  static CodeBlock of(Units units, List<Size> sizes) {
    if (isLong(sizes)) {
      return CodeBlock.of("pool(capacity,$W$L)", runs(sizes));
    }
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
