package io.quipu.io.kafka.read;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.joda.time.Instant;

/**
 * A reader that does not delay others in the same thread.
 *
 * <p>KafkaIO's reader waits up to 20 ms for a record. Several readers are asked in turn in one
 * thread, and one record is taken from each. So a single idle partition would slow the others down
 * to some hundred records a second. Here a reader that waited without a result rests ten times as
 * long, at most 20 ms.
 */
final class FairReader<T> extends ReaderAround<T, T> {
  /** How long a reader rests, as a multiple of its wait without a result. */
  private static final int REST_PER_WAIT = 10;

  /** A longer rest would add noticeable latency to a topic that is nearly idle. */
  private static final long MAX_REST_NANOS = 20_000_000;

  private final UnboundedReader<T> reader;
  private final LongSupplier nanoTime;
  private long restSince;
  private long restNanos;

  FairReader(UnboundedSource<T, ?> source, UnboundedReader<T> reader, LongSupplier nanoTime) {
    super(source, reader);
    this.reader = reader;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean start() throws IOException {
    return reader.start();
  }

  @Override
  public boolean advance() throws IOException {
    long before = nanoTime.getAsLong();
    if (restNanos > 0 && before - restSince < restNanos) {
      return false;
    }
    boolean found = reader.advance();
    if (found) {
      restNanos = 0;
    } else {
      restSince = nanoTime.getAsLong();
      restNanos = Math.min((restSince - before) * REST_PER_WAIT, MAX_REST_NANOS);
    }
    return found;
  }

  @Override
  public T getCurrent() {
    return reader.getCurrent();
  }

  @Override
  public Instant getCurrentTimestamp() {
    return reader.getCurrentTimestamp();
  }
}
