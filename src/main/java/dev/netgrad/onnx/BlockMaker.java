package dev.netgrad.onnx;

import dev.netgrad.onnx.BlockNumbers.Formal;
import dev.netgrad.onnx.BlockNumbers.Said;
import dev.netgrad.onnx.Written.Called;
import dev.netgrad.onnx.Written.Setting;
import dev.netgrad.onnx.Written.Used;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes a block of parts of a network that have one form, and uses of it. */
final class BlockMaker {
  private static final Set<String> STRIDED = Set.of("conv", "groupedConv", "depthwiseConv");

  private final List<List<Segment>> parts;
  private final List<Segment> model;
  private final BlockNumbers numbers;
  /** How each layer's numbers are said, by its statement in the model and their place or name. */
  private final Map<Written, Map<String, Said>> said = new HashMap<>();
  private final Map<Signal, String> conditions = new HashMap<>();
  private final Map<Signal, String> names = new HashMap<>();
  private BlockTemplate template;

  private BlockMaker(List<List<Segment>> parts) {
    this.parts = parts;
    // The numbers of a projection are those of a part that has one.
    this.model = parts.stream().max(Comparator.comparingLong(
        part -> part.stream().filter(s -> !s.projection().isEmpty()).count())).orElseThrow();
    this.numbers = new BlockNumbers(parts.stream().mapToDouble(part -> last(part.get(0).in())).toArray());
  }

  private static int last(Signal signal) {
    return signal.rank() == 0 ? 1 : signal.extents()[signal.rank() - 1];
  }

  /** @param taken names of other blocks */
  static Optional<BlockMaker> of(List<List<Segment>> parts, List<String> taken) {
    BlockMaker maker = new BlockMaker(parts);
    return maker.isOneForm() && maker.says() && maker.skips() ? Optional.of(maker.finished(taken)) : Optional.empty();
  }

  BlockTemplate template() {
    return template;
  }

  /** Whether projections, where there are some, are alike. */
  private boolean isOneForm() {
    return IntStream.range(0, model.size()).allMatch(k -> parts.stream().map(part -> part.get(k).skipForm())
        .filter(form -> !form.isEmpty()).distinct().count() <= 1);
  }

  private boolean says() {
    List<Written> all = model.stream().flatMap(s -> s.statements().stream()).toList();
    // The smallest first: others are multiples of it.
    Map<Double, List<Runnable>> channels = new TreeMap<>();
    boolean[] isSaid = {true};
    for (Written statement : all) {
      Map<String, Said> own = said.computeIfAbsent(statement, s -> new LinkedHashMap<>());
      for (String key : keys(statement)) {
        double[] values = parts.stream().mapToDouble(part -> value(part, statement, key)).toArray();
        double sum = Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(0);
        String name = key.matches("\\d+") ? "" : key;
        channels.computeIfAbsent(name.isEmpty() ? sum : 1e9 + sum, s -> new ArrayList<>()).add(() -> numbers
            .said(name, values).ifPresentOrElse(text -> own.put(key, text), () -> isSaid[0] = false));
      }
    }
    channels.values().forEach(list -> list.forEach(Runnable::run));
    return isSaid[0];
  }

  /** Places and names of the numbers that a statement gives in some part. */
  private Set<String> keys(Written statement) {
    Set<String> keys = new TreeSet<>();
    for (List<Segment> part : parts) {
      Optional.ofNullable(counterpart(part, statement)).ifPresent(own -> keys.addAll(settings(own).keySet()));
    }
    return keys;
  }

  private static Map<String, Double> settings(Written statement) {
    Map<String, Double> settings = new LinkedHashMap<>();
    statement.match(new Calls()).ifPresent(call -> {
      for (int i = 0; i < call.numbers().size(); i++) {
        Setting setting = call.numbers().get(i);
        settings.put(setting.name().isEmpty() ? Integer.toString(i) : setting.name(), setting.value());
      }
    });
    return settings;
  }

