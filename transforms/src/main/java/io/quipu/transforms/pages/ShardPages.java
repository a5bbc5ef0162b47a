package io.quipu.transforms.pages;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.model.state.Shard;
import io.quipu.model.state.ShardHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The pages in the state of one shard, with an index of their keys.
 *
 * <p>A runner may be unable to list the keys of a map piece by piece, and copy the whole map into a
 * list. So the keys of new pages are also written to an index. It has numbered chunks of up to
 * {@value #CHUNK} keys, and the {@link ShardHeader} knows which chunks there are. Each page in
 * state has its key in exactly one chunk.
 *
 * <p>Cost: 16 bytes for each page. A batch that adds pages writes one chunk and the header. Other
 * batches only read the header.
 */
public final class ShardPages {
  /** How many keys a chunk has at most. */
  static final int CHUNK = 50;

  private static final int KEY_BYTES = 2 * Long.BYTES;

  private final Shard shard;
  private final MapState<Fingerprint, byte[]> pages;
  private final MapState<Long, byte[]> index;
  private final ValueState<byte[]> state;
  private @Nullable ShardHeader header;

  /**
   * The state of a shard, for one call of a stage.
   *
   * @param pages the pages by their keys
   * @param index the state of {@link #indexSpec}
   * @param header the state of {@link #headerSpec}
   */
  public ShardPages(
      Shard shard,
      MapState<Fingerprint, byte[]> pages,
      MapState<Long, byte[]> index,
      ValueState<byte[]> header) {
    this.shard = shard;
    this.pages = pages;
    this.index = index;
    this.state = header;
  }

  /** The state of the index: keys by the number of their chunk. */
  public static StateSpec<MapState<Long, byte[]>> indexSpec() {
    return StateSpecs.map(VarLongCoder.of(), ByteArrayCoder.of());
  }

  /** The state of the header. */
  public static StateSpec<ValueState<byte[]>> headerSpec() {
    return StateSpecs.value(ByteArrayCoder.of());
  }

  /** The shard. */
  public Shard shard() {
    return shard;
  }

  /** The generations under which pages of the shard have left state. */
  public Collection<Long> left() {
    return header().left();
  }

  /** Returns a page; null if it is not in state. */
  public byte @Nullable [] get(Fingerprint key) {
    return pages.get(key).read();
  }

  /** Writes a page. The key of a page that was not in state must be {@link #add added} too. */
  public void put(Fingerprint key, byte[] page) {
    pages.put(key, page);
  }

  /** Adds the keys of pages that were not in state to the index. */
  public void add(Collection<Fingerprint> keys) {
    if (keys.isEmpty()) {
      return;
    }
    List<Fingerprint> all = List.copyOf(keys);
    int chunks = 0;
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<Fingerprint> some = all.subList(from, Math.min(from + CHUNK, all.size()));
      index.put(header().next() + chunks, toBytes(some));
      chunks++;
    }
    write(header().withChunks(chunks));
  }

  /**
   * Checks that the state is not of a build without an index: there, no shard has a header.
   *
   * @param expires the time at which the shard expires, which is set if it has pages
   * @throws PermanentFailure if it is
   */
  public void requireIndex(ValueState<Instant> expires) {
    byte[] bytes = state.read();
    if (bytes != null) {
      header = ShardHeader.fromBytes(bytes);
      return;
    }
    if (expires.read() != null) {
      throw new PermanentFailure(
          "The state of the job is of an earlier build of Quipu, which kept no index of its pages."
              + " Start the job with that build and --drain, and stop it. Then start this build"
              + " without the state.");
    }
    write(ShardHeader.EMPTY);
  }

  ShardHeader header() {
    ShardHeader known = header;
    if (known == null) {
      byte[] bytes = state.read();
      known = bytes == null ? ShardHeader.EMPTY : ShardHeader.fromBytes(bytes);
      header = known;
    }
    return known;
  }

  void write(ShardHeader changed) {
    state.write(changed.toBytes());
    header = changed;
  }

  /**
   * Removes the first chunk from the index, and returns its keys. The caller must {@link #write}
   * the header afterwards.
   */
  List<Fingerprint> takeFirstChunk() {
    long number = header().first();
    byte[] chunk = index.get(number).read();
    if (chunk == null) {
      throw new IllegalStateException(
          "Chunk " + number + " of the index of " + shard + " is lost.");
    }
    index.remove(number);
    header = header().withoutFirstChunk();
    return fromBytes(chunk);
  }

  /** Removes a page that the index knows, and returns it. */
  byte[] take(Fingerprint key) {
    byte[] page = get(key);
    if (page == null) {
      throw new IllegalStateException("The page " + key + " of " + shard + " is lost.");
    }
    pages.remove(key);
    return page;
  }

  private static byte[] toBytes(List<Fingerprint> keys) {
    ByteBuffer bytes = ByteBuffer.allocate(KEY_BYTES * keys.size());
    keys.forEach(key -> bytes.putLong(key.high()).putLong(key.low()));
    return bytes.array();
  }

  private static List<Fingerprint> fromBytes(byte[] chunk) {
    ByteBuffer bytes = ByteBuffer.wrap(chunk);
    List<Fingerprint> keys = new ArrayList<>(chunk.length / KEY_BYTES);
    while (bytes.hasRemaining()) {
      keys.add(new Fingerprint(bytes.getLong(), bytes.getLong()));
    }
    return keys;
  }
}
