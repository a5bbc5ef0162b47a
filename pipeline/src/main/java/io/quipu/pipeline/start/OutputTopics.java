package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.changes.ChangesTopic;
import io.quipu.io.kafka.firings.FiringsTopic;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Changes;
import io.quipu.model.trigger.Triggers;
import io.quipu.pipeline.options.CountMode;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import org.jspecify.annotations.Nullable;

/** Prepares the topics to which a job sends what follows from its rows. */
final class OutputTopics {
  private final JobSpec spec;
  private final Catalog catalog;

  OutputTopics(JobSpec spec, Catalog catalog) {
    this.spec = spec;
    this.catalog = catalog;
  }

  /**
   * Prepares the topic of changes. A backfill writes no row that changes, and the rows of customers
   * are not sent.
   */
  @Nullable Changes changes() throws InterruptedException {
    Changes changes = catalog.changes();
    if (changes == null || spec.batch() || spec.kind() == JobKind.CUSTOMER) {
      return null;
    }
    requireFinalNumbers("changes");
    requireOther(changes.topic(), "changes");
    ChangesTopic.ensure(spec.kafka(), changes.topic());
    return changes;
  }

  /** Prepares the topic of firings, if a trigger looks at numbers of this job. */
  @Nullable Triggers triggers() throws InterruptedException {
    Triggers triggers = catalog.triggers();
    boolean ofCustomers = spec.kind() == JobKind.CUSTOMER;
    if (triggers == null
        || spec.batch()
        || (triggers.file() == null
            && triggers.definitions().stream()
                .noneMatch(trigger -> trigger.ofCustomers() == ofCustomers))) {
      return null;
    }
    requireFinalNumbers("triggers");
    requireOther(triggers.topic(), "triggers");
    if (spec.delivery() == Delivery.AT_MOST_ONCE) {
      throw new StartupException(
          "The catalog has 'triggers', which remember what has fired; give another --delivery than at-most-once, or leave out 'triggers'.");
    }
    FiringsTopic.ensure(spec.kafka(), triggers.topic());
    return triggers;
  }

  private void requireFinalNumbers(String section) {
    if (spec.countMode() != CountMode.FINAL) {
      throw new StartupException(
          "The catalog has '%s', which need final numbers; leave out --count-mode, or '%s'."
              .formatted(section, section));
    }
  }

  private void requireOther(String topic, String section) {
    if (spec.input() instanceof JobSpec.Input.Topics topics && topics.names().contains(topic)) {
      throw new StartupException(
          "The topic '%s' of '%s' is one that the job reads; name another topic."
              .formatted(topic, section));
    }
  }
}
