package io.quipu.io.kafka.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;

/**
 * The position of a {@link GrowingSource}'s reader.
 *
 * @param known of the partitions that the job knew when it first started
 * @param added of the partitions that came later, each with its own mark
 */
record ReaderMark(KafkaCheckpointMark known, List<KafkaCheckpointMark> added)
    implements UnboundedSource.CheckpointMark {

  /** The marks of all parts of a reader; the first one is that of the known partitions. */
  static ReaderMark of(List<KafkaCheckpointMark> all) {
    return new ReaderMark(all.get(0), List.copyOf(all.subList(1, all.size())));
  }

  /** All marks, in the order of {@link #of}. */
  List<KafkaCheckpointMark> all() {
    List<KafkaCheckpointMark> all = new ArrayList<>();
    all.add(known);
    all.addAll(added);
    return all;
  }

  @Override
  public void finalizeCheckpoint() throws IOException {
    for (KafkaCheckpointMark mark : all()) {
      mark.finalizeCheckpoint();
    }
  }
}
