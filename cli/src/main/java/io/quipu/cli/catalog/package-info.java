/** The command {@code quipu catalog}, which checks a catalog. */
@NullMarked
package io.quipu.cli.catalog;

import org.jspecify.annotations.NullMarked;
