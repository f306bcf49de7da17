package dev.netgrad.train;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A file that can't be used; the message is for the user and names the file, and the line where there is one. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * The file can't be used.
   *
   * @param message which file, and why
   */
  public DataException(String message) {
    super(message);
  }

  private DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A line can't be used.
   *
   * @param file where it is
   * @param line counted from 1
   * @param message why
   * @return says {@code file:line: message}
   */
  public static DataException at(Path file, int line, String message) {
    return new DataException(file + ":" + line + ": " + message);
  }

  /**
   * A file can't be used.
   *
   * @param file which
   * @param message why
   * @return says {@code file: message}
   */
  public static DataException in(Path file, String message) {
    return new DataException(file + ": " + message);
  }

  /**
   * The system can't or won't do what was asked.
   *
   * @param file with which file
   * @param e what it said
   * @return says it in words
   */
  public static DataException of(Path file, IOException e) {
    String reason;
    if (e instanceof NoSuchFileException) {
      reason = "no such file or folder";
    } else if (e instanceof AccessDeniedException) {
      reason = "permission denied";
    } else if (e instanceof NotDirectoryException) {
      reason = "not a folder";
    } else if (e instanceof CharacterCodingException) {
      reason = "not a text file in UTF-8";
    } else if (e instanceof FileSystemException system && system.getReason() != null) {
      reason = system.getReason();
    } else {
      reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
    return new DataException(file + ": " + reason, e);
  }
}
