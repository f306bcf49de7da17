package dev.netgrad.cli;

import dev.netgrad.Golden;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;

/** What the distribution has beside the program is made from its commands. See {@link Golden}. */
class DistributedTextsTest {
  private static final Path SHARE = Path.of("src/dist/share");

  /** For bash, and for zsh, which runs the same. */
  @Test
  void shellsCompleteEveryCommand() throws IOException {
    Golden.expect(SHARE.resolve("completion/netgrad.bash"), AutoComplete.bash("netgrad", Main.line()));
  }

  @Test
  void manualPageHasEveryCommand() throws IOException {
    Golden.expect(SHARE.resolve("man/man1/netgrad.1"), ManualPage.text(Main.line()));
  }
}
