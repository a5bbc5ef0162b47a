package io.quipu.localstack.cassandra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The content of a local Cassandra node's configuration files, and its JVM options. */
final class CassandraConfig {
  /** The key of the port between nodes, which a single node opens too. */
  static final String STORAGE = "storage";

  /* To standard output, which goes to the server's log. */
  static final String LOGBACK =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{ISO8601} %level %logger{0}: %msg%n</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
        <logger name="org.apache.cassandra.transport.Server" level="INFO"/>
      </configuration>
      """;

  private static final List<String> EXPORTS =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/java.lang.ref",
          "java.base/sun.nio.ch",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.rmi/sun.rmi.transport.tcp",
          "java.sql/java.sql");

  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "java.management/com.sun.jmx.mbeanserver",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.transport.tcp");

  private CassandraConfig() {}

  /** The node's cassandra.yaml. */
  static String yaml(LocalCassandra settings, ServerFolder folder, Map<String, Integer> ports) {
    Map<String, Object> entries = new TreeMap<>();
    entries.put("cluster_name", "quipu-local");
    entries.put("num_tokens", 1);
    entries.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
    entries.put("endpoint_snitch", "SimpleSnitch");
    entries.put("auto_bootstrap", false);
    settings.membership().ifPresent(member -> entries.put("initial_token", member.token()));
    String host = settings.host().getHostAddress();
    entries.put("listen_address", host);
    entries.put("rpc_address", host);
    entries.put("storage_port", ports.get(STORAGE));
    entries.put("native_transport_port", ports.get(Ports.CLIENT));
    entries.put(
        "seed_provider",
        List.of(
            Map.of(
                "class_name",
                "org.apache.cassandra.locator.SimpleSeedProvider",
                "parameters",
                List.of(
                    Map.of("seeds", seeds(settings, Ports.loopback(ports, STORAGE).getPort()))))));
    if (!settings.yamlEntries().containsKey("commitlog_sync")) {
      // Cassandra refuses a sync period in the other modes.
      entries.put("commitlog_sync", "periodic");
      entries.put("commitlog_sync_period", "10000ms");
    }
    Map.of(
            "commitlog_directory", "commitlog",
            "saved_caches_directory", "saved_caches",
            "hints_directory", "hints",
            "cdc_raw_directory", "cdc_raw")
        .forEach((key, name) -> entries.put(key, folder.data().resolve(name).toString()));
    entries.put("data_file_directories", List.of(folder.data().resolve("data").toString()));
    entries.putAll(settings.yamlEntries());
    try {
      return new YAMLMapper().writeValueAsString(entries);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "The values of cassandra.yaml must be strings, numbers, booleans, lists and maps.", e);
    }
  }

  /** All nodes: whichever is down, a node that starts finds another one. */
  private static String seeds(LocalCassandra settings, int port) {
    int nodes = settings.membership().map(CassandraMembership::nodes).orElse(1);
    return IntStream.rangeClosed(1, nodes)
        .mapToObj(number -> Ports.loopback(number).getHostAddress() + ":" + port)
        .collect(Collectors.joining(","));
  }

  static List<String> jvmOptions(LocalCassandra settings, ServerFolder folder) {
    List<String> options = new ArrayList<>();
    EXPORTS.forEach(name -> options.add("--add-exports=" + name + "=ALL-UNNAMED"));
    OPENS.forEach(name -> options.add("--add-opens=" + name + "=ALL-UNNAMED"));
    options.addAll(
        List.of(
            "-Xms" + settings.heapMegabytes() + "m",
            "-Xmx" + settings.heapMegabytes() + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dlogback.configurationFile=" + folder.conf().resolve("logback.xml").toUri(),
            "-Dcassandra.config=" + folder.conf().resolve("cassandra.yaml").toUri(),
            "-Dcassandra.storagedir=" + folder.data()));
    options.add("-Dcassandra.superuser_setup_delay_ms=0");
    if (settings.membership().isEmpty()) {
      // A single node need not wait for a ring, nor announce its shutdown to other nodes.
      Stream.of("ring_delay_ms=0", "skip_wait_for_gossip_to_settle=0", "shutdown_announce_in_ms=0")
          .forEach(option -> options.add("-Dcassandra." + option));
    }
    if (!settings.durableSchema()) {
      options.add("-Dcassandra.test.flush_local_schema_changes=false");
    }
    if (settings.jmxPort() != LocalCassandra.NO_JMX) {
      options.add("-Dcassandra.jmx.local.port=" + settings.jmxPort());
    }
    return options;
  }
}
