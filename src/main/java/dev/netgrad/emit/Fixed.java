package dev.netgrad.emit;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that the generated code uses for itself, in every set of kernels, by the kind of scope in which a name of
 * the source would be in their way. It gives way to them: it gets an underscore. Each list is short, so that most names
 * never meet one; a test takes all identifiers from generated code and tries them everywhere.
 */
enum Fixed {
  /** The classes that a network has anyway, words that no class is called, variables that would hide a class. */
  CLASSES("""
      weights gradients buffers workspace optimizerstate namedarray givenarrays metrics kernels loops timedkernels
      worker team pass given lanefunctions
      """, "key|step|site|var|record|yield|sealed|permits|(?i:InferBuffers\\d*|Page\\d+)"),
  /** The public methods of a network, and the private ones that serve it. */
  METHODS("""
      forward backward infer measure update commit trainStep kernels times accumulate arrays check checkClasses pool main
      clone finalize getClass hashCode equals notify notifyAll toString wait
      """, "infer\\d+|(forward|backward|infer|update|commit|draw)Part\\d*"),
  /** The fields of weights and gradients: what the methods there call their parameters and variables. */
  WEIGHTS("seed prefix all arrays i me other", "page\\d+"),
  /** The fields of buffers, beside the same of constructors. */
  BUFFERS("capacity pool backwardPool name key step firstSample i", "page\\d+"),
  /** The fields of an optimizer's state. */
  OPTIMIZER("scratch", ""),
  /** The parameters and variables of the methods of networks and blocks. */
  PASS("""
      me N w g s o i workspace metrics scratch firstSample KERNELS before_ loss_ given_ given FORWARD BACKWARD INFER
      UPDATE
      """, "INFER\\d+"),
  /** The methods, fields and variables of the class in which metrics grow. */
  METRICS("""
      samples clear take add values value erf polynomial i N other
      clone finalize getClass hashCode equals notify notifyAll toString wait
      """, ""),
  /** The same of a formula of an optimizer. */
  FORMULA("me N scratch KERNELS", ""),
  /** The methods of kernels: those that serve them. */
  KERNELS("""
      description own shared choose obstacle isMultiplyAddFast erf polynomial random next acquaint add
      clone finalize getClass hashCode equals notify notifyAll toString wait
      """, ""),
  /** The parameters and variables of a kernel. */
  KERNEL("me N more own shared S I SHIFT SHIFT_BITS candidate_ wins_ start_", "LANES_\\d+_TO_\\d+");

  /** Types and packages that the code mentions, which mean a variable where there is one of that name. */
  private static final Set<String> MENTIONED = Set.of(("""
      java jdk dev
      AutoCloseable Class Double Error Float IllegalArgumentException IllegalStateException Integer LinkageError Long
      Math ModuleLayer Object Override ProcessHandle ReflectiveOperationException Runtime RuntimeException StrictMath String
      System Thread Throwable UnsupportedOperationException
      ArrayList Arrays AtomicLong HashMap LinkedHashMap List LockSupport Map SplittableRandom
      FloatVector IntVector VectorMask VectorOperators VectorSpecies
      Model
      """).strip().split("\\s+"));

  private final Set<String> names;
  private final Pattern numbered;

  Fixed(String names, String numbered) {
    this.names = Set.of(names.strip().split("\\s+"));
    this.numbered = Pattern.compile(numbered);
  }

  /** Whether the generated code means something else by a name in such a scope. */
  boolean has(String name) {
    if (this == CLASSES && (names.contains(name.toLowerCase(Locale.ROOT)) || PASS.has(name))) {
      return true;
    }
    return names.contains(name) || MENTIONED.contains(name) || numbered.matcher(name).matches();
  }
}
