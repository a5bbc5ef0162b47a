/** Tests of deployment on clusters and hosts: the jar, its manifests and systemd units. */
@NullMarked
package io.quipu.it.deploy;

import org.jspecify.annotations.NullMarked;
