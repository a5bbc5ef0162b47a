/** Files that options name, on this machine or on a remote file system. */
@NullMarked
package io.quipu.model.file;

import org.jspecify.annotations.NullMarked;
