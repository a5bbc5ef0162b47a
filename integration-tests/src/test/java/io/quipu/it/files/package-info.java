/** Tests of runs over files: several after one another, and backfills. */
@NullMarked
package io.quipu.it.files;

import org.jspecify.annotations.NullMarked;
