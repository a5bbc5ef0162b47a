/**
 * Sequences: which customers did several things one after another, and when.
 *
 * <p>{@link io.quipu.model.sequence.SequenceDefinition} says what is looked for. {@link
 * io.quipu.model.sequence.StepMatcher} finds the steps that an event can be. {@link
 * io.quipu.model.sequence.History} keeps the steps of one customer, and {@link
 * io.quipu.model.sequence.SequenceCounts} says what they count for. Counts depend on the set of
 * steps alone, so the order in which events arrive does not matter.
 */
@NullMarked
package io.quipu.model.sequence;

import org.jspecify.annotations.NullMarked;
