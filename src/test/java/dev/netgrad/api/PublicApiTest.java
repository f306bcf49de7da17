package dev.netgrad.api;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.sun.source.util.JavacTask;
import dev.netgrad.compatibility.PublicTypes;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What is public is said: in which packages it is, and of each member what it takes, gives and throws. */
class PublicApiTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path CLASSES = Path.of("target/classes");

  @Test
  void packagesArePublicByDecision() throws IOException {
    assertThat(PublicTypes.packages()).containsExactly("dev.netgrad.api", "dev.netgrad.train", "dev.netgrad.train.data",
        "dev.netgrad.train.loop", "dev.netgrad.train.store", "dev.netgrad.train.use");
  }

  /** A type that can't be named outside would be of no use there, and its documentation nowhere. */
  @Test
  void signaturesHavePublicTypesOnly() throws IOException {
    List<Class<?>> types = PublicTypes.in(CLASSES);
    Set<String> hidden = new TreeSet<>();
    for (Class<?> type : types) {
      mentioned(type).flatMap(PublicApiTest::classes)
          .filter(c -> c.getName().startsWith("dev.netgrad.") && !types.contains(c))
          .forEach(c -> hidden.add(type.getName() + " mentions " + c.getName()));
    }
    assertThat(hidden).isEmpty();
  }

  private static Stream<Type> mentioned(Class<?> type) {
    Stream<Executable> callable = Stream.concat(Stream.of(type.getDeclaredMethods()),
        Stream.of(type.getDeclaredConstructors())).filter(e -> isVisible(e.getModifiers()));
    Stream<Type> called = callable.flatMap(e -> Stream.concat(Stream.of(e.getAnnotatedReturnType().getType()),
        Stream.concat(Stream.of(e.getGenericParameterTypes()), Stream.of(e.getGenericExceptionTypes()))));
    Stream<Type> fields = Stream.of(type.getDeclaredFields()).filter(f -> isVisible(f.getModifiers()))
        .map(Field::getGenericType);
    Stream<Type> parents = Stream.concat(Stream.ofNullable(type.getGenericSuperclass()),
        Stream.of(type.getGenericInterfaces()));
    return Stream.of(called, fields, parents).flatMap(s -> s);
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static Stream<Class<?>> classes(Type type) {
    if (type instanceof Class<?> c) {
      return c.isArray() ? classes(c.getComponentType()) : Stream.of(c);
    } else if (type instanceof ParameterizedType of) {
      return Stream.concat(classes(of.getRawType()),
          Stream.of(of.getActualTypeArguments()).flatMap(PublicApiTest::classes));
    }
    return Stream.of();
  }

  @Test
  void everyMemberIsDocumented() throws IOException {
    assertThat(doclint(files(), "-Xdoclint:all/protected")).isEmpty();
  }

  /** That the check looks at all. */
  @Test
  void whatIsNotDocumentedIsFound() throws IOException {
    assertThat(doclint(List.of(SOURCES.resolve("dev/netgrad/cli/Main.java")), "-Xdoclint:all/protected"))
        .contains("no comment");
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : PublicTypes.packages()) {
      try (Stream<Path> all = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
        files.addAll(all.filter(Files::isRegularFile).sorted().toList());
      }
    }
    return files;
  }

  /** The part of javac that javadoc, too, has its warnings from. */
  private static String doclint(List<Path> files, String option) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-proc:none", option, "-classpath", CLASSES + ":" + System.getProperty("java.class.path"));
      ((JavacTask) javac.getTask(out, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files)))
          .analyze();
    }
    return out.toString();
  }

  /** The program that the package's documentation shows needs nothing that is not public, and learns. */
  @Test
  void programOfTheDocumentationRuns() throws Exception {
    String program = DocumentedProgram.text(SOURCES.resolve("dev/netgrad/api/package-info.java"));
    Set<String> packages = PublicTypes.packages();
    program.lines().filter(line -> line.startsWith("import dev.netgrad.")).forEach(line ->
        assertThat(packages.stream().anyMatch(name -> line.startsWith("import " + name + "."))).isTrue());
    List<String> printed = DocumentedProgram.run("Xor", program);
    assertWithMessage("%s", printed).that(printed.stream().filter(line -> line.startsWith("epoch ")).toList())
        .hasSize(200);
    assertThat(printed.get(printed.size() - 1)).contains("test accuracy 100.00%");
    assertThat(printed.stream().filter(line -> line.startsWith("loss ")).toList()).hasSize(1);
  }
}
