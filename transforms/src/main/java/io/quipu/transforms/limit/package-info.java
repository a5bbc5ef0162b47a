/**
 * Between stages 3 and 4, if the catalog limits a dimension: limit values.
 *
 * <p>In: hydrated events. Out: the same events, in which the values beyond a limit are {@code
 * (other)}. Guarantee: a value that was admitted stays so, and each event is counted by what the
 * state says when it comes; after a crash the state goes back with the counts. Time: the month is
 * that of the event's own time; state expires by stream time. State: 8 bytes for each admitted
 * value of a company, statistic, dimension and month.
 */
@NullMarked
package io.quipu.transforms.limit;

import org.jspecify.annotations.NullMarked;
