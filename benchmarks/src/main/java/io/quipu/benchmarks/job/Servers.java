package io.quipu.benchmarks.job;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.localstack.LocalStack;
import io.quipu.localstack.RunningStack;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka and a Cassandra for a benchmark, with a folder that goes when they do. */
public final class Servers implements AutoCloseable {
  /** A third of what Cassandra would take by itself of 24 GiB. */
  private static final int CASSANDRA_HEAP_MEGABYTES = 2048;

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Path folder;
  private final RunningStack stack;
  private final CassandraSession session;

  private Servers(Path folder, RunningStack stack, CassandraSession session) {
    this.folder = folder;
    this.stack = stack;
    this.session = session;
  }

  /**
   * Starts them.
   *
   * @param parent in which a folder is made
   * @param progress is told what takes long
   */
  public static Servers start(Path parent, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "servers-");
    progress.accept("Starting Kafka and Cassandra ...");
    RunningStack stack =
        LocalStack.in(folder).withCassandraHeapMegabytes(CASSANDRA_HEAP_MEGABYTES).start(progress);
    CassandraSession session =
        CassandraSession.open(CassandraSettings.of(address(stack), "none"), TIMEOUT, progress);
    return new Servers(folder, stack, session);
  }

  /** The folder; whatever is made in it goes at the end. */
  public Path folder() {
    return folder;
  }

  /** Of Cassandra, in no keyspace. */
  public CassandraSession session() {
    return session;
  }

  public String bootstrapServers() {
    return stack.kafka().bootstrapServers();
  }

  /** Where Cassandra listens. */
  public String cassandra() {
    return address(stack);
  }

  public long kafkaPid() {
    return stack.kafka().pid();
  }

  public long cassandraPid() {
    return stack.cassandra().pid();
  }

  /** Makes a topic whose records have the broker's time. */
  public void createTopic(String name, int partitions) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      NewTopic topic =
          new NewTopic(name, Optional.of(partitions), Optional.empty())
              .configs(Map.of("message.timestamp.type", "LogAppendTime"));
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka did not create the topic.", e);
    }
  }

  /** Makes a keyspace with its tables. */
  public void createKeyspace(String name) {
    new SchemaAdmin(session, CountsSchema.of(name, Replication.ONE)).apply();
  }

  /**
   * A producer that waits so long for more events before it sends them.
   *
   * @param lingerMillis 0 sends each at once
   */
  public KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "compression.type",
            "lz4",
            "linger.ms",
            Integer.toString(lingerMillis),
            "batch.size",
            "131072"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** The arguments of {@code ./quipu} that count a topic into a keyspace of this Cassandra. */
  public List<String> statisticJob(Path catalog, String topic, String keyspace, Path state) {
    return List.of(
        "run",
        "statistic",
        "--catalog=" + catalog,
        "--source=kafka",
        "--input=" + topic,
        "--bootstrap-servers=" + bootstrapServers(),
        "--cassandra=" + cassandra(),
        "--keyspace=" + keyspace,
        "--state-folder=" + state);
  }

  @Override
  public void close() throws IOException {
    session.close();
    stack.close();
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private static String address(RunningStack stack) {
    return "127.0.0.1:" + stack.cassandra().contactPoint().getPort();
  }
}
