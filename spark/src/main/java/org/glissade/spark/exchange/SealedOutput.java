package org.glissade.spark.exchange;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKey;

/**
 * Encrypts what is written, in pieces of at most {@value Seal#PIECE} bytes: the number of bytes,
 * and they and their tag under AES-GCM. See {@link SealedInput}.
 */
final class SealedOutput extends OutputStream {
  private final DataOutputStream out;
  private final Seal seal;
  private final byte[] piece = new byte[Seal.PIECE];
  private final byte[] sealed = new byte[Seal.PIECE + Seal.TAG];
  private int filled;

  /**
   * @param key of this direction of this connection alone
   */
  SealedOutput(OutputStream out, SecretKey key) {
    this.out = new DataOutputStream(out);
    this.seal = new Seal(key);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, piece.length - filled);
      System.arraycopy(bytes, offset + done, piece, filled, count);
      filled += count;
      done += count;
      if (filled == piece.length) {
        end();
      }
    }
  }

  private void end() throws IOException {
    try {
      int length = seal.toSeal().doFinal(piece, 0, filled, sealed, 0);
      out.writeInt(filled);
      out.write(sealed, 0, length);
      filled = 0;
    } catch (GeneralSecurityException e) {
      throw new IOException("nothing can be encrypted: " + e.getMessage(), e);
    }
  }

  @Override
  public void flush() throws IOException {
    if (filled > 0) {
      end();
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
