package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Combines the writes to a few partitions with the same first replica into one request. A request
 * costs the writer and Cassandra more than a row in it. With up to ten partitions per request, the
 * job took a ninth less CPU time (docs/performance.md).
 */
final class ReplicaBatches {

  /** Cassandra warns about batches with more partitions, or with more bytes, than these. */
  private static final int MAX_PARTITIONS = 10;

  private static final int MAX_BYTES = 4 << 10;

  /** Stands for the replica of partitions whose replicas the driver does not know. */
  private static final Object ANY = new Object();

  private final @Nullable TokenMap tokens;
  private final CqlIdentifier keyspace;
  private final Map<Object, Request> open = new HashMap<>();
  private final List<Statement<?>> done = new ArrayList<>();

  /** The writes to one replica that are not yet a statement. */
  private final class Request {
    private final @Nullable ByteBuffer routingKey;
    private final List<BoundStatement> writes = new ArrayList<>();
    private int partitions;
    private int bytes;

    Request(@Nullable ByteBuffer routingKey) {
      this.routingKey = routingKey;
    }

    boolean hasRoom(int moreBytes) {
      return partitions < MAX_PARTITIONS && bytes + moreBytes <= MAX_BYTES;
    }

    void add(List<BoundStatement> batch, int batchBytes) {
      writes.addAll(batch);
      partitions++;
      bytes += batchBytes;
    }

    Statement<?> statement() {
      if (writes.size() == 1) {
        return writes.get(0);
      }
      BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
      writes.forEach(batch::addStatement);
      return batch.setRoutingKeyspace(keyspace).setRoutingKey(routingKey).build();
    }
  }

  ReplicaBatches(Optional<TokenMap> tokens, String keyspace) {
    this.tokens = tokens.orElse(null);
    this.keyspace = CqlIdentifier.fromInternal(keyspace);
  }

  /** Adds a batch of writes to one partition. */
  void add(List<BoundStatement> batch) {
    int bytes = 0;
    for (BoundStatement write : batch) {
      bytes += bytes(write);
    }
    ByteBuffer routingKey = batch.get(0).getRoutingKey();
    Object replica = replica(routingKey);
    Request request = open.computeIfAbsent(replica, key -> new Request(routingKey));
    if (request.partitions > 0 && !request.hasRoom(bytes)) {
      done.add(request.statement());
      request = new Request(routingKey);
      open.put(replica, request);
    }
    // A single partition may have more bytes, because Cassandra treats it as one mutation.
    request.add(batch, bytes);
  }

  /** A request for each group of partitions. */
  List<Statement<?>> statements() {
    open.values().forEach(request -> done.add(request.statement()));
    return done;
  }

  private Object replica(@Nullable ByteBuffer routingKey) {
    if (tokens == null || routingKey == null) {
      return ANY;
    }
    Iterator<Node> replicas = tokens.getReplicas(keyspace, routingKey).iterator();
    return replicas.hasNext() ? replicas.next() : ANY;
  }

  /** More than the size that Cassandra measures, because this includes the key. */
  private static int bytes(BoundStatement write) {
    int bytes = 0;
    for (int i = 0; i < write.size(); i++) {
      // A value that is not set has no bytes.
      ByteBuffer value = write.getBytesUnsafe(i);
      bytes += value == null ? 0 : value.remaining();
    }
    return bytes;
  }
}
