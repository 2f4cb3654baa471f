package org.glissade.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.optim.Transforms;
import org.glissade.train.Sgd;
import org.glissade.train.TrainingEvent;

/**
 * {@code ProgressiveLoss FOLDER TRANSFORM job…}: the mean loss of each row before its own step, in
 * the first epoch of a sparse job, rows in order. The command does the same steps and doesn't tell
 * this figure; Vowpal Wabbit tells no other.
 */
final class ProgressiveLoss {
  private ProgressiveLoss() {}

  public static void main(String[] args) throws Exception {
    List<String> arguments = List.of(args);
    Job job = Job.parse(arguments.subList(2, arguments.size()));
    Data data = Data.read(Path.of(args[0]), job, Data.Storage.HEAP);
    long[] starts = new long[job.rows() + 1];
    for (int row = 0; row <= job.rows(); row++) {
      starts[row] = (long) row * job.nonzeros();
    }
    Sgd.classifier()
        .batchSize(job.batch())
        .epochs(1)
        .order(Orders.sequential())
        .transform(Transforms.parse(args[1]))
        .listener(ProgressiveLoss::tell)
        .fit(
            SparseExamples.of(
                starts, data.ids(), data.values(), job.columns(), data.targets(), 1, null));
  }

  private static void tell(TrainingEvent event) {
    if (event instanceof TrainingEvent.EpochEnded ended) {
      System.out.printf(Locale.ROOT, "progressive loss %.5f%n", ended.trainingLoss());
    }
  }
}
