package io.quipu.transforms;

import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.transforms.totals.StoredTotals;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Stored totals that are never read. */
final class NoTotals implements StoredTotals {
  private static final long serialVersionUID = 1L;

  @Override
  public void open() {}

  @Override
  public CompletionStage<List<CountRow>> read(CounterKey counter, int month) {
    throw new AssertionError("No pipeline runs.");
  }

  @Override
  public void close() {}
}
