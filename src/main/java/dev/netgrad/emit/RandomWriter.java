package dev.netgrad.emit;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.netgrad.tensor.check.RandomNumbers;
import javax.lang.model.element.Modifier;

/** Writes the generator of {@link RandomNumbers}. */
final class RandomWriter {
  private final Units units;

  RandomWriter(Units units) {
    this.units = units;
  }

  /** What kernels call. */
  void addNumbersTo(TypeSpec.Builder kernels) {
    String scale = units.element().equals(TypeName.FLOAT) ? "0x1p-24f" : "0x1p-24";
    kernels.addMethod(MethodSpec.methodBuilder("random").addModifiers(Modifier.STATIC).returns(units.element())
        .addJavadoc("A number of a stream, by its position: an odd multiple of 1/2²⁴, so that it is neither 0 nor 1.\n")
        .addParameter(TypeName.LONG, "stream").addParameter(TypeName.INT, "position")
        .addStatement("return (next(stream + position * $L) >>> 40 | 1) * $L", hexadecimal(RandomNumbers.GOLDEN), scale)
        .build());
    kernels.addMethod(MethodSpec.methodBuilder("next").addModifiers(Modifier.STATIC).returns(TypeName.LONG)
        .addJavadoc("The first number of SplitMix64 from a start: Steele, Lea and Flood, Fast splittable pseudorandom\n"
            + "number generators, OOPSLA 2014.\n")
        .addParameter(TypeName.LONG, "start")
        .addStatement("long z = start + $L", hexadecimal(RandomNumbers.GOLDEN))
        .addStatement("z = (z ^ z >>> 30) * $L", hexadecimal(RandomNumbers.FIRST_FACTOR))
        .addStatement("z = (z ^ z >>> 27) * $L", hexadecimal(RandomNumbers.SECOND_FACTOR))
        .addStatement("return z ^ z >>> 31").build());
  }

  /** The start of a stream, for a site that is the hash of its name: where that of the first sample's numbers is. */
  MethodSpec stream() {
    return MethodSpec.methodBuilder("stream").addModifiers(Modifier.PRIVATE, Modifier.STATIC).returns(TypeName.LONG)
        .addJavadoc("The start of a site's random numbers in a step, without those of other samples before.\n")
        .addParameter(TypeName.LONG, "key").addParameter(TypeName.LONG, "step").addParameter(TypeName.LONG, "site")
        .addParameter(TypeName.LONG, "before")
        .addStatement("return $1T.next($1T.next($1T.next(key) + step) + site) + before * $2L", units.support(),
            hexadecimal(RandomNumbers.GOLDEN)).build();
  }

  private static String hexadecimal(long value) {
    return "0x" + Long.toHexString(value) + "L";
  }
}
