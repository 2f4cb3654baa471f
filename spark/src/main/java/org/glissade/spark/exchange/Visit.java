package org.glissade.spark.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker at a {@link Rendezvous}, which he finds by its address. */
public final class Visit implements AutoCloseable {
  private final Link link;

  /**
   * Calls.
   *
   * @param credentials of the workers of this training
   * @param worker which of them this is, from 0
   * @param stage greater for all workers if the scheduler begins all of them anew
   */
  public Visit(InetSocketAddress rendezvous, Credentials credentials, int worker, int stage)
      throws IOException {
    link = Link.to(rendezvous, credentials, worker);
    try {
      link.writeInt(stage);
      link.flush();
    } catch (IOException e) {
      link.close();
      throw e;
    }
  }

  /**
   * What each worker says, in their order; waits until all have said something.
   *
   * @return null if it is over and nobody is waited for any more
   * @throws IOException if one of them is gone: to be begun anew by another visit
   */
  public @Nullable List<String> gather(String said) throws IOException {
    link.writeInt(Rendezvous.SAYING);
    link.writeBlock(said.getBytes(StandardCharsets.UTF_8));
    link.flush();
    return heard();
  }

  /**
   * Tells the result. When this returns, it is known there and it is over.
   *
   * @param result in blocks
   */
  public void tell(List<byte[]> result) throws IOException {
    link.writeInt(Rendezvous.RESULT);
    link.writeInt(result.size());
    for (byte[] block : result) {
      link.writeBlock(block);
    }
    link.flush();
    heard();
  }

  private @Nullable List<String> heard() throws IOException {
    try {
      int count = link.readInt();
      if (count == Rendezvous.OVER) {
        return null;
      }
      List<String> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(new String(link.readBlock(), StandardCharsets.UTF_8));
      }
      return all;
    } catch (EOFException e) {
      throw new IOException("one of them is gone, or the training was ended", e);
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
