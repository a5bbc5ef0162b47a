/** How a benchmark tells its figures: as a table, as JSON and as a picture, with the machine. */
@NullMarked
package io.quipu.benchmarks.report;

import org.jspecify.annotations.NullMarked;
