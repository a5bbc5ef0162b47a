/** What state keeps, as drawn and versioned byte formats: pages, and the shards that hold them. */
@NullMarked
package io.quipu.model.state;

import org.jspecify.annotations.NullMarked;
