/** Where Cassandra is and how to speak to it, for whichever driver does. */
@NullMarked
package io.quipu.model.cassandra;

import org.jspecify.annotations.NullMarked;
