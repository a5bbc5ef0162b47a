/** Tests of the journal's protocol. */
@NullMarked
package io.quipu.transforms.journal;

import org.jspecify.annotations.NullMarked;
