package io.quipu.benchmarks.state;

import io.quipu.model.counter.Fingerprint;
import java.io.IOException;
import org.rocksdb.RocksDBException;

/** Pages of state, as many as are wanted; each number always gives the same ones. */
interface PageLoad {
  /** Takes pages. */
  interface Taker {
    /**
     * @param keys how many of the load's keys it has
     */
    void take(Fingerprint key, byte[] page, int keys) throws IOException, RocksDBException;
  }

  /** What a key is, to a person. */
  String key();

  /** Makes the pages of the customer or counter of this number. */
  void pages(int number, Taker taker) throws IOException, RocksDBException;
}
