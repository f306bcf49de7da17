package dev.netgrad.law;

import java.util.List;

/** The factors of a product, each a sum in normal form: its terms, none for 0. */
public record Factors(List<Product> left, List<Product> right) {
  public Factors {
    left = List.copyOf(left);
    right = List.copyOf(right);
  }
}
