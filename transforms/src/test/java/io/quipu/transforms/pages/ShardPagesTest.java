package io.quipu.transforms.pages;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.failure.PermanentFailure;
import io.quipu.model.state.Shard;
import io.quipu.model.state.ShardHeader;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.ValueState;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardPagesTest {
  private final Cell<byte[]> header = new Cell<>();
  private final Cell<Instant> expires = new Cell<>();
  private final ShardPages pages =
      new ShardPages(new Shard(24_312, 3), new NoMap<>(), new NoMap<>(), header);

  @Test
  void theStateOfABuildWithoutAnIndexIsRefused() {
    expires.write(Instant.parse("2026-03-10T00:00:00Z"));

    assertThat(
        assertThrows(PermanentFailure.class, () -> pages.requireIndex(expires)).getMessage(),
        containsString("an earlier build of Quipu, which kept no index of its pages. Start"));
  }

  @Test
  void aNewShardGetsAHeaderBeforeItsExpiryIsSet() {
    pages.requireIndex(expires);
    expires.write(Instant.parse("2026-03-10T00:00:00Z"));

    pages.requireIndex(expires);
    assertThat(pages.header(), is(ShardHeader.EMPTY));
  }

  /** A value in memory. */
  private static final class Cell<T> implements ValueState<T> {
    private @Nullable T value;

    @Override
    public void write(T input) {
      value = input;
    }

    @Override
    public @Nullable T read() {
      return value;
    }

    @Override
    public ValueState<T> readLater() {
      return this;
    }

    @Override
    public void clear() {
      value = null;
    }
  }

  /** A map that is not used. */
  private static final class NoMap<K, V> implements MapState<K, V> {
    @Override
    public void put(K key, V value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<V> computeIfAbsent(
        K key, java.util.function.Function<? super K, ? extends V> mappingFunction) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void remove(K key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<V> get(K key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<V> getOrDefault(K key, V defaultValue) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<Iterable<K>> keys() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<Iterable<V>> values() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<Iterable<java.util.Map.Entry<K, V>>> entries() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadableState<Boolean> isEmpty() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
      throw new UnsupportedOperationException();
    }
  }
}
