/**
 * The command {@code quipu demo}. It starts real servers, sends generated traffic with late,
 * repeated and broken events, and shows the counts live. At the end, it compares the stored counts
 * with a recount of the sent events.
 */
@NullMarked
package io.quipu.cli.demo;

import org.jspecify.annotations.NullMarked;
