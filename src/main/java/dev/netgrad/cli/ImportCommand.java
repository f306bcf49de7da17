package dev.netgrad.cli;

import dev.netgrad.compiler.EnvironmentException;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Output;
import dev.netgrad.onnx.ImportOptions;
import dev.netgrad.onnx.OnnxException;
import dev.netgrad.onnx.OnnxModel;
import dev.netgrad.train.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netgrad import}: an ONNX model as a {@code .net} file and its weights. */
@Command(name = "import", description = {
    "Reads an ONNX model, and writes it as a network of the language, NAME.net, and its weights, NAME.safetensors.",
    "Pictures have their channels last, and weights are laid out so. What the language can't say is refused: which node"
        + " of the model it is, and why."},
    footer = {"", "Example: netgrad import resnet50.onnx -o resnet"})
final class ImportCommand extends NetgradCommand {
  @Parameters(paramLabel = "MODEL.onnx", description = "The model.")
  private Path model;

  @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true, description = "Where both files go.")
  private Path output;

  @Option(names = "--name", paramLabel = "NAME", description = {
      "What the files and the network are called; as the model's file by default."})
  private String name;

  @Option(names = "--batch-dim", paramLabel = "NAME", description = {
      "What the model calls the size of the batch, which is the first of each input; by default whatever it is called"
          + " there."})
  private String batch;

  @Option(names = "--input-layout", paramLabel = "LAYOUT", description = "How pictures are given. channels-last, the"
      + " default: as everywhere in the language. onnx: as the model has them.")
  private String layout = "channels-last";

  @Option(names = "--set", paramLabel = "NAME=SIZE", description = {
      "Gives a size that the model leaves open a number, or an input of whole numbers those that it always is,"
          + " NAME=1,3; may be given several times."})
  private List<String> sizes = List.of();

  @Override
  public Integer call() {
    require(layout.equals("channels-last") || layout.equals("onnx"),
        "--input-layout=" + layout + ": channels-last or onnx");
    Map<String, Integer> extents = new HashMap<>();
    Map<String, long[]> fixed = new HashMap<>();
    for (String size : sizes) {
      require(size.matches("[^=]+=-?\\d{1,9}(,-?\\d{1,9})*"), "--set " + size + ": NAME=SIZE, as --set tokens=128");
      String key = size.substring(0, size.indexOf('='));
      long[] values = Arrays.stream(size.substring(size.indexOf('=') + 1).split(","))
          .mapToLong(Long::parseLong).toArray();
      fixed.put(key, values);
      extents.put(key, (int) values[0]);
    }
    String file = name != null ? name : model.getFileName().toString().replaceFirst("\\.[oO][nN][nN][xX]$", "");
    require(file.matches("[A-Za-z0-9_.-]+"),
        "--name " + file + ": letters, digits, `_`, `-` and `.` make a file's name");
    OnnxModel imported;
    try {
      imported = OnnxModel.read(model, file,
          new ImportOptions(layout.equals("onnx"), batch == null ? "" : batch, extents, fixed));
    } catch (OnnxException e) {
      throw new InputException(shown(model) + ": " + e.getMessage());
    }
    // What is written can be read: a fault here is netgrad's.
    NetFile.of(file + ".net", imported.text());
    write(imported, file);
    tell(imported, file);
    return 0;
  }

  /** Both files, or none. */
  private void write(OnnxModel imported, String file) {
    Path text = output.resolve(file + ".net");
    Path weights = output.resolve(file + ".safetensors");
    Path aside = output.resolve("." + file + "." + UUID.randomUUID() + ".part");
    try {
      Files.createDirectories(output);
      imported.weights().write(aside);
      Output.write(Map.of(text, imported.text().getBytes(StandardCharsets.UTF_8), weights, Files.readAllBytes(aside)));
    } catch (IOException | DataException e) {
      throw new EnvironmentException("cannot write " + shown(weights) + ": " + e.getMessage(), e);
    } finally {
      try {
        Files.deleteIfExists(aside);
      } catch (IOException e) {
        // A leftover is harmless.
      }
    }
  }

  private void tell(OnnxModel imported, String file) {
    out().println(shown(output.resolve(file + ".net")) + ": " + imported.name());
    out().println("from   " + imported.nodes().entrySet().stream().map(e -> e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(", ")));
    out().println("takes  " + imported.inputs().stream().map(ImportCommand::text).collect(Collectors.joining(", ")));
    out().println("gives  " + imported.outputs().stream().map(ImportCommand::text).collect(Collectors.joining(", ")));
    out().println("stores " + String.format(Locale.ROOT, "%,d", imported.size()) + " numbers in "
        + shown(output.resolve(file + ".safetensors")));
  }

  /** A tensor, and how it lies, where that is not as in the model. */
  private static String text(OnnxModel.Tensor tensor) {
    boolean isSame = tensor.axes().equals(tensor.axes().stream().sorted().toList());
    String original = tensor.name().equals(tensor.original()) ? "" : " (" + tensor.original() + ")";
    return tensor.name() + original + (isSame ? "" : " with its axes in the order " + tensor.axes())
        + (tensor.batchAxis() < 0 ? ", all of it as one sample" : "");
  }
}
