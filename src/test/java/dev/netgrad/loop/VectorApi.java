package dev.netgrad.loop;

import dev.netgrad.schedule.Profile;
import dev.netgrad.schedule.Target;
import dev.netgrad.tensor.ElementType;
import java.util.List;

/** The Vector API of the Java that runs this, asked by reflection: what is compiled here does without the module. */
public final class VectorApi {
  public static final String MODULE = "jdk.incubator.vector";

  private VectorApi() {}

  /** What kernels for vectors of some widths are made for. */
  public static List<Target> targets(List<Integer> bits) {
    return Profile.ANY.targets(bits, ElementType.FLOAT);
  }

  /** The width of the vectors that it prefers. */
  public static int preferredBits() {
    try {
      Object species = Class.forName(MODULE + ".FloatVector").getField("SPECIES_PREFERRED").get(null);
      return (int) Class.forName(MODULE + ".VectorSpecies").getMethod("vectorBitSize").invoke(species);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java runs without --add-modules " + MODULE, e);
    }
  }
}
