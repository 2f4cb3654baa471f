package org.glissade.spark.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.glissade.io.encode.SparseEncoder;
import org.jspecify.annotations.Nullable;

/**
 * What a training came to, as it travels to the driver.
 *
 * @param params of the model
 * @param features the encoder that was fitted to the rows, or null if the plan gave one
 * @param offset of the target
 * @param scale of the target
 * @param learningRate text of the schedule
 * @param losses mean training loss of each epoch in the units of the targets, each row before its
 *     step
 * @param sound false if it diverged
 * @param pace how it was cut
 * @param sent bytes that this worker sent
 * @param engine its name
 * @param recipe what a step was
 */
public record Learnt(
    float[] params,
    @Nullable SparseEncoder features,
    double offset,
    double scale,
    String learningRate,
    List<Double> losses,
    boolean sound,
    Pace pace,
    long sent,
    String engine,
    String recipe)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Learnt {
    losses = new ArrayList<>(losses);
  }
}
