package io.quipu.localstack.cassandra;

import java.math.BigInteger;

/**
 * The place of a node in its cluster.
 *
 * @param number the number of the node, from 1
 * @param nodes how many nodes the cluster has
 */
record CassandraMembership(int number, int nodes) {

  /** The token of the node: the nodes have equal shares of the ring. */
  String token() {
    BigInteger share = BigInteger.ONE.shiftLeft(Long.SIZE).divide(BigInteger.valueOf(nodes));
    return BigInteger.valueOf(Long.MIN_VALUE)
        .add(share.multiply(BigInteger.valueOf(number - 1L)))
        .add(BigInteger.ONE)
        .toString();
  }
}
