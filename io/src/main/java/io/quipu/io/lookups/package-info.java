/**
 * Reference data for stage 3: answers lookups from files and from Cassandra tables, and caches the
 * answers.
 */
@NullMarked
package io.quipu.io.lookups;

import org.jspecify.annotations.NullMarked;
