package io.quipu.it.faults.replicated;

import java.util.Random;

/** The faults of replicated servers. The job goes on while the process is dead. */
enum ReplicatedFault {
  KILL_JOB_MANAGER_HA {
    @Override
    Victim kill(ReplicatedRig rig, Random random) {
      return rig.killLeadingJobManager();
    }
  },
  KILL_CASSANDRA_NODE {
    @Override
    Victim kill(ReplicatedRig rig, Random random) {
      return rig.killCassandraNode(random.nextInt(3));
    }
  },
  KILL_KAFKA_LEADER {
    @Override
    Victim kill(ReplicatedRig rig, Random random) throws Exception {
      return rig.killKafkaLeader();
    }
  };

  /**
   * A process that was killed.
   *
   * @param name its name, for the log
   * @param restore starts it again, and waits until another one may be killed
   */
  record Victim(String name, Restore restore) {}

  /** Starts a process again. */
  interface Restore {
    void run() throws Exception;
  }

  /** Kills a process, as kill -9 does. */
  abstract Victim kill(ReplicatedRig rig, Random random) throws Exception;
}