  private double value(List<Segment> part, Written statement, String key) {
    Written own = counterpart(part, statement);
    if (own == null) {
      return Double.NaN;
    }
    String layer = own.match(new Calls()).map(Called::layer).orElse("");
    return settings(own).getOrDefault(key, key.equals("stride") && STRIDED.contains(layer) ? 1 : Double.NaN);
  }

  /** What stands in a part for a statement of the model, or null where it has no projection. */
  private Written counterpart(List<Segment> part, Written statement) {
    for (int k = 0; k < model.size(); k++) {
      int main = model.get(k).main().indexOf(statement);
      int skip = model.get(k).projection().indexOf(statement);
      if (main >= 0) {
        return part.get(k).main().get(main);
      } else if (skip >= 0) {
        return part.get(k).projection().isEmpty() ? null : part.get(k).projection().get(skip);
      } else if (model.get(k).join().filter(statement::equals).isPresent()) {
        return part.get(k).join().orElseThrow();
      }
    }
    throw new IllegalStateException("no statement of the model");
  }

  /** On which condition each skip is the input itself: that stride and channels leave it as it is. */
  private boolean skips() {
    for (int k = 0; k < model.size(); k++) {
      Segment segment = model.get(k);
      if (segment.join().isEmpty()) {
        continue;
      }
      names.put(segment.main().get(segment.main().size() - 1).out(), "f");
      if (segment.projection().isEmpty()) {
        continue;
      }
      Signal skip = segment.projection().get(segment.projection().size() - 1).out();
      names.put(skip, "skip");
      int at = k;
      boolean[] isInput = new boolean[parts.size()];
      IntStream.range(0, parts.size()).forEach(p -> isInput[p] = parts.get(p).get(at).projection().isEmpty());
      if (IntStream.range(0, isInput.length).noneMatch(p -> isInput[p])) {
        continue;
      }
      // Of the first segment alone it is known how many channels there are.
      Optional<String> condition = k == 0 ? condition(segment, isInput) : Optional.empty();
      if (condition.isEmpty()) {
        return false;
      }
      conditions.put(skip, condition.orElseThrow());
    }
    return true;
  }

  private Optional<String> condition(Segment segment, boolean... isInput) {
    List<Said> strides = new ArrayList<>();
    List<Said> channels = new ArrayList<>();
    for (Written statement : segment.projection()) {
      said.get(statement).forEach((key, text) -> {
        if (key.equals("stride") && !text.isLiteral()) {
          strides.add(text);
        } else if (key.equals("0") && !text.text().equals("C")) {
          channels.add(text);
        }
      });
    }
    double[] own = parts.stream().mapToDouble(part -> last(part.get(0).in())).toArray();
    for (boolean[] both : new boolean[][] {{true, true}, {false, true}, {true, false}}) {
      List<String> text = new ArrayList<>();
      boolean[] holds = new boolean[isInput.length];
      Arrays.fill(holds, true);
      if (both[0] && !strides.isEmpty()) {
        text.add(strides.get(0).text() + " == 1");
        IntStream.range(0, holds.length).forEach(p -> holds[p] &= strides.get(0).values()[p] == 1);
      }
      if (both[1] && !channels.isEmpty()) {
        text.add("C == " + channels.get(0).text());
        IntStream.range(0, holds.length).forEach(p -> holds[p] &= channels.get(0).values()[p] == own[p]);
      }
      if (!text.isEmpty() && Arrays.equals(holds, isInput)) {
        return Optional.of(String.join(" and ", text));
      }
    }
    return Optional.empty();
  }

  private BlockMaker finished(List<String> taken) {
    List<Written> statements = new ArrayList<>();
    for (Segment segment : model) {
      segment.statements().forEach(statement -> statements.add(general(statement)));
    }
    String kind = kind();
    String name = kind;
    for (int i = 2; taken.contains(name); i++) {
      name = kind + i;
    }
    Signal in = model.get(0).in();
    List<String> dimensions = switch (in.rank()) {
      case 1 -> List.of("C");
      case 2 -> List.of("T", "C");
      case 3 -> List.of("H", "W", "C");
      default -> IntStream.rangeClosed(1, in.rank()).mapToObj(i -> i == in.rank() ? "C" : "D" + i).toList();
    };
    template = new BlockTemplate(name, in, dimensions, numbers.formals().stream().map(BlockMaker::declared).toList(),
        statements, conditions, names);
    return this;
  }

