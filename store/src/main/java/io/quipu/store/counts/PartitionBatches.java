package io.quipu.store.counts;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings the writes into each partition together. */
public final class PartitionBatches {

  /** A batch of one partition is one mutation; this keeps it far below Cassandra's 16 MiB. */
  private static final int MAX_BATCH_WRITES = 100;

  private final Map<Object, List<BoundStatement>> partitions = new LinkedHashMap<>();

  /** Adds a write into a partition, which is known by what it equals. */
  public void add(Object partition, BoundStatement write) {
    partitions.computeIfAbsent(partition, key -> new ArrayList<>()).add(write);
  }

  /** All writes, at most 100 together, which are of one partition. */
  public List<List<BoundStatement>> batches() {
    List<List<BoundStatement>> batches = new ArrayList<>();
    for (List<BoundStatement> writes : partitions.values()) {
      for (int from = 0; from < writes.size(); from += MAX_BATCH_WRITES) {
        batches.add(writes.subList(from, Math.min(writes.size(), from + MAX_BATCH_WRITES)));
      }
    }
    return batches;
  }
}
