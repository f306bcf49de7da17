package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.netgrad.source.ImportPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Position;
import org.junit.jupiter.api.Test;

/** Clients that say what they should not, or nothing any more. */
class BadClientTest {
  private static final String URI = "untitled:a";
  private static final String NET = "network A(x[3]) {\n  y = x -> dense(2)\n}\n";

  private static String message(String json) {
    return "Content-Length: " + json.getBytes(UTF_8).length + "\r\n\r\n" + json;
  }

  /** What the server answers to bytes, after which the stream ends. */
  private static String answers(String bytes) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean asItShould = NetServer.serve(
        new ByteArrayInputStream(bytes.getBytes(UTF_8)), out, new ImportPath(List.of()));
    assertThat(asItShould).isFalse();
    return out.toString(UTF_8);
  }

  private static final String BEGIN =
      message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":{}}}");

  @Test
  void serverEndsWithItsInput() throws InterruptedException {
    assertThat(answers("")).isEmpty();
    assertThat(answers(BEGIN)).contains("\"hoverProvider\":true");
  }

  @Test
  void whatIsNoJsonIsAnsweredOrPassedOver() throws InterruptedException {
    assertThat(answers(message("no json") + BEGIN)).contains("\"hoverProvider\":true");
    assertThat(answers(message("[1, 2]") + BEGIN)).contains("\"hoverProvider\":true");
    assertThat(answers(message("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"no/method\"}") + BEGIN))
        .contains("\"hoverProvider\":true");
    answers("GET / HTTP/1.1\r\n\r\n");
    answers("Content-Length: 100000\r\n\r\nshort");
  }

  @Test
  void serverEndsWhenTheClientDies() throws IOException, InterruptedException {
    Process client = new ProcessBuilder("true").start();
    client.waitFor();
    String begin = BEGIN.replace("\"params\":{", "\"params\":{\"processId\":" + client.pid() + ",");
    String sized = message(begin.substring(begin.indexOf('{')));
    java.io.PipedOutputStream open = new java.io.PipedOutputStream();
    java.io.PipedInputStream in = new java.io.PipedInputStream(open);
    CompletableFuture<Boolean> served = CompletableFuture.supplyAsync(() -> {
      try {
        return NetServer.serve(in, new ByteArrayOutputStream(), new ImportPath(List.of()));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    open.write(sized.getBytes(UTF_8));
    open.flush();
    assertThat(Editor.await(served)).isFalse();
  }

  @Test
  void closedStreamEndsTheServer() throws IOException {
    Editor editor = new Editor();
    editor.open(URI, NET);
    editor.stream().close();
    assertThat(editor.served()).isFalse();
  }

  @Test
  void placesThatAreGoneHaveNoAnswerOrTheNearest() {
    try (Editor editor = new Editor()) {
      editor.open(URI, NET);
      for (Position position : List.of(new Position(1_000_000, 3), new Position(0, 1_000_000), new Position(-1, -1),
          new Position(Integer.MAX_VALUE, Integer.MAX_VALUE))) {
        Editor.await(editor.server().getTextDocumentService().hover(
            new HoverParams(Editor.document(URI), position)));
        Editor.await(editor.server().getTextDocumentService().completion(
            new CompletionParams(Editor.document(URI), position)));
      }
      assertThat(Editor.await(editor.server().getTextDocumentService().hover(
          new HoverParams(Editor.document("untitled:other"), new Position(0, 0))))).isNull();
    }
  }

  @Test
  void takenBackRequestsAndClosedDocumentsDoNoHarm() {
    try (Editor editor = new Editor()) {
      editor.open(URI, NET);
      for (int i = 0; i < 100; i++) {
        editor.server().getTextDocumentService().hover(
            new HoverParams(Editor.document(URI), new Position(1, 2))).cancel(true);
      }
      assertThat(editor.hover(URI, "y = x")).contains("y: [2]");
      editor.change(URI, "dense(2)", "dense(4)");
      assertThat(editor.hover(URI, "y = x")).contains("y: [4]");
    }
  }

  /** The protocol counts UTF-16 units, in lines that end in LF, CR LF or CR. */
  @Test
  void placesAreThoseOfTheProtocol() {
    String text = "// 𝔘𝔫𝔦 \r\nnetwork A(größe𝓍[3]) {\r\n ü𝓎 = größe𝓍 -> 𝓃𝓃𝓃 -> dense(2)\n}\n";
    try (Editor editor = new Editor()) {
      editor.open(URI, text);
      assertThat(editor.diagnostics(URI).get(0).getRange()).isEqualTo(editor.range(URI, "𝓃𝓃𝓃"));
      editor.change(URI, "𝓃𝓃𝓃", "tanh");
      assertThat(editor.diagnostics(URI)).isEmpty();
      assertThat(editor.hover(URI, "ü𝓎")).contains("ü𝓎: [2]");
      assertThat(editor.hinted(URI)).contains("ü𝓎 ⟨2⟩ = größe𝓍 -> tanh ⟨3⟩ -> dense(2)");
    }
  }

  @Test
  void longLinesAreTaken() {
    String text = NET + "// " + "long ".repeat(200_000);
    try (Editor editor = new Editor()) {
      editor.open(URI, text);
      assertThat(editor.hover(URI, "y = x")).contains("y: [2]");
    }
  }
}
