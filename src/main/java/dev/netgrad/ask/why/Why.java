package dev.netgrad.ask.why;

import java.util.List;
import java.util.Optional;

/**
 * The answer to: why is this adjoint what it is?
 *
 * @param block the signature of the block that the tensor is in
 * @param tensor the forward tensor and its statement
 * @param adjoint the name of its adjoint
 * @param lead what the contributions are, where there is more than one or none
 * @param contributions what its readers contribute
 * @param together what the laws made of their sum
 * @param result the adjoint, simplified
 * @param where what the result reads that is no forward tensor and no adjoint of one, such as the sums of batch norm
 * @param inOne the result with these in place, as far as they are no sums, and the laws that made it short
 * @param aliases what turned out to be the same array
 * @param memory what the forward pass keeps of the tensor
 * @param loops the loops in which it is computed
 * @param reading the whole block: its source, its forward pass and its backward pass
 */
public record Why(String block, Statement tensor, String adjoint, String lead,
    List<Contribution> contributions, List<Rewrite> together, Statement result, List<Statement> where,
    Optional<Rewrite> inOne, List<Alias> aliases, Memory memory, List<Loop> loops, Reading reading) {

  /** A formula or declaration as text and as MathML, and its place as {@code file:line}. */
  public record Statement(String text, String math, String place) {}

  /** An equation as text and as MathML. */
  public record Equation(String text, String math) {}

  /**
   * What is derived from one reader's statement.
   *
   * @param chain the lines of the table of derivatives, the outermost operator first
   * @param turned the contribution as the chain rule gives it, its read turned round; instead of a place, the rule
   * @param rewrites what the laws made of it
   * @param result what it is in the end
   */
  public record Contribution(String reader, Statement statement, List<Equation> chain, Statement turned,
      List<Rewrite> rewrites, String result) {
    public Contribution {
      chain = List.copyOf(chain);
      rewrites = List.copyOf(rewrites);
    }
  }

  /** A step by laws. */
  public record Rewrite(Equation before, Equation after, List<LawText> laws) {
    public Rewrite {
      laws = List.copyOf(laws);
    }
  }

  /** A law, and why it is allowed in floating point. */
  public record LawText(String equation, boolean exact, String justification) {}

  /** Another name of an array, and the laws that made it one. */
  public record Alias(String name, String of, List<LawText> laws) {}

  /** What is kept for the backward pass: why, and in how many bytes, as a function of N and for a batch. */
  public record Memory(String text, String size, long bytes, long batch) {}

  /** A loop nest, the file and the lines of the generated Java. */
  public record Loop(String kernel, String pass, String file, int firstLine, int lastLine) {}

  /** A block in three columns; lines that belong together have one place, as {@code file:line}. */
  public record Reading(List<Line> source, List<Line> forward, List<Line> backward) {
    public Reading {
      source = List.copyOf(source);
      forward = List.copyOf(forward);
      backward = List.copyOf(backward);
    }
  }

  /** A line of a column. */
  public record Line(String text, String place) {}

  public Why {
    contributions = List.copyOf(contributions);
    together = List.copyOf(together);
    where = List.copyOf(where);
    aliases = List.copyOf(aliases);
    loops = List.copyOf(loops);
  }
}
