/** The tables: their definitions, versions and how they are brought up to date. */
@NullMarked
package io.quipu.store.schema;

import org.jspecify.annotations.NullMarked;
