/** The jobs as they are put on clusters and hosts: the jar, its manifests and units. */
@NullMarked
package io.quipu.it.deploy;

import org.jspecify.annotations.NullMarked;
