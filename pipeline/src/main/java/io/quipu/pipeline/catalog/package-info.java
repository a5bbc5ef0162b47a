/** Reads {@code catalog.yaml} and checks all of it. */
@NullMarked
package io.quipu.pipeline.catalog;

import org.jspecify.annotations.NullMarked;
