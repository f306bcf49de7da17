package dev.netgrad.emit;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads from class files how long methods are. */
public final class ClassFiles {
  private ClassFiles() {}

  /** Bytes of bytecode by method. */
  public static Map<String, Integer> codeLengths(byte[] classFile) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipBytes(8);
    Map<Integer, String> texts = new HashMap<>();
    int constants = in.readUnsignedShort();
    for (int i = 1; i < constants; i++) {
      switch (in.readUnsignedByte()) {
        case 1 -> texts.put(i, in.readUTF());
        case 7, 8, 16, 19, 20 -> in.skipBytes(2);
        case 15 -> in.skipBytes(3);
        case 5, 6 -> {
          in.skipBytes(8);
          i++;
        }
        default -> in.skipBytes(4);
      }
    }
    in.skipBytes(6);
    in.skipBytes(2 * in.readUnsignedShort());
    Map<String, Integer> lengths = new LinkedHashMap<>();
    for (int members = 0; members < 2; members++) {
      int count = in.readUnsignedShort();
      for (int i = 0; i < count; i++) {
        in.skipBytes(2);
        String name = texts.get(in.readUnsignedShort()) + texts.get(in.readUnsignedShort());
        int attributes = in.readUnsignedShort();
        for (int k = 0; k < attributes; k++) {
          String attribute = texts.get(in.readUnsignedShort());
          byte[] content = new byte[in.readInt()];
          in.readFully(content);
          if (attribute.equals("Code")) {
            DataInputStream code = new DataInputStream(new ByteArrayInputStream(content));
            code.skipBytes(4);
            lengths.put(name, code.readInt());
          }
        }
      }
    }
    return lengths;
  }
}
