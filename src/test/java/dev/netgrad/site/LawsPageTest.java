package dev.netgrad.site;

import dev.netgrad.Golden;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page of the laws is what the registry says now, and what ResNet-50 makes of it. See {@link Golden}. */
final class LawsPageTest {
  @Test
  void pageIsTheRegistry() throws IOException {
    Golden.expect(Page.SITE.resolve("laws.md"), LawsPage.text());
  }
}
