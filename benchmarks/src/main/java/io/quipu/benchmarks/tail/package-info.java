/** Measures how fast growing files are counted, compared with a straight Python script. */
@NullMarked
package io.quipu.benchmarks.tail;

import org.jspecify.annotations.NullMarked;
