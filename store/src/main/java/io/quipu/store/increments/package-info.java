/** The tables of {@code --count-mode=increments}, whose numbers Cassandra adds up. */
@NullMarked
package io.quipu.store.increments;

import org.jspecify.annotations.NullMarked;
