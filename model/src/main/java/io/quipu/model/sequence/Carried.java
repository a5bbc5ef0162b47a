package io.quipu.model.sequence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that the steps of a chain carry, as numbers: one for each step that carries a value.
 * So chains are compared without their texts.
 *
 * @param first the number of the value of the first such step; {@link #LEFT_OUT} or {@link #NONE}
 * @param second that of the second one
 * @param third that of the third one
 */
record Carried(int first, int second, int third) {
  /** The step is not among those of these values. */
  static final int LEFT_OUT = -1;

  /** The event of the step has no value. */
  static final int NONE = 0;

  /** The values of no step. */
  static final Carried NOTHING = new Carried(LEFT_OUT, LEFT_OUT, LEFT_OUT);

  /** The numbers of texts. Not thread-safe. */
  static final class Numbers {
    private final Map<String, Integer> numbers = new HashMap<>(Map.of("", NONE));

    int of(String text) {
      Integer known = numbers.get(text);
      if (known == null) {
        known = numbers.size();
        numbers.put(text, known);
      }
      return known;
    }

    /** The texts, at the place of their number. */
    List<String> texts() {
      String[] texts = new String[numbers.size()];
      numbers.forEach((text, number) -> texts[number] = text);
      return List.of(texts);
    }
  }

  int get(int i) {
    return switch (i) {
      case 0 -> first;
      case 1 -> second;
      default -> third;
    };
  }

  /** The same with a value of the i-th such step. */
  Carried with(int i, int value) {
    return new Carried(i == 0 ? value : first, i == 1 ? value : second, i == 2 ? value : third);
  }

  /** Both together; none of them has a step of the other. */
  Carried and(Carried other) {
    // A step that is left out adds 0.
    return new Carried(
        first + other.first - LEFT_OUT,
        second + other.second - LEFT_OUT,
        third + other.third - LEFT_OUT);
  }

  /** The values of some of the steps only: those whose bits are set. */
  Carried only(int some) {
    return new Carried(
        (some & 1) == 0 ? LEFT_OUT : first,
        (some & 2) == 0 ? LEFT_OUT : second,
        (some & 4) == 0 ? LEFT_OUT : third);
  }

  /** Whether one of the steps has no value. */
  boolean hasNone() {
    return first == NONE || second == NONE || third == NONE;
  }

  // The generated method runs through method handles for each chain.
  @Override
  public int hashCode() {
    return (first * 31 + second) * 31 + third;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Carried that
        && first == that.first
        && second == that.second
        && third == that.third;
  }
}
