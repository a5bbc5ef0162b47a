package io.quipu.transforms.unique;

import io.quipu.model.counter.Fingerprint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The pages that were read or written last, as they are in state: customers come back soon, and to
 * read a page from RocksDB costs more than all else that is done with it.
 *
 * <p>Pages are written into a ring of bytes, the newest over the oldest, and found by a table of
 * places in which a page can push another out. So it is a few large arrays without references,
 * which cost the garbage collector nothing; a map of pages kept it busy for a twentieth of the
 * job's CPU time.
 *
 * <p>It forgets, but is never wrong as long as nobody else writes the state. Not thread-safe.
 */
final class PageCache {
  private static final int CHUNK_BYTES = 1 << 18;
  // Month, key, length of the page, and how long it may become where it is.
  private static final int HEADER_BYTES = 3 * Integer.BYTES + 2 * Long.BYTES;
  // Pages are larger, so few share a place.
  private static final int BYTES_PER_PLACE = 32;

  // Made when first written, so that a small job takes little.
  private final @Nullable ByteBuffer[] chunks;
  private final long capacity;
  // Where pages begin. Positions go on for ever; modulo the capacity they are one in the ring.
  private final long[] places;
  private long floor = CHUNK_BYTES;
  private long end = floor;

  /**
   * @param bytes about how much memory it may take for pages, and a quarter more for places; 0 for
   *     a cache that holds nothing
   */
  PageCache(long bytes) {
    chunks = new ByteBuffer[(int) (bytes / CHUNK_BYTES)];
    capacity = (long) chunks.length * CHUNK_BYTES;
    places = new long[Integer.highestOneBit((int) (capacity / BYTES_PER_PLACE))];
  }

  /** Its bytes in a JVM that has as many of them as cores: an eighth of the heap, divided. */
  static long share() {
    Runtime java = Runtime.getRuntime();
    return java.maxMemory() / 8 / java.availableProcessors();
  }

  /** The page that was put last, or null if it was forgotten. */
  byte @Nullable [] get(int month, Fingerprint key) {
    ByteBuffer entry = find(month, key);
    if (entry == null) {
      return null;
    }
    byte[] page = new byte[entry.getInt()];
    entry.getInt();
    entry.get(page);
    return page;
  }

  void put(int month, Fingerprint key, byte[] page) {
    ByteBuffer entry = find(month, key);
    if (entry != null && page.length <= entry.getInt(entry.position() + Integer.BYTES)) {
      entry.putInt(page.length).getInt();
      entry.put(page);
    } else {
      append(month, key, page);
    }
  }

  private void append(int month, Fingerprint key, byte[] page) {
    // It will grow by an id or a value, most likely.
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

  /** Forgets all pages. */
  void clear() {
    floor = end;
  }

  /** The chunk with a page's entry, at its length; or null. */
  private @Nullable ByteBuffer find(int month, Fingerprint key) {
    if (capacity == 0) {
      return null;
    }
    long at = places[place(month, key)];
    if (at < floor || at + capacity < end) {
      return null;
    }
    ByteBuffer chunk = chunk(at).position((int) (at % CHUNK_BYTES));
    boolean found =
        chunk.getInt() == month && chunk.getLong() == key.high() && chunk.getLong() == key.low();
    return found ? chunk : null;
  }

  private void forget(int month, Fingerprint key) {
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
