package io.quipu.benchmarks.throughput;

import io.quipu.benchmarks.throughput.contenders.BeamNaive;
import io.quipu.benchmarks.throughput.contenders.FlinkSqlContender;
import io.quipu.benchmarks.throughput.contenders.InMemoryLimit;
import io.quipu.benchmarks.throughput.contenders.KafkaStreamsContender;
import io.quipu.benchmarks.throughput.contenders.NativeFlinkNaive;
import io.quipu.benchmarks.throughput.contenders.QuipuContender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All contenders, by their names on the command line. */
final class Contenders {
  /** The contender that the others are compared with. */
  static final String QUIPU = "quipu";

  private static final Map<String, Supplier<Contender>> ALL = new LinkedHashMap<>();

  static {
    ALL.put(QUIPU, () -> new QuipuContender(false));
    ALL.put("quipu-cassandra", () -> new QuipuContender(true));
    ALL.put("flink", NativeFlinkNaive::new);
    ALL.put("flink-sql", FlinkSqlContender::new);
    ALL.put("kafka-streams", KafkaStreamsContender::new);
    ALL.put("beam", BeamNaive::new);
    ALL.put("in-memory", InMemoryLimit::new);
  }

  private Contenders() {}

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * @throws IllegalArgumentException if no contender has this name
   */
  static Contender of(String name) {
    Supplier<Contender> contender = ALL.get(name);
    if (contender == null) {
      throw new IllegalArgumentException(
          "There is no contender '" + name + "'; choose from " + String.join(", ", names()) + ".");
    }
    return contender.get();
  }
}
