import java.nio.file.Path;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.Source;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;

/** From a CSV file to a model file, as the command does it. */
final class FitAirfoil {
  public static void main(String[] args) {
    Source file = Source.file(Path.of("examples/airfoil.csv"));
    ReadResult data = DataReader.read(file, ReadOptions.defaults().target("sound_pressure"));

    Pipeline pipeline = Pipeline.of(data, TrainingSettings.defaults(), System.out::println);
    Trained trained = pipeline.train(sgd -> sgd.batchSize(32).momentum(0.9).epochs(20));

    System.out.println("training   " + trained.training().metrics());
    System.out.println("validation " + trained.validation().metrics());
    trained.model().write(Path.of("airfoil.glissade"));
  }
}
