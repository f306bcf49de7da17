package dev.netgrad.loop.code;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Proves that the threads of a team meet where one of them needs what another one computed: between two pieces of a
 * kernel that different threads run, of which one stores what the other loads, there is a meeting; at the end of a
 * kernel all have met; what all of them run stores nothing, and no meeting is in what only some come to. Loops over as
 * many iterations are divided alike: there a thread finds what it computed itself.
 *
 * <p>It compares arrays, not elements. Two loops may store to one array, or add to it: such elements are apart, as
 * those of blocks of a row are.
 */
final class MeetingVerifier {
  private final Kernel kernel;

  /** Who runs a piece of a kernel. */
  private sealed interface Who {}

  /** The thread that does what only one may do. */
  private record One() implements Who {}

  /** All of them, the same. */
  private record All() implements Who {}

  /** Each its share of a loop's iterations. */
  private record Share(List<Code.Bound> from, List<Code.Bound> to) implements Who {}

  private record Piece(Who who, Uses uses) {}

  /** What pieces mention; of the body of a loop, it is asked more than once. */
  private final Map<List<Code>, Uses> uses = new IdentityHashMap<>();

  /** What threads did since they met last. */
  private final List<Piece> before = new ArrayList<>();

  private MeetingVerifier(Kernel kernel) {
    this.kernel = kernel;
  }

  /** @throws IllegalStateException if threads would have to meet once more: an error of the compiler */
  static void verify(Kernel kernel) {
    MeetingVerifier verifier = new MeetingVerifier(kernel);
    verifier.all(kernel.body());
    if (verifier.before.stream().anyMatch(piece -> !stored(piece).isEmpty())) {
      throw verifier.wrong("threads do not meet at the end");
    }
  }

  private IllegalStateException wrong(String what) {
    return new IllegalStateException(what + " of\n" + LoopPrinter.print(kernel));
  }

  private void all(List<Code> body) {
    for (int i = 0; i < body.size(); i++) {
      if (i + 1 < body.size() && areAlternatives(body.get(i), body.get(i + 1))) {
        List<Piece> first = List.copyOf(before);
        code(body.get(i));
        List<Piece> after = List.copyOf(before);
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
        this::run,
        this::run,
        this::run,
        this::run,
        this::run,
        this::run,
        this::run,
        this::run,
        when -> all(when.body()),
        this::run,
        single -> piece(new One(), single.body()),
        sync -> before.clear());
  }

  /** What all threads run. */
  private void run(Code c) {
    Piece piece = piece(new All(), List.of(c));
    if (!stored(piece).isEmpty()) {
      throw wrong("all threads store to " + stored(piece).get(0).name() + " at once in a piece");
    }
  }

  private void loop(Code.Loop loop) {
    if (loop.kind() == Code.Kind.SHARED) {
      piece(new Share(loop.from(), loop.to()), loop.body());
    } else {
      // What one iteration leaves, the next one finds.
      all(loop.body());
      all(loop.body());
    }
  }

  private Piece piece(Who who, List<Code> body) {
    Piece piece = new Piece(who, uses.computeIfAbsent(body, Uses::of));
    if (piece.uses().divides()) {
      throw wrong("threads meet, or share a loop, where not all of them come, in a piece");
    }
    before.forEach(earlier -> compare(earlier, piece));
    before.add(piece);
    return piece;
  }

  private void compare(Piece earlier, Piece later) {
    if (earlier.who().equals(later.who())) {
      return;
    }
    Stream.concat(common(earlier.uses().loaded(), stored(later)), common(later.uses().loaded(), stored(earlier)))
        .findFirst().ifPresent(buffer -> {
          throw wrong("threads do not meet between two pieces that need " + buffer.name());
        });
  }

  /** What other threads can see of what is stored. */
  private static List<Buffer> stored(Piece piece) {
    return piece.uses().stored().stream().filter(buffer -> !buffer.isScratch(Buffer.Scratch.OWN)).toList();
  }

  private static Stream<Buffer> common(Set<Buffer> a, List<Buffer> b) {
    return b.stream().filter(a::contains);
  }
}
