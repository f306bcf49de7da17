package dev.netgrad.onnx;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.netgrad.source.InvalidNetException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX's own cases, of a zip that {@code -Donnx.tests=FILE.zip} names: folders with a {@code model.onnx}, and beside it
 * {@code test_data_set_0/input_N.pb} and {@code output_N.pb}. Each passes, is refused with a reason, or is wrong, and
 * none may be wrong.
 */
@Tag("long")
final class ConformanceTest {
  /** Those of ONNX's own backend test. */
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-7;

  @TempDir
  private Path folder;

  @Test
  void noneIsWrong() throws IOException {
    String zip = System.getProperty("onnx.tests", "");
    assumeTrue(!zip.isEmpty(), "-Donnx.tests=FILE.zip names the cases");
    Map<String, String> wrong = new TreeMap<>();
    Map<String, String> refused = new TreeMap<>();
    int passed = 0;
    int floats = 0;
    int floatsPassed = 0;
    try (FileSystem files = FileSystems.newFileSystem(Path.of(zip))) {
      for (Path model : models(files.getPath("/"))) {
        String name = model.getParent().getFileName().toString();
        boolean isFloat = isOfFloats(model);
        floats += isFloat ? 1 : 0;
        try {
          String fault = run(model);
          if (fault.isEmpty()) {
            passed++;
            floatsPassed += isFloat ? 1 : 0;
          } else {
            wrong.put(name, fault);
          }
        } catch (OnnxException e) {
          refused.put(name, (isFloat ? "" : "(no floats) ") + e.getMessage());
        }
      }
    }
    refused.forEach((name, why) -> System.out.println("refused " + name + ": " + why));
    wrong.forEach((name, why) -> System.out.println("WRONG " + name + ": " + why));
    System.out.println(passed + " passed, " + refused.size() + " refused, " + wrong.size() + " wrong; of " + floats
        + " whose inputs and outputs are floats, " + floatsPassed + " passed");
    assertThat(passed).isGreaterThan(0);
    assertWithMessage("wrong").that(wrong).isEmpty();
  }

  private static List<Path> models(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(p -> p.endsWith("model.onnx") && p.toString().matches(
          System.getProperty("onnx.case", ".*"))).sorted().toList();
    }
  }

  /** Whether inputs and outputs are floats, or whole numbers going in, and all sizes are known. */
  private static boolean isOfFloats(Path file) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    return model.getGraph().getInputList().stream().allMatch(v -> isOf(v, TensorProto.DataType.FLOAT_VALUE,
        TensorProto.DataType.INT64_VALUE))
        && model.getGraph().getOutputList().stream().allMatch(v -> isOf(v, TensorProto.DataType.FLOAT_VALUE));
  }

  private static boolean isOf(ValueInfoProto value, int... types) {
    int type = value.getType().getTensorType().getElemType();
    return value.getType().hasTensorType() && Arrays.stream(types).anyMatch(t -> t == type);
  }

  /** What is wrong, or nothing. */
  private String run(Path file) throws IOException {
    Path copy = Files.write(folder.resolve("model.onnx"), Files.readAllBytes(file));
    Path data = file.resolveSibling("test_data_set_0");
    ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
    Map<String, ImportedNet.Value> inputs = new LinkedHashMap<>();
    List<String> names = proto.getGraph().getInputList().stream().map(ValueInfoProto::getName).toList();
    for (int i = 0; i < names.size(); i++) {
      Path input = data.resolve("input_" + i + ".pb");
      if (Files.exists(input)) {
        inputs.put(names.get(i), value(input));
      }
    }
    OnnxModel model = read(copy, proto, inputs);
    try {
      List<ImportedNet.Value> outputs = new ImportedNet(model).run(inputs);
      List<String> faults = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        String fault = fault(outputs.get(i), value(data.resolve("output_" + i + ".pb")));
        if (!fault.isEmpty()) {
          faults.add("output " + i + ": " + fault);
        }
      }
      return String.join("; ", faults);
    } catch (InvalidNetException e) {
      return "no text of the language: " + e.getMessage() + "\n" + model.text();
    } catch (RuntimeException e) {
      return e + "\n" + model.text();
    }
  }

  /** What is refused may have shapes or axes that are given as it runs: these are fixed. */
  private static OnnxModel read(Path file, ModelProto model, Map<String, ImportedNet.Value> inputs) {
    try {
      return OnnxModel.read(file, "Case", ImportOptions.usual());
    } catch (OnnxException e) {
      Map<String, long[]> fixed = new LinkedHashMap<>();
      model.getGraph().getInputList().stream().filter(v -> isOf(v, TensorProto.DataType.INT64_VALUE,
          TensorProto.DataType.BOOL_VALUE) && v.getType().getTensorType().getShape().getDimCount() < 2
          && inputs.containsKey(v.getName())).forEach(v -> fixed.put(v.getName(),
              Arrays.stream(inputs.get(v.getName()).elements()).mapToLong(x -> (long) x).toArray()));
      if (fixed.isEmpty()) {
        throw e;
      }
      return OnnxModel.read(file, "Case", new ImportOptions(false, "", Map.of(), fixed));
    }
  }

  private static ImportedNet.Value value(Path file) throws IOException {
    Constant constant = ProtoTensors.of(null, TensorProto.parseFrom(Files.readAllBytes(file)), "value", false);
    double[] values = new double[constant.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = constant.elements().at(i);
    }
    return new ImportedNet.Value(constant.shape(), values);
  }

  private static String fault(ImportedNet.Value is, ImportedNet.Value should) {
    if (is.elements().length != should.elements().length) {
      return Shaped.text(is.shape()) + " instead of " + Shaped.text(should.shape());
    }
    for (int i = 0; i < is.elements().length; i++) {
      double a = is.elements()[i];
      double b = should.elements()[i];
      boolean same = a == b || Double.isNaN(a) && Double.isNaN(b)
          || Math.abs(a - b) <= ABSOLUTE + RELATIVE * Math.abs(b);
      if (!same) {
        return "element " + i + " is " + a + " instead of " + b;
      }
    }
    return "";
  }
}
