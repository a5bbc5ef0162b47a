package io.quipu.localstack.kafka;

/**
 * The place of a broker in its cluster.
 *
 * @param number the number of the broker, from 1
 * @param controllerPort the port at which the other brokers reach its controller
 * @param voters all controllers, in the form of {@code controller.quorum.voters}
 * @param clusterId the id of the cluster, which all brokers share
 */
record KafkaMembership(int number, int controllerPort, String voters, String clusterId) {}
