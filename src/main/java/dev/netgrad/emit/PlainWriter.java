package dev.netgrad.emit;

import com.palantir.javapoet.TypeSpec;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.source.Fault;
import java.util.ArrayList;
import java.util.List;

/** Writes the class with the kernels for any Java, in a file of its own beside the network's. */
final class PlainWriter {
  private PlainWriter() {}

  static TypeSpec write(Units units) {
    TypeSpec.Builder type = TypeSpec.classBuilder(units.plainSet()).superclass(units.kernels())
        .addJavadoc("""
            The kernels of {@link $T} for any Java, where they are not those of the textbook. They give the same numbers,
            within rounding, in a fraction of the time: several samples or channels are taken at once, loops run only
            where a test would let them, a row is added to at a time, and a sum of many terms is added up in blocks.

            <p>Long sums keep their digits: one number is summed in double precision; of a row, the sums have a rest
            beside them, to which goes what rounding takes from them, {@code term - (total - sum)}.
            """, units.network());
    type.addMethod(KernelsWriter.described(KernelsWriter.PLAIN).addAnnotation(Override.class).build());
    for (Buffer.Scratch of : Buffer.Scratch.values()) {
      long length = Kernel.scratch(units.program().kernels(), of);
      if (length != Kernel.scratch(units.program().textbook(), of)) {
        type.addMethod(KernelsWriter.scratch(of, length).addAnnotation(Override.class).build());
      }
    }
    KernelUses uses = units.uses();
    List<JavaMethod> methods = new ArrayList<>();
    for (Kernel kernel : units.program().faster()) {
      JavaMethod method = Fault.at(uses.subject(kernel), () -> KernelsWriter.method(units, kernel, false));
      methods.add(method);
      type.addMethod(method.spec().addAnnotation(Override.class).build());
    }
    JavaVerifier.verify(type.build(), methods, KernelsWriter.FUNCTIONS);
    return type.build();
  }
}
