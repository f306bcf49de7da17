package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import dev.netgrad.emit.ReadingOrder.Member;
import dev.netgrad.emit.ReadingOrder.Section;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * In which order one reads a network: its blocks, those before that others call, each with its passes and their loops;
 * then the network that calls them, how to use it, and what it holds; at the end what is the same in every network.
 */
final class Sections {
  /** Of a file that is in order as it is. */
  static final ReadingOrder NONE = new ReadingOrder(List.of(), List.of());

  private static final Set<String> HELD =
      Set.of("Weights", "Gradients", "Buffers", "OptimizerState", "Metrics", "initialise", "update", "commit");

  private Sections() {}

  static ReadingOrder of(Units units) {
    Set<String> blocks = units.inOrder().stream().filter(u -> u != units.whole()).map(UnitNames::type)
        .map(ClassName::simpleName).collect(Collectors.toSet());
    Predicate<Member> isPublic = m -> m.isPublic() && !m.isType();
    String name = units.network().simpleName();
    return new ReadingOrder(List.of(
        new Section(m -> m.isType() && blocks.contains(m.name())),
        new Section(Optional.of("the passes of " + name), m -> isPass(m, "forward") && !isPublic.test(m)),
        new Section(Optional.of("the passes of " + name), m -> isPass(m, "backward") && !isPublic.test(m)),
        new Section(Optional.of("the passes of " + name), Sections::isLoops),
        new Section(Optional.of("the passes of " + name), m -> isPass(m, "infer") && !isPublic.test(m)),
        new Section(Optional.of("how to use it"), isPublic),
        new Section(Optional.of("what it holds"), Sections::isHeld),
        new Section(Optional.of("what it holds"), m -> m.isType() && m.name().equals("Workspace")),
        new Section(Optional.of("the same in every network"), m -> true)), ofBlock());
  }

  private static List<Section> ofBlock() {
    return List.of(new Section(m -> isPass(m, "forward")), new Section(m -> isPass(m, "backward")),
        new Section(Sections::isLoops), new Section(m -> isPass(m, "infer")));
  }

  /** The method of a pass, and what it was cut into. */
  private static boolean isPass(Member m, String pass) {
    return m.name().matches("(?i)" + pass + "(\\d*|Part\\w*)") && !m.isField();
  }

  private static boolean isLoops(Member m) {
    return m.isType() && m.name().equals("Loops");
  }

  private static boolean isHeld(Member m) {
    return HELD.contains(m.name()) || m.name().startsWith("InferBuffers");
  }
}
