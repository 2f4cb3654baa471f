package org.glissade.spark.exchange;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKey;

/** Decrypts what a {@link SealedOutput} wrote, and refuses what it did not write. */
final class SealedInput extends InputStream {
  private final DataInputStream in;
  private final Seal seal;
  private final byte[] sealed = new byte[Seal.PIECE + Seal.TAG];
  private final byte[] piece = new byte[Seal.PIECE];
  private int position;
  private int limit;

  /**
   * @param key of this direction of this connection alone
   */
  SealedInput(InputStream in, SecretKey key) {
    this.in = new DataInputStream(in);
    this.seal = new Seal(key);
  }

  @Override
  public int read() throws IOException {
    return position < limit || next() ? piece[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == limit && !next()) {
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(piece, position, into, offset, count);
    position += count;
    return count;
  }

  /** Whether there was another piece. */
  private boolean next() throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException _) {
      return false;
    }
    if (length < 1 || length > Seal.PIECE) {
      throw new IOException("what arrives was not encrypted by the other side");
    }
    in.readFully(sealed, 0, length + Seal.TAG);
    try {
      limit = seal.toOpen().doFinal(sealed, 0, length + Seal.TAG, piece, 0);
    } catch (GeneralSecurityException e) {
      throw new IOException("what arrives is not what the other side sent", e);
    }
    position = 0;
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
