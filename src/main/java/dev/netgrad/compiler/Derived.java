package dev.netgrad.compiler;

import dev.netgrad.simplify.Change;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import java.util.List;

/**
 * How a network was derived.
 *
 * @param source the network as {@code model} gives it
 * @param expanded the same, with the formulas of the derivatives that it names
 * @param raw the adjoints as the reverse sweep leaves them
 * @param simplified what the laws made of them
 * @param changes what they did, tensor by tensor, in their order
 */
public record Derived(Network source, Network expanded, Derivative raw, Derivative simplified,
    List<Change> changes) {
  public Derived {
    changes = List.copyOf(changes);
  }
}
