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

/**
 * A Kafka broker and a Cassandra node for a benchmark, in a folder. Closing stops them and deletes
 * the folder.
 */
public final class Servers implements AutoCloseable {
  /** A third of Cassandra's default heap on a machine of 24 GiB. */
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
   * Starts the servers, and waits until they are up.
   *
   * @param parent the folder in which the servers' folder is created
   * @param progress is given a line for each step that takes long
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

  /** The folder, which is deleted with all its content at the end. */
  public Path folder() {
    return folder;
  }

  /** A session of Cassandra without a keyspace. */
  public CassandraSession session() {
    return session;
  }

  public String bootstrapServers() {
    return stack.kafka().bootstrapServers();
  }

  /** The address of Cassandra, {@code host:port}. */
  public String cassandra() {
    return address(stack);
  }

  public long kafkaPid() {
    return stack.kafka().pid();
  }

  public long cassandraPid() {
    return stack.cassandra().pid();
  }

  /** Creates a topic whose records have the broker's append time. */
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

  /** Creates a keyspace and its tables. */
  public void createKeyspace(String name) {
    new SchemaAdmin(session, CountsSchema.of(name, Replication.ONE)).apply();
  }

  /**
   * A producer that waits for more events before it sends a batch.
   *
   * @param lingerMillis the wait in milliseconds; 0 sends each event at once
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
