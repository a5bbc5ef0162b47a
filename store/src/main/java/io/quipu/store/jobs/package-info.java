/** The table of jobs: what is known of the starts of each job that writes into a keyspace. */
@NullMarked
package io.quipu.store.jobs;

import org.jspecify.annotations.NullMarked;
