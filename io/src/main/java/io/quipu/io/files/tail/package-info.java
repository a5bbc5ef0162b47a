/**
 * Stage 1 of 8: reads files of JSON lines while they are written.
 *
 * <p>In: files of this machine, or of a file system that it has mounted. Out: unchanged records,
 * with file and line. Guarantee: each line once, if the runner has exactly-once checkpoints; what
 * cannot be read any more is told. Time: a record's stream time is the time at which it is read;
 * after a restart, stream time waits until all that was there is read again. State: for each file,
 * how far it was read.
 *
 * <p>A <i>content</i> is what a writer has written under one name until it rotates the file. It is
 * known by its bytes and not by its name or inode, because a rotation changes the name (rename),
 * the inode (copy and truncate) or the stored bytes (compression).
 */
@NullMarked
package io.quipu.io.files.tail;

import org.jspecify.annotations.NullMarked;
