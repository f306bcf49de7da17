package dev.netgrad.compatibility;

import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a program can refer to of a class: its own head, and its members that are public or protected, a line each. */
final class Signatures {
  private Signatures() {}

  static Set<String> of(Class<?> type) {
    Set<String> lines = new TreeSet<>();
    lines.add(type.toGenericString() + parents(type));
    Stream.of(type.getDeclaredConstructors()).filter(Signatures::isVisible)
        .forEach(c -> lines.add(c.toGenericString()));
    Stream.of(type.getDeclaredMethods()).filter(m -> isVisible(m) && !m.isSynthetic())
        .forEach(m -> lines.add(m.toGenericString()));
    Stream.of(type.getDeclaredFields()).filter(Signatures::isVisible).forEach(f -> lines.add(f.toGenericString()));
    return lines;
  }

  private static String parents(Class<?> type) {
    StringBuilder text = new StringBuilder();
    if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
      text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
    }
    Stream.of(type.getGenericInterfaces()).forEach(i -> text.append(" implements ").append(i.getTypeName()));
    return text.toString();
  }

  private static boolean isVisible(Member member) {
    return Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
  }
}
