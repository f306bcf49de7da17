package dev.netgrad.cli;

import dev.netgrad.source.Foreseen;

/** The file is well-formed but not what the command needs; the message is for the user. Exit code 1. */
final class InputException extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }
}
