package dev.netgrad.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves that threads meet between a loop of which each runs a part and another one, divided otherwise, that needs what
 * the first computed. Loops over as many iterations are divided alike: there a thread finds what it computed itself.
 *
 * <p>It compares arrays, not elements. Two loops may store to one array, or add to it: such elements are apart, as
 * those of blocks of a row are.
 */
final class MeetingVerifier {
  private final Kernel kernel;

  /** The loops that threads shared since they met last. */
  private final List<Code.Loop> before = new ArrayList<>();

  private MeetingVerifier(Kernel kernel) {
    this.kernel = kernel;
  }

  /** @throws IllegalStateException if threads would have to meet once more: an error of the compiler */
  static void verify(Kernel kernel) {
    MeetingVerifier verifier = new MeetingVerifier(kernel);
    verifier.all(kernel.body());
  }

  private void all(List<Code> body) {
    for (int i = 0; i < body.size(); i++) {
      if (i + 1 < body.size() && areAlternatives(body.get(i), body.get(i + 1))) {
        List<Code.Loop> first = List.copyOf(before);
        code(body.get(i));
        List<Code.Loop> after = List.copyOf(before);
        before.clear();
        before.addAll(first);
        code(body.get(i + 1));
        before.addAll(after);
        i++;
      } else {
        code(body.get(i));
      }
    }
  }

  private static boolean areAlternatives(Code c, Code next) {
    return c instanceof Code.When when && next instanceof Code.When other
        && other.test().equals(new Test.Not(when.test()));
  }

  private void code(Code c) {
    c.act(
        this::loop,
        offset -> { },
        let -> { },
        start -> { },
        update -> { },
        winner -> { },
        store -> { },
        accumulate -> { },
        compensate -> { },
        when -> all(when.body()),
        call -> { },
        sync -> before.clear());
  }

  private void loop(Code.Loop loop) {
    if (loop.kind() == Code.Kind.SHARED) {
      before.forEach(earlier -> compare(earlier, loop));
      before.add(loop);
    } else {
      // What one iteration leaves, the next one finds.
      all(loop.body());
      all(loop.body());
    }
  }

  private void compare(Code.Loop earlier, Code.Loop later) {
    if (earlier.from().equals(later.from()) && earlier.to().equals(later.to())) {
      return;
    }
    Uses a = Uses.of(List.of(earlier));
    Uses b = Uses.of(List.of(later));
    Set<Buffer> needed = new HashSet<>(common(a.loaded(), b.stored()));
    needed.addAll(common(a.stored(), b.loaded()));
    needed.removeIf(buffer -> buffer.isScratch() && buffer.name().equals(Buffer.scratchName(Buffer.Scratch.OWN)));
    if (!needed.isEmpty()) {
      throw new IllegalStateException("threads do not meet between loops over " + earlier.variable() + " and "
          + later.variable() + ", which need " + needed.iterator().next().name() + " in\n" + LoopPrinter.print(kernel));
    }
  }

  private static Set<Buffer> common(Set<Buffer> a, Set<Buffer> b) {
    Set<Buffer> common = new HashSet<>(a);
    common.retainAll(b);
    return common;
  }
}
