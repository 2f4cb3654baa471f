package org.glissade.spark.exchange;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM (NIST SP 800-38D) for the pieces of one direction of one connection, whose key is used
 * for nothing else: the nonce is the number of the piece, so that pieces that are left out, doubled
 * or in another order do not open.
 */
final class Seal {
  /** Most bytes of a piece. */
  static final int PIECE = 1 << 14;

  /** Bytes by which a piece grows. */
  static final int TAG = 16;

  private static final int NONCE = 12;

  private final SecretKey key;
  private final Cipher cipher;
  private long pieces;

  Seal(SecretKey key) {
    this.key = key;
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** For the next piece. */
  Cipher toSeal() throws GeneralSecurityException {
    return next(Cipher.ENCRYPT_MODE);
  }

  /** For the next piece. */
  Cipher toOpen() throws GeneralSecurityException {
    return next(Cipher.DECRYPT_MODE);
  }

  private Cipher next(int mode) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(NONCE).putLong(NONCE - Long.BYTES, pieces++).array();
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
    return cipher;
  }
}
