package io.quipu.io.kafka.ranges;

import com.google.auto.value.AutoValue;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.read.ReadKafka;
import io.quipu.model.event.RawRecord;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a part of Kafka topics that is settled before, for a batch.
 *
 * <p>Out: the same {@link RawRecord}s as {@link ReadKafka} reads. Each range of offsets is an
 * element, so the runner spreads the work and repeats a range that failed. Time: the broker's
 * log-append time. State: none.
 */
@AutoValue
public abstract class ReadKafkaRanges extends PTransform<PBegin, PCollection<RawRecord>> {
  private static final long serialVersionUID = 1L;

  /** Enough to pay for the start of a consumer, and few enough to spread and to repeat. */
  private static final long RANGE = 100_000;

  abstract KafkaSettings settings();

  abstract List<OffsetRange> ranges();

  abstract String group();

  /**
   * Reads partitions from one offset to another.
   *
   * @param from the first offset of each partition
   * @param to the offset after the last one of each partition; no transaction may be open before it
   * @param group records that were replayed for another consumer group are left out
   */
  public static ReadKafkaRanges of(
      KafkaSettings settings,
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      String group) {
    return new AutoValue_ReadKafkaRanges(settings, OffsetRange.split(from, to, RANGE), group);
  }

  @Override
  public PCollection<RawRecord> expand(PBegin begin) {
    return begin
        .apply("Ranges", Create.of(ranges()).withCoder(SerializableCoder.of(OffsetRange.class)))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Records", ParDo.of(new ReadRangesFn(settings(), group())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("bootstrapServers", settings().bootstrapServers())
                .withLabel("Kafka's bootstrap servers"))
        .add(DisplayData.item("ranges", ranges().size()).withLabel("Ranges of offsets"))
        .add(DisplayData.item("group", group()).withLabel("Consumer group"));
  }
}
