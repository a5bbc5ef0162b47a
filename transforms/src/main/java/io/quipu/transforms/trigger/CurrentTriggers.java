package io.quipu.transforms.trigger;

import io.quipu.model.counter.CounterKey;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.transforms.trigger.TriggerIndex.Trigger;
import java.util.List;

/** The compiled triggers of one worker. It compiles them again when the rules have changed. */
final class CurrentTriggers {
  private final TriggerRules rules;
  private List<TriggerDefinition> definitions;
  private TriggerIndex index;

  CurrentTriggers(TriggerRules rules) {
    this.rules = rules;
    this.definitions = rules.current();
    this.index = new TriggerIndex(definitions);
  }

  /** Takes over what has changed. */
  @SuppressWarnings("ReferenceEquality") // As long as nothing has changed, it is the same list.
  void refresh() {
    List<TriggerDefinition> now = rules.current();
    if (now != definitions) {
      definitions = now;
      index = new TriggerIndex(now);
    }
  }

  /** The triggers that look at a counter. */
  List<Trigger> of(CounterKey counter) {
    return index.of(counter);
  }
}
