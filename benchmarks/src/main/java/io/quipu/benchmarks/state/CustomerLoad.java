package io.quipu.benchmarks.state;

import java.io.IOException;
import org.rocksdb.RocksDBException;

/** Generates the uniqueness pages of {@link SkewedLoad}. */
final class CustomerLoad implements PageLoad {
  private final SkewedLoad load;

  CustomerLoad(SkewedLoad load) {
    this.load = load;
  }

  @Override
  public String key() {
    return "customer, dimension value, month";
  }

  @Override
  public void pages(int number, Taker taker) throws IOException, RocksDBException {
    for (CustomerPage page : CustomerPage.of(load.events(number))) {
      taker.take(page.key(), page.toBytes(), page.entries());
    }
  }
}
