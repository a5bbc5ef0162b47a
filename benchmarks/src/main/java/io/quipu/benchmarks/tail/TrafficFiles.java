package io.quipu.benchmarks.tail;

import io.quipu.cli.demo.Action;
import io.quipu.cli.demo.Traffic;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Files with the demo's traffic.
 *
 * @param counted how many of the events must be counted
 */
record TrafficFiles(List<Path> files, long counted) {
  /** The rate that the events' times are spaced for. */
  private static final long EVENTS_PER_SECOND = 75_000;

  /** Writes files with this many events. */
  static TrafficFiles write(Path folder, int number, long events, long seed) throws IOException {
    Files.createDirectories(folder);
    long[] counted = {0};
    Traffic traffic = new Traffic(seed, (Action action, long millis, long cents) -> counted[0]++);
    long start = Instant.now().toEpochMilli() - 1000 * events / EVENTS_PER_SECOND;
    List<Path> files = new ArrayList<>();
    List<OutputStream> outs = new ArrayList<>();
    try {
      for (int i = 0; i < number; i++) {
        Path file = folder.resolve("app-" + (char) ('a' + i) + ".jsonl");
        files.add(file);
        outs.add(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
      }
      for (long i = 0; i < events; i++) {
        OutputStream out = outs.get((int) (i % number));
        out.write(traffic.next(start + 1000 * i / EVENTS_PER_SECOND));
        out.write('\n');
      }
    } finally {
      for (OutputStream out : outs) {
        out.close();
      }
    }
    return new TrafficFiles(files, counted[0]);
  }
}
