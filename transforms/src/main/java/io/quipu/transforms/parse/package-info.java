/**
 * Stage 2 of 8: turns records into events.
 *
 * <ul>
 *   <li>What: reads a JSON event as the catalog declares it, once for each statistic that counts
 *       it.
 *   <li>In and out: {@link io.quipu.model.event.RawRecord} to {@link io.quipu.model.event.Event},
 *       and {@link io.quipu.model.event.DeadLetter} for what is no event.
 *   <li>Guarantee: each record becomes at least one event, is ignored and counted so, or becomes
 *       one dead letter; never two of these, never none.
 *   <li>Time: keeps the record's stream time; the bucket is that of the event's own time.
 *   <li>State: none.
 * </ul>
 */
@NullMarked
package io.quipu.transforms.parse;

import org.jspecify.annotations.NullMarked;
