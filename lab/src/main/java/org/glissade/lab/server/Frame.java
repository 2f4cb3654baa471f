package org.glissade.lab.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of numbers with a JSON object before them, for a page that takes them as they lie: bit for
 * bit what they are here, and ten times smaller than text.
 *
 * <pre>
 *   4 bytes   length h of the head, little-endian
 *   h bytes   JSON, padded with spaces so that 4 + h is a multiple of 8; its "arrays" are a list of
 *             {"name": …, "type": "f32" | "f64" | "i32", "length": n, "offset": bytes behind the head}
 *   …         the arrays, little-endian, each from a multiple of 8 on
 * </pre>
 */
public final class Frame {
  private static final String BINARY = "application/octet-stream";
  private static final int ALIGNED = 8;

  private final Map<String, @Nullable Object> head;
  private final List<Map<String, Object>> arrays = new ArrayList<>();
  private final List<byte[]> parts = new ArrayList<>();
  private int size;

  /**
   * @param head what stands before the arrays
   */
  public Frame(Map<String, ? extends @Nullable Object> head) {
    this.head = new LinkedHashMap<>(head);
  }

  public Frame add(String name, float[] values) {
    ByteBuffer part = part(name, "f32", values.length, Float.BYTES);
    part.asFloatBuffer().put(values);
    return this;
  }

  public Frame add(String name, double[] values) {
    ByteBuffer part = part(name, "f64", values.length, Double.BYTES);
    part.asDoubleBuffer().put(values);
    return this;
  }

  public Frame add(String name, int[] values) {
    ByteBuffer part = part(name, "i32", values.length, Integer.BYTES);
    part.asIntBuffer().put(values);
    return this;
  }

  private ByteBuffer part(String name, String type, int length, int width) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("type", type);
    entry.put("length", length);
    entry.put("offset", size);
    arrays.add(entry);
    byte[] bytes = new byte[aligned(Math.multiplyExact(length, width))];
    parts.add(bytes);
    size = Math.addExact(size, bytes.length);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int aligned(int bytes) {
    return Math.addExact(bytes, ALIGNED - 1) / ALIGNED * ALIGNED;
  }

  /** The reply. */
  public Reply reply() {
    return Reply.bytes(BINARY, bytes());
  }

  byte[] bytes() {
    head.put("arrays", arrays);
    byte[] text = Json.text(head).getBytes(StandardCharsets.UTF_8);
    int length = aligned(Integer.BYTES + text.length) - Integer.BYTES;
    ByteBuffer all =
        ByteBuffer.allocate(Integer.BYTES + length + size).order(ByteOrder.LITTLE_ENDIAN);
    all.putInt(length).put(text);
    while (all.position() < Integer.BYTES + length) {
      all.put((byte) ' ');
    }
    parts.forEach(all::put);
    return all.array();
  }
}
