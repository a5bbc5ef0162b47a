package io.quipu.io.files;

import com.google.auto.service.AutoService;
import io.quipu.model.file.RemoteFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import org.apache.beam.sdk.io.FileSystems;

/** Opens remote files with Beam, which knows the file systems of the job's class path. */
@AutoService(RemoteFileSystem.class)
public final class BeamFileSystem implements RemoteFileSystem {

  @Override
  public InputStream open(String uri) throws IOException {
    try {
      return Channels.newInputStream(
          FileSystems.open(FileSystems.matchSingleFileSpec(uri).resourceId()));
    } catch (IllegalArgumentException e) {
      // No file system has this scheme, or the name is not one of the file system.
      throw new IOException(
          String.valueOf(e.getMessage()) + "; check the name, or name a path of this machine.", e);
    }
  }
}
