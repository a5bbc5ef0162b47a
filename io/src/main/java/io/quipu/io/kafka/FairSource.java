package io.quipu.io.kafka;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.joda.time.Instant;

/**
 * A source whose readers do not delay each other.
 *
 * <p>KafkaIO's reader waits up to 20 ms for a record. Some runners ask all readers of a task in
 * turn, in one thread, and take one record from each. So a single idle partition would slow the
 * others of its task down to some hundred records a second. Here a reader that waited without a
 * result rests ten times as long, at most 20 ms.
 */
final class FairSource<T, M extends UnboundedSource.CheckpointMark> extends SourceAround<T, T, M> {
  private static final long serialVersionUID = 1L;

  FairSource(UnboundedSource<T, M> source) {
    super(source);
  }

  @Override
  FairSource<T, M> around(UnboundedSource<T, M> part) {
    return new FairSource<>(part);
  }

  @Override
  FairReader<T> reader(UnboundedReader<T> reader) {
    return new FairReader<>(this, reader, System::nanoTime);
  }

  @Override
  Coder<T> coder(Coder<T> coder) {
    return coder;
  }

  /** Asks a reader for records, unless it has just waited for one. */
  static final class FairReader<T> extends ReaderAround<T, T> {
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
    public T getCurrent() throws NoSuchElementException {
      return reader.getCurrent();
    }

    @Override
    public Instant getCurrentTimestamp() throws NoSuchElementException {
      return reader.getCurrentTimestamp();
    }

    @Override
    public byte[] getCurrentRecordId() throws NoSuchElementException {
      return reader.getCurrentRecordId();
    }
  }
}
