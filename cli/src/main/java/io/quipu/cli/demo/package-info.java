/**
 * The demo: real servers, generated traffic with all that is nasty about real one, the job, a live
 * view, and in the end a comparison of what is stored with a recount of what was sent.
 */
@NullMarked
package io.quipu.cli.demo;

import org.jspecify.annotations.NullMarked;
