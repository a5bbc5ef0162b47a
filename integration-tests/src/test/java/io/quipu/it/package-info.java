/**
 * Tests the whole of Quipu on real servers: on every runner, and in spite of faults, the counts
 * equal a recount of the events. Also tests the dependencies between modules.
 */
@NullMarked
package io.quipu.it;

import org.jspecify.annotations.NullMarked;
