package dev.netgrad.train.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A kind of data. */
interface Format {
  /** The first that knows the data has them. */
  List<Format> ALL = List.of(CifarFiles::open, IdxFiles::open, ArrayFiles::open, PictureFolders::open,
      RowFiles::open);

  /**
   * @return nothing if the data are of another kind
   * @throws dev.netgrad.train.DataException if they are of this one and can't be used
   */
  Optional<Data> open(Path path, Needs needs);

  static String unknown() {
    return "no data of a known kind: a folder for each class, images/ and masks/, or pictures and a .csv, in train/ and"
        + " test/ or alone; CIFAR's .bin files; IDX files; .npy or .safetensors with an array for each input; rows of"
        + " numbers in .tra and .tes";
  }
}
