package io.quipu.runners.dataflow;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.util.List;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.options.PipelineOptions;

/** Uploads nothing, and keeps the last content that would have been: the portable pipeline. */
public final class FakeStager implements Stager {
  private static volatile byte[] last = {};

  /** Beam makes the stager by this method. */
  public static FakeStager fromOptions(PipelineOptions options) {
    return new FakeStager();
  }

  static byte[] last() {
    return last.clone();
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> files) {
    return files.stream().map(file -> staged("file")).toList();
  }

  @Override
  public DataflowPackage stageToFile(byte[] content, String name) {
    last = content;
    return staged(name);
  }

  private static DataflowPackage staged(String name) {
    return new DataflowPackage().setName(name).setLocation("gs://bucket/staging/" + name);
  }
}
