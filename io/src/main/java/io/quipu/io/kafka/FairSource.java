package io.quipu.io.kafka;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.joda.time.Instant;

/**
 * A source whose readers do not hold one another up.
 *
 * <p>KafkaIO's reader waits up to 20 ms for a record. Some runners ask all readers of a task in
 * turn, in one thread, and take one record of each; so a single silent partition would leave the
 * others of its task some hundred records a second. Here a reader that had to wait in vain is not
 * asked again for a while that is long beside its wait.
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
    /** A reader that waits in vain takes at most about this part of its task's time. */
    private static final int REST_PER_WAIT = 10;

    /** More would be felt in the latency of a topic that is nearly idle. */
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
