package io.quipu.transforms.pages;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quipu.model.counter.Fingerprint;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageCacheTest {
  private static final int CAPACITY = 1 << 20;
  private static final int JANUARY = 600;

  @ParameterizedTest
  @CsvSource({"1, 500, 100", "2, 20000, 400", "3, 50, 300000", "4, 2000, 9000"})
  void hasThePageThatWasPutLastOrNone(long seed, int keys, int longest) {
    Random random = new Random(seed);
    PageCache cache = new PageCache(CAPACITY);
    Map<String, byte[]> put = new HashMap<>();
    int found = 0;
    for (int i = 0; i < 200_000_000 / longest && i < 300_000; i++) {
      int month = JANUARY + random.nextInt(2);
      // Some share the place in the table.
      Fingerprint key = new Fingerprint(random.nextInt(2), random.nextInt(keys));
      String name = month + " " + key;
      byte[] cached = cache.get(month, key);
      if (cached != null) {
        assertThat(cached, is(put.get(name)));
        found++;
      }
      byte[] page = new byte[random.nextInt(longest)];
      random.nextBytes(page);
      cache.put(month, key, page);
      put.put(name, page);
      if (random.nextInt(100) == 0) {
        cache.forget(month, key);
        assertThat("forgotten", cache.get(month, key), nullValue());
      }
    }
    assertThat("it holds some", found, greaterThan(0));
  }

  @Test
  void holdsPagesThatFitAlthoughTheyGrow() {
    PageCache cache = new PageCache(CAPACITY);
    int found = 0;
    for (int length = 100; length < 200; length++) {
      for (long key = 0; key < 1000; key++) {
        if (cache.get(JANUARY, new Fingerprint(key, 7 * key)) != null) {
          found++;
        }
        cache.put(JANUARY, new Fingerprint(key, 7 * key), new byte[length]);
      }
    }
    assertThat(found, is(99_000));
  }

  @Test
  void withoutMemoryItHoldsNothing() {
    PageCache cache = new PageCache(0);
    cache.put(JANUARY, new Fingerprint(1, 2), new byte[10]);
    assertThat(cache.get(JANUARY, new Fingerprint(1, 2)), nullValue());
  }
}
