/** {@code quipu plan}: how many machines a load takes, reckoned from what benchmarks measured. */
@NullMarked
package io.quipu.cli.plan;

import org.jspecify.annotations.NullMarked;