  private static String declared(Formal formal) {
    return formal.name() + (formal.name().equals("stride") ? " = 1" : "");
  }

  /** What papers call it, by the windows of its convolutions. */
  private String kind() {
    List<Called> calls = model.stream().flatMap(s -> s.main().stream()).map(s -> s.match(new Calls()))
        .flatMap(Optional::stream).toList();
    boolean isResidual = model.get(0).join().isPresent();
    List<String> windows = calls.stream().filter(c -> c.layer().equals("conv") || c.layer().equals("groupedConv"))
        .map(c -> TermText.number(c.numbers().stream().filter(n -> n.name().isEmpty())
            .reduce((a, b) -> b).orElseThrow().value())).toList();
    if (calls.stream().anyMatch(c -> c.layer().equals("depthwiseConv"))) {
      return isResidual ? "invertedResidual" : "separable";
    } else if (isResidual && windows.equals(List.of("1", "3", "1"))) {
      return "bottleneck";
    } else if (isResidual && windows.equals(List.of("3", "3"))) {
      return "basic";
    } else if (calls.stream().anyMatch(c -> c.layer().equals("softmax"))) {
      return model.stream().filter(s -> s.join().isPresent()).count() > 1 ? "encoder" : "attend";
    }
    return isResidual ? "residual" : windows.isEmpty() ? "part" : "module";
  }

  private Written general(Written statement) {
    return statement.match(new Calls()).<Written>map(call -> new Called(call.out(), call.layer(), call.reads(),
        said.get(statement).entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> setting(e.getKey(), e.getValue()))
            .filter(s -> !(s.name().equals("stride") && s.text().equals("1"))).toList(), call.weights()))
        .orElse(statement);
  }

  private static Setting setting(String key, Said text) {
    return new Setting(key.matches("\\d+") ? "" : key, text.values()[0], text.text());
  }

  /** Whether two parts are the block with the same numbers; which of its ways they take, their shapes tell. */
  boolean isRepeated(int first, int next) {
    return numbers.formals().stream().allMatch(f -> f.values()[first] == f.values()[next]);
  }

  /** The parts from one to before another as uses of the block. */
  Used used(int first, int end) {
    List<List<Written>> instances = new ArrayList<>();
    for (int p = first; p < end; p++) {
      List<Segment> part = parts.get(p);
      instances.add(model.stream().flatMap(s -> s.statements().stream()).map(s -> counterpart(part, s))
          .collect(Collectors.toCollection(ArrayList::new)));
    }
    List<Setting> settings = new ArrayList<>();
    for (Formal formal : numbers.formals()) {
      double value = formal.values()[first];
      if (!formal.name().equals("stride")) {
        settings.add(new Setting(formal.name().length() > 1 ? formal.name() : "", value));
      } else if (value != 1) {
        settings.add(new Setting("stride", value));
      }
    }
    settings.sort(Comparator.comparing(s -> !s.name().isEmpty()));
    List<Segment> last = parts.get(end - 1);
    List<Written> all = last.get(last.size() - 1).statements();
    return new Used(
        all.get(all.size() - 1).out(), template, List.of(parts.get(first).get(0).in()), settings, instances);
  }

  private static final class Calls implements Written.Cases<Optional<Called>> {
    @Override
    public Optional<Called> computed(Written.Computed statement) {
      return Optional.empty();
    }

    @Override
    public Optional<Called> called(Called statement) {
      return Optional.of(statement);
    }

    @Override
    public Optional<Called> stored(Written.Stored statement) {
      return Optional.empty();
    }

    @Override
    public Optional<Called> used(Used statement) {
      return Optional.empty();
    }
  }
}
