/**
 * Beside stages 5 and 6: different customers over any range of days.
 *
 * <p>In: checked events. Out: increments of the statistics that store {@link
 * io.quipu.model.range.DayGaps}. Guarantee: exact in any order of arrival. Time: days follow the
 * event's own time on the company's clock; state expires by stream time. State: for each customer
 * and statistic one page for two years, with about 12 bytes for each dimension value and one for
 * each further day.
 */
@NullMarked
package io.quipu.transforms.range;

import org.jspecify.annotations.NullMarked;
