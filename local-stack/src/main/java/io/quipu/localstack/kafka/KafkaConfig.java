package io.quipu.localstack.kafka;

import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerFolder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The content of a local Kafka broker's configuration files. */
final class KafkaConfig {
  /** The key of the port between broker and controller. */
  static final String CONTROLLER = "controller";

  /* To standard output, which goes to the server's log. */
  static final Map<String, String> LOG4J =
      Map.of(
          "log4j.rootLogger", "WARN, out",
          "log4j.logger.kafka.server.KafkaRaftServer", "INFO",
          "log4j.appender.out", "org.apache.log4j.ConsoleAppender",
          "log4j.appender.out.layout", "org.apache.log4j.PatternLayout",
          "log4j.appender.out.layout.ConversionPattern", "%d{ISO8601} %p %c{1}: %m%n");

  private KafkaConfig() {}

  /** The broker's properties. A broker that is alone has one replica of everything. */
  static Map<String, String> broker(
      LocalKafka settings, ServerFolder folder, Map<String, Integer> ports) {
    String client = "CLIENT://127.0.0.1:" + ports.get(Ports.CLIENT);
    String controller = "127.0.0.1:" + ports.get(CONTROLLER);
    boolean alone = settings.membership().isEmpty();
    String replicas = alone ? "1" : "3";
    String replicasInSync = alone ? "1" : "2";
    Map<String, String> properties = new TreeMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(settings.id()));
    properties.put(
        "controller.quorum.voters",
        settings.membership().map(KafkaMembership::voters).orElse("1@" + controller));
    properties.put("listeners", client + ",CONTROLLER://" + controller);
    properties.put("advertised.listeners", client);
    properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "CLIENT");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("log.dirs", folder.data().toString());
    properties.put("num.partitions", Integer.toString(settings.defaultPartitions()));
    properties.put("auto.create.topics.enable", "false");
    properties.put("log.message.timestamp.type", "LogAppendTime");
    properties.put("default.replication.factor", replicas);
    properties.put("min.insync.replicas", replicasInSync);
    properties.put("offsets.topic.replication.factor", replicas);
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.replication.factor", replicas);
    properties.put("transaction.state.log.min.isr", replicasInSync);
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // After a kill, the controller refuses the broker until its old session ends: by default 9 s.
    properties.put("broker.session.timeout.ms", "4000");
    properties.put("broker.heartbeat.interval.ms", "500");
    // A quarter of the default, which would take a quarter of the heap.
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(32 << 20));
    properties.putAll(settings.brokerProperties());
    return properties;
  }

  static List<String> jvmOptions(LocalKafka settings, ServerFolder folder) {
    return List.of(
        "-Xmx" + settings.heapMegabytes() + "m",
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        "-Dlog4j.configuration=" + folder.conf().resolve("log4j.properties").toUri());
  }
}
