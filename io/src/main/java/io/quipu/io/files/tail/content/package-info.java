/**
 * Follows the files of a {@linkplain io.quipu.io.files.tail tail}: finds them, recognizes a content
 * after a rotation by its bytes, reads its lines, and tells what cannot be read any more.
 */
@NullMarked
package io.quipu.io.files.tail.content;

import org.jspecify.annotations.NullMarked;
