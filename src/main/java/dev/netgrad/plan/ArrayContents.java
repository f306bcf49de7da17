package dev.netgrad.plan;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Which values are in which memory at some point of a pass, as {@link PlanVerifier} follows it. */
final class ArrayContents {

  /** Memory that one value at a time is in. */
  sealed interface Place {

    /** An array that nothing else takes turns in. */
    record Own(Tensor array) implements Place {
      @Override
      public String toString() {
        return "the array of " + array;
      }
    }

    /** An array of the pool. */
    record Slot(int number) implements Place {
      @Override
      public String toString() {
        return "array " + number + " of the pool";
      }
    }
  }

  /**
   * What is computed for a tensor; of a repeated call, what one repetition gives.
   *
   * @param toCome how many repetitions follow until it is the tensor's value
   */
  record Value(Tensor tensor, int toCome) {
    static Value of(Tensor tensor) {
      return new Value(tensor, 0);
    }

    @Override
    public String toString() {
      return tensor + (toCome == 0 ? "" : ", " + toCome + " repetitions before the last");
    }
  }

  private final BlockPlan plan;
  private final Map<Place, Value> values = new HashMap<>();

  ArrayContents(BlockPlan plan) {
    this.plan = plan;
  }

  /** Where a tensor's values are, when they are there. */
  Place place(Tensor tensor) {
    Tensor array = plan.array(tensor);
    require(plan.storage().containsKey(array), "%s has no array", tensor);
    OptionalInt slot = plan.slot(array);
    require(slot.isPresent() || !(plan.storage().get(array) instanceof Storage.Scratch),
        "%s is in the pool, and in no array of it", tensor);
    return slot.isPresent() ? new Place.Slot(slot.getAsInt()) : new Place.Own(array);
  }

  boolean holds(Place place, Value value) {
    return value.equals(values.get(place));
  }

  void write(Place place, Value value) {
    values.put(place, value);
  }

  /** What was in some memory is lost. */
  void lose(Collection<? extends Place> places) {
    values.keySet().removeAll(places);
  }

  /** What is elsewhere is lost. */
  void keep(Predicate<Place> where) {
    values.keySet().removeIf(where.negate());
  }

  /** @throws IllegalStateException if some memory holds something else than what is read there */
  void read(Place place, Value value) {
    require(holds(place, value), "%s is read from %s, which holds %s", value, place,
        Objects.requireNonNullElse(values.get(place), "nothing yet"));
  }

  /** @throws IllegalStateException with the message, if a promise is not kept: an error of the compiler */
  static void require(boolean kept, String message, Object... arguments) {
    if (!kept) {
      throw new IllegalStateException(String.format(message, arguments));
    }
  }
}
