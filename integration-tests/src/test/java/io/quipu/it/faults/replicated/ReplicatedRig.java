package io.quipu.it.faults.replicated;

import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.quipu.it.faults.ClusterJob;
import io.quipu.it.faults.FaultCheck;
import io.quipu.it.faults.FaultTraffic;
import io.quipu.it.faults.RowWatch;
import io.quipu.it.faults.SteadyLoad;
import io.quipu.it.faults.StoredCounts;
import io.quipu.it.faults.Truth;
import io.quipu.it.stack.TopicReader;
import io.quipu.it.stack.Topics;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.LocalCassandraCluster;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.flink.RunningFlink;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.LocalKafkaCluster;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.localstack.process.RunningServer;
import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.awaitility.Awaitility;

/**
 * Three Kafka brokers, three Cassandra nodes and a Flink cluster with high availability, the job
 * and the load. Any one process can be killed.
 */
final class ReplicatedRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String KEYSPACE = "counts";
  private static final String TOPIC = "events";
  private static final int PARTITIONS = 4;
  private static final int COPIES = 3;

  private final LocalKafkaCluster kafkaSettings;
  private final LocalCassandraCluster cassandraSettings;
  private final List<RunningKafka> kafka;
  private final List<RunningCassandra> cassandra;
  private final RunningFlink flink;
  private final CassandraSession session;
  private final SteadyLoad load;
  private final Truth truth;
  private final FaultCheck check;
  private final RowWatch watch;

  ReplicatedRig(Path folder, long seed, int eventsPerSecond) throws Exception {
    kafkaSettings =
        LocalKafkaCluster.of(LocalKafka.in(folder.resolve("kafka")).withHeapMegabytes(256));
    cassandraSettings =
        LocalCassandraCluster.of(
            LocalCassandra.in(folder.resolve("cassandra")).withHeapMegabytes(384));
    // One kind after the other: eleven processes that start at once take each other's time.
    kafka = new ArrayList<>(kafkaSettings.start());
    kafka.forEach(broker -> broker.awaitReady(PATIENCE));
    cassandra = new ArrayList<>(cassandraSettings.start());
    cassandra.forEach(node -> node.awaitReady(PATIENCE));
    flink =
        LocalFlink.in(folder.resolve("flink"))
            .withHighAvailability()
            .withTaskManagers(2)
            .withSlots(2)
            .withHeapMegabytes(512)
            .withProperties(FlinkConfiguration.settings())
            .start();
    flink.awaitReady(PATIENCE);

    String brokers =
        kafka.stream().map(RunningKafka::bootstrapServers).collect(Collectors.joining(","));
    Topics topics = new Topics(brokers);
    topics.create(TOPIC, PARTITIONS);
    topics.create(TOPIC + "-dead-letters", 1);
    String nodes =
        cassandra.stream()
            .map(RunningServer::address)
            .map(address -> address.getHostString() + ":" + address.getPort())
            .collect(Collectors.joining(","));
    session =
        CassandraSession.open(CassandraSettings.of(nodes, KEYSPACE), PATIENCE, progress -> {});
    new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ofFactor(COPIES))).apply();
    FaultTraffic.writePlans(folder, new Random(seed));
    truth =
        new Truth(
            new TopicReader(brokers, TOPIC),
            new TopicReader(brokers, TOPIC + "-dead-letters"),
            FaultTraffic.catalog(folder, "browser", false));
    new ClusterJob(
            flink.address(),
            List.of(
                "--source=kafka",
                "--input=" + TOPIC,
                "--consumer-group=replicated",
                "--bootstrap-servers=" + brokers,
                "--cassandra=" + nodes,
                "--keyspace=" + KEYSPACE,
                "--parallelism=2",
                // Each shard that has events costs Cassandra some requests, here on three nodes.
                "--shards=16",
                "--retention=20s",
                "--catalog=" + FaultTraffic.catalog(folder, "browser", true)))
        .start(List.of());
    load = new SteadyLoad(brokers, TOPIC, PARTITIONS, new FaultTraffic(seed), eventsPerSecond);
    StoredCounts counts = new StoredCounts(session, KEYSPACE);
    check = new FaultCheck(load, truth, counts);
    watch = new RowWatch(counts::rows);
  }

  FaultCheck check() {
    return check;
  }

  RowWatch watch() {
    return watch;
  }

  /** Kills the job manager that runs the job; the other one takes over. */
  ReplicatedFault.Victim killLeadingJobManager() {
    int index = flink.leader().orElseThrow();
    flink.jobManagers().get(index).kill();
    return new ReplicatedFault.Victim(
        "job manager " + (index + 1) + ", which led",
        () -> {
          flink.restartJobManager(index);
          flink.jobManagers().get(index).awaitReady(PATIENCE);
        });
  }

  ReplicatedFault.Victim killCassandraNode(int index) {
    cassandra.get(index).kill();
    return new ReplicatedFault.Victim(
        "Cassandra " + (index + 1),
        () -> {
          cassandra.set(index, cassandraSettings.startNode(index + 1).awaitReady(PATIENCE));
          Awaitility.await().atMost(PATIENCE).until(() -> nodesUp() == COPIES);
        });
  }

  /** How many nodes the driver knows to be up; the nodes tell it. */
  private long nodesUp() {
    return session.cql().getMetadata().getNodes().values().stream()
        .filter(node -> node.getState() == NodeState.UP)
        .count();
  }

  /** Kills the broker that leads the partition of the probes. */
  ReplicatedFault.Victim killKafkaLeader() throws Exception {
    int id = partitions().get(SteadyLoad.PROBE_PARTITION).leader().id();
    kafka.get(id - 1).kill();
    return new ReplicatedFault.Victim(
        "Kafka " + id + ", which led the partition of the probes",
        () -> {
          kafka.set(id - 1, kafkaSettings.startBroker(id).awaitReady(PATIENCE));
          // Until then, one more kill would leave partitions without enough copies.
          Awaitility.await()
              .atMost(PATIENCE)
              .ignoreExceptions()
              .until(
                  () ->
                      partitions().stream()
                          .allMatch(partition -> partition.isr().size() == COPIES));
        });
  }

  /** The partitions of the topic, in the order of their numbers. */
  private List<TopicPartitionInfo> partitions() throws Exception {
    String brokers =
        kafka.stream()
            .filter(RunningServer::isRunning)
            .map(RunningKafka::bootstrapServers)
            .collect(Collectors.joining(","));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      Map<String, TopicDescription> topics =
          admin.describeTopics(List.of(TOPIC)).allTopicNames().get();
      return topics.values().iterator().next().partitions();
    }
  }

  @Override
  public void close() {
    watch.close();
    load.close();
    truth.close();
    session.close();
    flink.close();
    cassandra.forEach(RunningServer::kill);
    kafka.forEach(RunningServer::kill);
  }
}
