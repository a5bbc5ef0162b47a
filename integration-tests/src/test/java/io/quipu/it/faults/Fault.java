package io.quipu.it.faults;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The faults. When a fault returns, it is over and its server is up again. */
public enum Fault {
  KILL_TASK_MANAGER {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) {
      int index = random.nextInt(2);
      rig.killTaskManager(index);
      rig.startTaskManager(index);
      return "kill -9 of task manager " + (index + 1);
    }
  },
  KILL_JOB_MANAGER {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      rig.loseJobManager();
      return "kill -9 of the job manager, job started from its last checkpoint";
    }
  },
  FREEZE_TASK_MANAGER {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int index = random.nextInt(2);
      rig.freezeTaskManager(index);
      long away = away(random, 2 * maxSeconds);
      rig.thawTaskManager(index);
      return "task manager " + (index + 1) + " suspended for " + away + " s";
    }
  },
  STOP_KAFKA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      rig.stopKafka();
      long away = away(random, maxSeconds / 2);
      rig.startKafka();
      return "Kafka stopped for " + away + " s";
    }
  },
  KILL_KAFKA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) {
      rig.killKafka();
      rig.startKafka();
      return "kill -9 of Kafka";
    }
  },
  STOP_CASSANDRA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      rig.stopCassandra();
      long away = away(random, maxSeconds);
      rig.startCassandra();
      return "Cassandra stopped for " + away + " s";
    }
  },
  KILL_CASSANDRA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) {
      rig.killCassandra();
      rig.startCassandra();
      return "kill -9 of Cassandra";
    }
  },
  SLOW_CASSANDRA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int seconds = 1 + random.nextInt(maxSeconds);
      for (int i = 0; i < seconds; i++) {
        rig.freezeCassandra();
        TimeUnit.MILLISECONDS.sleep(900);
        rig.thawCassandra();
        TimeUnit.MILLISECONDS.sleep(100);
      }
      return "Cassandra at a tenth of its speed for " + seconds + " s";
    }
  },
  KILL_WITHOUT_CASSANDRA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int index = random.nextInt(2);
      rig.stopCassandra();
      rig.killTaskManager(index);
      rig.startTaskManager(index);
      long away = away(random, maxSeconds);
      rig.startCassandra();
      return "Cassandra stopped for " + away + " s, and kill -9 of task manager " + (index + 1);
    }
  },
  KILL_WITHOUT_KAFKA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int index = random.nextInt(2);
      rig.killKafka();
      rig.killTaskManager(index);
      rig.startTaskManager(index);
      rig.startKafka();
      return "kill -9 of Kafka and of task manager " + (index + 1);
    }
  },
  ABORT_TRANSACTION {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) {
      rig.load().sendInTransaction(1, 50, false);
      rig.load().sendInTransaction(1, 50, true);
      return "a transaction aborted, and one committed";
    }
  },
  ADD_PARTITION {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      return "a partition added, " + rig.addPartition(200) + " in all";
    }
  },
  ADD_PARTITION_AND_KILL {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int partitions = rig.addPartition(200);
      int index = random.nextInt(2);
      rig.killTaskManager(index);
      rig.startTaskManager(index);
      return "a partition added, %d in all, and kill -9 of task manager %d"
          .formatted(partitions, index + 1);
    }
  },
  FILL_DISK_OF_TASK_MANAGER {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int index = random.nextInt(2);
      rig.fillDiskOfTaskManager(index);
      long away = away(random, maxSeconds);
      rig.emptyDiskOfTaskManager(index);
      return "disk of task manager " + (index + 1) + " full for " + away + " s";
    }
  },
  FILL_DISK_OF_CASSANDRA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      rig.fillDiskOfCassandra();
      long away = away(random, maxSeconds);
      rig.killCassandra();
      rig.startCassandra();
      return "disk of Cassandra full for " + away + " s, then kill -9";
    }
  },
  CHANGE_LOOKUPS_AND_KILL {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int index = random.nextInt(2);
      rig.changePlans(random);
      rig.killTaskManager(index);
      rig.startTaskManager(index);
      return "reference data changed, and kill -9 of task manager " + (index + 1);
    }
  },
  PASS_RETENTION_AND_KILL {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int index = random.nextInt(2);
      rig.deleteCountedRecords();
      rig.killTaskManager(index);
      rig.startTaskManager(index);
      return "counted records deleted, and kill -9 of task manager " + (index + 1);
    }
  },
  RESCALE_WITHOUT_CASSANDRA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int seconds = 1 + random.nextInt(maxSeconds);
      rig.rescaleWithoutCassandra(seconds);
      return "savepoint while Cassandra does not answer for " + seconds + " s";
    }
  },
  RESCALE_WITHOUT_KAFKA {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int seconds = 1 + random.nextInt(maxSeconds);
      rig.rescaleWithoutKafka(seconds);
      return "savepoint while Kafka is away for " + seconds + " s";
    }
  },
  RESCALE_AND_KILL {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      int index = random.nextInt(2);
      rig.rescaleAndKill(index);
      return "savepoint, and kill -9 of task manager " + (index + 1) + " meanwhile";
    }
  },
  RESCALE {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      rig.rescale();
      return "savepoint, on with parallelism " + rig.parallelism();
    }
  },
  REDEPLOY {
    @Override
    String strike(Rig rig, Random random, int maxSeconds) throws Exception {
      rig.redeploy();
      return "savepoint, on with parallelism %d, a dimension added and one removed"
          .formatted(rig.parallelism());
    }
  };

  /**
   * Makes the fault happen.
   *
   * @param maxSeconds the longest time for which a server may be down, in seconds
   * @return a description of the fault, for the log
   */
  abstract String strike(Rig rig, Random random, int maxSeconds) throws Exception;

  /**
   * Waits for the duration of the fault. A fixed time is right here: the outage itself is tested.
   */
  private static long away(Random random, int maxSeconds) throws InterruptedException {
    int seconds = 1 + random.nextInt(maxSeconds);
    TimeUnit.SECONDS.sleep(seconds);
    return seconds;
  }
}
