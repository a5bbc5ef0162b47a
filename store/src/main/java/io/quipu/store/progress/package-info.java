/** What jobs and audits note for readers: how far they are, what is late, what waits. */
@NullMarked
package io.quipu.store.progress;

import org.jspecify.annotations.NullMarked;
