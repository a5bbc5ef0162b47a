/** Takes counters of other systems into the tables of final counts. */
@NullMarked
package io.quipu.audit.counters;

import org.jspecify.annotations.NullMarked;
