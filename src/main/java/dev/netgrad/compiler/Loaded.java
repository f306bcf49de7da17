package dev.netgrad.compiler;

import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.train.Model;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

/** Generated sources, compiled in memory and loaded. */
public final class Loaded extends ClassLoader {
  private static final int MOST_ERRORS_SHOWN = 5;

  private final Map<String, ClassFile> classes = new HashMap<>();

  private Loaded() {
    super(Loaded.class.getClassLoader());
  }

  /**
   * @throws EnvironmentException if this Java has no compiler
   * @throws IllegalStateException if the sources do not compile, which is a fault of the compiler that wrote them
   */
  public static Loaded of(List<GeneratedSource> sources) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new EnvironmentException(
          "generated code is compiled with javac, which this Java lacks: run netgrad with a JDK, 17 or newer");
    }
    Loaded loaded = new Loaded();
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    try (StandardJavaFileManager standard = javac.getStandardFileManager(messages, Locale.ROOT, null)) {
      JavaFileManager files = new InMemory(standard, loaded.classes);
      List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath());
      List<SourceText> units = sources.stream().map(SourceText::new).toList();
      if (!javac.getTask(null, files, messages, options, null, units).call()) {
        throw new IllegalStateException("the generated code does not compile:\n" + messages.getDiagnostics().stream()
            .filter(d -> d.getKind() == Diagnostic.Kind.ERROR).limit(MOST_ERRORS_SHOWN)
            .map(d -> d.toString()).collect(Collectors.joining("\n")));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return loaded;
  }

  /** A class by the path of its source, such as {@code com/example/ResNet20.java}. */
  public Class<?> type(GeneratedSource source) {
    try {
      return loadClass(source.name().replaceAll("\\.java$", "").replace('/', '.'));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new object of the class that implements {@link Model}, if one of the sources does. */
  public Optional<Model> model(List<GeneratedSource> sources) {
    for (GeneratedSource source : sources) {
      Class<?> type = type(source);
      if (Model.class.isAssignableFrom(type)) {
        try {
          return Optional.of((Model) type.getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ClassFile file = classes.get(name);
    if (file == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] bytes = file.bytes.toByteArray();
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** Where this class is: the adapter implements an interface beside it. */
  private static String classPath() {
    CodeSource source = Loaded.class.getProtectionDomain().getCodeSource();
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
