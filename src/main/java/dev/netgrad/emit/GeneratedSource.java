package dev.netgrad.emit;

/**
 * A Java file.
 *
 * @param name the path below the source root, such as {@code com/example/ResNet20.java}
 * @param vector whether it needs the module {@code jdk.incubator.vector}, with which a user's build does not compile
 */
public record GeneratedSource(String name, String text, boolean vector) {

  /** A file that any Java compiles. */
  public GeneratedSource(String name, String text) {
    this(name, text, false);
  }

  /** The name of the file's class, such as {@code com.example.ResNet20}. */
  public String className() {
    return name.replaceAll("\\.java$", "").replace('/', '.');
  }
}
