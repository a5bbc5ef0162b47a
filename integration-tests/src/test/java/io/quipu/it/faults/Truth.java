package io.quipu.it.faults;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The expected rows: a recount of the topic's records, each with the catalog with which the job has
 * read it.
 */
public final class Truth implements AutoCloseable {
  private final TopicReader events;
  private final TopicReader deadLetters;
  private final Recount recount;
  private final List<Version> versions = new ArrayList<>();
  private final Map<String, String> letters = new TreeMap<>();
  private long records;

  /** A catalog, and the offset in each partition from which on it applies. */
  private record Version(Path catalog, Map<Integer, Long> from) {
    boolean counts(ConsumerRecord<byte[], byte[]> record) {
      return from.getOrDefault(record.partition(), 0L) <= record.offset();
    }
  }

  public Truth(TopicReader events, TopicReader deadLetters, Path catalog) throws IOException {
    this.events = events;
    this.deadLetters = deadLetters;
    recount = new Recount(catalog, Map.of());
    versions.add(new Version(catalog, Map.of()));
  }

  /** Sets another catalog, which applies from these offsets on, by partition. */
  void redeployed(Path catalog, Map<Integer, Long> from) {
    versions.add(new Version(catalog, Map.copyOf(from)));
  }

  /** Recounts the records that came since the last call. */
  void readOn() throws IOException {
    List<List<ConsumerRecord<byte[], byte[]>>> byVersion = new ArrayList<>();
    versions.forEach(version -> byVersion.add(new ArrayList<>()));
    for (ConsumerRecord<byte[], byte[]> record : events.readOn()) {
      int version = versions.size() - 1;
      while (!versions.get(version).counts(record)) {
        version--;
      }
      byVersion.get(version).add(record);
    }
    for (int version = 0; version < versions.size(); version++) {
      recount.use(versions.get(version).catalog());
      for (ConsumerRecord<byte[], byte[]> record : byVersion.get(version)) {
        recount.add(record.value(), Instant.ofEpochMilli(record.timestamp()));
        records++;
      }
    }
  }

  /** The current end offset of each partition. */
  Map<Integer, Long> ends() {
    return events.ends();
  }

  /** The number of records. */
  public long records() {
    return records;
  }

  List<Row> rows() {
    return recount.rows();
  }

  long broken() {
    return recount.deadLetters().size();
  }

  /** Whether the dead letters are exactly the broken records, identified by position. */
  boolean lettersAreRight() {
    for (ConsumerRecord<byte[], byte[]> letter : deadLetters.readOn()) {
      letters.put(
          new String(letter.key(), StandardCharsets.UTF_8),
          new String(letter.value(), StandardCharsets.ISO_8859_1));
    }
    return letters.values().stream().sorted().toList().equals(Recount.texts(recount.deadLetters()));
  }

  @Override
  public void close() {
    events.close();
    deadLetters.close();
  }
}
