package service;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What Prometheus asks for: how many requests there were, and how long answers took. */
final class Metrics {
  private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1};

  private final Map<Integer, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanoseconds = new LongAdder();

  Metrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void add(int status, long nanos) {
    requests.computeIfAbsent(status, s -> new LongAdder()).increment();
    nanoseconds.add(nanos);
    int i = 0;
    while (i < BOUNDS.length && nanos > BOUNDS[i] * 1e9) {
      i++;
    }
    buckets[i].increment();
  }

  /**
   * In the text format of Prometheus, version 0.0.4.
   *
   * @param underWay pictures that are read or looked at
   */
  String text(int underWay) {
    StringBuilder out = new StringBuilder("# TYPE classify_under_way gauge\nclassify_under_way ").append(underWay)
        .append("\n# TYPE classify_requests_total counter\n");
    requests.forEach((status, count) -> out.append("classify_requests_total{status=\"").append(status).append("\"} ")
        .append(count).append('\n'));
    out.append("# TYPE classify_seconds histogram\n");
    long sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      sum += buckets[i].sum();
      out.append("classify_seconds_bucket{le=\"").append(i < BOUNDS.length ? BOUNDS[i] : "+Inf").append("\"} ")
          .append(sum).append('\n');
    }
    return out.append("classify_seconds_sum ").append(nanoseconds.sum() / 1e9).append('\n')
        .append("classify_seconds_count ").append(sum).append('\n').toString();
  }
}
