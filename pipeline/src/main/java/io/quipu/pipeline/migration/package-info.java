/** Takes counts of other tables into the tables of final counts. */
@NullMarked
package io.quipu.pipeline.migration;

import org.jspecify.annotations.NullMarked;
