package service;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A picture from outside, within limits: neither its bytes nor its pixels may fill the memory.
 *
 * @param bytes its file
 * @param pixels as its head says: a file of a few kilobytes may claim billions
 */
record Upload(byte[] bytes, long pixels) {
  static final int MOST_BYTES = 10 << 20;
  static final long MOST_PIXELS = 25_000_000;
  private static final int MOST_DISCARDED = 10 * MOST_BYTES;

  /** The body of a request, once its head says that it is a picture of reasonable size. */
  static Upload read(HttpExchange exchange) throws IOException, Refusal {
    byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (bytes.length == 0) {
      throw new Refusal(400, "there is no picture: the body of the request is to be its file");
    } else if (bytes.length > MOST_BYTES) {
      throw new Refusal(413, "the file has more than " + (MOST_BYTES >> 20) + " MB");
    }
    return new Upload(bytes, pixels(bytes));
  }

  /** Reads on to the end of what is refused, within limits: to most clients an answer before it is a broken line. */
  static void discard(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    byte[] buffer = new byte[1 << 16];
    int count = 0;
    for (int all = 0; count >= 0 && all < MOST_DISCARDED; all += count) {
      count = body.read(buffer);
    }
  }

  private static long pixels(byte[] bytes) throws Refusal {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new Refusal(415, "this is no picture in a format that is known here");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new Refusal(413, "the picture has " + pixels + " pixels, more than " + MOST_PIXELS);
        }
        return pixels;
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Broken files make ImageIO's readers throw whatever their arithmetic comes to.
      throw new Refusal(400, "the picture can't be decoded");
    }
  }
}
