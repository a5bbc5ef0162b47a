package io.quipu.io.lookups;

import com.github.benmanes.caffeine.cache.Ticker;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.transforms.hydrate.ReferenceData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reference data in a file, all of it in memory. When the table's expiry has passed, the file is
 * checked, and read again if it has changed. If it is then missing or broken, the old rows stay
 * until it is fixed.
 */
final class FileReferenceData implements ReferenceData {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(FileReferenceData.class);

  private final LookupTable table;
  private final ReferenceSource.File file;
  private final List<String> columns;
  private transient Ticker ticker = Ticker.systemTicker();
  private transient @Nullable Content content;
  private transient long checkedAt;

  private record Content(long size, long modified, Map<List<String>, Map<String, String>> rows) {}

  /**
   * @param columns the key columns and the columns to read
   */
  FileReferenceData(LookupTable table, ReferenceSource.File file, List<String> columns) {
    this.table = table;
    this.file = file;
    this.columns = List.copyOf(columns);
  }

  @Override
  public void open() {
    open(Ticker.systemTicker());
  }

  void open(Ticker time) {
    ticker = time;
    checkedAt = ticker.read();
    try {
      content = load(null);
    } catch (IOException | IllegalArgumentException e) {
      throw new ReferenceFileException(
          "The lookup '"
              + table.name()
              + "' cannot read the file "
              + file.path()
              + " on this machine; fix it and start again: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public CompletableFuture<Map<String, String>> find(List<String> key) {
    Content known = content;
    if (known == null) {
      throw new IllegalStateException("The lookup '" + table.name() + "' is not open.");
    }
    if (ticker.read() - checkedAt >= table.expiry().toNanos()) {
      checkedAt = ticker.read();
      try {
        known = load(known);
        content = known;
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn(
            "The lookup '{}' keeps its old rows until the file {} is fixed: {}",
            table.name(),
            file.path(),
            e.getMessage());
      }
    }
    return CompletableFuture.completedFuture(known.rows().getOrDefault(key, Map.of()));
  }

  @Override
  public void close() {
    content = null;
  }

  private Content load(@Nullable Content known) throws IOException {
    MatchResult.Metadata now = FileSystems.matchSingleFileSpec(file.path());
    if (known != null
        && known.size() == now.sizeBytes()
        && known.modified() == now.lastModifiedMillis()) {
      return known;
    }
    return new Content(
        now.sizeBytes(),
        now.lastModifiedMillis(),
        new ReferenceFile(file, table.keyColumns(), columns).rows(now));
  }
}
