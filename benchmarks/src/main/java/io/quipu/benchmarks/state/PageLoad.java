package io.quipu.benchmarks.state;

import io.quipu.model.counter.Fingerprint;
import java.io.IOException;
import org.rocksdb.RocksDBException;

/** Generates pages of state. The same number always gives the same pages. */
interface PageLoad {
  /** Receives the pages. */
  interface Taker {
    /**
     * Receives one page.
     *
     * @param keys the number of the load's keys in the page
     */
    void take(Fingerprint key, byte[] page, int keys) throws IOException, RocksDBException;
  }

  /** The name of what a key is, for a report. */
  String key();

  /** Generates the pages of the customer or counter of this number. */
  void pages(int number, Taker taker) throws IOException, RocksDBException;
}
