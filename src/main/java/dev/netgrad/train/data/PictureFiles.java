package dev.netgrad.train.data;

import dev.netgrad.train.Port;
import dev.netgrad.train.data.Decoder.UndecodableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Pictures in files, each with what is to be learned of it. */
final class PictureFiles implements Samples {
  private final Tree tree;
  private final List<Item> items;
  private final Port picture;
  private final List<Field> fields;
  private final ThreadLocal<Decoder> decoders = ThreadLocal.withInitial(Decoder::new);

  /**
   * A picture and its target: numbers, or a file with a mask.
   *
   * @param mask none if there are numbers
   */
  record Item(String file, String mask, float... numbers) {}

  /** @param target none, if nothing is to be learned */
  PictureFiles(Tree tree, List<Item> items, Port picture, Optional<Field> target) {
    this.tree = tree;
    this.items = items;
    this.picture = picture;
    Field field = new Field(picture.name(), Field.Kind.PICTURE);
    this.fields = target.map(t -> List.of(field, t)).orElse(List.of(field));
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public List<Field> fields() {
    return fields;
  }

  @Override
  public void read(int sample, List<Raster> into) throws DamageException {
    Item item = items.get(sample);
    Decoder decoder = decoders.get();
    decode(item.file(), bytes -> decoder.picture(bytes, Pictures.channels(picture), into.get(0)));
    if (fields.size() == 1) {
      return;
    } else if (item.mask() == null) {
      float[] numbers = item.numbers();
      System.arraycopy(numbers, 0, into.get(1).reset(1, 1, numbers.length), 0, numbers.length);
    } else {
      decode(item.mask(), bytes -> decoder.mask(bytes, into.get(1)));
    }
  }

  private interface Decoding {
    void of(byte[] bytes) throws UndecodableException;
  }

  private void decode(String file, Decoding decoding) throws DamageException {
    try {
      decoding.of(tree.read(file));
    } catch (UndecodableException e) {
      throw new DamageException(tree.shown(file) + ": " + e.getMessage());
    } catch (IOException e) {
      throw new DamageException(tree.shown(file) + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  @Override
  public String origin(int sample) {
    return tree.shown(items.get(sample).file());
  }
}
