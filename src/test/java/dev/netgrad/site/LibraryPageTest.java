package dev.netgrad.site;

import dev.netgrad.Golden;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The library's page is what its files say now. See {@link Golden}. */
final class LibraryPageTest {
  @Test
  void pageIsMadeFromTheFiles() throws IOException {
    Golden.expect(Page.SITE.resolve("library.md"), LibraryPage.text());
  }
}
