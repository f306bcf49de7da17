package dev.netgrad.train.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Bytes of a picture to its pixels, from 0 to 255, by the JDK's ImageIO and whatever plugins of it are on the class
 * path. A channel of 16 bits keeps its fractions; what is transparent shows the colour that it would have; inks become
 * light. Each thread has its own.
 */
final class Decoder {
  /** A picture of more pixels than this would take gigabytes, and may be a few bytes that were made to. */
  static final long MOST_PIXELS = 1L << 27;

  private final Map<String, ImageReader> readers = new HashMap<>();

  /** What can't be decoded, and why; the message does not name the picture. */
  static final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1;

    UndecodableException(String message) {
      super(message);
    }
  }

  /**
   * Decodes a picture; fills {@code to} with as many rows and columns as it has, and so many channels.
   *
   * @param channels 3, of red, green and blue; 1, of brightness; or any, which only a picture with as many has
   */
  void picture(byte[] bytes, int channels, Raster to) throws UndecodableException {
    Colours.fill(decode(bytes), channels, to);
  }

  /** Decodes a mask: the values that the file has for its pixels, which of a palette are the places in it. */
  void mask(byte[] bytes, Raster to) throws UndecodableException {
    Colours.fill(decode(bytes), Colours.AS_THEY_ARE, to);
  }

  private BufferedImage decode(byte[] bytes) throws UndecodableException {
    if (bytes.length == 0) {
      throw new UndecodableException("is empty");
    }
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      ImageReader reader = reader(in);
      reader.setInput(in, true, true);
      long size = (long) reader.getWidth(0) * reader.getHeight(0);
      if (size > MOST_PIXELS) {
        throw new UndecodableException("has " + reader.getWidth(0) + " by " + reader.getHeight(0)
            + " pixels, more than " + MOST_PIXELS);
      }
      return reader.read(0);
    } catch (IOException e) {
      throw new UndecodableException("can't be decoded: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
    } catch (RuntimeException e) {
      // Broken files make ImageIO's readers throw whatever their arithmetic comes to.
      throw new UndecodableException("can't be decoded: " + e);
    }
  }

  /** One for each format, kept: making one costs more than decoding a small picture. */
  private ImageReader reader(ImageInputStream in) throws UndecodableException {
    Iterator<ImageReader> fitting = ImageIO.getImageReaders(in);
    if (!fitting.hasNext()) {
      throw new UndecodableException("is no picture in a format that this Java reads: "
          + String.join(", ", Stream.of(ImageIO.getReaderFormatNames())
              .map(n -> n.toLowerCase(Locale.ROOT)).sorted().distinct().toList()));
    }
    ImageReader found = fitting.next();
    return readers.computeIfAbsent(found.getClass().getName(), name -> found);
  }
}
