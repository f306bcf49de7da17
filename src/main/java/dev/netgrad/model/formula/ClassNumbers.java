package dev.netgrad.model.formula;

import dev.netgrad.model.names.Trees;
import dev.netgrad.model.scope.Failure;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.Optional;

/** Class numbers and positions, which are compared and which tell where another tensor is read. */
final class ClassNumbers {
  private final Domain domain;

  ClassNumbers(Domain domain) {
    this.domain = domain;
  }

  /** The class numbers that an expression reads: those of a name, or of one behind which indices stand. */
  Optional<Tensor> tensor(Ast.Expr e) {
    Ast.Expr base = e instanceof Ast.Access a ? a.base() : e;
    return base instanceof Ast.Reference r && domain.scope().find(r.name()) instanceof Meaning.Whole w
        && w.tensor().isInteger() ? Optional.of(w.tensor()) : Optional.empty();
  }

  /** One class number for each sample needs no index. */
  Scalar.Read ofSample(Tensor tensor, Ast.Expr name) {
    if (tensor.sampleRank() > 0) {
      throw domain.frame().fail(Code.RANK, name.span(), "`" + name.span().text() + "` is " + tensor.shapeText()
          + " and read by index");
    }
    return new Scalar.Read(tensor, domain.leading(tensor));
  }

  /** What is wrong with an index that reads class numbers, or numbers, but is no class number. */
  Optional<Diagnostic> misused(Ast.Expr index) {
    boolean[] hasNumbers = {false};
    Trees.references(index, r -> hasNumbers[0] |= tensor(r).isPresent());
    if (hasNumbers[0]) {
      return Optional.of(Diagnostic.of(Code.NOT_AFFINE, index.span(),
          "a class number that tells where to read stands alone, without arithmetic around it")
          .advice("such as table[tokens[t], d], or table[(tokens[t - 1] else 0), d]"));
    }
    Ast.Expr base = index instanceof Ast.Access a ? a.base() : index;
    return base instanceof Ast.Reference r && domain.scope().find(r.name()) instanceof Meaning.Whole w
        ? Optional.of(Diagnostic.of(Code.NOT_AFFINE, index.span(), "`" + r.name() + "` holds numbers, and an index is a"
            + " whole number").and(domain.frame().place(w.tensor()), "`" + r.name() + "` comes from here")
            .advice("class numbers are whole, as in tokens[T]: class[100]")) : Optional.empty();
  }

  /** Of a position that is an index. */
  static Diagnostic unnamed(Ast.Reduce position) {
    return Diagnostic.of(Code.NOT_AFFINE, position.span(), "a reduction is no index of a read")
        .advice("give a position a name: best = argmax[…] …, then read at best");
  }

  /** What a class number says where a tensor is read that may be shorter. */
  Failure outOfBounds(Tensor read, int dimension, Index.Element element, Ast.Expr written) {
    long extent = read.sampleExtent(dimension);
    Tensor numbers = element.read().tensor();
    String name = domain.frame().called(read);
    Diagnostic d = Diagnostic.of(Code.OUT_OF_BOUNDS, written.span(), "`" + name + "` may be read out of bounds: "
        + written.span().onOneLine() + (element.classes() == 0 ? " is -1 where no point takes part"
            : " reaches " + (element.classes() - 1)) + ", and this dimension has the indices 0 to " + (extent - 1))
        .and(domain.frame().place(read), "`" + name + "` is " + read.shapeText());
    return domain.frame().fail(element.classes() == 0
        ? d.advice("without a guard some point always takes part: argmax[…] if … then … else -infinity")
        : d.and(domain.frame().place(numbers), "one of " + element.classes() + " class numbers")
            .advice("give the dimension an index for each class, " + element.classes()));
  }
}
