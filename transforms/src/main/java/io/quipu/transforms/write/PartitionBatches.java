package io.quipu.transforms.write;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings the writes into each partition together, at most 100 in a batch. */
final class PartitionBatches {

  /** A batch of one partition is one mutation; this keeps it far below Cassandra's 16 MiB. */
  private static final int MAX_BATCH_WRITES = 100;

  private final BatchStatement.Type type;
  private final Map<Object, List<Statement>> partitions = new LinkedHashMap<>();

  PartitionBatches(BatchStatement.Type type) {
    this.type = type;
  }

  /** Adds a write into a partition, which is known by what it equals. */
  void add(Object partition, Statement write) {
    partitions.computeIfAbsent(partition, key -> new ArrayList<>()).add(write);
  }

  /** All writes, of one partition each. */
  List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    for (List<Statement> writes : partitions.values()) {
      for (int from = 0; from < writes.size(); from += MAX_BATCH_WRITES) {
        List<Statement> part =
            writes.subList(from, Math.min(writes.size(), from + MAX_BATCH_WRITES));
        statements.add(part.size() == 1 ? part.get(0) : new BatchStatement(type).addAll(part));
      }
    }
    return statements;
  }
}
