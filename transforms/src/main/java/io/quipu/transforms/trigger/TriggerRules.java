package io.quipu.transforms.trigger;

import io.quipu.model.trigger.TriggerDefinition;
import java.io.Serializable;
import java.util.List;

/** The triggers of a job, which can change while it runs. Each worker has its own copy. */
@FunctionalInterface
public interface TriggerRules extends Serializable {

  /**
   * The triggers that hold now. It is called for each bundle, so it must be fast most times. As
   * long as nothing has changed, it returns the same list. All conditions compile.
   */
  List<TriggerDefinition> current();
}
