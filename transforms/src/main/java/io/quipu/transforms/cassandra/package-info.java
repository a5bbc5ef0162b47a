/** The connection to Cassandra that the stages on a worker share. */
@NullMarked
package io.quipu.transforms.cassandra;

import org.jspecify.annotations.NullMarked;
