/**
 * Measures the query API under load: requests for stored hours, at a rate or as fast as possible.
 */
@NullMarked
package io.quipu.benchmarks.api;

import org.jspecify.annotations.NullMarked;
