package dev.netgrad.mutants;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The JVM that runs tests. A line in is a folder of changed classes and the tests to run, separated by tabs: a class,
 * or a method as {@code Class#method(types)}. Lines out are {@code passed TEST MILLISECONDS} (of the processors' time,
 * all threads together) or {@code failed TEST}, then {@code end}.
 */
final class Worker {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** JUnit has an order of its own for the tests of one run: the quick ones come first if they run apart. */
  private static final int TOGETHER = 8;

  private Worker() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<URL> usual = new ArrayList<>();
    for (String folder : arguments) {
      usual.add(Path.of(folder).toUri().toURL());
    }
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split("\t");
      URL[] path = Stream.concat(Stream.of(Path.of(words[0]).toUri().toURL()), usual.stream()).toArray(URL[]::new);
      try (Loader loader = new Loader(path)) {
        Thread.currentThread().setContextClassLoader(loader);
        StopAtFirstFailure.failed = false;
        List<String> tests = List.of(words).subList(1, words.length);
        for (int i = 0; i < tests.size() && !StopAtFirstFailure.failed; i += TOGETHER) {
          run(tests.subList(i, Math.min(tests.size(), i + TOGETHER)), answers);
        }
      }
      answers.println("end");
    }
    // Threads that a mutant left behind must not keep the JVM.
    Runtime.getRuntime().halt(0);
  }

  private static void run(List<String> tests, PrintStream answers) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    tests.forEach(test -> selectors.add(
        test.contains("#") ? DiscoverySelectors.selectMethod(test) : DiscoverySelectors.selectClass(test)));
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectors)
        .filters(TagFilter.excludeTags("long"))
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true").build();
    LauncherFactory.create().execute(request, new Telling(answers));
  }

  /** Tells of each test method, however many tests it makes. */
  private static final class Telling implements TestExecutionListener {
    private final PrintStream answers;
    private final Map<String, Long> started = new HashMap<>();

    Telling(PrintStream answers) {
      this.answers = answers;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast)
          .ifPresent(source -> started.putIfAbsent(name(source), SYSTEM.getProcessCpuTime()));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        if (!StopAtFirstFailure.failed) {
          answers.println("failed\t" + test.getSource().filter(MethodSource.class::isInstance)
              .map(MethodSource.class::cast).map(Telling::name).orElse(test.getLegacyReportingName()));
        }
        StopAtFirstFailure.failed = true;
      } else {
        // A method with tests of its own ends after them, so its last line is the one that counts.
        test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast).ifPresent(source ->
            answers.println("passed\t" + name(source) + "\t"
                + (SYSTEM.getProcessCpuTime() - started.get(name(source))) / 1_000_000));
      }
    }

    private static String name(MethodSource source) {
      return source.getClassName() + "#" + source.getMethodName() + "(" + source.getMethodParameterTypes() + ")";
    }
  }

  /** Our classes come from here, the changed ones first; the libraries and this package from the JVM's class path. */
  private static final class Loader extends URLClassLoader {
    Loader(URL[] path) {
      super(path, Worker.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.netgrad.") || name.startsWith("dev.netgrad.mutants.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }
}
