package dev.netgrad.train.loop;

import dev.netgrad.train.data.Samples;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whether samples are the same ones as before, by how many there are and where they are from. */
final class Fingerprint {
  private Fingerprint() {}

  static String of(Samples samples) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < samples.size(); i++) {
        digest.update(last(samples.origin(i)).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return samples.size() + " " + HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where a sample is from, without the folders above its own: data may have moved. */
  private static String last(String origin) {
    int slash = origin.lastIndexOf('/');
    return origin.substring(origin.lastIndexOf('/', slash - 1) + 1);
  }
}
