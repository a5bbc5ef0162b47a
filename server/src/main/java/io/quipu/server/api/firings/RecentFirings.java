package io.quipu.server.api.firings;

import java.util.List;

/** The latest messages of triggers that the server has read. Thread-safe. */
public interface RecentFirings extends AutoCloseable {

  /** Of a server that reads no topic of firings. */
  RecentFirings NONE =
      new RecentFirings() {
        @Override
        public boolean areRead() {
          return false;
        }

        @Override
        public List<Firing> of(String company) {
          return List.of();
        }

        @Override
        public void close() {}
      };

  /** Whether a topic is read. */
  boolean areRead();

  /** Those of a company, the latest first, each id once. */
  List<Firing> of(String company);

  /** Stops to read. */
  @Override
  void close();
}
