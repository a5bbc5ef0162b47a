/**
 * Real servers on this machine, without a container engine. Kafka, Cassandra and Flink run as child
 * processes from the jars that Maven downloaded: for the demo, for {@code quipu stack} and for
 * tests.
 *
 * <p>{@link io.quipu.localstack.LocalStack} starts them together; {@link
 * io.quipu.localstack.kafka.LocalKafka}, {@link io.quipu.localstack.cassandra.LocalCassandra} and
 * {@link io.quipu.localstack.flink.LocalFlink} start one each. Each process has its own folder:
 *
 * <pre>
 * kafka/, cassandra/, flink/job-manager/, flink/task-manager-1/ or, of three brokers, kafka-1/
 *   conf/                the server's configuration, rewritten at every start
 *   data/                the server's data
 *   ports.properties     the server's ports, used again at the next start
 *   process.properties   the id and the start time of its last process
 *   server.log           the server's output since its last start
 * </pre>
 *
 * <p>Three Kafka brokers, three Cassandra nodes and a Flink cluster with high availability, which
 * needs a ZooKeeper, have no single point of failure: {@link
 * io.quipu.localstack.kafka.LocalKafkaCluster} and {@link
 * io.quipu.localstack.cassandra.LocalCassandraCluster}.
 *
 * <p>Servers listen on loopback addresses only. Their class paths are separate from this program's.
 * The modules in {@code local-stack/servers} write them at build time; the system property {@code
 * quipu.home} names the project's folder, in which they are found.
 */
@NullMarked
package io.quipu.localstack;

import org.jspecify.annotations.NullMarked;
