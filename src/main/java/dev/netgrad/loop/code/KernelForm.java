package dev.netgrad.loop.code;

import dev.netgrad.plan.block.Size;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a kernel does, whatever its variables are called: kernels of equal forms are one method. It is the kernel's
 * tree, node by node, in which arrays, integer variables and local variables are numbers, in the order of their first
 * use.
 *
 * <p>The nodes are records and are taken apart as such, by reflection: of a new kind of node, no component can be
 * forgotten, and two kernels that differ in it can't be taken for one.
 *
 * @param nodes kinds of nodes, numbers of variables, and values
 */
public record KernelForm(List<Object> nodes) {
  /** A variable by its number. */
  private record Variable(int number) {}

  /** What a caller passes: arrays of different sizes or kinds are different parameters. */
  private record Parameter(Size size, boolean integer, boolean scalar, boolean stream, Optional<String> scratch) {}

  public KernelForm {
    nodes = List.copyOf(nodes);
  }

  public static KernelForm of(Kernel kernel) {
    Walk walk = new Walk();
    walk.add(Kernel.BATCH);
    walk.add(kernel.parameters());
    walk.add(kernel.body());
    return new KernelForm(walk.nodes);
  }

  private static final class Walk {
    private final List<Object> nodes = new ArrayList<>();
    private final Map<Object, Variable> variables = new HashMap<>();

    void add(Object node) {
      if (node instanceof Axis) {
        variable(node);
      } else if (node instanceof Affine affine) {
        nodes.add(affine.terms().size());
        affine.terms().forEach((axis, coefficient) -> {
          variable(axis);
          nodes.add(coefficient);
        });
        nodes.add(affine.constant());
      } else if (node instanceof Code.Local local) {
        if (variable(local)) {
          nodes.add(local.type());
        }
      } else if (node instanceof Buffer buffer) {
        if (variable(buffer)) {
          nodes.add(new Parameter(buffer.size(), buffer.integer(), buffer.scalar(), buffer.isStream(),
              buffer.isScratch() ? Optional.of(buffer.name()) : Optional.empty()));
        }
      } else if (node instanceof List<?> list) {
        nodes.add(list.size());
        list.forEach(this::add);
      } else if (node instanceof Optional<?> optional) {
        nodes.add(optional.isPresent());
        optional.ifPresent(this::add);
      } else if (node instanceof Record record) {
        nodes.add(record.getClass());
        components(record).forEach(this::add);
      } else {
        nodes.add(node);
      }
    }

    /** Whether this is the variable's first use. */
    private boolean variable(Object variable) {
      boolean first = !variables.containsKey(variable);
      nodes.add(variables.computeIfAbsent(variable, v -> new Variable(variables.size())));
      return first;
    }
  }

  private static List<Object> components(Record record) {
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        values.add(component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(component.toString(), e);
      }
    }
    return values;
  }
}
