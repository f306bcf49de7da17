package dev.netgrad.cli;

import dev.netgrad.tensor.Network;
import dev.netgrad.train.Model;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.Snapshot;
import dev.netgrad.train.use.Classifier;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A network with weights. */
final class Trained {
  @Mixin
  private RunnableNetwork runnable;

  @Option(names = "--weights", paramLabel = "W", required = true, description =
      "The weights, as train saved them. Of a NETWORK.last.safetensors with an average of the weights, that is taken.")
  private Path weights;

  /** @param facts what is known of the data that the weights are from */
  record Ready(Model model, Notes facts) {
    Preparation preparation() {
      return Classifier.preparation(facts);
    }
  }

  Ready load(NetgradCommand command) {
    runnable.check(command);
    Network network = runnable.choose(command);
    Snapshot snapshot = Snapshot.read(weights);
    Notes facts = Notes.of(snapshot.facts(), weights);
    Model model = runnable.load(command, network, 1).model();
    snapshot.copyTo(model, weights);
    return new Ready(model, facts);
  }

  List<String> javaOptions() {
    return runnable.javaOptions();
  }

  int threads() {
    return runnable.threads();
  }
}
