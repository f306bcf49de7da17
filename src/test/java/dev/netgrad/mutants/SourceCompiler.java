package dev.netgrad.mutants;

import com.sun.source.util.JavacTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one changed source at a time against the classes as they are; nothing is written. */
final class SourceCompiler implements AutoCloseable {
  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files = javac.getStandardFileManager(null, null, StandardCharsets.UTF_8);
  private final List<String> options;

  /** Against the class path that the tests run with. */
  SourceCompiler() {
    options = List.of("-proc:none", "-nowarn", "-implicit:none", "-parameters", "-g", "-cp",
        System.getProperty("java.class.path"));
  }

  /** To look at files, not to translate them. */
  JavacTask task(List<Path> paths) {
    return (JavacTask) javac.getTask(null, files, problem -> { }, options, null,
        files.getJavaFileObjectsFromPaths(paths));
  }

  /** The classes of a source by their names with slashes; empty if it does not compile. */
  Optional<Map<String, byte[]>> compile(String name, String text) {
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
    boolean compiles = javac.getTask(null, new InMemory(files, classes), problem -> { }, options, null, List.of(source))
        .call();
    if (!compiles) {
      return Optional.empty();
    }
    Map<String, byte[]> bytes = new HashMap<>();
    classes.forEach((type, out) -> bytes.put(type.replace('.', '/'), out.toByteArray()));
    return Optional.of(bytes);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    InMemory(StandardJavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
      super(files);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String type, JavaFileObject.Kind kind,
        FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + type.replace('.', '/') + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          classes.put(type, out);
          return out;
        }
      };
    }
  }
}
