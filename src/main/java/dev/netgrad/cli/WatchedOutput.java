package dev.netgrad.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Remembers that writing failed, which a {@link java.io.PrintStream} keeps to itself. */
final class WatchedOutput extends FilterOutputStream {
  private IOException failure;

  WatchedOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /** Why output is missing; not where the reader wanted no more of it, as {@code head} does. */
  Optional<String> failure() {
    return Optional.ofNullable(failure).map(IOException::getMessage).filter(m -> !m.contains("pipe"));
  }
}
