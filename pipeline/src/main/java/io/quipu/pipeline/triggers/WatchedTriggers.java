package io.quipu.pipeline.triggers;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.model.trigger.Triggers;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.transforms.trigger.TriggerRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The triggers of a catalog and those of its file, which is read again every few seconds. If the
 * file has mistakes or cannot be read, the triggers stay as they are; the log says what is wrong,
 * and the metric {@code trigger-files-refused} grows. Not thread-safe; each worker has its own.
 */
public final class WatchedTriggers implements TriggerRules {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WatchedTriggers.class);

  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Catalog catalog;
  private final Duration period;
  private final Counter refused = Metrics.counter("quipu", "trigger-files-refused");
  private transient @Nullable List<TriggerDefinition> known;
  private transient long readAt;
  private transient @Nullable String problem;

  /** The triggers of a catalog that has some. Its file is read every 5 seconds. */
  public WatchedTriggers(Catalog catalog) {
    this(catalog, PERIOD);
  }

  /**
   * @param period how often the file is read
   */
  public WatchedTriggers(Catalog catalog, Duration period) {
    this.catalog = catalog;
    this.period = period;
  }

  @Override
  public List<TriggerDefinition> current() {
    Triggers triggers = Objects.requireNonNull(catalog.triggers());
    String file = triggers.file();
    List<TriggerDefinition> last = known;
    if (last != null && (file == null || System.nanoTime() - readAt < period.toNanos())) {
      return last;
    }
    readAt = System.nanoTime();
    List<TriggerDefinition> now = new ArrayList<>(triggers.definitions());
    if (file != null) {
      try {
        now.addAll(CatalogFile.loadTriggers(file, catalog));
        problem = null;
      } catch (CatalogException e) {
        return refuse(file, e, last == null ? now : last);
      }
    }
    if (last != null && last.equals(now)) {
      return last;
    }
    if (last != null) {
      LOG.info("The file {} has changed; {} triggers hold now.", file, now.size());
    }
    known = now;
    return now;
  }

  /** Says once what is wrong. */
  private List<TriggerDefinition> refuse(
      String file, CatalogException e, List<TriggerDefinition> instead) {
    if (!Objects.equals(problem, e.getMessage())) {
      problem = e.getMessage();
      refused.inc();
      LOG.error(
          "The file {} has mistakes, so {} triggers stay as they were: {}",
          file,
          instead.size(),
          e.getMessage());
    }
    known = instead;
    return instead;
  }
}
