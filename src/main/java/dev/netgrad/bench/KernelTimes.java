package dev.netgrad.bench;

import dev.netgrad.compiler.MultiplyAdds;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.KernelCall;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.schedule.Choice;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.tensor.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the kernels of one step do, and from their times how fast they do it. */
final class KernelTimes {
  /** Operations and bytes of one call. */
  private record Cost(double flops, double bytes) {}

  private final Map<String, Cost> costs = new HashMap<>();
  private final Map<String, Schedule> schedules = new HashMap<>();
  private final int batch;
  private final double secondsOfVector;

  /**
   * @param used the vector kernels that run, if some do
   * @param lengths of the parameters by qualified name: what the optimizer's formulas run over
   * @param peak 10⁹ operations a second of all threads
   */
  KernelTimes(Program program, Optional<VectorUnit> used, int batch, Map<String, Long> lengths, double peak) {
    this.batch = batch;
    this.secondsOfVector = used.map(unit -> 2 * unit.target().lanes() / (peak * 1e9)).orElse(0.0);
    used.ifPresent(unit -> unit.choices().forEach(choice -> schedules.put(choice.kernel(), taken(choice))));
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

  /** The form that runs for so many samples. */
  private Schedule taken(Choice choice) {
    return choice.taken().stream().filter(schedule -> schedule.fewestSamples() <= batch).findFirst()
        .orElseGet(() -> choice.taken().get(choice.taken().size() - 1));
  }

  private static String form(Optional<Schedule> schedule) {
    return schedule.map(Schedule::form).orElse(Schedule.Form.PLAIN).toString();
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
        Optional<Schedule> schedule = Optional.ofNullable(schedules.get(name));
        double calls = (double) time[1] / steps;
        rows.add(new KernelRow(name, calls, seconds / steps, seconds / all, cost.flops * time[1] / seconds / 1e9,
            cost.bytes * time[1] / seconds / 1e9, form(schedule), schedule.map(Schedule::cost)
                .filter(Double::isFinite).map(vectors -> OptionalDouble.of(calls * batch * vectors * secondsOfVector))
                .orElse(OptionalDouble.empty())));
      }
    });
    rows.sort(Comparator.comparingDouble(KernelRow::seconds).reversed());
    return rows;
  }
}
