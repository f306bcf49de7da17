package dev.netgrad.compiler;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;

/**
 * The module of the Vector API. It incubates: a Java that has it runs with it only if told to by
 * {@code --add-modules jdk.incubator.vector}.
 */
public final class VectorModule {
  public static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether this Java runs with it. */
  public static boolean isPresent() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }

  /** Whether this Java has it, for its compiler and for one that is started with it. */
  public static boolean isAvailable() {
    return ModuleFinder.ofSystem().find(NAME).isPresent();
  }

  /** The width of the vectors that the processor prefers; 0 where this Java runs without the module. */
  public static int preferredBits() {
    if (!isPresent()) {
      return 0;
    }
    try {
      Object species = Class.forName("jdk.incubator.vector.FloatVector").getField("SPECIES_PREFERRED").get(null);
      return (int) Class.forName("jdk.incubator.vector.VectorSpecies").getMethod("vectorBitSize").invoke(species);
    } catch (ReflectiveOperationException e) {
      return 0;
    }
  }

  /**
   * Whether vector code is fast here, if there is any: it is slow, if right, in a Java that does not compile it with
   * C2, or on a processor without fused multiply-add.
   */
  public static boolean suits() {
    boolean interpreted = System.getProperty("java.vm.info", "").startsWith("interpreted");
    return !interpreted && !setting("UseFMA", "true").equals("false")
        && Integer.parseInt(setting("TieredStopAtLevel", "4")) >= 4;
  }

  /** A setting of the virtual machine, where it tells. */
  private static String setting(String name, String otherwise) {
    try {
      return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption(name).getValue();
    } catch (LinkageError | RuntimeException e) {
      return otherwise;
    }
  }
}
