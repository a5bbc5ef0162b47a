/** Reports of benchmarks: a table, JSON and a chart, each with a description of the machine. */
@NullMarked
package io.quipu.benchmarks.report;

import org.jspecify.annotations.NullMarked;
