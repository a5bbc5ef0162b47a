package io.quipu.simulation.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happens, in words, if somebody wants to read it. */
final class Trace {
  private final boolean wanted;
  private final List<String> lines = new ArrayList<>();
  private int step;
  private long fingerprint;

  Trace(boolean wanted) {
    this.wanted = wanted;
  }

  void step(int number) {
    step = number;
  }

  /** Adds to the fingerprint of what happens. */
  void mark(long what) {
    fingerprint = (fingerprint ^ what) * 0x100000001B3L;
  }

  void add(Supplier<String> line) {
    if (wanted) {
      lines.add("step " + step + ": " + line.get());
    }
  }

  List<String> lines() {
    return lines;
  }

  long fingerprint() {
    return fingerprint;
  }
}
