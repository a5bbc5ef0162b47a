/** Catalogs and events by chance, as wild as the catalog's documentation allows. */
@NullMarked
package io.quipu.it.random;

import org.jspecify.annotations.NullMarked;
