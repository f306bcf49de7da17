package dev.netgrad.onnx;

/** A model that can't be imported: what is wrong with it or not known, and at which node. */
public final class OnnxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OnnxException(String message) {
    super(message);
  }

  OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
