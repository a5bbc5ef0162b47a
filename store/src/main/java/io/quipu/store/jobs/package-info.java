/** The table of jobs: the start and the incarnation of each job that writes into a keyspace. */
@NullMarked
package io.quipu.store.jobs;

import org.jspecify.annotations.NullMarked;
