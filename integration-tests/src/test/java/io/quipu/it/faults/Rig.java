package io.quipu.it.faults;

import io.quipu.it.stack.TopicReader;
import io.quipu.it.stack.Topics;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.flink.RunningFlink;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.localstack.process.RunningServer;
import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.runners.flink.embedded.CheckpointFolder;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

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

  private final Path folder;
  private final LocalKafka kafkaSettings;
  private final LocalCassandra cassandraSettings;
  private final LocalFlink flinkSettings;
  private volatile RunningKafka kafka;
  private volatile RunningCassandra cassandra;
  private final RunningFlink flink;
  private final ClusterJob job;
  private final CassandraSession session;
  private final SteadyLoad load;
  private final Truth truth;
  private final StoredCounts counts;
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
                Map.of(
                    "commitlog_sync",
                    "group",
                    "commitlog_sync_group_window",
                    "10ms",
                    // A full disk shows when a segment begins.
                    "commitlog_segment_size",
                    "4MiB"));
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
    FaultTraffic.writePlans(folder, new Random(seed));
    catalog = FaultTraffic.catalog(folder, "browser", true);
    truth =
        new Truth(
            new TopicReader(kafka.bootstrapServers(), TOPIC),
            new TopicReader(kafka.bootstrapServers(), TOPIC + "-dead-letters"),
            FaultTraffic.catalog(folder, "browser", false));
    job =
        new ClusterJob(
            flink.address(),
            List.of(
                "--source=kafka",
                "--input=" + TOPIC,
                "--consumer-group=" + GROUP,
                "--bootstrap-servers=" + kafka.bootstrapServers(),
                "--cassandra=" + address,
                "--keyspace=" + KEYSPACE,
                // The state of an earlier month leaves while no event of it comes.
                "--retention=20s"));
    startJob();
    load =
        new SteadyLoad(
            kafka.bootstrapServers(), TOPIC, PARTITIONS, new FaultTraffic(seed), eventsPerSecond);
    counts = new StoredCounts(session, KEYSPACE);
    watch = new RowWatch(counts::rows);
  }

  FaultCheck check() {
    return new FaultCheck(load, truth, counts);
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

  StoredCounts counts() {
    return counts;
  }

  void fillDiskOfTaskManager(int index) throws Exception {
    DiskSpace.fill(flink.taskManagers().get(index));
  }

  /** Gives a task manager space again, and starts it if it has ended. */
  void emptyDiskOfTaskManager(int index) throws Exception {
    RunningServer taskManager = flink.taskManagers().get(index);
    if (taskManager.isRunning()) {
      DiskSpace.free(taskManager);
    } else {
      startTaskManager(index);
    }
  }

  /** Cassandra stops to accept writes when its disk is full, until it is started again. */
  void fillDiskOfCassandra() throws Exception {
    DiskSpace.fill(cassandra);
  }

  /** Changes the reference data. */
  void changePlans(Random random) throws IOException {
    FaultTraffic.writePlans(folder, random);
  }

  /** Lets Kafka delete all records before the offsets of the last checkpoint. */
  void deleteCountedRecords() throws Exception {
    load.pause();
    truth.readOn();
    Map<TopicPartition, RecordsToDelete> counted = new HashMap<>();
    committed()
        .forEach(
            (partition, offset) ->
                counted.put(
                    new TopicPartition(TOPIC, partition), RecordsToDelete.beforeOffset(offset)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.deleteRecords(counted).all().get();
    }
    load.resume();
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

  /** The same while Cassandra does not answer for some time. */
  void rescaleWithoutCassandra(int seconds) throws Exception {
    freezeCassandra();
    CompletableFuture<Void> back = later(seconds, this::thawCassandra);
    rescale();
    back.join();
  }

  /** The same while Kafka is away for some time. */
  void rescaleWithoutKafka(int seconds) throws Exception {
    killKafka();
    CompletableFuture<Void> back = later(seconds, this::startKafka);
    rescale();
    back.join();
  }

  /** The same, and a task manager dies while the savepoint is made. */
  void rescaleAndKill(int index) throws Exception {
    CompletableFuture<Void> killed =
        later(
            0,
            () -> {
              killTaskManager(index);
              startTaskManager(index);
            });
    rescale();
    killed.join();
  }

  private static CompletableFuture<Void> later(int seconds, Runnable action) {
    return CompletableFuture.runAsync(
        action, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
  }

  /**
   * Restarts the job from a savepoint with another parallelism and a catalog that adds one
   * dimension and drops another.
   */
  void redeploy() throws Exception {
    String savepoint = job.stopWithSavepoint();
    boolean browsers = catalog.toString().contains("browser");
    String dimension = browsers ? "country" : "browser";
    parallelism = 1 + parallelism % MAX_PARALLELISM;
    catalog = FaultTraffic.catalog(folder, dimension, true);
    truth.redeployed(FaultTraffic.catalog(folder, dimension, false), committed());
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
