package io.quipu.io.testing;

import io.quipu.model.event.RawRecord;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** Keeps the records that come out of a pipeline in this process. */
public final class Received extends PTransform<PCollection<RawRecord>, PDone> {
  private static final long serialVersionUID = 1L;

  /** Runners copy a DoFn, so it finds its queue by a name. */
  private static final Map<String, Queue<TimestampedValue<RawRecord>>> QUEUES =
      new ConcurrentHashMap<>();

  private final String queue = UUID.randomUUID().toString();

  /** A pipeline on the DirectRunner that runs by itself, or whose start blocks until it is done. */
  public static Pipeline pipeline(Blocking blocking) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(2);
    options.setBlockOnRun(blocking == Blocking.UNTIL_DONE);
    return Pipeline.create(options);
  }

  /** Whether the start of a pipeline returns at once. */
  public enum Blocking {
    UNTIL_DONE,
    NEVER
  }

  @Override
  public PDone expand(PCollection<RawRecord> records) {
    records.apply("Keep", ParDo.of(new KeepFn(queue)));
    return PDone.in(records.getPipeline());
  }

  /** Everything so far. */
  public List<RawRecord> records() {
    return timestamped().stream().map(TimestampedValue::getValue).toList();
  }

  /** Everything so far, with its timestamps. */
  public List<TimestampedValue<RawRecord>> timestamped() {
    return List.copyOf(queue(queue));
  }

  private static Queue<TimestampedValue<RawRecord>> queue(String name) {
    return QUEUES.computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>());
  }

  private static final class KeepFn extends DoFn<RawRecord, Void> {
    private static final long serialVersionUID = 1L;

    private final String name;

    KeepFn(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(@Element RawRecord record, @Timestamp Instant time) {
      queue(name).add(TimestampedValue.of(record, time));
    }
  }
}
