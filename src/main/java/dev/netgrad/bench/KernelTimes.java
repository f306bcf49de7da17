package dev.netgrad.bench;

import dev.netgrad.compiler.MultiplyAdds;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.KernelCall;
import dev.netgrad.loop.code.Program;
import dev.netgrad.tensor.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the kernels of one step do, and from their times how fast they do it. */
final class KernelTimes {
  /** Operations and bytes of one call. */
  private record Cost(double flops, double bytes) {}

  private final Map<String, Cost> costs = new HashMap<>();

  /** @param lengths of the parameters by qualified name: what the optimizer's formulas run over */
  KernelTimes(Program program, int batch, Map<String, Long> lengths) {
    program.units().forEach(u -> u.calls().forEach((group, call) -> costs.put(call.kernel().name(), new Cost(
        2.0 * group.statements().stream().mapToLong(s -> MultiplyAdds.of(s, batch)).sum(),
        bytes(program, call.kernel(), batch)))));
    for (int i = 0; i < program.updates().size(); i++) {
      Network.Update update = program.plan().network().updates().get(i);
      double mean = update.parameters().stream().mapToLong(lengths::get).average().orElse(0);
      for (KernelCall call : program.updates().get(i).calls().values()) {
        costs.put(call.kernel().name(), new Cost(0, bytes(program, call.kernel(), mean)));
      }
    }
  }

  private static double bytes(Program program, Kernel kernel, double samples) {
    double elements = 0;
    for (Buffer buffer : kernel.parameters()) {
      elements += buffer.scalar() ? 0 : buffer.size().perSample() * samples + buffer.size().fixed();
    }
    return program.element().bytes() * elements;
  }

  /**
   * @param times nanoseconds and calls of each kernel
   * @param steps in how many steps
   * @return the kernels that were called, the slowest first
   */
  List<KernelRow> rows(Map<String, long[]> times, int steps) {
    double all = times.values().stream().mapToLong(t -> t[0]).sum() / 1e9;
    List<KernelRow> rows = new ArrayList<>();
    times.forEach((name, time) -> {
      if (time[1] > 0) {
        double seconds = time[0] / 1e9;
        Cost cost = costs.get(name);
        rows.add(new KernelRow(name, (double) time[1] / steps, seconds / steps, seconds / all,
            cost.flops * time[1] / seconds / 1e9, cost.bytes * time[1] / seconds / 1e9));
      }
    });
    rows.sort(Comparator.comparingDouble(KernelRow::seconds).reversed());
    return rows;
  }
}
