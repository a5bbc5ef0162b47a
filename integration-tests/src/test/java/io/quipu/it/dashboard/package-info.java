/** Tests of the dashboard in a real browser, with rows in a real Cassandra. */
@NullMarked
package io.quipu.it.dashboard;

import org.jspecify.annotations.NullMarked;
