/**
 * Real servers on this machine, without a container engine: Kafka and Cassandra run as child
 * processes from the jars that Maven fetched, for the demo, for {@code quipu stack} and for tests.
 *
 * <p>{@link io.quipu.localstack.LocalStack} starts both; {@link
 * io.quipu.localstack.kafka.LocalKafka} and {@link io.quipu.localstack.cassandra.LocalCassandra}
 * start one. Each server has a folder of its own:
 *
 * <pre>
 * kafka/ or cassandra/
 *   conf/                what the server was configured with, written anew at every start
 *   data/                what the server stores
 *   ports.properties     the ports it was given, used again at the next start
 *   process.properties   the id and the start of its last process
 *   server.log           all it said since its last start
 * </pre>
 *
 * <p>Servers listen on the loopback address only. Their class paths are apart from ours: the
 * modules below {@code local-stack/servers} write them at build time, and they are found below the
 * folder that the system property {@code quipu.home} names.
 */
@NullMarked
package io.quipu.localstack;

import org.jspecify.annotations.NullMarked;
