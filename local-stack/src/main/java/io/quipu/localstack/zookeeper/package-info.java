/** Runs a ZooKeeper server as a child process. */
@NullMarked
package io.quipu.localstack.zookeeper;

import org.jspecify.annotations.NullMarked;
