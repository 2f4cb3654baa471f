package org.glissade.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.glissade.io.DataException;
import org.glissade.io.modelfile.WholeFile;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.table.Records;
import org.glissade.spec.SpecException;
import org.glissade.train.Parallel;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What surrounds a training: validation, seed, checkpoints, output. */
final class RunOptions {
  private static final String CHECKPOINT = "training.checkpoint";
  private static final long CHECKPOINT_NANOS = 2_000_000_000L;

  @Option(
      names = "--validation",
      paramLabel = "SHARE|FILE",
      description =
          "Rows to hold against the model: a share of DATA (at most 100,000 rows), 0 for none, or a "
              + "file (default: 0.2).")
  private @Nullable String validation;

  @Option(
      names = "--early-stopping",
      paramLabel = "N",
      description = "Stop after N epochs without a lower validation loss; keep the best.")
  private int earlyStopping;

  @Option(names = "--seed", paramLabel = "N", description = "Of all random choices (default: 0).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = {
        "Most threads; the result has the same bits for any number, but under hogwild (default: one a"
            + " processor). Batches of fewer than 65,536 features in all are computed by one, which is"
            + " faster; --parallel has other ways."
      })
  private @Nullable Integer threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = {
        "About how much memory rows may take, such as 400m or 2g, whatever the size of the file"
            + " (default: an eighth of what the JVM may take). Files of numbers larger than that are"
            + " read through a window; text larger than that needs --cache."
      })
  private @Nullable String memory;

  @Option(
      names = "--parallel",
      paramLabel = "MODE",
      description = {
        "minibatch: threads share each batch that is large enough. For smaller ones:"
            + " average(every=64, replicas=2), models that learn apart and are averaged, up to 1.6"
            + " times as fast, want a higher rate, same bits for any number of threads; hogwild,"
            + " threads step on the same weights without locks, up to 1.9 times as fast on sparse"
            + " data of tens of millions of features, slower where some are in most rows, NOT"
            + " reproducible (default: minibatch, which is)."
      })
  private String parallel = "minibatch";

  @Option(
      names = "--warm-start",
      paramLabel = "MODEL",
      description = "Start from the parameters, encoders and classes of this model.")
  private @Nullable Path warmStart;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Keep the state of the training in this folder.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--resume",
      description = "Go on from --checkpoint, to the same bits as without the break.")
  private boolean resume;

  @Option(
      names = "--retry",
      description =
          "When training diverges, change what the diagnosis says and train again, once; otherwise it "
              + "is only said.")
  private boolean retry;

  @Option(names = "--json", description = "Print one JSON object; progress goes to standard error.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but errors (and the JSON object).")
  private boolean quiet;

  private long lastSaved;

  /**
   * Lets a training take as much memory for rows as was asked for.
   *
   * @throws DataException if the rows cannot be learnt from within that; says with how much
   */
  void configureMemory(Sgd sgd, Records records) {
    if (memory != null) {
      sgd.memory(MemorySize.forRows(MemorySize.parse("--memory", memory), records));
    }
  }

  /** Says what is wrong with these options, as far as it can be told without the data. */
  void check() {
    if (earlyStopping < 0) {
      throw new SpecException(
          "--early-stopping must be a number of epochs, at least 1, not " + earlyStopping);
    }
    if (earlyStopping > 0 && validationFile() == null && validationShare() == 0) {
      throw new SpecException(
          "--early-stopping looks at the validation loss, and --validation 0 leaves none;"
              + " leave one of the two out");
    }
    if (threads != null && threads < 1) {
      throw new SpecException("--threads must be at least 1, not " + threads);
    }
    if (memory != null) {
      MemorySize.parse("--memory", memory);
    }
    Parallel.parse(parallel);
    if (retry && (checkpoint != null || resume)) {
      throw new SpecException(
          "--retry does not go with --checkpoint, whose state belongs to the options of the first"
              + " run; leave one of the two out");
    }
    if (resume && checkpoint == null) {
      throw new SpecException("--resume needs --checkpoint DIR, the folder to go on from");
    }
  }

  double validationShare() {
    if (validation == null) {
      return TrainingSettings.VALIDATION_SHARE;
    }
    Double share = share(validation);
    if (share == null) {
      return 0;
    }
    if (!(share >= 0 && share < 1)) {
      throw new SpecException(
          "--validation must be a share from 0 to below 1, or a file, not " + validation);
    }
    return share;
  }

  @Nullable String validationFile() {
    return validation == null || share(validation) != null ? null : validation;
  }

  private static @Nullable Double share(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  int threads() {
    return threads != null ? threads : Runtime.getRuntime().availableProcessors();
  }

  long seed() {
    return seed;
  }

  /** Whether it neither goes on from something nor keeps anything to go on from. */
  boolean isOneFromScratch() {
    return warmStart == null && checkpoint == null && !resume && validationFile() == null;
  }

  /** Whether a run that diverged is to be mended and repeated, once. */
  boolean retries() {
    return retry;
  }

  boolean resumes() {
    return resume;
  }

  @Nullable Path warmStart() {
    return warmStart;
  }

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  void configure(Sgd sgd) {
    sgd.threads(threads()).parallel(Parallel.parse(parallel));
    if (earlyStopping > 0) {
      sgd.earlyStopping(earlyStopping);
    }
    if (resume) {
      sgd.resumeFrom(readCheckpoint());
    }
  }

  /** What goes with learning from rows as they come. */
  void configureOnline(Sgd sgd) {
    sgd.threads(threads()).parallel(Parallel.parse(parallel));
  }

  /** Says what does not. */
  void checkOnline() {
    if (validationFile() != null || (validation != null && validationShare() > 0)) {
      throw new SpecException(
          "--validation does not go with --online: every row is predicted before it is learnt from,"
              + " which tests the model without holding rows out; leave it out");
    }
    if (earlyStopping > 0) {
      throw new SpecException("--early-stopping does not go with --online, which has no epochs");
    }
    if (resume && warmStart == null) {
      throw new SpecException(
          "--resume with --online needs --warm-start MODEL too, the file that was written beside"
              + " the checkpoint: it knows the columns and the classes");
    }
  }

  /** The state to go on from, or null. */
  @Nullable TrainingState resumed() {
    return resume ? readCheckpoint() : null;
  }

  /** Whether a state is kept and some seconds have gone by since the last time. */
  boolean saveDue(long nanos) {
    boolean due = checkpoint != null && nanos - lastSaved >= CHECKPOINT_NANOS;
    lastSaved = due ? nanos : lastSaved;
    return due;
  }

  private TrainingState readCheckpoint() {
    Path file = Objects.requireNonNull(checkpoint).resolve(CHECKPOINT);
    if (!Files.exists(file)) {
      throw new DataException("there is no checkpoint in " + checkpoint + " to resume from");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return TrainingState.readFrom(new java.io.BufferedInputStream(in, 1 << 16));
    } catch (IOException e) {
      throw new DataException(
          "cannot resume from "
              + file
              + ": "
              + (e.getMessage() == null ? "it is cut off" : e.getMessage()),
          e);
    }
  }

  /** Makes the folder of the checkpoints, before there is anything to lose. */
  void makeFolder() {
    if (checkpoint == null) {
      return;
    }
    try {
      Files.createDirectories(checkpoint);
    } catch (FileSystemException e) {
      throw new DataException(
          "cannot make the folder " + checkpoint + ": " + reason(e) + "; name another --checkpoint",
          e);
    } catch (IOException e) {
      throw new DataException("cannot make the folder " + checkpoint + ": " + e.getMessage(), e);
    }
  }

  private static String reason(FileSystemException e) {
    return switch (e) {
      case FileAlreadyExistsException file -> "there is a file of that name";
      case AccessDeniedException denied -> "no permission to write there";
      default -> e.getReason() == null ? "it cannot be written there" : e.getReason();
    };
  }

  /** Saves after an epoch if the last time is some seconds ago. */
  Surroundings.Checkpoint checkpoint(LongSupplier nanoClock) {
    lastSaved = nanoClock.getAsLong();
    return state -> {
      if (checkpoint != null && nanoClock.getAsLong() - lastSaved >= CHECKPOINT_NANOS) {
        save(checkpoint, state);
        lastSaved = nanoClock.getAsLong();
      }
    };
  }

  /** Saves the last state of the run. */
  void finish(TrainingState state) {
    if (checkpoint != null) {
      save(checkpoint, state);
    }
  }

  private static void save(Path folder, TrainingState state) {
    WholeFile.write(
        folder.resolve(CHECKPOINT), channel -> state.writeTo(Channels.newOutputStream(channel)));
  }
}
