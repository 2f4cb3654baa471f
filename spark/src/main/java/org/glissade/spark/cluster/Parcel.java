package org.glissade.spark.cluster;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * What tasks tell the driver, as bytes: so that it does not depend on the serializer of the
 * application. Kryo has none for records.
 */
final class Parcel {
  private Parcel() {}

  /** For objects of the class and of others that its loader finds. */
  static SerializerInstance serializer(Class<?> type) {
    JavaSerializer serializer = new JavaSerializer(SparkEnv.get().conf());
    serializer.setDefaultClassLoader(type.getClassLoader());
    return serializer.newInstance();
  }

  static <T extends Serializable> byte[] of(T content, Class<T> type) {
    ByteBuffer bytes = serializer(type).serialize(content, tag(type));
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }

  /** What {@link #of} made bytes of. */
  static <T extends Serializable> T open(byte[] bytes, Class<T> type) {
    return serializer(type).deserialize(ByteBuffer.wrap(bytes), tag(type));
  }

  private static <T> ClassTag<T> tag(Class<T> type) {
    return ClassTag$.MODULE$.apply(type);
  }
}
