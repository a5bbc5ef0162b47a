package io.quipu.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/**
 * A sink that keeps the output of a pipeline in the memory of this process, in order of arrival.
 *
 * @param <T> the type of the output; immutable
 */
public final class Collected<T> extends PTransform<PCollection<T>, PDone> {
  private static final long serialVersionUID = 1L;

  /** Runners copy a DoFn, so each copy finds its queue by name. */
  private static final Map<String, Queue<TimestampedValue<?>>> QUEUES = new ConcurrentHashMap<>();

  private final String queue = UUID.randomUUID().toString();

  public Collected() {
    QUEUES.put(queue, new ConcurrentLinkedQueue<>());
  }

  @Override
  public PDone expand(PCollection<T> input) {
    input.apply("Keep", ParDo.of(new KeepFn<>(queue)));
    return PDone.in(input.getPipeline());
  }

  /** All output so far. */
  public List<T> values() {
    List<T> values = new ArrayList<>();
    timestamped().forEach(value -> values.add(value.getValue()));
    return values;
  }

  /** All output so far, with its timestamps. */
  @SuppressWarnings("unchecked") // Only KeepFn<T> adds to the queue of this name.
  public List<TimestampedValue<T>> timestamped() {
    List<TimestampedValue<T>> values = new ArrayList<>();
    queue(queue).forEach(value -> values.add((TimestampedValue<T>) value));
    return values;
  }

  private static Queue<TimestampedValue<?>> queue(String name) {
    return QUEUES.computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>());
  }

  private static final class KeepFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1L;

    private final String name;

    private KeepFn(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(@Element T element, @Timestamp Instant time) {
      queue(name).add(TimestampedValue.of(element, time));
    }
  }
}
