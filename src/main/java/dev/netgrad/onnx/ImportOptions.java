package dev.netgrad.onnx;

import dev.netgrad.onnx.ModelGraph.Given;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What whoever imports a model says of it.
 *
 * @param keepsLayout whether pictures come with their channels first, as the model has them
 * @param batch the name of the extent that is the batch's, or empty for whatever the first axis is called
 * @param sizes of extents that have names
 * @param fixed whole numbers that the model would be given, such as a shape, by the input's name; not copied
 */
public record ImportOptions(
    boolean keepsLayout, String batch, Map<String, Integer> sizes, Map<String, long[]> fixed) {
  public ImportOptions {
    sizes = Map.copyOf(sizes);
    fixed = Map.copyOf(fixed);
  }

  /** Pictures with their channels last. */
  public static ImportOptions usual() {
    return new ImportOptions(false, "", Map.of(), Map.of());
  }

  /** What an input is fixed to, if it is. */
  Optional<Constant> fixed(Given input) {
    return Optional.ofNullable(fixed.get(input.name())).map(values -> {
      int[] shape = input.extents().length == 0 ? new int[0] : new int[] {values.length};
      return Constant.of(input.name(), input.kind(), input.extents().length > 1 ? input.extents() : shape,
          Arrays.stream(values).asDoubleStream().toArray());
    });
  }

  /** With the sizes that are said. */
  Given sized(Given input) {
    int[] extents = input.extents().clone();
    for (int i = 0; i < extents.length; i++) {
      Integer size = sizes.get(input.names().get(i));
      extents[i] = extents[i] < 0 && size != null ? size : extents[i];
      boolean isOther = i == 0 && extents[i] < 0 && !batch.isEmpty() && !batch.equals(input.names().get(i));
      if (isOther) {
        throw new OnnxException("the first axis of the input " + input.name() + " is `" + input.names().get(i)
            + "`, not `" + batch + "`");
      }
    }
    return new Given(input.name(), input.kind(), extents, input.names());
  }
}
