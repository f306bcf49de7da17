package dev.netgrad.cli;

import dev.netgrad.compiler.Compilation;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Model;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Mixin;

/** A network of a file, compiled and loaded: what commands that run one share. */
final class RunnableNetwork {
  @Mixin
  private NetworkChoice choice;

  @Mixin
  private KernelChoice kernels;

  @Mixin
  private ConvolutionChoice convolutions;

  @Mixin
  private MemoryChoice memory;

  /**
   * @param plain the Java without vector kernels
   * @param kernels which kernels run, in words
   */
  record Ready(Model model, List<GeneratedSource> plain, String kernels) {}

  /** A hash of the network's formulas: of what is computed, without how. */
  static String hash(Network network) {
    try {
      byte[] formulas = Compiler.formulas(network).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(formulas), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void check(NetgradCommand command) {
    kernels.check(command);
  }

  List<String> javaOptions() {
    return kernels.javaOptions();
  }

  int threads() {
    return kernels.threads();
  }

  Network choose(NetgradCommand command) {
    return choice.choose(command);
  }

  Network choose(Path other, NetgradCommand command) {
    return choice.choose(other, command);
  }

  /** @param batch samples in a training step, for a memory budget */
  Ready load(NetgradCommand command, Network network, int batch) {
    Compilation compilation = Compiler.compile(network,
        Options.of("").withMemoryBudget(memory.budget(command, batch))
            .withConvolutions(convolutions.convolutions(command)).withProfile(kernels.profile())
            .withSchedules(kernels.schedules())
            .withEmit(EmitOptions.of("").withAdapter(true).withVectorBits(kernels.vectorBits())));
    Loaded loaded = Loaded.toRunLong(compilation.sources());
    return new Ready(loaded.model(kernels.threads()), compilation.plainSources(), kernels.describe(command, loaded));
  }
}
