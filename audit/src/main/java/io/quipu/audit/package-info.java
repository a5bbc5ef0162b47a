/**
 * Compares what is stored with a recount of the raw events, and corrects it.
 *
 * <p>The recount shares the parser and the calendar with the pipeline, and nothing else: SQL counts
 * the events, not the stages of the pipeline. So it finds faults of state, windows, restarts,
 * writes and tables. It does not find a fault of the parser.
 */
@NullMarked
package io.quipu.audit;

import org.jspecify.annotations.NullMarked;
