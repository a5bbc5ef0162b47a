/**
 * Stage 2 of 8: turns records into events.
 *
 * <ul>
 *   <li>What: reads a JSON event as the catalog declares it, once for each statistic that counts
 *       it.
 *   <li>In and out: {@link io.quipu.model.event.RawRecord} to {@link io.quipu.model.event.Event},
 *       and {@link io.quipu.model.event.DeadLetter} for a record that is not a valid event.
 *   <li>Guarantee: each record has exactly one outcome: at least one event, one dead letter, or it
 *       is ignored and counted as such.
 *   <li>Time: keeps the record's stream time; the bucket follows the event's own time.
 *   <li>State: none.
 * </ul>
 */
@NullMarked
package io.quipu.transforms.parse;

import org.jspecify.annotations.NullMarked;
