/**
 * Different customers over any range of days.
 *
 * <p>For each counter and day there are numbers N(gap): how many customers came on that day for the
 * first time in so many days. A customer is counted once in a range of days: on his first day in
 * it. That is the day whose gap reaches back before the range. So the uniques of a range are the
 * sum of all N(gap) of its days whose gap reaches back before its first day. All of it is a sum, so
 * events may come in any order.
 */
@NullMarked
package io.quipu.model.range;

import org.jspecify.annotations.NullMarked;
