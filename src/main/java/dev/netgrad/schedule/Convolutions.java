package dev.netgrad.schedule;

import dev.netgrad.law.Rewriting;
import java.util.Arrays;
import java.util.Optional;

/** How vector kernels compute convolutions of three by three and their gradients; plain kernels are always direct. */
public enum Convolutions {
  /**
   * By the law of {@link ToomCook} where it pays, with a quarter of the multiplications. It adds and subtracts all
   * pixels of a tile of six by six: the error of an output is relative to the largest of them, also where the output
   * does not read it, and one infinity or NaN makes up to 25 outputs NaN instead of the nine that read it.
   */
  TOOM_COOK("toom-cook"),
  /** Each output from what it reads, and nothing else. */
  DIRECT("direct");

  private final String text;

  Convolutions(String text) {
    this.text = text;
  }

  /** A way to rewrite formulas by the laws that this allows. */
  public Rewriting rewriting() {
    return this == DIRECT ? Rewriting.exact() : Rewriting.free();
  }

  /** By how options and parameters name it; nothing if there is none of that name. */
  public static Optional<Convolutions> parse(String text) {
    return Arrays.stream(values()).filter(c -> c.text.equals(text)).findFirst();
  }

  /** As options and parameters name it. */
  @Override
  public String toString() {
    return text;
  }
}
