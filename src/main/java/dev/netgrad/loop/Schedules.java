package dev.netgrad.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Forms and tiles that are set by hand, for nests by their names and the width of vectors; those of all others are
 * chosen by cost. Their text is what {@link SchedulePrinter} prints, of which {@code not …} lines and all behind a
 * tile's size may be left out.
 */
public final class Schedules {
  /** Everything is chosen by cost. */
  public static final Schedules NONE = new Schedules(Map.of());

  private static final Pattern KERNEL = Pattern.compile("kernel (\\S+), (\\d+) bits");
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
   * @param tiling absent where it is chosen by cost
   */
  private record Setting(Schedule.Form form, Optional<Tiling> tiling) {}

  /** @throws ScheduleException that says which line is wrong */
  public static Schedules parse(String text) {
    Map<Nest, List<Setting>> settings = new LinkedHashMap<>();
    Nest nest = null;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String words = line.strip();
      Matcher kernel = KERNEL.matcher(words);
      if (words.isEmpty() || words.startsWith("//") || words.startsWith("not ")) {
        continue;
      } else if (kernel.matches()) {
        nest = new Nest(kernel.group(1), Integer.parseInt(kernel.group(2)));
        check(settings.put(nest, new ArrayList<>()) == null, number, nest + " is set twice");
      } else {
        check(nest != null, number, "`" + words + "` belongs to no kernel; `kernel NAME, 512 bits` begins one");
        setting(words, number).ifPresent(settings.get(nest)::add);
      }
    }
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
    Matcher tile = TILE.matcher(form.group(2) == null ? "" : form.group(2));
    return Optional.of(new Setting(named.get(), tile.matches()
        ? Optional.of(new Tiling(Long.parseLong(tile.group(1)), Integer.parseInt(tile.group(2)))) : Optional.empty()));
  }

  private static void check(boolean condition, int line, String message) {
    if (!condition) {
      throw new ScheduleException("line " + line + ": " + message);
    }
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
  void check(Schedule schedule, int bits) {
    for (Setting setting : of(schedule.kernel(), bits).orElse(List.of())) {
      if (schedule.chosen().stream().noneMatch(chosen -> chosen.form() == setting.form())) {
        String why = schedule.declined().stream().filter(d -> d.form() == setting.form()).map(Schedule.Declined::reason)
            .findFirst().or(schedule::obstacle).orElse("another form comes before it");
        throw new ScheduleException(new Nest(schedule.kernel(), bits) + ": no " + setting.form() + ": " + why);
      }
    }
  }

  /** @throws ScheduleException if a nest was set that there is not */
  void checkAll(List<VectorUnit> units) {
    for (Nest nest : settings.keySet()) {
      if (units.stream().noneMatch(u -> u.bits() == nest.bits()
          && u.schedules().stream().anyMatch(s -> s.kernel().equals(nest.kernel())))) {
        throw new ScheduleException("there is no " + nest + "; `--print-after schedule` lists all");
      }
    }
  }

  private Optional<List<Setting>> of(String kernel, int bits) {
    return Optional.ofNullable(settings.get(new Nest(kernel, bits)));
  }
}
