package service;

import dev.netgrad.train.Model;
import dev.netgrad.train.Scaling;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.Snapshot;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Weights and pictures for the tests. */
final class Fixture {
  private Fixture() {}

  /** Weights as {@code train} saves them, but not trained: each picture has probabilities of its own all the same. */
  static Path weights(Path file) {
    Model model = new PicturesModel(1);
    model.initialise(1);
    Scaling scaling = new Scaling(new float[] {100, 110, 120}, new float[] {60, 61, 62});
    Notes notes = new Notes(model.name(), "", "MIDDLE", List.of("round", "square \"ones\""), Map.of("image", scaling));
    new Snapshot(Snapshot.weights(model), List.of(), List.of(), notes.texts()).write(file);
    return file;
  }

  /** A disc whose place and colour depend on a number. */
  static byte[] picture(int i) throws IOException {
    BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.getHSBColor(i / 20f, 1, 1));
    graphics.fillOval(i % 15, i % 11, 20, 20);
    graphics.dispose();
    return encoded(image);
  }

  static byte[] encoded(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
