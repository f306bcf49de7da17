package dev.netgrad.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Forms and tiles that are set by hand, for nests by their names and the width of vectors; those of all others are
 * chosen by cost. Their text is what {@code SchedulePrinter} prints; its {@code not …} lines, and what stands behind a
 * tile's size or the first comma, say nothing.
 */
public final class Schedules {
  /** Everything is chosen by cost. */
  public static final Schedules NONE = new Schedules(Map.of());

  private static final Pattern KERNEL = Pattern.compile("kernel (\\S+), (\\d{1,9}) bits");
  private static final Pattern FORM = Pattern.compile("([a-z -]+?)(?:: (.*))?");
  private static final Pattern TILE = Pattern.compile("(\\d{1,9}) by (\\d{1,9}) vectors?\\b.*");

  private final Map<Nest, List<Setting>> settings;

  private Schedules(Map<Nest, List<Setting>> settings) {
    this.settings = settings;
  }

  /** A nest for one width. */
  private record Nest(String kernel, int bits) {
    @Override
    public String toString() {
      return "kernel " + kernel + ", " + bits + " bits";
    }
  }

  /**
   * One form that a nest is to take.
   *
   * @param size what is said of it up to the first comma; empty where it is chosen by cost
   */
  private record Setting(Schedule.Form form, String size) {
    Optional<Tiling> tiling() {
      Matcher tile = TILE.matcher(size);
      return tile.matches()
          ? Optional.of(new Tiling(Long.parseLong(tile.group(1)), Integer.parseInt(tile.group(2)))) : Optional.empty();
    }

    /** Whether a form has become what is said here, in the plural or not. */
    boolean isMetBy(Schedule schedule) {
      return schedule.choices().replace("vectors", "vector").startsWith(size.replace("vectors", "vector"));
    }
  }

  /** @throws ScheduleException that says which line is wrong */
  public static Schedules parse(String text) {
    Map<Nest, List<Setting>> settings = new LinkedHashMap<>();
    Set<Nest> plain = new HashSet<>();
    Nest nest = null;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String words = line.strip();
      Matcher kernel = KERNEL.matcher(words);
      if (words.isEmpty() || words.startsWith("//") || words.startsWith("not ")) {
        continue;
      }
      if (kernel.matches()) {
        nest = new Nest(kernel.group(1), Integer.parseInt(kernel.group(2)));
        check(settings.put(nest, new ArrayList<>()) == null, number, nest + " is set twice");
      } else {
        check(nest != null, number, "`" + words + "` belongs to no kernel; `kernel NAME, 512 bits` begins one");
        Optional<Setting> setting = setting(words, number);
        setting.ifPresent(settings.get(nest)::add);
        if (setting.isEmpty()) {
          plain.add(nest);
        }
      }
    }
    settings.forEach((of, forms) -> {
      if (forms.isEmpty() != plain.contains(of)) {
        throw new ScheduleException(of + (forms.isEmpty() ? " has no form; plain is one" : " is plain, or has a form"));
      }
    });
    return new Schedules(settings);
  }

  /** A form; nothing for plain loops. */
  private static Optional<Setting> setting(String words, int number) {
    Matcher form = FORM.matcher(words);
    check(form.matches(), number, "`" + words + "` is no form");
    if (form.group(1).equals("plain")) {
      return Optional.empty();
    }
    Optional<Schedule.Form> named = Arrays.stream(Schedule.Form.values())
        .filter(f -> f.toString().equals(form.group(1))).findFirst();
    check(named.isPresent(), number, "there is no form `" + form.group(1) + "`; there are plain, "
        + Arrays.stream(Schedule.Form.values()).map(Schedule.Form::toString).collect(Collectors.joining(", ")));
    String size = Optional.ofNullable(form.group(2)).orElse("");
    return Optional.of(new Setting(named.get(), size.split(",", 2)[0]));
  }

  private static void check(boolean condition, int line, String message) {
    if (!condition) {
      throw new ScheduleException("line " + line + ": " + message);
    }
  }

  /** What is set for some widths of vectors. */
  public Schedules ofWidths(List<Integer> bits) {
    Map<Nest, List<Setting>> some = new LinkedHashMap<>(settings);
    some.keySet().removeIf(nest -> !bits.contains(nest.bits()));
    return new Schedules(some);
  }

  /** Whether a nest may take a form. */
  boolean allows(String kernel, int bits, Schedule.Form form) {
    return of(kernel, bits).map(set -> set.stream().anyMatch(s -> s.form() == form)).orElse(true);
  }

  /** Which tiles a nest may have in a form. */
  Predicate<Tiling> tiles(String kernel, int bits, Schedule.Form form) {
    return of(kernel, bits).flatMap(set -> set.stream().filter(s -> s.form() == form).findFirst())
        .flatMap(Setting::tiling).<Predicate<Tiling>>map(wanted -> wanted::equals).orElse(any -> true);
  }

  /** @throws ScheduleException if a nest did not become what was set */
  public void check(Choice choice, int bits) {
    Nest nest = new Nest(choice.kernel(), bits);
    for (Setting setting : of(choice.kernel(), bits).orElse(List.of())) {
      Optional<Schedule> taken = choice.taken().stream().filter(s -> s.form() == setting.form()).findFirst();
      if (taken.isEmpty()) {
        String why = choice.declined().stream().filter(d -> d.form() == setting.form()).map(Choice.Declined::reason)
            .findFirst().orElseGet(() -> choice.isPlain() ? choice.taken().get(0).choices()
                : "this is a nest of another kind");
        throw new ScheduleException(nest + ": no " + setting.form() + ": " + why);
      } else if (!setting.isMetBy(taken.get())) {
        throw new ScheduleException(nest + ": " + setting.form() + " is " + taken.get().choices() + ", which `"
            + setting.size() + "` does not change");
      }
    }
  }

  /**
   * @param choices for all nests, by the bits of a vector
   * @throws ScheduleException if a nest was set that there is not
   */
  public void checkAll(Map<Integer, List<Choice>> choices) {
    for (Nest nest : settings.keySet()) {
      if (choices.getOrDefault(nest.bits(), List.of()).stream().noneMatch(c -> c.kernel().equals(nest.kernel()))) {
        throw new ScheduleException("there is no " + nest + "; `--print-after schedule` lists all");
      }
    }
  }

  private Optional<List<Setting>> of(String kernel, int bits) {
    return Optional.ofNullable(settings.get(new Nest(kernel, bits)));
  }
}
