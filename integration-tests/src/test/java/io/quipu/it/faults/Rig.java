package io.quipu.it.faults;

import io.quipu.it.recount.Row;
import io.quipu.it.stack.StoredRows;
import io.quipu.it.stack.TopicReader;
import io.quipu.it.stack.Topics;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.flink.RunningFlink;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.localstack.process.RunningServer;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.runners.flink.embedded.CheckpointFolder;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;

/** The servers, each of which can be stopped or killed, the job and the load. */
final class Rig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String KEYSPACE = "counts";
  private static final String TOPIC = "events";
  private static final String GROUP = "faults";
  private static final int PARTITIONS = 4;

  /** More partitions would slow the job down on two cores. */
  private static final int MOST_PARTITIONS = 8;

  private static final int MAX_PARALLELISM = 2;
  private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

  private final Path folder;
  private final LocalKafka kafkaSettings;
  private final LocalCassandra cassandraSettings;
  private final LocalFlink flinkSettings;
  private RunningKafka kafka;
  private RunningCassandra cassandra;
  private final RunningFlink flink;
  private final ClusterJob job;
  private final CassandraSession session;
  private final SteadyLoad load;
  private final Truth truth;
  private final RowWatch watch;
  private int partitions = PARTITIONS;
  private Path catalog;
  private int parallelism = MAX_PARALLELISM;

  Rig(Path folder, long seed, int eventsPerSecond) throws Exception {
    this.folder = folder;
    kafkaSettings = LocalKafka.in(folder.resolve("kafka"));
    // Acknowledged writes must survive a kill of the node, as replicas ensure in a cluster.
    cassandraSettings =
        LocalCassandra.in(folder.resolve("cassandra"))
            .withYamlEntries(
                Map.of("commitlog_sync", "group", "commitlog_sync_group_window", "10ms"));
    flinkSettings =
        LocalFlink.in(folder.resolve("flink"))
            .withTaskManagers(2)
            .withSlots(2)
            .withHeapMegabytes(768)
            .withProperties(FlinkConfiguration.settings());
    kafka = kafkaSettings.start();
    cassandra = cassandraSettings.start();
    flink = flinkSettings.start();
    kafka.awaitReady(PATIENCE);
    cassandra.awaitReady(PATIENCE);
    flink.awaitReady(PATIENCE);

    Topics topics = new Topics(kafka.bootstrapServers());
    topics.create(TOPIC, PARTITIONS);
    topics.create(TOPIC + "-dead-letters", 1);
    String address =
        cassandra.contactPoint().getHostString() + ":" + cassandra.contactPoint().getPort();
    session =
        CassandraSession.open(CassandraSettings.of(address, KEYSPACE), PATIENCE, progress -> {});
    new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
    catalog = FaultTraffic.catalog(folder, "browser");
    truth =
        new Truth(
            new TopicReader(kafka.bootstrapServers(), TOPIC),
            new TopicReader(kafka.bootstrapServers(), TOPIC + "-dead-letters"),
            catalog);
    job =
        new ClusterJob(
            flink.address(),
            List.of(
                "--source=kafka",
                "--input=" + TOPIC,
                "--consumer-group=" + GROUP,
                "--bootstrap-servers=" + kafka.bootstrapServers(),
                "--cassandra=" + address,
                "--keyspace=" + KEYSPACE));
    startJob();
    load =
        new SteadyLoad(
            kafka.bootstrapServers(), TOPIC, PARTITIONS, new FaultTraffic(seed), eventsPerSecond);
    watch = new RowWatch(this::rows);
  }

  RowWatch watch() {
    return watch;
  }

  SteadyLoad load() {
    return load;
  }

  Truth truth() {
    return truth;
  }

  ClusterJob job() {
    return job;
  }

  List<Row> rows() {
    return StoredRows.read(session, KEYSPACE);
  }

  /** The rows of the second table. */
  List<Row> rowsByValue() throws InterruptedException {
    return StoredRows.readByValue(session, KEYSPACE);
  }

  /** The number of probes counted. */
  long countedProbes() {
    CounterKey probes = CounterKey.whole(FaultTraffic.PROBE_COMPANY, FaultTraffic.PROBE_STATISTIC);
    return new CountsReader(session, KEYSPACE)
        .series(probes, Resolution.MONTH, Instant.EPOCH, END).stream()
            .mapToLong(CountRow::count)
            .sum();
  }

  void killTaskManager(int index) {
    flink.taskManagers().get(index).kill();
  }

  void startTaskManager(int index) {
    flink.restartTaskManager(index);
  }

  /**
   * Kills the job manager, and so the job, and submits the job to a new one from the last
   * checkpoint.
   */
  void loseJobManager() throws Exception {
    flink.jobManager().kill();
    flink.restartJobManager();
    flink.awaitReady(PATIENCE);
    startJob(
        CheckpointFolder.latest(flinkSettings.folder())
            .map(checkpoint -> "--savepointPath=" + checkpoint.toUri())
            .orElseThrow());
  }

  /** Suspends a task manager's process. If that takes long, the job is restarted without it. */
  void freezeTaskManager(int index) {
    flink.taskManagers().get(index).freeze();
  }

  /** Lets a suspended task manager go on, which does not know what has happened meanwhile. */
  void thawTaskManager(int index) {
    flink.taskManagers().get(index).thaw();
  }

  /**
   * Adds a partition to the topic, and sends events to it.
   *
   * @return the number of partitions
   */
  int addPartition(int events) throws Exception {
    if (partitions < MOST_PARTITIONS) {
      partitions++;
      new Topics(kafka.bootstrapServers()).grow(TOPIC, partitions);
    }
    load.sendInTransaction(partitions - 1, events, true);
    return partitions;
  }

  void stopKafka() {
    kafka.stop();
  }

  void killKafka() {
    kafka.kill();
  }

  void startKafka() {
    kafka = kafkaSettings.start();
    kafka.awaitReady(PATIENCE);
  }

  void stopCassandra() {
    cassandra.stop();
  }

  void killCassandra() {
    cassandra.kill();
  }

  void startCassandra() {
    cassandra = cassandraSettings.start();
    cassandra.awaitReady(PATIENCE);
  }

  /** Suspends Cassandra's process, which keeps its connections open. */
  void freezeCassandra() {
    cassandra.freeze();
  }

  void thawCassandra() {
    cassandra.thaw();
  }

  /** Restarts the job from a savepoint with another parallelism. */
  void rescale() throws Exception {
    String savepoint = job.stopWithSavepoint();
    parallelism = 1 + parallelism % MAX_PARALLELISM;
    startJob("--savepointPath=" + savepoint);
  }

  /** Restarts the job from a savepoint with a catalog that adds one dimension and drops another. */
  void redeploy() throws Exception {
    String savepoint = job.stopWithSavepoint();
    boolean browsers = catalog.toString().contains("browser");
    catalog = FaultTraffic.catalog(folder, browsers ? "country" : "browser");
    truth.redeployed(catalog, committed());
    startJob("--savepointPath=" + savepoint);
  }

  /** The number of records in Kafka after the offsets of the job's last checkpoint. */
  long lag() throws Exception {
    Map<Integer, Long> committed = committed();
    return truth.ends().entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  List<Long> taskManagerPids() {
    return flink.taskManagers().stream().map(RunningServer::pid).toList();
  }

  /** The memory of each task manager's process, in MiB. */
  List<Long> taskManagerMegabytes() throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (long pid : taskManagerPids()) {
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
      sizes.add(resident.find() ? Long.parseLong(resident.group(1)) / 1024 : 0);
    }
    return sizes;
  }

  int parallelism() {
    return parallelism;
  }

  private Map<Integer, Long> committed() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<Integer, Long> offsets = new HashMap<>();
      admin
          .listConsumerGroupOffsets(GROUP)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
      return offsets;
    }
  }

  private void startJob(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--catalog=" + catalog);
    arguments.add("--parallelism=" + parallelism);
    job.start(arguments);
  }

  @Override
  public void close() {
    watch.close();
    load.close();
    truth.close();
    session.close();
    flink.close();
    cassandra.kill();
    kafka.kill();
  }
}
