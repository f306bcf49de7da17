package dev.netgrad.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model as its file has it. What the file says is believed only as far as its bytes go: a message that is nested
 * deeper than 100, or longer than what holds it, is refused, and so are weights in files outside the model's folder.
 */
record ModelFile(Path file, ModelProto model) {
  private static final int DEEPEST = 100;

  /** @throws OnnxException if there is no such file, or no model in it */
  static ModelFile read(Path file) {
    byte[] bytes;
    try {
      if (Files.size(file) >= Integer.MAX_VALUE) {
        throw new OnnxException("2 GB or more, which no model in one file has");
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new OnnxException("no such file", e);
    } catch (IOException e) {
      throw new OnnxException("it cannot be read" + (Files.isDirectory(file) ? ", as it is a directory" : ""), e);
    }
    ModelProto model = parse(bytes);
    if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
      throw new OnnxException("no ONNX model: it has no graph with an output");
    }
    return new ModelFile(file, model);
  }

  private static ModelProto parse(byte[] bytes) {
    try {
      // Strings and weights stay where they are in the file's bytes.
      CodedInputStream in = CodedInputStream.newInstance(ByteBuffer.wrap(bytes));
      in.enableAliasing(true);
      in.setRecursionLimit(DEEPEST);
      ModelProto model = ModelProto.parseFrom(in);
      in.checkLastTagWas(0);
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxException("no ONNX model, or not all of one", e);
    } catch (IOException e) {
      throw new OnnxException("it cannot be read", e);
    }
  }

  /** The bytes of a tensor that lies in a file beside the model. */
  ByteBuffer external(TensorProto tensor) {
    Map<String, String> entries = tensor.getExternalDataList().stream().collect(Collectors.toMap(
        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
    String location = entries.getOrDefault("location", "");
    try {
      Path folder = file.toAbsolutePath().getParent().toRealPath();
      Path data = folder.resolve(location).normalize();
      if (location.isEmpty() || !data.startsWith(folder) || !data.toRealPath().startsWith(folder)) {
        throw new OnnxException(tensor.getName() + ": its elements are in `" + location
            + "`, which is outside the model's folder");
      }
      try (FileChannel channel = FileChannel.open(data)) {
        long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
        long length = Long.parseLong(entries.getOrDefault("length", Long.toString(channel.size() - offset)));
        if (offset < 0 || length < 0 || offset > channel.size() - length) {
          throw new OnnxException(tensor.getName() + ": " + data.getFileName() + " ends before its elements do");
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
      }
    } catch (InvalidPathException | NumberFormatException e) {
      throw new OnnxException(tensor.getName() + ": where its elements are is not said as it should be", e);
    } catch (IOException e) {
      throw new OnnxException(tensor.getName() + ": cannot read its elements from `" + location + "`", e);
    }
  }
}
