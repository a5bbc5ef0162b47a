/** The catalog: checked, typed declarations. The pipeline module reads its YAML. */
@NullMarked
package io.quipu.model.catalog;

import org.jspecify.annotations.NullMarked;
