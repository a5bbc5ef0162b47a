package io.quipu.benchmarks.throughput;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a contender's JVM: runs until all events are counted, and writes the outcome.
 */
final class ContenderProcess {
  private static final long SAMPLE_MILLIS = 100;

  /** After so long without a new result, the run has stalled and ends. */
  private static final long STALLED_MILLIS = 120_000;

  /**
   * The progress of a contender at one moment.
   *
   * @param millis the milliseconds since the contender began to start
   * @param counted the number of events counted
   * @param cpuMillis the CPU time of the process so far
   */
  record Sample(long millis, long counted, long cpuMillis) {}

  /** All samples of a run, from when the contender had started to its end, and the final digest. */
  record Outcome(List<Sample> samples, Tally.Digest digest) {}

  /** The input of the process; it stops when the expected number of events is counted. */
  record Task(String contender, Yardstick yardstick, long expected) {}

  /** The line that the process prints when the outcome is written. */
  static final String DONE = "done";

  private ContenderProcess() {}

  /**
   * @param args the file of the {@link Task}, and the file for the {@link Outcome}
   */
  public static void main(String[] args) throws Exception {
    ObjectMapper json = json();
    Task task = json.readValue(Path.of(args[0]).toFile(), Task.class);
    List<Sample> samples = new ArrayList<>();
    long start = System.nanoTime();
    var unused = Contenders.of(task.contender()).start(task.yardstick());
    follow(task, start, samples);
    settle();
    json.writeValue(Path.of(args[1]).toFile(), new Outcome(samples, Tally.digest()));
    // The parent kills this process: an exit while a job runs can hang.
    System.out.println(DONE);
  }

  private static void follow(Task task, long start, List<Sample> samples)
      throws InterruptedException {
    Sample last = sample(start);
    samples.add(last);
    long lastChange = last.millis();
    while (last.counted() < task.expected() && last.millis() - lastChange < STALLED_MILLIS) {
      TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
      Sample next = sample(start);
      if (next.counted() > last.counted()) {
        samples.add(next);
        lastChange = next.millis();
        System.out.println("counted " + next.counted());
      }
      last = next;
    }
  }

  /**
   * Waits for the other rows of the last events, which come with the whole statistic's or soon
   * after.
   */
  private static void settle() throws InterruptedException {
    Tally.Digest last = Tally.digest();
    for (int same = 0; same < 3; ) {
      TimeUnit.SECONDS.sleep(1);
      Tally.Digest next = Tally.digest();
      same = next.equals(last) ? same + 1 : 0;
      last = next;
    }
  }

  private static Sample sample(long start) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Sample(
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        Tally.counted(),
        TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime()));
  }

  static ObjectMapper json() {
    return new ObjectMapper().registerModule(new JavaTimeModule());
  }
}
