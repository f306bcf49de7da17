package dev.netgrad.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/** The tensors of a model's file as constants, whatever type they have there. */
final class ProtoTensors {
  private ProtoTensors() {}

  /**
   * @param file where elements that lie elsewhere are looked for; null if they may not
   * @param isTrained whether it is a weight
   * @throws OnnxException if its bytes are fewer than its shape says, or it is of a type that has no numbers
   */
  static Constant of(ModelFile file, TensorProto tensor, String name, boolean isTrained) {
    int[] shape = shape(tensor, name);
    int size = size(shape, name);
    TensorProto.DataType type = type(tensor, name);
    boolean isExternal = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    Constant.Elements elements;
    if (isExternal || !tensor.getRawData().isEmpty()) {
      if (isExternal && file == null) {
        throw new OnnxException(name + ": the elements of an attribute are in another file");
      }
      ByteBuffer bytes = (isExternal ? file.external(tensor) : tensor.getRawData().asReadOnlyByteBuffer())
          .order(ByteOrder.LITTLE_ENDIAN);
      has(name, size, bytes.remaining() / width(type, name), shape);
      elements = raw(type, bytes, name);
    } else {
      elements = typed(type, tensor, size, shape, name);
    }
    return new Constant(name, kind(type, name), shape, elements, isTrained, new BitSet());
  }

  static ElementKind kind(TensorProto.DataType type, String name) {
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> ElementKind.FLOAT;
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> ElementKind.INTEGER;
      case BOOL -> ElementKind.BOOLEAN;
      default -> throw unknown(type, name);
    };
  }

  private static OnnxException unknown(TensorProto.DataType type, String name) {
    return new OnnxException(name + " is a tensor of " + type + ", which a network does not compute with");
  }

  static TensorProto.DataType type(TensorProto tensor, String name) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    if (type == null) {
      throw new OnnxException(name + " is a tensor of the unknown type " + tensor.getDataType());
    }
    return type;
  }

  private static int[] shape(TensorProto tensor, String name) {
    int[] shape = new int[tensor.getDimsCount()];
    for (int i = 0; i < shape.length; i++) {
      long extent = tensor.getDims(i);
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw new OnnxException(name + " would have " + extent + " elements along axis " + i);
      }
      shape[i] = (int) extent;
    }
    return shape;
  }

  private static int size(int[] shape, String name) {
    long size = 1;
    for (int extent : shape) {
      size *= extent;
      if (size > Integer.MAX_VALUE) {
        throw new OnnxException(name + " would have more than 2\u00b3\u00b9 elements");
      }
    }
    return (int) size;
  }

  private static void has(String name, int size, int there, int[] shape) {
    if (there < size) {
      throw new OnnxException(
          name + " has " + there + " elements, fewer than its shape " + Shaped.text(shape) + " says");
    }
  }

  private static int width(TensorProto.DataType type, String name) {
    return switch (type) {
      case BOOL, INT8, UINT8 -> 1;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case FLOAT, INT32, UINT32 -> 4;
      case DOUBLE, INT64, UINT64 -> 8;
      default -> throw unknown(type, name);
    };
  }

  private static Constant.Elements raw(TensorProto.DataType type, ByteBuffer bytes, String name) {
    int start = bytes.position();
    return switch (type) {
      case BOOL, INT8 -> i -> bytes.get(start + i);
      case UINT8 -> i -> bytes.get(start + i) & 0xff;
      case INT16 -> i -> bytes.getShort(start + 2 * i);
      case UINT16 -> i -> bytes.getShort(start + 2 * i) & 0xffff;
      case FLOAT16 -> i -> half(bytes.getShort(start + 2 * i));
      case BFLOAT16 -> i -> Float.intBitsToFloat(bytes.getShort(start + 2 * i) << 16);
      case FLOAT -> i -> bytes.getFloat(start + 4 * i);
      case INT32 -> i -> bytes.getInt(start + 4 * i);
      case UINT32 -> i -> Integer.toUnsignedLong(bytes.getInt(start + 4 * i));
      case DOUBLE -> i -> bytes.getDouble(start + 8 * i);
      case INT64, UINT64 -> i -> bytes.getLong(start + 8 * i);
      default -> throw unknown(type, name);
    };
  }

  private static Constant.Elements typed(
      TensorProto.DataType type, TensorProto tensor, int size, int[] shape, String name) {
    return switch (type) {
      case FLOAT -> {
        has(name, size, tensor.getFloatDataCount(), shape);
        yield tensor::getFloatData;
      }
      case DOUBLE -> {
        has(name, size, tensor.getDoubleDataCount(), shape);
        yield tensor::getDoubleData;
      }
      case INT64 -> {
        has(name, size, tensor.getInt64DataCount(), shape);
        yield tensor::getInt64Data;
      }
      case UINT32, UINT64 -> {
        has(name, size, tensor.getUint64DataCount(), shape);
        yield tensor::getUint64Data;
      }
      case FLOAT16 -> {
        has(name, size, tensor.getInt32DataCount(), shape);
        yield i -> half((short) tensor.getInt32Data(i));
      }
      case BFLOAT16 -> {
        has(name, size, tensor.getInt32DataCount(), shape);
        yield i -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
      }
      case BOOL, INT8, UINT8, INT16, UINT16, INT32 -> {
        has(name, size, tensor.getInt32DataCount(), shape);
        yield tensor::getInt32Data;
      }
      default -> throw unknown(type, name);
    };
  }

  /** IEEE 754's binary16. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float value = exponent == 0 ? fraction * 0x1p-24f
        : exponent == 0x1f ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
        : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
    return bits < 0 ? -value : value;
  }
}
