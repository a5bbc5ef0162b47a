package io.quipu.simulation.world;

import io.quipu.model.counter.CountRow;
import io.quipu.model.state.Shard;
import io.quipu.model.state.StoredPage;
import io.quipu.transforms.journal.JournalEntry;
import java.util.List;

/**
 * Where a test can plant a bug between the stages and the outside world. By itself it changes
 * nothing.
 */
public class WorldTampering {

  /** No bug. */
  public static final WorldTampering NONE = new WorldTampering();

  /** For subclasses that plant a bug. */
  protected WorldTampering() {}

  /** The version of a row. */
  public long version(CountRow row, long version) {
    return version;
  }

  /** The rows that are written in place of those of a bundle. */
  public List<CountRow> rows(List<CountRow> rows) {
    return rows;
  }

  /** Whether a write adds to the stored numbers. */
  public boolean addsToRows() {
    return false;
  }

  /** Whether the bundle of the row writer waits for its writes. */
  public boolean waitsForRows() {
    return true;
  }

  /** Whether a page is durable before the caller is told so. */
  public boolean waitsForPages() {
    return true;
  }

  /** Whether rows are written to the second table too. */
  public boolean writesBothTables(CountRow row) {
    return true;
  }

  /** The pages that are written in place of one. */
  public List<StoredPage> writtenPages(String kind, StoredPage page) {
    return List.of(page);
  }

  /** The pages that are read in place of those in the store. */
  public List<StoredPage> readPages(String kind, List<StoredPage> pages) {
    return pages;
  }

  /** Whether an entry of the journal is durable before the caller is told so. */
  public boolean waitsForJournal() {
    return true;
  }

  /** The shards that are woken in place of those of the journal. */
  public List<Shard> shards(List<Shard> shards) {
    return shards;
  }

  /** The entries that are read in place of those in the journal. */
  public List<JournalEntry> entries(List<JournalEntry> entries) {
    return entries;
  }

  /** The time until which rows are withheld, as the notes about progress see it. */
  public long settleTime(long time) {
    return time;
  }

  /** The rows that are read in place of those in the store. */
  public List<CountRow> readRows(List<CountRow> rows) {
    return rows;
  }
}
