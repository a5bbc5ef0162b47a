/** Sessions of Cassandra: how to connect, and how to repeat requests during an outage. */
@NullMarked
package io.quipu.store.session;

import org.jspecify.annotations.NullMarked;
