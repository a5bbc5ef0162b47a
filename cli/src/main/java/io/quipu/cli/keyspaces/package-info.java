/** The commands that compare two keyspaces, let readers use the other one, and remove one. */
@NullMarked
package io.quipu.cli.keyspaces;

import org.jspecify.annotations.NullMarked;
