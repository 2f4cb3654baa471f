package org.glissade.bench;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.Simd;
import org.glissade.optim.Transforms;
import org.glissade.spec.SpecException;
import org.glissade.train.Parallel;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Glissade as anybody would use it: its facade, constant rate, nothing held out, dense rows off the
 * heap as the command holds them. An epoch's time is what the events {@code EpochEnded} say of it.
 * Before it starts, every loss and both kinds of batch have been used, as in a program that does
 * more than this.
 */
public class GlissadeContender implements Contender {
  private static final int MANY_EPOCHS = 1_000_000_000;

  private final String name;
  private final Data.Storage storage;
  private final UnaryOperator<Sgd> settings;
  private @Nullable Turnstile turnstile;
  private @Nullable Data data;
  private volatile float[] params = new float[0];
  private volatile String note = "";
  private volatile double seconds;
  private int repeats;

  /** Rows in the order in which they lie. */
  public GlissadeContender() {
    this(Race.GLISSADE, Data.Storage.NATIVE, sgd -> sgd.order(Orders.sequential()));
  }

  /** Another form of it, which differs in where the rows lie and in settings of the facade. */
  private GlissadeContender(String name, Data.Storage storage, UnaryOperator<Sgd> settings) {
    this.name = name;
    this.storage = storage;
    this.settings = settings;
  }

  /** Rows in an array of the user's. */
  public static final class OnHeap extends GlissadeContender {
    public OnHeap() {
      super("glissade-heap", Data.Storage.HEAP, sgd -> sgd.order(Orders.sequential()));
    }
  }

  /** The order that the facade takes if it is told none. */
  public static final class DefaultOrder extends GlissadeContender {
    public DefaultOrder() {
      super("glissade-shuffle", Data.Storage.NATIVE, sgd -> sgd);
    }
  }

  /** Rows in a mapped file. */
  public static final class Mapped extends GlissadeContender {
    public Mapped() {
      super("glissade-npy", Data.Storage.MAPPED, sgd -> sgd.order(Orders.sequential()));
    }
  }

  /** Two threads share a batch. */
  public static final class TwoThreads extends GlissadeContender {
    public TwoThreads() {
      super("glissade-2", Data.Storage.NATIVE, sgd -> sgd.order(Orders.sequential()).threads(2));
    }
  }

  /** Two threads step on the same weights. */
  public static final class Hogwild extends GlissadeContender {
    public Hogwild() {
      super(
          "glissade-hogwild",
          Data.Storage.NATIVE,
          sgd -> sgd.order(Orders.sequential()).threads(2).parallel(Parallel.hogwild()));
    }
  }

  /** Two models, a thread each, that are averaged now and then. */
  public static final class Averaged extends GlissadeContender {
    public Averaged() {
      super(
          "glissade-average",
          Data.Storage.NATIVE,
          sgd -> sgd.order(Orders.sequential()).threads(2).parallel(Parallel.average()));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Data.Storage storage() {
    return storage;
  }

  @Override
  public @Nullable String declines(Job job) {
    if (storage == Data.Storage.MAPPED && job.isSparse()) {
      return "left out: dense rows show it";
    }
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
        "float", job.batch(), note + (Simd.available() ? "" : ", without the Vector module"));
  }

  private static Examples examples(Job job, Data data) {
    if (!job.isSparse()) {
      return DenseExamples.of(data.rows(), job.columns(), data.targets(), 1, null);
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
        settings
            .apply(job.isLogistic() ? Sgd.classifier() : Sgd.regressor())
            .batchSize(job.batch())
            .epochs(MANY_EPOCHS)
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
        note =
            "engine "
                + started.engine()
                + ", order "
                + started.recipe().order()
                + (started.threads() == 1 ? "" : ", " + started.threads() + " threads");
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
