/**
 * Recounts events in memory, in a simple way, only from the definitions in docs/catalog.md. It
 * shares no code with the product, so it does not share the product's errors.
 */
@NullMarked
package io.quipu.it.recount;

import org.jspecify.annotations.NullMarked;
