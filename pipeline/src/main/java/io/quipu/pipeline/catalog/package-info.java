/** Reads {@code catalog.yaml} and checks it as a whole. */
@NullMarked
package io.quipu.pipeline.catalog;

import org.jspecify.annotations.NullMarked;
