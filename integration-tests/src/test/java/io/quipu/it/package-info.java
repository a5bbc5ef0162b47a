/**
 * The whole of Quipu on real servers: what is counted equals a recount of the events, on every
 * runner, whatever happens meanwhile; and the modules keep to their places.
 */
@NullMarked
package io.quipu.it;

import org.jspecify.annotations.NullMarked;
