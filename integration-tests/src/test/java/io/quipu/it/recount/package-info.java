/**
 * Counts events anew, naively and in memory, from the definitions in docs/catalog.md alone. It
 * shares no code with the product, so that an error there is no error here.
 */
@NullMarked
package io.quipu.it.recount;

import org.jspecify.annotations.NullMarked;
