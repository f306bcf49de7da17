package dev.netgrad.train.data;

import java.util.Arrays;
import java.util.List;

/** Several samples of the same fields, one after the other. */
record Joined(List<Samples> parts, int[] begins) implements Samples {
  static Samples of(List<Samples> parts) {
    int[] begins = new int[parts.size()];
    for (int i = 1; i < begins.length; i++) {
      begins[i] = begins[i - 1] + parts.get(i - 1).size();
    }
    return parts.size() == 1 ? parts.get(0) : new Joined(parts, begins);
  }

  @Override
  public int size() {
    return begins[begins.length - 1] + parts.get(begins.length - 1).size();
  }

  @Override
  public List<Field> fields() {
    return parts.get(0).fields();
  }

  @Override
  public void read(int sample, List<Raster> into) throws DamageException {
    int part = part(sample);
    parts.get(part).read(sample - begins[part], into);
  }

  @Override
  public String origin(int sample) {
    int part = part(sample);
    return parts.get(part).origin(sample - begins[part]);
  }

  private int part(int sample) {
    int found = Arrays.binarySearch(begins, sample);
    return found < 0 ? -found - 2 : found;
  }
}
