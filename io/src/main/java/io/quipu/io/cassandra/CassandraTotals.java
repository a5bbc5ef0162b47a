package io.quipu.io.cassandra;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.counts.TotalsReader;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.totals.StoredTotals;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The totals that {@link WriteCounts} wrote to Cassandra, of companies and of customers. */
public final class CassandraTotals implements StoredTotals {
  private static final long serialVersionUID = 1L;

  private final CassandraSettings settings;
  private final TimeZones timeZones;
  private transient @Nullable TotalsReader reader;

  /** The totals in this Cassandra, of companies in these time zones. */
  public CassandraTotals(CassandraSettings settings, TimeZones timeZones) {
    this.settings = settings;
    this.timeZones = timeZones;
  }

  @Override
  public void open() throws InterruptedException {
    reader = TotalsReader.open(settings, timeZones);
  }

  @Override
  public CompletionStage<List<CountRow>> read(CounterKey counter, int month) {
    if (reader == null) {
      throw new IllegalStateException("The stored totals are not open.");
    }
    return reader.read(counter, month);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
