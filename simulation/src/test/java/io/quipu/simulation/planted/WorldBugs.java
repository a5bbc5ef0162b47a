package io.quipu.simulation.planted;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.state.Shard;
import io.quipu.model.state.StoredPage;
import io.quipu.simulation.world.WorldTampering;
import io.quipu.transforms.journal.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Bugs between the stages and the outside. */
final class WorldBugs {
  private WorldBugs() {}

  /** Some rows are never written. */
  static WorldTampering losesRows() {
    return new WorldTampering() {
      @Override
      public List<CountRow> rows(List<CountRow> rows) {
        return rows.stream().filter(row -> row.bucketStart() / 3_600_000 % 7 != 0).toList();
      }
    };
  }

  /** A write adds to the row. */
  static WorldTampering adds() {
    return new WorldTampering() {
      @Override
      public boolean addsToRows() {
        return true;
      }
    };
  }

  /** The version of a row is the time of its write. */
  static WorldTampering versionFromClock() {
    AtomicLong clock = new AtomicLong();
    return new WorldTampering() {
      @Override
      public long version(CountRow row, long version) {
        return clock.incrementAndGet();
      }
    };
  }

  /** The version of a row gets smaller with its count. */
  static WorldTampering versionTurnedRound() {
    return new WorldTampering() {
      @Override
      public long version(CountRow row, long version) {
        return -version;
      }
    };
  }

  /** Rows are written before the journal has them. */
  static WorldTampering doesNotWaitForJournal() {
    return new WorldTampering() {
      @Override
      public boolean waitsForJournal() {
        return false;
      }
    };
  }

  /** A new owner does not read what the earlier ones have written. */
  static WorldTampering readsNoEntries() {
    return new WorldTampering() {
      @Override
      public List<JournalEntry> entries(List<JournalEntry> entries) {
        return List.of();
      }
    };
  }

  /** Only shards with events are taken over after a restart. */
  static WorldTampering wakesNoShards() {
    return new WorldTampering() {
      @Override
      public List<Shard> shards(List<Shard> shards) {
        return List.of();
      }
    };
  }

  /** The version of a row is its count, also if it can fall. */
  static WorldTampering versionIsTheCount() {
    return new WorldTampering() {
      @Override
      public long version(CountRow row, long version) {
        return version - row.changes() + row.count();
      }
    };
  }

  /** The version of a row is its count alone. */
  static WorldTampering versionWithoutOwner() {
    return new WorldTampering() {
      @Override
      public long version(CountRow row, long version) {
        return row.count();
      }
    };
  }

  /** Rows that only a lost attempt had written stay. */
  static WorldTampering removesNoRows() {
    return new WorldTampering() {
      @Override
      public List<CountRow> rows(List<CountRow> rows) {
        return rows.stream().filter(row -> !row.isRemoval()).toList();
      }
    };
  }

  /** Suspects are written before the job has read again what the lost attempts had read. */
  static WorldTampering settlesTooEarly() {
    return new WorldTampering() {
      @Override
      public List<JournalEntry> entries(List<JournalEntry> entries) {
        return entries.stream()
            .map(
                entry ->
                    new JournalEntry(
                        entry.owner(), entry.sequence(), entry.hour(), 0, entry.batch()))
            .toList();
      }
    };
  }

  /** A bundle ends before its rows are durable. */
  static WorldTampering doesNotWaitForRows() {
    return new WorldTampering() {
      @Override
      public boolean waitsForRows() {
        return false;
      }
    };
  }

  /** A bundle ends before its pages are durable. */
  static WorldTampering doesNotWaitForPages() {
    return new WorldTampering() {
      @Override
      public boolean waitsForPages() {
        return false;
      }
    };
  }

  /** The second table lacks the days. */
  static WorldTampering forgetsSecondTable() {
    return new WorldTampering() {
      @Override
      public boolean writesBothTables(CountRow row) {
        return row.resolution() != Resolution.DAY;
      }
    };
  }

  /** Pages of this kind are not written. */
  static WorldTampering losesPages(String kind) {
    return new WorldTampering() {
      @Override
      public List<StoredPage> writtenPages(String itsKind, StoredPage page) {
        return itsKind.equals(kind) ? List.of() : List.of(page);
      }
    };
  }

  /** The pages that a run takes over are not written. */
  static WorldTampering losesBasePages() {
    return new WorldTampering() {
      @Override
      public List<StoredPage> writtenPages(String kind, StoredPage page) {
        boolean base = page.generation() % (1_000_000_000L << 19) == 0;
        return base ? List.of() : List.of(page);
      }
    };
  }

  /** The store keeps one page of a key, whatever its generation. */
  static WorldTampering ignoresGenerations() {
    return new WorldTampering() {
      @Override
      public List<StoredPage> readPages(String kind, List<StoredPage> pages) {
        List<StoredPage> others = new ArrayList<>();
        for (StoredPage page : pages) {
          others.add(new StoredPage(page.generation(), pages.get(pages.size() - 1).bytes()));
        }
        return others;
      }
    };
  }

  /** Only the oldest page of a key is read. */
  static WorldTampering readsOldestPage() {
    return new WorldTampering() {
      @Override
      public List<StoredPage> readPages(String kind, List<StoredPage> pages) {
        return pages.isEmpty() ? pages : pages.subList(0, 1);
      }
    };
  }

  /** A run that takes over stored totals misses the hours. */
  static WorldTampering readsNoHours() {
    return new WorldTampering() {
      @Override
      public List<CountRow> readRows(List<CountRow> rows) {
        return rows.stream().filter(row -> row.resolution() != Resolution.HOUR).toList();
      }
    };
  }

  /** A run takes over nothing. */
  static WorldTampering readsNoRows() {
    return new WorldTampering() {
      @Override
      public List<CountRow> readRows(List<CountRow> rows) {
        return List.of();
      }
    };
  }

  /** Positions are noted while rows are withheld. */
  static WorldTampering notesWithheldRows() {
    return new WorldTampering() {
      @Override
      public long settleTime(long time) {
        return Long.MIN_VALUE;
      }
    };
  }
}
