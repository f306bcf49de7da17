package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.Fault;
import dev.netgrad.train.Model;
import java.util.List;
import java.util.Map;

/** Generated sources, compiled in memory and loaded. */
public final class Loaded extends ClassLoader {
  private final List<GeneratedSource> sources;
  private final Map<String, byte[]> classes;

  private Loaded(List<GeneratedSource> sources, Map<String, byte[]> classes) {
    super(Loaded.class.getClassLoader());
    this.sources = sources;
    this.classes = classes;
  }

  /**
   * Loads sources; without those for the Vector API in a Java that runs without it.
   *
   * @throws EnvironmentException if this Java has no compiler
   * @throws Fault if the sources do not compile, which the compiler that wrote them is to blame for
   */
  public static Loaded of(List<GeneratedSource> sources) {
    List<GeneratedSource> usable = usable(sources);
    return new Loaded(usable, Fault.during("javac", () -> Javac.compile(usable)));
  }

  /**
   * The same, to run for long: what compiling took is given back before.
   *
   * @throws EnvironmentException if this Java has no compiler
   * @throws Fault if the sources do not compile, which the compiler that wrote them is to blame for
   */
  public static Loaded toRunLong(List<GeneratedSource> sources) {
    List<GeneratedSource> usable = usable(sources);
    Loaded loaded = new Loaded(usable, Fault.during("javac", () -> Javac.compileApart(usable)));
    // Arrays take the place of what the compiler had, instead of one beside it.
    System.gc();
    return loaded;
  }

  private static List<GeneratedSource> usable(List<GeneratedSource> sources) {
    return VectorModule.isPresent() ? sources : sources.stream().filter(s -> !s.vector()).toList();
  }

  /** A class by the path of its source, such as {@code com/example/ResNet20.java}. */
  public Class<?> type(GeneratedSource source) {
    try {
      return loadClass(source.className());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class of the network, whose source is the first. */
  public Class<?> network() {
    return type(sources.get(0));
  }

  /** What kernels the network uses, such as {@code plain} or {@code vector, 512 bits}. */
  public String kernels() {
    try {
      return (String) network().getMethod("kernels").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A new object of the class that implements {@link Model}.
   *
   * @throws IllegalStateException if none of the sources does
   */
  public Model model(int threads) {
    Class<?> type = sources.stream().filter(source -> !source.vector()).map(this::type)
        .filter(Model.class::isAssignableFrom).findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no adapter"));
    try {
      return (Model) type.getConstructor(int.class).newInstance(threads);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its own classes before those of the application, which may have older ones of the same names. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!classes.containsKey(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? findClass(name) : known;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
