package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Decoder.UndecodableException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Pictures for a trained network: prepared as those that it was trained on, but for chance. One thread at a time uses
 * it.
 */
public final class PictureInput {
  private final Decoder decoder = new Decoder();
  private final Port port;
  private final Filler filler;
  private byte[] bytes = {};

  /**
   * Prepares pictures for an input.
   *
   * @param port with rows, columns and, if need be, channels
   * @param preparation how; its augmentations are left out
   * @throws IllegalArgumentException if no picture fits the input
   */
  public PictureInput(Port port, Preparation preparation) {
    if (!fits(port)) {
      throw new IllegalArgumentException(port + " takes no pictures");
    }
    this.port = port;
    this.filler = new Filler(new One(), List.of(port), preparation.still());
  }

  /**
   * Whether an input takes pictures.
   *
   * @param port any
   * @return whether it has rows, columns and, if need be, channels
   */
  public static boolean fits(Port port) {
    return Pictures.fit(port) && !port.isWhole();
  }

  /**
   * Decodes a picture into a batch.
   *
   * @param picture the bytes of its file
   * @param batch has the input
   * @param slot the place in the batch, from 0
   * @throws DamageException if it can't be decoded; the message does not name it
   */
  public void fill(byte[] picture, Batch batch, int slot) throws DamageException {
    bytes = picture;
    filler.fill(0, new SplittableRandom(0), batch, slot);
  }

  /** The picture at hand. */
  private final class One implements Samples {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public List<Field> fields() {
      return List.of(new Field(port.name(), Field.Kind.PICTURE));
    }

    @Override
    public void read(int sample, List<Raster> into) throws DamageException {
      try {
        decoder.picture(bytes, Pictures.channels(port), into.get(0));
      } catch (UndecodableException e) {
        throw new DamageException("the picture " + e.getMessage());
      }
    }

    @Override
    public String origin(int sample) {
      return "the picture";
    }
  }
}
