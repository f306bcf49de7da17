/**
 * ONNX models as networks of the language.
 *
 * <p>The way, each step a value:
 * <pre>
 * file ─ {@link dev.netgrad.onnx.ModelFile} ─▶ {@link dev.netgrad.onnx.ModelGraph}
 *      ─ {@link dev.netgrad.onnx.Translation} ─▶ statements ─ {@link dev.netgrad.onnx.NetworkText} ─▶ text and weights
 * </pre>
 *
 * <p>Comes in: a file. Goes out: text in the language, as a person would write it, and the elements of its parameters.
 * The package knows the language, not the compiler. An operator is a {@linkplain dev.netgrad.onnx.OperatorRule rule}: a
 * formula, or a layer of the library that means the same. Of what is known before the network runs, formulas are
 * computed at once. What only moves elements is no statement but another {@linkplain dev.netgrad.onnx.Arranged way to
 * read}: so channels lie last in all pictures, and weights are laid out as they are read. Invariant: what is written
 * means what the model means, or nothing is written and the node that stands in the way is named.
 */
package dev.netgrad.onnx;
