/** Writes answers as CSV: exact for programs, or safe to open in a spreadsheet. */
@NullMarked
package io.quipu.server.csv;

import org.jspecify.annotations.NullMarked;
