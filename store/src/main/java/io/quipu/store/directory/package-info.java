/** The directory: which statistics and dimensions a company has counts of, and in which months. */
@NullMarked
package io.quipu.store.directory;

import org.jspecify.annotations.NullMarked;
