package dev.netgrad.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link Kernels} and {@link Peak} by JMH, whose options are its arguments, and prints operations a second. */
final class KernelTable {
  /** 10⁹ operations a second of each set of kernels, by what is computed. */
  private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
  private double peak = Double.NaN;

  private KernelTable() {}

  public static void main(String[] args) throws CommandLineOptionException, RunnerException {
    Options options = new OptionsBuilder().parent(new CommandLineOptions(args))
        .include(Peak.class.getName()).include(Kernels.class.getName()).build();
    KernelTable table = new KernelTable();
    new Runner(options).run().forEach(table::add);
    System.out.println();
    System.out.println(table.text());
  }

  private void add(RunResult result) {
    double seconds = result.getPrimaryResult().getScore() / 1e6;
    BenchmarkParams params = result.getParams();
    if (params.getParamsKeys().isEmpty()) {
      peak = Peak.FLOPS / seconds / 1e9;
      return;
    }
    Convolution of = Convolution.of(params.getParam("convolution"));
    int batch = Integer.parseInt(params.getParam("batch"));
    rows.computeIfAbsent(of + ": " + params.getParam("sum"), row -> new LinkedHashMap<>())
        .put(params.getParam("kernels"), batch * of.flops() / seconds / 1e9);
  }

  private String text() {
    Table table = new Table("GFLOP/s", "vector", "of the peak", "plain", "of the peak");
    rows.forEach((row, gflops) -> table.add(row, number(gflops.get("vector")), share(gflops.get("vector")),
        number(gflops.get("plain")), share(gflops.get("plain"))));
    table.add("peak", number(peak), "", "", "");
    return table.text(true);
  }

  private static String number(Double gflops) {
    return gflops == null ? "-" : Numbers.text(gflops);
  }

  private String share(Double gflops) {
    return gflops == null ? "-" : Math.round(100 * gflops / peak) + "%";
  }
}
