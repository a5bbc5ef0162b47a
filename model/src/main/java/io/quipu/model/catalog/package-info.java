/** What a catalog declares, checked and typed; reading its YAML is the pipeline's affair. */
@NullMarked
package io.quipu.model.catalog;

import org.jspecify.annotations.NullMarked;
