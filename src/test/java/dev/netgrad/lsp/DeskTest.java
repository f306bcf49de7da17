package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.ImportPath;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server keeps while a text is changed. */
class DeskTest {
  @Test
  void textsOfThePastAreForgotten(@TempDir Path folder) {
    String uri = folder.resolve("a.net").toUri().toString();
    try (ImportPath importPath = new ImportPath(List.of()); Shelf shelf = new Shelf()) {
      Desk desk = Desk.empty(importPath, shelf).with(uri, 1, "network A(x[3]) { y = relu(x) }");
      WeakReference<Document> first = new WeakReference<>(desk.find(uri).orElseThrow());
      assertThat(first.get().net().diagnostics().hasErrors()).isFalse();
      desk = desk.with(uri, 2, "network B(x[3]) { y = exp(x) }").with(uri, 3, "network C(x[3]) { y = log(x) }");

      for (int times = 0; first.get() != null && times < 100; times++) {
        System.gc();
      }

      assertThat(first.get()).isNull();
      assertThat(desk.find(uri).orElseThrow().net().networks()).hasSize(1);
    }
  }
}
