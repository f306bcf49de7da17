package dev.netgrad.compatibility;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The types that netgrad's module lets others see. */
public final class PublicTypes {
  private static final Path DESCRIPTOR = Path.of("src/main/module/module-info.java");
  private static final Pattern EXPORT = Pattern.compile("(?m)^ *exports ([\\w.]+);$");

  private PublicTypes() {}

  /** The packages that the module exports, as the source of its descriptor says. */
  public static Set<String> packages() throws IOException {
    Set<String> packages = new TreeSet<>();
    EXPORT.matcher(Files.readString(DESCRIPTOR)).results().forEach(m -> packages.add(m.group(1)));
    return packages;
  }

  /** @param classes the root of the class files */
  public static List<Class<?>> in(Path classes) throws IOException {
    List<Class<?>> types = new ArrayList<>();
    for (String name : packages()) {
      try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
          String simple = file.getFileName().toString().replaceAll("\\.class$", "");
          if (!simple.equals("package-info")) {
            Class<?> type = type(name + "." + simple);
            if (isVisible(type)) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, PublicTypes.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isVisible(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
  }
}
