/** Sessions of Cassandra: how to connect, and how a request outlives an outage. */
@NullMarked
package io.quipu.store.session;

import org.jspecify.annotations.NullMarked;
