package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;

/**
 * Text to syntax tree. Whatever the text, both methods end, and say what is wrong in diagnostics of the codes
 * {@code E101} to {@code E199}.
 */
public final class Syntax {
  /** The longest file, in bytes. */
  static final int LONGEST_FILE = 4 << 20;

  private Syntax() {}

  /**
   * The tree of a file. Statements and declarations with errors are left out; what stands for them says as much as can
   * be told of them, so that no error follows from another.
   *
   * @param diagnostics receives the errors, one for each statement or declaration that has any
   */
  public static Ast.File parse(SourceFile file, Diagnostics diagnostics) {
    Complaints complaints = new Complaints(file, diagnostics);
    Optional<Layout> layout = Layout.of(file, complaints);
    if (layout.isEmpty()) {
      Span whole = new Span(file, 0, file.text().length());
      return new Ast.File(whole, List.of(), List.of(), List.of(), List.of(new Ast.Gap(whole, Optional.empty())));
    }
    CommonTokenStream tokens = new CommonTokenStream(new ListTokenSource(layout.get().tokens()));
    // What a hint looks at may stand behind what the parser has seen.
    tokens.fill();
    NetParser parser = new NetParser(tokens);
    parser.removeErrorListeners();
    Recovery recovery = new Recovery(complaints);
    parser.setErrorHandler(recovery);
    NetParser.FileContext tree = parser.file();
    return new AstBuilder(layout.get(), new Unread(tokens, recovery.skipped(), complaints), complaints).file(tree);
  }

  /**
   * Reads a file's text: at most 4 MiB of UTF-8.
   *
   * @param displayName the name that messages show
   * @param diagnostics receives {@code E105} (no UTF-8), {@code E106} (not to be read) or {@code E107} (too long)
   * @return the text, or nothing if there was an error
   */
  public static Optional<SourceFile> read(Path path, String displayName, Diagnostics diagnostics) {
    SourceFile nothing = new SourceFile(displayName, "", Optional.of(path));
    Span start = new Span(nothing, 0, 0);
    byte[] bytes;
    try {
      if (!Files.isRegularFile(path)) {
        String what = Files.isDirectory(path) ? "it is a directory"
            : Files.exists(path) ? "it is not a regular file" : "there is no such file";
        diagnostics.add(Diagnostic.of(Code.UNREADABLE, start, "cannot read " + displayName + ": " + what));
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(LONGEST_FILE + 1);
      }
    } catch (IOException | SecurityException e) {
      diagnostics.add(Diagnostic.of(Code.UNREADABLE, start, "cannot read " + displayName));
      return Optional.empty();
    }
    if (bytes.length > LONGEST_FILE) {
      diagnostics.add(Diagnostic.of(Code.FILE_LENGTH, start, displayName + " is longer than 4 MiB")
          .advice("a network is a few hundred lines; is this a .net file?"));
      return Optional.empty();
    }
    return decode(bytes, path, displayName, diagnostics);
  }

  private static Optional<SourceFile> decode(
      byte[] bytes, Path path, String displayName, Diagnostics diagnostics) {
    CharBuffer text = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes), text, true);
    text.flip();
    if (result.isError()) {
      int place = text.length();
      SourceFile lenient = new SourceFile(displayName, new String(bytes, StandardCharsets.UTF_8), Optional.of(path));
      diagnostics.add(Diagnostic.of(Code.ENCODING, new Span(lenient, place, place + 1), "the text is not UTF-8")
          .saying("the first bytes that are no character"));
      return Optional.empty();
    }
    return Optional.of(new SourceFile(displayName, text.toString(), Optional.of(path)));
  }
}
