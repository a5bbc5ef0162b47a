package io.quipu.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class BatchStagesTest {
  @Test
  void namesTheStepsOfAStage() {
    assertThat(
        BatchStages.steps(
            "CHAIN GroupReduce (GroupReduce at CheckUniqueness/GroupByKey) -> FlatMap (FlatMap at"
                + " FanOut/FanOut/ParMultiDo(FanOut)) -> FlatMap (FlatMap at FanOut/x)"),
        contains("CheckUniqueness", "FanOut"));
    assertThat(
        BatchStages.steps("GroupReduce (GroupReduce at translateNode(X.java:7))"),
        contains("grouping"));
  }

  @Test
  void tellsHowFarABatchIs() throws Exception {
    String vertices =
        """
        [{"name": "DataSource (at Impulse (Impulse))", "status": "FINISHED"},
         {"name": "CHAIN FlatMap (FlatMap at Parse/Parse records)", "status": "RUNNING",
          "metrics": {"read-records": 12345, "write-records": 7}},
         {"name": "GroupReduce (GroupReduce at SumIncrements/Sum)", "status": "CREATED"}]
        """;
    assertThat(
        BatchStages.of(new ObjectMapper().readTree(vertices)).text(),
        is("1 of 3 stages are done; now Parse (12,345 elements)"));
    assertThat(
        BatchStages.of(new ObjectMapper().readTree("[]")).text(), is("0 of 0 stages are done"));
  }
}
