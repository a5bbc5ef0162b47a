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
 * Where, when and by which command figures were measured.
 *
 * @param cpu the model of the processor
 * @param cores how many the JVM may use
 * @param memoryBytes of the machine
 * @param system its operating system
 * @param jvm the Java that measured
 * @param date in UTC, ISO 8601
 * @param command as it was called
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

  /** In one line, for a person. */
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

  /** Only Linux says it in a file; elsewhere the kind of processor has to do. */
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
