package dev.netgrad.train.data;

import dev.netgrad.train.Port;

/** Ports that pictures fit: rows, columns, and channels where there are several. */
final class Pictures {
  private Pictures() {}

  static boolean fit(Port port) {
    return port.shape().length == 2 || port.shape().length == 3;
  }

  static int height(Port port) {
    return port.shape()[0];
  }

  static int width(Port port) {
    return port.shape()[1];
  }

  static int channels(Port port) {
    return port.shape().length == 3 ? port.shape()[2] : 1;
  }
}
