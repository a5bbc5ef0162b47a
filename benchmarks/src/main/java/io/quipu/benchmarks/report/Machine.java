package io.quipu.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A description of a measurement: the machine, the date and the command.
 *
 * @param cpu the model of the processor
 * @param cores the number of cores that the JVM may use
 * @param memoryBytes the memory of the machine
 * @param system the operating system
 * @param jvm the JVM that measured
 * @param date the date in UTC, in ISO 8601
 * @param command the command as it was called
 */
public record Machine(
    String cpu,
    int cores,
    long memoryBytes,
    String system,
    String jvm,
    String date,
    String command) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  /** This machine, now. */
  public static Machine here(String command) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        cpuModel(system.getArch()),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString(),
        command);
  }

  /** The description in one line of text. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %.0f GiB, %s, %s, %s",
        cpu,
        cores,
        memoryBytes / (double) (1L << 30),
        system,
        jvm,
        date);
  }

  /** The model of the processor on Linux; elsewhere the fallback. */
  private static String cpuModel(String otherwise) {
    if (!Files.isReadable(CPU_INFO)) {
      return otherwise;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
