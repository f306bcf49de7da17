/**
 * The compiler as a library: networks written as {@code .net} text, differentiated, evaluated, turned into Java and
 * trained within one process.
 *
 * <p>{@link dev.netgrad.api.NetSource} is the way in; what it makes of a network with a loss,
 * {@link dev.netgrad.train.loop.Training} trains. This program prints a derivative, evaluates it at a point, and
 * trains:
 * <pre>{@code
 * import dev.netgrad.api.Gradient;
 * import dev.netgrad.api.NetSource;
 * import dev.netgrad.train.Batch;
 * import dev.netgrad.train.Model;
 * import dev.netgrad.train.data.Data;
 * import dev.netgrad.train.loop.ProgressLine;
 * import dev.netgrad.train.loop.Recipe;
 * import dev.netgrad.train.loop.Training;
 * import java.util.Map;
 *
 * public final class Xor {
 *   public static void main(String[] args) {
 *     NetSource source = NetSource.of("""
 *         network Xor(x[2], label: class[2]) {
 *           logits = x -> dense(8) -> tanh -> dense(2)
 *           loss = crossEntropy(logits, label)
 *           optimizer sgd(momentum = 0.9)
 *         }
 *         """);
 *     System.out.println(source.derivative("Xor"));
 *
 *     Gradient gradient = source.gradient("Xor", Map.of("x", new double[] {1, 0}, "label", new double[] {1}));
 *     System.out.println("loss " + gradient.outputs().get("loss")[0] + ", dloss/dx[0] " + gradient.of("x")[0]);
 *
 *     Batch points = new Batch(4).with("x", new float[] {0, 0, 0, 1, 1, 0, 1, 1})
 *         .with("label", new int[] {0, 1, 1, 0});
 *     Model model = source.model("Xor", 1);
 *     new Training(model, Data.of(model, points, points), Recipe.defaults().withEpochs(200).withRate(0.1f))
 *         .listener(new ProgressLine(System.out, false)).run();
 *   }
 * }
 * }</pre>
 *
 * <p>Beside netgrad it needs {@code org.antlr:antlr4-runtime} and {@code com.palantir.javapoet:javapoet}, in the
 * versions of netgrad's own {@code pom.xml}; on the module path, {@code org.antlr.antlr4.runtime} and
 * {@code com.palantir.javapoet}, which the application's module then requires, too. Training and inference with Java
 * that was generated before, by the Maven plugin or the command line, need neither.
 *
 * <p>Numbers without another word are dimensionless, arrays of tensors are row by row, the last index fastest. Where
 * an argument is null, a {@link NullPointerException} names it. Exceptions other than these and those that are
 * documented are faults of netgrad.
 */
package dev.netgrad.api;
