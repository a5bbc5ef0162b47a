package io.quipu.store.writes;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups writes by partition. */
public final class PartitionBatches {

  /**
   * A batch of one partition is one mutation; this keeps it far below Cassandra's limit of 16 MiB.
   */
  private static final int MAX_BATCH_WRITES = 100;

  private final Map<Object, List<BoundStatement>> partitions = new LinkedHashMap<>();

  /** Adds a write to a partition; equal objects stand for the same partition. */
  public void add(Object partition, BoundStatement write) {
    partitions.computeIfAbsent(partition, key -> new ArrayList<>()).add(write);
  }

  /** All writes, in batches of one partition and at most 100 writes. */
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
