package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles generated sources in memory, with this Java's own compiler, for every Java from 17 on. */
public final class Javac {
  private static final String OLDEST_JAVA = "17";

  private Javac() {}

  /** Whether this Java has a compiler: a JDK has, a runtime alone has not. */
  public static boolean isPresent() {
    return ToolProvider.getSystemJavaCompiler() != null;
  }

  /**
   * @return the class files by the name of the class, such as {@code com.example.ResNet20$Weights}
   * @throws EnvironmentException if this Java has no compiler
   * @throws IllegalStateException if the sources do not compile, which is a fault of the compiler that wrote them
   */
  public static Map<String, byte[]> compile(List<GeneratedSource> sources) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new EnvironmentException(
          "generated code is compiled with javac, which this Java lacks: run netgrad with a JDK, 17 or newer");
    }
    Map<String, ClassFile> classes = new TreeMap<>();
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    try (StandardJavaFileManager standard = javac.getStandardFileManager(messages, Locale.ROOT, null)) {
      JavaFileManager files = new InMemory(standard, classes);
      List<SourceText> units = sources.stream().map(SourceText::new).toList();
      if (!javac.getTask(null, files, messages, options(sources), null, units).call()) {
        throw messages.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).findFirst()
            .map(Javac::rejected).orElseGet(() -> Rejected.first("no reason")).fault(sources);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Map<String, byte[]> bytes = new TreeMap<>();
    classes.forEach((name, file) -> bytes.put(name, file.bytes.toByteArray()));
    return bytes;
  }

  /** The same by a process of its own, which leaves no memory taken when it ends. */
  public static Map<String, byte[]> compileApart(List<GeneratedSource> sources) {
    return JavacProcess.isPresent() ? JavacProcess.compile(sources, options(sources)) : compile(sources);
  }

  private static Rejected rejected(Diagnostic<? extends JavaFileObject> error) {
    String file = error.getSource() == null ? "" : error.getSource().getName();
    String message = error.getMessage(Locale.ROOT).lines().findFirst().orElse("");
    return new Rejected(file, Math.max(0, error.getLineNumber()), message);
  }

  private static List<String> options(List<GeneratedSource> sources) {
    // Not --release: what that knows of Java has no incubating modules.
    List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-source", OLDEST_JAVA, "-target",
        OLDEST_JAVA, "-classpath", classPath()));
    if (sources.stream().anyMatch(GeneratedSource::vector)) {
      options.addAll(List.of("--add-modules", VectorModule.NAME));
    }
    return options;
  }

  /** Where this class is: the adapter implements an interface beside it. */
  private static String classPath() {
    CodeSource source = Javac.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? System.getProperty("java.class.path")
          : Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return System.getProperty("java.class.path");
    }
  }

  private static final class SourceText extends SimpleJavaFileObject {
    private final String text;

    SourceText(GeneratedSource source) {
      super(URI.create("memory:///" + source.name()), Kind.SOURCE);
      this.text = source.text();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class ClassFile extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String name) {
      super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ClassFile> classes;

    InMemory(StandardJavaFileManager standard, Map<String, ClassFile> classes) {
      super(standard);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return classes.computeIfAbsent(name, ClassFile::new);
    }
  }
}
