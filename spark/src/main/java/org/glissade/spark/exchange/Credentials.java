package org.glissade.spark.exchange;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What the workers of one training know and nobody else does, by which they tell each other from
 * strangers.
 *
 * @param secret that is never sent itself
 * @param encrypts whether what they send each other is encrypted
 */
public record Credentials(byte[] secret, boolean encrypts) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BYTES = 32;

  public Credentials {
    secret = secret.clone();
  }

  /** Those of a new training. */
  public static Credentials random(boolean encrypts) {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    return new Credentials(secret, encrypts);
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credentials(byte[] known, boolean also)
        && also == encrypts
        && Arrays.equals(known, secret);
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(encrypts); // nothing of the secret
  }

  @Override
  public String toString() {
    return "credentials";
  }
}
