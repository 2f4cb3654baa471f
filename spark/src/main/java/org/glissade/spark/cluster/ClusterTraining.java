package org.glissade.spark.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.spark.Dependency;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.Utils;
import org.glissade.optim.Schedules;
import org.glissade.spark.exchange.Credentials;
import org.glissade.spark.rounds.Learnt;
import org.glissade.spark.rounds.Plan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Runs a training on the executors, in one stage: a barrier stage ({@link BarrierVenue}), or where
 * executors come and go an ordinary one ({@link RendezvousVenue}). If an executor is lost, Spark
 * begins the tasks anew, and the workers go on from the last round that one of them remembers. The
 * driver sees the result, and no gradient.
 */
public final class ClusterTraining {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTraining.class);

  /** How often a rate that was found by itself is made smaller after a run that diverged. */
  private static final int RETRIES = 3;

  /** Fewer rows are not worth a worker of their own: it would cost more in steps than it saves. */
  private static final int FEWEST_ROWS = 10_000;

  private static final double SMALLER = 0.25;

  /** A number of the result is a float. */
  private static final double BYTES_A_NUMBER = Float.BYTES;

  private final Dataset<Row> rows;
  private final RDD<Row> asTheyAre;
  private final RowCensus census;
  private final Mixing mixing;
  private final @Nullable String checkpointFolder;
  private final int slots;
  private final int replicas;

  /**
   * @param rows with the columns features (a vector), label and weight (doubles), in that order
   * @param census of these rows
   * @param partitions models that learn apart; 0 for as many as suit the rows and the cluster
   * @param checkpointFolder where each round is written, for a training with the same rows and plan
   *     to go on from after the whole cluster was lost; null for the memory of the executors alone
   */
  public ClusterTraining(
      Dataset<Row> rows,
      RowCensus census,
      Mixing mixing,
      int partitions,
      @Nullable String checkpointFolder) {
    this.rows = rows;
    this.census = census;
    this.mixing = mixing;
    this.checkpointFolder = checkpointFolder;
    this.slots = slots(rows.sparkSession().sparkContext(), partitions);
    this.asTheyAre = rows.toJavaRDD().rdd();
    int have = asTheyAre.getNumPartitions();
    this.replicas =
        mixing == Mixing.NEVER ? have : partitions > 0 ? partitions : usual(census, have, slots);
  }

  /** One a partition of the rows; more, up to one a task, if that would leave half of them idle. */
  private static int usual(RowCensus census, int partitions, int slots) {
    int have = Math.min(partitions, slots);
    return 2 * have > slots
        ? have
        : Math.max(have, Math.clamp(census.rows() / FEWEST_ROWS, 1, slots));
  }

  /** Models that learn apart: partitions of the training. */
  public int replicas() {
    return replicas;
  }

  /**
   * Learns. A run at a rate that was found by itself is tried again at a quarter of it if it
   * diverged.
   *
   * @param plan with that many replicas
   * @param targets of each label what losses take; empty for the label itself
   * @throws IllegalArgumentException if rows or parameters do not go together; says why
   */
  public Learnt run(Plan plan, Map<Double, Double> targets) {
    RDD<Row> dealt = dealt(plan.seed());
    Plan tried = plan;
    for (int retry = 0; ; retry++) {
      Learnt learnt = attempt(dealt, tried, targets);
      if (learnt.sound()) {
        return learnt;
      }
      if (plan.learningRate() != null || retry == RETRIES) {
        throw new IllegalArgumentException(
            "the training diverged at the learning rate "
                + learnt.learningRate()
                + ": take a smaller one, or leave learningRate at auto; features of very different"
                + " magnitude are another cause (scaling)");
      }
      String smaller = Schedules.parse(learnt.learningRate()).scaledBy(SMALLER).toString();
      LOG.warn("diverged at {}, once more at {}", learnt.learningRate(), smaller);
      tried = plan.withLearningRate(smaller);
    }
  }

  private RDD<Row> dealt(long seed) {
    int have = asTheyAre.getNumPartitions();
    boolean mixed = mixing.wanted(census, have, replicas);
    if (!mixed && replicas <= slots && isUnbroken(asTheyAre)) {
      return asTheyAre;
    }
    int workers = Math.min(replicas, slots);
    LOG.info(
        "{} partitions are {} to {} on {} workers (skew {})",
        have,
        mixed ? "dealt out at random" : "moved",
        replicas,
        workers,
        census.skew());
    Dataset<Row> moved =
        mixed ? Mixing.deal(rows, replicas, workers, seed) : Mixing.move(rows, replicas, workers);
    return moved.toJavaRDD().rdd();
  }

  /** Whether a barrier stage can be made of it: no partition of its stage comes of several. */
  private static boolean isUnbroken(RDD<?> rdd) {
    return CollectionConverters.asJava(rdd.dependencies()).stream()
        .filter(dependency -> !(dependency instanceof ShuffleDependency))
        .map(Dependency::rdd)
        .allMatch(
            parent -> parent.getNumPartitions() == rdd.getNumPartitions() && isUnbroken(parent));
  }

  private Learnt attempt(RDD<Row> rows, Plan plan, Map<Double, Double> targets) {
    Credentials credentials = Credentials.random(encrypts(rows.sparkContext().conf()));
    TrainingTask.Checkpoints checkpoints = checkpoints(plan);
    String training = UUID.randomUUID().toString();
    Function<Venue, TrainingTask> task =
        venue -> new TrainingTask(plan, targets, training, credentials, venue, checkpoints);
    List<byte[]> told =
        Utils.isDynamicAllocationEnabled(rows.sparkContext().conf())
            ? RendezvousVenue.run(rows, credentials, task)
            : BarrierVenue.run(rows, task, Pieces.results(BYTES_A_NUMBER * plan.numbers()));
    TaskResult result = Pieces.open(told, TaskResult.class);
    if (checkpoints != null) {
      checkpoints.rounds().forget(training);
    }
    Learnt learnt = result.learnt();
    if (learnt == null) {
      throw new IllegalArgumentException(result.wrong());
    }
    return learnt;
  }

  /** Whether Spark encrypts what executors send each other. */
  private static boolean encrypts(SparkConf conf) {
    return conf.getBoolean("spark.network.crypto.enabled", false)
        || conf.getBoolean("spark.authenticate.enableSaslEncryption", false)
        || conf.getBoolean("spark.ssl.rpc.enabled", false);
  }

  /** The same plan and census are the same training, also to another driver. */
  private TrainingTask.@Nullable Checkpoints checkpoints(Plan plan) {
    if (checkpointFolder == null) {
      return null;
    }
    byte[] known = (plan + " " + census).getBytes(StandardCharsets.UTF_8);
    return new TrainingTask.Checkpoints(
        checkpointFolder,
        UUID.nameUUIDFromBytes(known).toString(),
        new SerializableConfiguration(rows.sparkSession().sessionState().newHadoopConf()));
  }

  /**
   * How many tasks can run at the same time. Where executors come and go, how many could at most;
   * if nothing bounds that, as many as are wanted, but not fewer than at this moment.
   */
  private static int slots(SparkContext context, int wanted) {
    SparkConf conf = context.conf();
    ResourceProfile profile = context.resourceProfileManager().defaultResourceProfile();
    int now = Math.max(1, context.maxNumConcurrentTasks(profile));
    if (!Utils.isDynamicAllocationEnabled(conf)) {
      return now;
    }
    int executors = conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
    long most = (long) executors * profile.maxTasksPerExecutor(conf);
    return Math.max(now, executors == Integer.MAX_VALUE ? wanted : Math.clamp(most, 1, 1 << 20));
  }
}
