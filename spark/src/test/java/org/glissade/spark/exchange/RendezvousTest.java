package org.glissade.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RendezvousTest {
  private static final Credentials CREDENTIALS = Credentials.random(false);
  private static final List<byte[]> RESULT = List.of(new byte[] {7}, new byte[] {8, 9});
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<Visit> visits = new ArrayList<>();

  @AfterEach
  void close() {
    visits.forEach(Visit::close);
  }

  private Visit visit(Rendezvous rendezvous, int worker, int stage) throws IOException {
    return visit(rendezvous, CREDENTIALS, worker, stage);
  }

  private Visit visit(Rendezvous rendezvous, Credentials credentials, int worker, int stage)
      throws IOException {
    Visit visit =
        new Visit(
            new InetSocketAddress("127.0.0.1", rendezvous.port()), credentials, worker, stage);
    visits.add(visit);
    return visit;
  }

  /** In a thread of its own. */
  private static Future<@Nullable List<String>> gather(Visit visit, String said) {
    FutureTask<@Nullable List<String>> task = new FutureTask<>(() -> visit.gather(said));
    Thread.ofVirtual().start(task);
    return task;
  }

  /** The same, when it is certain that it waits. */
  private static Future<@Nullable List<String>> waits(
      Rendezvous rendezvous, Visit visit, String said) throws InterruptedException {
    int before = rendezvous.waiting();
    Future<@Nullable List<String>> heard = gather(visit, said);
    while (rendezvous.waiting() == before) {
      Thread.sleep(1);
    }
    return heard;
  }

  @Test
  void allHearWhatEachSaysAsOftenAsAllSaySomething() throws Exception {
    try (Rendezvous rendezvous = new Rendezvous("127.0.0.1", CREDENTIALS, 3, LONG)) {
      List<Visit> all = new ArrayList<>();
      for (int worker = 2; worker >= 0; worker--) {
        all.addFirst(visit(rendezvous, worker, 0));
      }
      for (String said : List.of("a", "b", "")) {
        List<Future<@Nullable List<String>>> heard = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
          heard.add(gather(all.get(worker), said + worker));
        }
        for (Future<@Nullable List<String>> each : heard) {
          assertThat(each.get()).containsExactly(said + 0, said + 1, said + 2);
        }
      }
    }
  }

  @Test
  void theFirstResultEndsItForThoseWhoComeLater() throws Exception {
    try (Rendezvous rendezvous = new Rendezvous("127.0.0.1", CREDENTIALS, 2, LONG)) {
      Visit first = visit(rendezvous, 0, 0);
      Visit second = visit(rendezvous, 1, 0);
      Future<@Nullable List<String>> heard = gather(first, "a");
      assertThat(second.gather("b")).isEqualTo(heard.get());
      first.tell(RESULT);
      assertThat(rendezvous.result()).containsExactlyElementsOf(RESULT);
      second.tell(List.of(new byte[] {8})); // he could not know
      assertThat(rendezvous.result()).containsExactlyElementsOf(RESULT);
      assertThat(visit(rendezvous, 0, 0).gather("again")).isNull();
    }
  }

  @Test
  void whoDoesNotKnowTheSecretOrIsNobodyIsSentAway() throws Exception {
    try (Rendezvous rendezvous = new Rendezvous("127.0.0.1", CREDENTIALS, 1, LONG)) {
      for (int worker : new int[] {-1, 1}) {
        assertThatThrownBy(() -> visit(rendezvous, worker, 0).gather("nobody"))
            .isInstanceOf(IOException.class);
      }
      assertThatThrownBy(
              () -> visit(rendezvous, Credentials.random(false), 0, 0).gather("a stranger"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> visit(rendezvous, Credentials.random(false), 0, 0).tell(RESULT))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(rendezvous::result).isInstanceOf(TimeoutException.class);
      assertThat(visit(rendezvous, 0, 0).gather("one of us")).containsExactly("one of us");
    }
  }

  @Test
  void ofTwoVisitsOfAWorkerTheLastIsTakenAndTheOtherWaits() throws Exception {
    try (Rendezvous rendezvous = new Rendezvous("127.0.0.1", CREDENTIALS, 2, LONG)) {
      Future<@Nullable List<String>> early = waits(rendezvous, visit(rendezvous, 0, 0), "early");
      Visit taken = visit(rendezvous, 0, 0);
      Future<@Nullable List<String>> late = waits(rendezvous, taken, "late");
      assertThat(visit(rendezvous, 1, 0).gather("other")).containsExactly("late", "other");
      assertThat(late.get()).containsExactly("late", "other");
      assertThat(rendezvous.waiting()).isEqualTo(1);
      taken.tell(RESULT);
      assertThat(early.get()).isNull();
    }
  }

  @Test
  void aVisitOfALaterStageSendsThoseOfEarlierOnesAway() throws Exception {
    try (Rendezvous rendezvous = new Rendezvous("127.0.0.1", CREDENTIALS, 2, LONG)) {
      Future<@Nullable List<String>> early = waits(rendezvous, visit(rendezvous, 1, 0), "early");
      Future<@Nullable List<String>> late = gather(visit(rendezvous, 0, 1), "late");
      assertThatThrownBy(early::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class);
      assertThatThrownBy(() -> visit(rendezvous, 1, 0).gather("early"))
          .isInstanceOf(IOException.class);
      assertThat(visit(rendezvous, 1, 1).gather("other")).containsExactly("late", "other");
      assertThat(late.get()).containsExactly("late", "other");
    }
  }

  @Test
  void ifOneOfAGroupIsGoneAllOfItComeAgain() throws Exception {
    try (Rendezvous rendezvous = new Rendezvous("127.0.0.1", CREDENTIALS, 3, LONG)) {
      List<Visit> group = new ArrayList<>();
      List<Future<@Nullable List<String>>> heard = new ArrayList<>();
      for (int worker = 0; worker < 3; worker++) {
        group.add(visit(rendezvous, worker, 0));
        heard.add(gather(group.get(worker), "first"));
      }
      for (Future<@Nullable List<String>> each : heard) {
        each.get();
      }
      Future<@Nullable List<String>> spare = waits(rendezvous, visit(rendezvous, 2, 0), "spare");
      Future<@Nullable List<String>> next = gather(group.get(0), "next");
      group.get(2).close();
      assertThatThrownBy(next::get).hasCauseInstanceOf(IOException.class);
      assertThatThrownBy(() -> group.get(1).gather("next")).isInstanceOf(IOException.class);
      Future<@Nullable List<String>> again = gather(visit(rendezvous, 0, 0), "again");
      assertThat(visit(rendezvous, 1, 0).gather("too")).containsExactly("again", "too", "spare");
      assertThat(again.get()).isEqualTo(spare.get());
    }
  }

  @Test
  void whenPatienceEndsItIsSaidHowManyCame() throws Exception {
    try (Rendezvous rendezvous =
        new Rendezvous("127.0.0.1", CREDENTIALS, 5, Duration.ofMillis(300))) {
      List<Future<@Nullable List<String>>> heard = new ArrayList<>();
      for (int worker : new int[] {3, 1, 3}) {
        heard.add(gather(visit(rendezvous, worker, 0), "here"));
      }
      for (Future<@Nullable List<String>> each : heard) {
        assertThat(each.get()).isNull();
      }
      assertThatThrownBy(rendezvous::result)
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("only 2 of 5 workers");
      assertThat(visit(rendezvous, 0, 0).gather("too late")).isNull();
    }
  }

  /** They learn as long as they like. */
  @Test
  void patienceIsNotAskedOfWorkersThatAreAllThere() throws Exception {
    try (Rendezvous rendezvous =
        new Rendezvous("127.0.0.1", CREDENTIALS, 1, Duration.ofMillis(50))) {
      Visit visit = visit(rendezvous, 0, 0);
      assertThat(visit.gather("here")).containsExactly("here");
      Future<@Nullable List<String>> copy = waits(rendezvous, visit(rendezvous, 0, 0), "copy");
      Thread.sleep(200);
      assertThat(copy.isDone()).isFalse();
      visit.tell(RESULT);
      assertThat(rendezvous.result()).containsExactlyElementsOf(RESULT);
    }
  }
}
