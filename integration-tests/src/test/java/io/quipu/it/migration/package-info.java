/** Migrations between keyspaces of real jobs. */
@NullMarked
package io.quipu.it.migration;

import org.jspecify.annotations.NullMarked;
