package io.quipu.transforms.write;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.Metadata;
import com.datastax.driver.core.Statement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the writes into some partitions of the same first replica into one request. A request
 * costs the writer and Cassandra more than a row in it: with up to ten partitions in each, the job
 * took a ninth less CPU time (docs/performance.md).
 */
final class ReplicaBatches {

  /** Cassandra warns of batches with more partitions than these, or with more bytes. */
  private static final int MAX_PARTITIONS = 10;

  private static final int MAX_BYTES = 4 << 10;

  /** Where partitions go of which the driver does not know the replicas. */
  private static final Object ANY = new Object();

  private final Metadata cluster;
  private final String keyspace;
  private final Map<Object, Request> open = new HashMap<>();
  private final List<Statement> done = new ArrayList<>();

  /** What goes to one replica and has room for more. */
  private static final class Request {
    private final List<BoundStatement> writes = new ArrayList<>();
    private int partitions;
    private int bytes;

    boolean hasRoom(int moreBytes) {
      return partitions < MAX_PARTITIONS && bytes + moreBytes <= MAX_BYTES;
    }

    void add(List<BoundStatement> batch, int batchBytes) {
      writes.addAll(batch);
      partitions++;
      bytes += batchBytes;
    }

    Statement statement() {
      return writes.size() == 1
          ? writes.get(0)
          : new BatchStatement(BatchStatement.Type.UNLOGGED).addAll(writes);
    }
  }

  ReplicaBatches(Metadata cluster, String keyspace) {
    this.cluster = cluster;
    this.keyspace = keyspace;
  }

  /** Adds the writes of a batch, which are into one partition. */
  void add(List<BoundStatement> batch) {
    int bytes = 0;
    for (BoundStatement write : batch) {
      bytes += bytes(write);
    }
    Object replica = replica(batch.get(0));
    Request request = open.computeIfAbsent(replica, key -> new Request());
    if (request.partitions > 0 && !request.hasRoom(bytes)) {
      done.add(request.statement());
      request = new Request();
      open.put(replica, request);
    }
    // One partition alone may be larger: Cassandra takes it for a single mutation.
    request.add(batch, bytes);
  }

  /** A request for each group of partitions. */
  List<Statement> statements() {
    open.values().forEach(request -> done.add(request.statement()));
    return done;
  }

  private Object replica(BoundStatement write) {
    ByteBuffer key = write.getRoutingKey(null, null);
    if (key == null) {
      return ANY;
    }
    return cluster.getReplicas(keyspace, key).stream()
        .<Object>map(host -> host)
        .findFirst()
        .orElse(ANY);
  }

  /** More than what Cassandra takes for the size of the row, as the key is in it too. */
  private static int bytes(BoundStatement write) {
    int bytes = 0;
    for (int i = 0; i < write.preparedStatement().getVariables().size(); i++) {
      ByteBuffer value = write.isSet(i) ? write.getBytesUnsafe(i) : null;
      bytes += value == null ? 0 : value.remaining();
    }
    return bytes;
  }
}
