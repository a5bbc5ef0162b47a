/** Hours, days and months on each company's clock. */
@NullMarked
package io.quipu.model.calendar;

import org.jspecify.annotations.NullMarked;
