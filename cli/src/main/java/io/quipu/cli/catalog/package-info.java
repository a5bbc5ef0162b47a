/** Checking a catalog. */
@NullMarked
package io.quipu.cli.catalog;

import org.jspecify.annotations.NullMarked;
