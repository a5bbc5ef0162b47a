/**
 * Helpers that the tests of several modules share: real servers, and pipelines on the DirectRunner.
 */
@NullMarked
package io.quipu.testing;

import org.jspecify.annotations.NullMarked;
