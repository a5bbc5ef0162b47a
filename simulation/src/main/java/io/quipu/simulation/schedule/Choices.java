package io.quipu.simulation.schedule;

/**
 * The choices of a schedule. Each step has its own random numbers, so one step can be made quiet
 * without changing the others. A quiet step chooses 0 everywhere, which means progress without a
 * fault.
 *
 * <p>The numbers are those of SplitMix64 (Steele, Lea and Flood, 2014).
 */
final class Choices {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final Schedule schedule;
  private long state;
  private boolean quiet;

  Choices(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Begins to choose how the world is made; part is different for each kind of choice. */
  void setUp(int part) {
    state = mix(mix(schedule.seed()) ^ -1L - part);
    quiet = false;
  }

  /** Begins a step. */
  void step(int number) {
    state = mix(mix(schedule.seed()) + number * GAMMA);
    quiet = schedule.isQuiet(number);
  }

  /** Chooses 0 from now on. */
  void quiet() {
    quiet = true;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** A number from 0 to n - 1; 0 in a quiet step. */
  int below(int n) {
    if (quiet || n <= 1) {
      return 0;
    }
    state += GAMMA;
    return (int) Long.remainderUnsigned(mix(state), n);
  }

  /** True once in n times; never in a quiet step, nor if n is 0. */
  boolean oneIn(int n) {
    return !quiet && n > 0 && below(n) == n - 1;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
