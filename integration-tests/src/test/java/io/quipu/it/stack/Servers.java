package io.quipu.it.stack;

import io.quipu.it.recount.Row;
import io.quipu.localstack.LocalStack;
import io.quipu.localstack.RunningStack;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One real Kafka broker and one real Cassandra node for all tests of this module; they end with the
 * tests' process.
 */
public final class Servers {
  /** Each test has a keyspace, and each of its tables takes a megabyte of the heap. */
  private static final int HEAP_MEGABYTES = 1536;

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static @Nullable Servers running;

  private final RunningStack stack;
  private final CassandraSession session;

  /**
   * Creating a keyspace takes seconds, mostly of waiting. So the next one is created while the last
   * one is used.
   */
  private CompletableFuture<String> nextKeyspace;

  private Servers(RunningStack stack, CassandraSession session) {
    this.stack = stack;
    this.session = session;
    nextKeyspace = makeKeyspace();
  }

  /** The servers; the first call starts them. */
  public static synchronized Servers get() throws InterruptedException {
    Servers servers = running == null ? start() : running;
    running = servers;
    return servers;
  }

  private static Servers start() throws InterruptedException {
    try {
      RunningStack stack =
          LocalStack.in(Files.createTempDirectory("stack-"))
              .withCassandraHeapMegabytes(HEAP_MEGABYTES)
              .start(progress -> {});
      CassandraSettings settings = CassandraSettings.of(address(stack), "system");
      return new Servers(stack, CassandraSession.open(settings, TIMEOUT, progress -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(RunningStack stack) {
    var address = stack.cassandra().contactPoint();
    return address.getHostString() + ":" + address.getPort();
  }

  /** Cassandra's host and port. */
  public String cassandra() {
    return address(stack);
  }

  /** The topics of the Kafka. */
  public Topics topics() {
    return new Topics(stack.kafka().bootstrapServers());
  }

  /** A name that no other test uses, for a keyspace, a topic or a consumer group. */
  public static String newName(String prefix) {
    return prefix + NUMBER.incrementAndGet();
  }

  /** A new keyspace with the tables, for one test only. */
  public String newKeyspace() {
    try {
      return nextKeyspace.join();
    } finally {
      // Also after a failure, which must not fail the tests that follow.
      nextKeyspace = makeKeyspace();
    }
  }

  private CompletableFuture<String> makeKeyspace() {
    return CompletableFuture.supplyAsync(
        () -> {
          String keyspace = newName("counts");
          new SchemaAdmin(session, CountsSchema.of(keyspace, Replication.ONE)).apply();
          return keyspace;
        });
  }

  /** All rows of all companies, in {@link Row#ORDER}. */
  public List<Row> rows(String keyspace) {
    return StoredRows.read(session, keyspace);
  }

  /** All rows of all customers, in {@link Row#ORDER}. */
  public List<Row> customerRows(String keyspace) {
    return StoredRows.readCustomers(session, keyspace);
  }

  /** All rows of all companies in counter tables, in {@link Row#ORDER}. */
  public List<Row> increments(String keyspace) {
    return StoredRows.readIncrements(session, keyspace);
  }

  /** All rows of all customers in counter tables, in {@link Row#ORDER}. */
  public List<Row> customerIncrements(String keyspace) {
    return StoredRows.readCustomerIncrements(session, keyspace);
  }
}
