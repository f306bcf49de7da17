package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.Port;
import java.util.List;

/** Pictures of one size in memory, a byte for each value: all of the first channel, then all of the next. */
final class Planes {
  private final byte[][] pictures;
  private final int height;
  private final int width;
  private final int channels;

  Planes(int samples, int height, int width, int channels) {
    this.pictures = new byte[samples][];
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  void set(int sample, byte[] planes) {
    pictures[sample] = planes;
  }

  /** With the class of each. */
  Samples samples(Port picture, Batch labels, Port label, String origin) {
    int[] classes = labels.wholes(label.name());
    return new Samples() {
      @Override
      public int size() {
        return pictures.length;
      }

      @Override
      public List<Field> fields() {
        return List.of(new Field(picture.name(), Field.Kind.PICTURE), new Field(label.name(), Field.Kind.NUMBERS));
      }

      @Override
      public void read(int sample, List<Raster> into) throws DamageException {
        int wanted = Pictures.channels(picture);
        float[] target = into.get(0).reset(height, width, wanted);
        float[] pixel = new float[channels];
        for (int i = 0; i < height * width; i++) {
          for (int c = 0; c < channels; c++) {
            pixel[c] = pictures[sample][c * height * width + i] & 0xFF;
          }
          try {
            Colours.colour(pixel, 0, channels, 1, target, i * wanted, wanted);
          } catch (Decoder.UndecodableException e) {
            throw new DamageException(origin(sample) + ": " + e.getMessage());
          }
        }
        into.get(1).reset(1, 1, 1)[0] = classes[sample];
      }

      @Override
      public String origin(int sample) {
        return origin + ", sample " + (sample + 1);
      }
    };
  }
}
