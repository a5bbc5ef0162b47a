/** The query API under load: stored hours, requests at a rate or as fast as they are answered. */
@NullMarked
package io.quipu.benchmarks.api;

import org.jspecify.annotations.NullMarked;
