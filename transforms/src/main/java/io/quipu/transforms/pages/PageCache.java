package io.quipu.transforms.pages;

import io.quipu.model.counter.Fingerprint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the pages in state that were read or written last. A customer's next event often comes
 * soon, and to read a page from RocksDB costs more than all other work on it.
 *
 * <p>Pages are written into a ring buffer, the newest over the oldest. A hash table holds their
 * positions; pages with the same hash replace each other. So the cache is a few large arrays
 * without references, which cost the garbage collector nothing. A map of pages took a twentieth of
 * the job's CPU time for garbage collection.
 *
 * <p>It may forget pages, but it is never wrong as long as only its owner writes the state. Not
 * thread-safe.
 */
public final class PageCache {
  /** Stands for {@link #share}, which each worker finds out for itself. */
  public static final long SHARE = -1;

  private static final int CHUNK_BYTES = 1 << 18;
  // Month, key, length of the page, and the length for which it has room.
  private static final int HEADER_BYTES = 3 * Integer.BYTES + 2 * Long.BYTES;
  // Pages are larger, so the table has more places than pages, and few pages share a place.
  private static final int BYTES_PER_PLACE = 32;

  // Allocated at the first write, so that a small job needs little memory.
  private final @Nullable ByteBuffer[] chunks;
  private final long capacity;
  // Where pages begin. Positions only grow; modulo the capacity they are places in the ring.
  private final long[] places;
  private long end = CHUNK_BYTES;

  /**
   * An empty cache.
   *
   * @param bytes about how much memory pages may take; the table of positions takes a quarter more.
   *     0 for a cache that holds nothing
   */
  public PageCache(long bytes) {
    chunks = new ByteBuffer[(int) (bytes / CHUNK_BYTES)];
    capacity = (long) chunks.length * CHUNK_BYTES;
    places = new long[Integer.highestOneBit((int) (capacity / BYTES_PER_PLACE))];
  }

  /** Returns the bytes of one cache: an eighth of the heap, divided by the number of cores. */
  public static long share() {
    Runtime java = Runtime.getRuntime();
    return java.maxMemory() / 8 / java.availableProcessors();
  }

  /** Returns the page that was put last, or null if the cache does not have it. */
  public byte @Nullable [] get(int month, Fingerprint key) {
    ByteBuffer entry = find(month, key);
    if (entry == null) {
      return null;
    }
    byte[] page = new byte[entry.getInt()];
    entry.getInt();
    entry.get(page);
    return page;
  }

  /** Remembers a page, which replaces the one before. */
  public void put(int month, Fingerprint key, byte[] page) {
    ByteBuffer entry = find(month, key);
    if (entry != null && page.length <= entry.getInt(entry.position() + Integer.BYTES)) {
      entry.putInt(page.length).getInt();
      entry.put(page);
    } else {
      append(month, key, page);
    }
  }

  private void append(int month, Fingerprint key, byte[] page) {
    // Leaves room, because a page often grows by an id or a value.
    int room = page.length + page.length / 4 + 16;
    int size = HEADER_BYTES + room;
    if (size > CHUNK_BYTES || capacity == 0) {
      forget(month, key);
      return;
    }
    int offset = (int) (end % CHUNK_BYTES);
    if (offset + size > CHUNK_BYTES) {
      end += CHUNK_BYTES - offset;
    }
    chunk(end)
        .position((int) (end % CHUNK_BYTES))
        .putInt(month)
        .putLong(key.high())
        .putLong(key.low())
        .putInt(page.length)
        .putInt(room)
        .put(page);
    places[place(month, key)] = end;
    end += size;
  }

  /** Returns the chunk of a page's entry, positioned at the page's length; or null. */
  private @Nullable ByteBuffer find(int month, Fingerprint key) {
    if (capacity == 0) {
      return null;
    }
    long at = places[place(month, key)];
    if (at == 0 || at + capacity < end) {
      return null;
    }
    ByteBuffer chunk = chunk(at).position((int) (at % CHUNK_BYTES));
    boolean found =
        chunk.getInt() == month && chunk.getLong() == key.high() && chunk.getLong() == key.low();
    return found ? chunk : null;
  }

  /** Forgets a page, and maybe another one that has the same place. */
  public void forget(int month, Fingerprint key) {
    if (capacity > 0) {
      places[place(month, key)] = 0;
    }
  }

  private int place(int month, Fingerprint key) {
    return (int) (key.low() + month) & (places.length - 1);
  }

  private ByteBuffer chunk(long position) {
    int number = (int) (position % capacity / CHUNK_BYTES);
    ByteBuffer chunk = chunks[number];
    if (chunk == null) {
      chunk = ByteBuffer.allocate(CHUNK_BYTES);
      chunks[number] = chunk;
    }
    return chunk;
  }
}
