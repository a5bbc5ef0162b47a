/**
 * Tests the job on a real cluster, under steady load, while its servers fail one after the other.
 */
@NullMarked
package io.quipu.it.faults;

import org.jspecify.annotations.NullMarked;
