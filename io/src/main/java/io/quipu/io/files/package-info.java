/**
 * Stage 1 of 8: reads files of JSON lines.
 *
 * <p>In: files on any file system that Beam knows. Out: unchanged records, with file and line.
 * Guarantee: each line once. Time: a record's stream time is the time at which it is read. State:
 * none.
 */
@NullMarked
package io.quipu.io.files;

import org.jspecify.annotations.NullMarked;
