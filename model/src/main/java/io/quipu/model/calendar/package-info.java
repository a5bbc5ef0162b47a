/** Hours, days and months in each company's time zone. */
@NullMarked
package io.quipu.model.calendar;

import org.jspecify.annotations.NullMarked;
