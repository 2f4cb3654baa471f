package org.glissade.io.formats;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** How a file is packed, which its first bytes tell, whatever its name. */
enum Compression {
  /** Several members may follow each other. */
  GZIP(0x1F, 0x8B),
  /** Several frames may follow each other; windows up to 128 MB, as the command zstd has it. */
  ZSTANDARD(0x28, 0xB5, 0x2F, 0xFD),
  NONE;

  /** Enough bytes to tell it by. */
  static final int MAGIC = 4;

  private static final int BUFFER = 1 << 16;

  @SuppressWarnings("ImmutableEnumChecker") // never written
  private final byte[] magic;

  Compression(int... magic) {
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /**
   * That of a file.
   *
   * @param head its first bytes
   */
  static Compression of(byte[] head) {
    for (Compression each : values()) {
      int length = each.magic.length;
      if (head.length >= length && Arrays.equals(head, 0, length, each.magic, 0, length)) {
        return each;
      }
    }
    return NONE;
  }

  /** Whether more bytes may show that a file is packed: all of these begin a magic number. */
  static boolean maybe(byte[] head) {
    return head.length > 0
        && Arrays.stream(values())
            .anyMatch(
                each ->
                    head.length < each.magic.length
                        && Arrays.equals(head, 0, head.length, each.magic, 0, head.length));
  }

  /** The name of a file without the ending of a compression. */
  static String without(String name) {
    for (String ending : new String[] {".gz", ".zst"}) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  /**
   * What the file holds.
   *
   * @param packed from its first byte; for gzip its {@code available} must be 0 only at the end;
   *     for Zstandard it tells whether the next bytes are there, without which what was unpacked so
   *     far is handed over
   */
  InputStream unpacked(InputStream packed) throws IOException {
    return switch (this) {
      case GZIP -> new GZIPInputStream(packed, BUFFER);
      case ZSTANDARD -> new ZstdInputStream(packed);
      case NONE -> packed;
    };
  }
}
