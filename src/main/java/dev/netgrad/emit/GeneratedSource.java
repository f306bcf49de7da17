package dev.netgrad.emit;

/**
 * A Java file.
 *
 * @param name the path below the source root, such as {@code com/example/ResNet20.java}
 */
public record GeneratedSource(String name, String text) {}
