/**
 * Tests the job on servers of which none is a single point of failure, while one process of them is
 * killed after the other.
 */
@NullMarked
package io.quipu.it.faults.replicated;

import org.jspecify.annotations.NullMarked;
