package org.glissade.spark.exchange;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How two who know the same secret recognise each other without sending it: each sends a random
 * challenge and the HMAC-SHA256 (RFC 2104) of both challenges, the number of the caller, and who of
 * them says it. What was said in another greeting is of no use to a stranger. From the secret and
 * the challenges come the keys of this connection, one for each direction (HKDF, RFC 5869).
 *
 * @param caller number of the one who called
 * @param callersKey of what the caller sends
 * @param calledsKey of what he is sent
 */
record Greeting(int caller, SecretKey callersKey, SecretKey calledsKey) {
  private static final String HMAC = "HmacSHA256";
  private static final int CHALLENGE = 16;
  private static final int PROOF = 32;
  private static final int KEY = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private enum Side {
    CALLER,
    CALLED
  }

  /**
   * Greets the one who was called.
   *
   * @throws IOException if he does not know the secret
   */
  static Greeting of(int caller, byte[] secret, DataInputStream in, DataOutputStream out)
      throws IOException {
    byte[] theirs = new byte[CHALLENGE];
    in.readFully(theirs);
    byte[] challenges = ByteBuffer.allocate(2 * CHALLENGE).put(theirs).put(challenge()).array();
    out.write(challenges, CHALLENGE, CHALLENGE);
    out.writeInt(caller);
    out.write(proof(secret, Side.CALLER, challenges, caller));
    out.flush();
    byte[] proof = new byte[PROOF];
    in.readFully(proof);
    if (!MessageDigest.isEqual(proof, proof(secret, Side.CALLED, challenges, caller))) {
      throw new IOException("who answers does not belong to this training");
    }
    return agreed(caller, secret, challenges);
  }

  /**
   * Waits for the greeting of a caller, and returns it.
   *
   * @return null if he does not know the secret
   */
  static @Nullable Greeting answered(byte[] secret, DataInputStream in, DataOutputStream out)
      throws IOException {
    ByteBuffer challenges = ByteBuffer.allocate(2 * CHALLENGE).put(challenge());
    out.write(challenges.array(), 0, CHALLENGE);
    out.flush();
    byte[] theirs = new byte[CHALLENGE];
    in.readFully(theirs);
    challenges.put(theirs);
    int caller = in.readInt();
    byte[] proof = in.readNBytes(PROOF);
    if (!MessageDigest.isEqual(proof, proof(secret, Side.CALLER, challenges.array(), caller))) {
      return null;
    }
    out.write(proof(secret, Side.CALLED, challenges.array(), caller));
    out.flush();
    return agreed(caller, secret, challenges.array());
  }

  private static byte[] challenge() {
    byte[] challenge = new byte[CHALLENGE];
    RANDOM.nextBytes(challenge);
    return challenge;
  }

  private static byte[] proof(byte[] secret, Side side, byte[] challenges, int caller) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      mac.update(name(side));
      mac.update(challenges);
      return mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(caller).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static Greeting agreed(int caller, byte[] secret, byte[] challenges) {
    return new Greeting(
        caller, key(secret, Side.CALLER, challenges), key(secret, Side.CALLED, challenges));
  }

  private static SecretKey key(byte[] secret, Side side, byte[] challenges) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .addSalt(challenges)
                  .thenExpand(name(side), KEY));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static byte[] name(Side side) {
    return side.name().getBytes(StandardCharsets.US_ASCII);
  }
}
