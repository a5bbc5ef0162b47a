package io.quipu.model.sequence;

import java.util.List;

/**
 * An event with the steps that it can be.
 *
 * @param company the tenant
 * @param customer who acted
 * @param time when, in milliseconds since 1970
 * @param identity tells the event from others of the same customer and time
 * @param steps what it is in which sequence; at least one
 */
public record StepEvent(
    String company, String customer, long time, long identity, List<Step> steps) {

  public StepEvent {
    steps = List.copyOf(steps);
  }

  /**
   * What an event is in a sequence.
   *
   * @param sequence the place of the sequence in the catalog
   * @param kind the number of the condition in {@link SequenceDefinition#conditions}
   * @param value the value that the step carries; empty if it carries none
   */
  public record Step(int sequence, int kind, String value) {}

  /** The fact of one of the steps. */
  public Fact fact(Step step) {
    return new Fact(time, step.kind(), identity, step.value());
  }
}
