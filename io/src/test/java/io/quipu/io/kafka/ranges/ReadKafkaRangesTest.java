package io.quipu.io.kafka.ranges;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.testing.TestSettings;
import io.quipu.model.event.RawRecord;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadKafkaRangesTest {
  private final TestKafka kafka = TestKafka.get();

  @Test
  void splitsPartitionsIntoRanges() {
    assertThat(
        OffsetRange.split(Map.of(partition("t", 1), 5L), Map.of(partition("t", 1), 12L), 3),
        contains(
            new OffsetRange("t", 1, 5, 8),
            new OffsetRange("t", 1, 8, 11),
            new OffsetRange("t", 1, 11, 12)));
    assertThat(
        OffsetRange.split(Map.of(partition("t", 1), 5L), Map.of(partition("t", 1), 5L), 3),
        empty());
  }

  @Test
  void readsFromOneOffsetToAnother() throws Exception {
    String topic = kafka.newTopic("ranges", 2);
    for (int i = 0; i < 6; i++) {
      kafka.send(topic, i % 2, ("r" + i).getBytes(StandardCharsets.UTF_8));
    }
    Pipeline pipeline = Pipeline.create();
    PCollection<String> read =
        pipeline
            .apply(
                ReadKafkaRanges.of(
                    TestSettings.of(kafka),
                    Map.of(partition(topic, 0), 1L, partition(topic, 1), 0L),
                    Map.of(partition(topic, 0), 3L, partition(topic, 1), 2L),
                    "group"))
            .apply(
                MapElements.into(TypeDescriptors.strings())
                    .via(
                        (RawRecord record) ->
                            record.position()
                                + "="
                                + new String(record.payload(), StandardCharsets.UTF_8)));
    PAssert.that(read)
        .containsInAnyOrder(
            topic + "-0@1=r2", topic + "-0@2=r4", topic + "-1@0=r1", topic + "-1@1=r3");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void recordsThatAreGoneEndTheJob() throws Exception {
    String topic = kafka.newTopic("ranges", 1);
    for (int i = 0; i < 5; i++) {
      kafka.send(topic, 0, new byte[] {1});
    }
    try (Admin admin = kafka.admin()) {
      admin.deleteRecords(Map.of(partition(topic, 0), RecordsToDelete.beforeOffset(3))).all().get();
    }
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(
        ReadKafkaRanges.of(
            TestSettings.of(kafka),
            Map.of(partition(topic, 0), 0L),
            Map.of(partition(topic, 0), 5L),
            "group"));
    Exception failure = assertThrows(Exception.class, () -> pipeline.run().waitUntilFinish());
    assertThat(
        PermanentFailure.find(failure).map(Throwable::getMessage).orElse("" + failure),
        containsString("Kafka has deleted 3 records of " + topic + "-0 while they were counted."));
  }

  private static TopicPartition partition(String topic, int number) {
    return new TopicPartition(topic, number);
  }
}
