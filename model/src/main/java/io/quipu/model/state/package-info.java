/** The versioned byte formats of state: pages, and the shards that hold them. */
@NullMarked
package io.quipu.model.state;

import org.jspecify.annotations.NullMarked;
