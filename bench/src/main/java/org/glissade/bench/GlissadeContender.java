package org.glissade.bench;

import java.util.Locale;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.Floats;
import org.glissade.math.Simd;
import org.glissade.optim.Transforms;
import org.glissade.spec.SpecException;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Glissade as anybody would use it: its facade, constant rate, nothing held out. An epoch's time is
 * what the events {@code EpochEnded} say of it. Before it starts, every loss and both kinds of
 * batch have been used, as in a program that does more than this.
 */
public class GlissadeContender implements Contender {
  private static final int MANY_EPOCHS = 1_000_000_000;

  private final String name;
  private final Order order;
  private @Nullable Turnstile turnstile;
  private @Nullable Data data;
  private volatile float[] params = new float[0];
  private volatile String engine = "";
  private volatile double seconds;
  private int repeats;

  /** Rows in the order in which they lie. */
  public GlissadeContender() {
    this("glissade", Orders.sequential());
  }

  private GlissadeContender(String name, Order order) {
    this.name = name;
    this.order = order;
  }

  /** The default order. */
  public static final class Shuffled extends GlissadeContender {
    public Shuffled() {
      super("glissade-shuffle", Orders.shuffle());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable String declines(Job job) {
    if (job.isAdagrad()) {
      try {
        Transforms.parse(adagrad(job));
      } catch (SpecException e) {
        return "Glissade says: " + e.getMessage();
      }
    }
    return null;
  }

  private static String adagrad(Job job) {
    return String.format(Locale.ROOT, "chain(adagrad, learning-rate(%s))", job.rate());
  }

  @Override
  public Terms prepare(Job job, Data data) throws Exception {
    EveryLoss.isUsed();
    this.data = data;
    this.repeats = job.repeats();
    Examples examples = examples(job, data);
    Turnstile gate = new Turnstile(self -> train(job, examples, self));
    turnstile = gate;
    gate.next();
    return new Terms(
        "float",
        job.batch(),
        "engine " + engine + (Simd.available() ? "" : ", without the Vector module"));
  }

  private static Examples examples(Job job, Data data) {
    if (!job.isSparse()) {
      return DenseExamples.of(Floats.of(data.values()), job.columns(), data.targets(), 1, null);
    }
    long[] starts = new long[job.rows() + 1];
    for (int row = 0; row <= job.rows(); row++) {
      starts[row] = (long) row * job.nonzeros();
    }
    return SparseExamples.of(
        starts, data.ids(), data.values(), job.columns(), data.targets(), 1, null);
  }

  private void train(Job job, Examples examples, Turnstile gate) {
    Sgd sgd =
        (job.isLogistic() ? Sgd.classifier() : Sgd.regressor())
            .batchSize(job.batch())
            .epochs(MANY_EPOCHS)
            .order(order)
            .l2(job.l2())
            .seed(1)
            .surroundings(
                Surroundings.none()
                    .withClock(gate::nanos)
                    .withListener(this::hear)
                    .withCheckpoint(
                        state -> {
                          if (state.epoch() % repeats == 0) {
                            params = state.params();
                            gate.pass();
                          }
                        }));
    if (job.isAdagrad()) {
      sgd.transform(Transforms.parse(adagrad(job)));
    } else {
      sgd.learningRate(job.rate());
    }
    sgd.fit(examples);
  }

  private void hear(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started started -> {
        engine = started.engine();
        gate().pass();
      }
      case TrainingEvent.EpochEnded ended -> seconds = ended.seconds();
      default -> {}
    }
  }

  private Turnstile gate() {
    Turnstile gate = turnstile;
    if (gate == null) {
      throw new IllegalStateException("prepare comes first");
    }
    return gate;
  }

  @Override
  public double epoch() {
    double before = seconds;
    gate().next();
    return (seconds - before) / repeats;
  }

  @Override
  public double loss() {
    Data known = data;
    float[] weights = params;
    return known == null
        ? Double.NaN
        : known.meanLoss(column -> weights[column], weights[weights.length - 1]);
  }
}
