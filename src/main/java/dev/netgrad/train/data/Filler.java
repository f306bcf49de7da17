package dev.netgrad.train.data;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Port;
import dev.netgrad.train.Scaling;
import dev.netgrad.train.data.Augmentation.ResizedCrop;
import dev.netgrad.train.data.Field.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Reads a sample, prepares it and puts it into a batch. Each thread has its own. */
final class Filler {
  private final Samples samples;
  private final List<Port> ports;
  private final Preparation preparation;
  private final List<Kind> kinds;
  private final List<Raster> rasters = new ArrayList<>();
  private final Resampler resampler = new Resampler();
  private Raster spare = new Raster();

  /** @param ports those of the samples' fields, in their order */
  Filler(Samples samples, List<Port> ports, Preparation preparation) {
    this.samples = samples;
    this.ports = ports;
    this.preparation = preparation;
    this.kinds = samples.fields().stream().map(Field::kind).toList();
    kinds.forEach(k -> rasters.add(new Raster()));
    for (Port port : ports) {
      Scaling scaling = preparation.scaling().get(port.name());
      int last = port.shape().length == 0 ? 1 : port.shape()[port.shape().length - 1];
      int channels = kinds.get(ports.indexOf(port)) == Kind.PICTURE ? Pictures.channels(port) : last;
      if (scaling != null && (scaling.mean().length != channels || scaling.deviation().length != channels)) {
        throw new DataException("the scaling of " + port.name() + " has " + scaling.mean().length + " means and "
            + scaling.deviation().length + " deviations, but " + port + " has " + channels + " channels");
      }
    }
  }

  /** @param random decides the augmentations; it is asked the same for each sample */
  void fill(int sample, RandomGenerator random, Batch batch, int slot) throws DamageException {
    samples.read(sample, rasters);
    frame(sample, random);
    for (int i = 0; i < ports.size(); i++) {
      Port port = ports.get(i);
      if (kinds.get(i) == Kind.MASK) {
        mask(sample, rasters.get(i), port, batch, slot);
      } else {
        numbers(sample, rasters.get(i), port, batch, slot);
      }
    }
  }

  private void frame(int sample, RandomGenerator random) throws DamageException {
    int picture = kinds.indexOf(Kind.PICTURE);
    if (picture < 0) {
      return;
    }
    int height = Pictures.height(ports.get(picture));
    int width = Pictures.width(ports.get(picture));
    requireOneSize(sample, rasters.get(picture));
    for (Augmentation augmentation : preparation.augmentations()) {
      if (!(augmentation instanceof ResizedCrop)) {
        fit(sample, rasters.get(picture), height, width);
      }
      Raster now = rasters.get(picture);
      show(Framing.by(augmentation, now.height(), now.width(), height, width, random));
    }
    fit(sample, rasters.get(picture), height, width);
    for (int i = 0; i < ports.size(); i++) {
      Raster now = rasters.get(i);
      Port port = ports.get(i);
      if (kinds.get(i) == Kind.MASK && (Pictures.height(port) != height || Pictures.width(port) != width)) {
        // Convolutions without padding give fewer pixels than they take: those around the middle.
        show(i, Framing.inner(now.height(), now.width(), Pictures.height(port), Pictures.width(port)));
      }
    }
  }

  private void requireOneSize(int sample, Raster picture) throws DamageException {
    for (int i = 0; i < ports.size(); i++) {
      Raster other = rasters.get(i);
      if (kinds.get(i) != Kind.NUMBERS
          && (other.height() != picture.height() || other.width() != picture.width())) {
        throw new DamageException(samples.origin(sample) + ": the picture has " + picture.height() + " rows of "
            + picture.width() + ", but " + ports.get(i).name() + " has " + other.height() + " of " + other.width());
      }
    }
  }

  private void fit(int sample, Raster now, int height, int width) throws DamageException {
    if (now.height() == height && now.width() == width) {
      return;
    }
    switch (preparation.fit()) {
      case MIDDLE -> show(Framing.middle(now.height(), now.width(), height, width));
      case STRETCH -> show(new View.Box(0, 0, now.height(), now.width(), height, width, false));
      case NONE -> throw new DamageException(samples.origin(sample) + ": " + now.height() + " rows of " + now.width()
          + " pixels, but the network takes " + height + " of " + width);
    }
  }

  private void show(View view) {
    for (int i = 0; i < rasters.size(); i++) {
      if (kinds.get(i) != Kind.NUMBERS) {
        show(i, view);
      }
    }
  }

  private void show(int field, View view) {
    Raster from = rasters.get(field);
    resampler.show(view, from, kinds.get(field) == Kind.MASK, spare);
    rasters.set(field, spare);
    spare = from;
  }

  private void numbers(int sample, Raster from, Port port, Batch batch, int slot) throws DamageException {
    int size = port.size();
    if (from.size() != size) {
      throw new DamageException(samples.origin(sample) + ": " + from.size() + " values, but " + port + " takes "
          + size);
    }
    float[] values = from.values();
    if (port.isWhole()) {
      int[] target = batch.wholes(port.name());
      for (int i = 0; i < size; i++) {
        target[slot * size + i] = whole(sample, port, values[i], port.classes());
      }
      return;
    }
    float[] target = batch.numbers(port.name());
    Scaling scaling = preparation.scaling().get(port.name());
    int channels = from.channels();
    for (int i = 0; i < size; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DamageException(samples.origin(sample) + ": value " + (i + 1) + " of " + port.name() + " is "
            + values[i]);
      }
      target[slot * size + i] = scaling == null ? values[i]
          : (values[i] - scaling.mean()[i % channels]) / scaling.deviation()[i % channels];
    }
  }

  /** Class numbers; or, where the network takes numbers, a 1 at each pixel's class. */
  private void mask(int sample, Raster from, Port port, Batch batch, int slot) throws DamageException {
    int classes = port.isWhole() ? port.classes() : port.shape()[2];
    int pixels = from.height() * from.width();
    for (int i = 0; i < pixels; i++) {
      float value = from.values()[i];
      // Black and white, as many tools draw a mask of two classes.
      int number = whole(sample, port, classes == 2 && value == Colours.LARGEST ? 1 : value, classes);
      if (port.isWhole()) {
        batch.wholes(port.name())[slot * pixels + i] = number;
      } else {
        for (int k = 0; k < classes; k++) {
          batch.numbers(port.name())[(slot * pixels + i) * classes + k] = k == number ? 1 : 0;
        }
      }
    }
  }

  private int whole(int sample, Port port, float value, int classes) throws DamageException {
    int number = (int) value;
    if (number == value && number >= 0 && number < classes) {
      return number;
    }
    throw new DamageException(samples.origin(sample) + ": " + port.name() + " is "
        + (number == value ? Integer.toString(number) : Float.toString(value)) + ", but the classes are 0 to "
        + (classes - 1));
  }
}
