/** The command {@code quipu serve}, which runs the query API over HTTP. */
@NullMarked
package io.quipu.cli.serve;

import org.jspecify.annotations.NullMarked;
