/** Tests of owners and the journal. */
@NullMarked
package io.quipu.store.journal;

import org.jspecify.annotations.NullMarked;
