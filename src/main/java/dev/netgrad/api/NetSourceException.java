package dev.netgrad.api;

import dev.netgrad.source.InvalidNetException;
import java.util.List;

/**
 * A {@code .net} text is wrong. The message shows every error with its line, as the command line does;
 * {@link #messages()} has them one by one.
 */
public final class NetSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<NetMessage> messages;

  NetSourceException(InvalidNetException cause) {
    super(cause.getMessage());
    this.messages = NetMessage.of(cause.diagnostics());
  }

  /**
   * All errors and warnings.
   *
   * @return by file and place, at least one of them an error
   */
  public List<NetMessage> messages() {
    return messages;
  }
}
