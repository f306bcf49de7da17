package service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends its picture in two parts. */
final class SlowClient implements AutoCloseable {
  private final Socket socket;
  private final byte[] picture;

  SlowClient(int port, byte[] picture) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.picture = picture;
  }

  void sendHalf() throws IOException {
    String head = "POST /classify HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
        + picture.length + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(picture, 0, picture.length / 2);
  }

  void sendRest() throws IOException {
    socket.getOutputStream().write(picture, picture.length / 2, picture.length - picture.length / 2);
  }

  /** The whole answer, head and body. */
  String answer() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
