package io.quipu.store.pages;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.google.common.io.BaseEncoding;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.StoredPage;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PagesTableTest {
  private static final int JANUARY = 24_313;
  private static final Fingerprint KEY = new Fingerprint(Long.MIN_VALUE + 7, -1);

  @Test
  void findsEveryGenerationOfAPageAndNoOther() throws Exception {
    CassandraSettings settings = TestTables.in("pages");
    Random random = new Random(11);
    Map<Long, byte[]> written = new TreeMap<>();
    try (PagesTable table = PagesTable.open(settings, PagesTable.Kind.TOTALS);
        PagesTable other = PagesTable.open(settings, PagesTable.Kind.UNIQUENESS)) {
      // More than the driver has in one of its own pages.
      for (long generation = 1; generation <= 5_100; generation++) {
        byte[] page = new byte[random.nextInt(64)];
        random.nextBytes(page);
        written.put(generation, page);
        if (generation % 100 == 0) {
          table.write(JANUARY, KEY, new StoredPage(generation, page)).get();
        } else {
          var unused = table.write(JANUARY, KEY, new StoredPage(generation, page));
        }
      }
      table.write(JANUARY, KEY, new StoredPage(3, written.getOrDefault(3L, new byte[0]))).get();
      table.write(JANUARY + 1, KEY, new StoredPage(1, new byte[9])).get();
      table.write(JANUARY, new Fingerprint(7, 7), new StoredPage(1, new byte[9])).get();
      other.write(JANUARY, KEY, new StoredPage(1, new byte[9])).get();

      assertThat(hex(table, JANUARY), equalTo(hex(written)));
      assertThat(other.read(JANUARY, KEY).get(), hasSize(1));
      assertThat(other.read(JANUARY + 1, KEY).get(), empty());
    }
  }

  private static Map<Long, String> hex(PagesTable table, int month) throws Exception {
    Map<Long, byte[]> found = new TreeMap<>();
    for (StoredPage page : table.read(month, KEY).get()) {
      found.put(page.generation(), page.bytes());
    }
    return hex(found);
  }

  private static Map<Long, String> hex(Map<Long, byte[]> pages) {
    Map<Long, String> hex = new TreeMap<>();
    pages.forEach((generation, page) -> hex.put(generation, BaseEncoding.base16().encode(page)));
    return hex;
  }
}
