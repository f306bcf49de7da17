package dev.netgrad.train.data;

import dev.netgrad.train.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The bytes of a binary file from its start; what is wrong with them is told with the place, counted from 0. */
final class Bytes implements AutoCloseable {
  private final Path file;
  private final InputStream in;
  private long position;

  /** @throws DataException if the file can't be opened */
  Bytes(Path file) {
    this.file = file;
    try {
      InputStream plain = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      boolean isPacked = file.getFileName().toString().endsWith(".gz");
      this.in = isPacked ? new BufferedInputStream(new GZIPInputStream(plain), 1 << 16) : plain;
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }

  long position() {
    return position;
  }

  /** What is wrong, at a byte. */
  DataException error(long at, String message) {
    return DataException.in(file, "byte " + at + ": " + message);
  }

  /** @throws DataException if the file ends before */
  byte[] take(int count, String what) {
    try {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw error(position + bytes.length, "the file ends in the middle of " + what);
      }
      position += count;
      return bytes;
    } catch (EOFException e) {
      throw error(position, "the compressed file ends in the middle of " + what);
    } catch (IOException e) {
      throw error(position, String.valueOf(e.getMessage()));
    }
  }

  /** Whether there is no byte left. */
  boolean isAtEnd() {
    try {
      in.mark(1);
      boolean ends = in.read() < 0;
      in.reset();
      return ends;
    } catch (EOFException e) {
      throw error(position, "the compressed file is cut off");
    } catch (IOException e) {
      throw error(position, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw DataException.of(file, e);
    }
  }
}
