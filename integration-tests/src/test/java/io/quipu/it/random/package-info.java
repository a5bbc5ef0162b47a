/** Random catalogs and events, which use all that the catalog's documentation allows. */
@NullMarked
package io.quipu.it.random;

import org.jspecify.annotations.NullMarked;
