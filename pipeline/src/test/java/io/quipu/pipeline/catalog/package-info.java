@NullMarked
package io.quipu.pipeline.catalog;

import org.jspecify.annotations.NullMarked;
