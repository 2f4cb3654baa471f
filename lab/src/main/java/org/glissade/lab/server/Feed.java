package org.glissade.lab.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.glissade.io.DataException;
import org.glissade.io.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What happens, told to the tabs that want to know (server-sent events). Browsers allow six
 * connections to a server, so a tab has one stream for all it watches: it opens {@code
 * /api/events?tab=NAME}, under a name that it makes up, and says to {@code /api/subscribe} which
 * topics it wants.
 *
 * <p>Each event is a JSON object {@code {"topic": …, "message": …}} and has a number. A stream that
 * broke off and comes back with {@code Last-Event-ID} gets what it missed, from the last few
 * thousand events; if some of it is no longer there, it gets an event named {@code reset} instead
 * and has to ask for the state of things anew. To miss nothing, a tab subscribes first, asks for
 * the state then, and lets events follow.
 */
public final class Feed implements AutoCloseable {
  private static final int REMEMBERED = 4096;
  private static final long REMEMBERED_CHARACTERS = 8 << 20;
  private static final int MOST_WAITING = 1024;
  private static final int MOST_TABS = 64;
  private static final int MOST_TOPICS = 100;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Pattern TOPIC = Pattern.compile("[a-z0-9][A-Za-z0-9._/-]{0,199}");
  private static final Pattern TAB = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** An event as it is sent. */
  private record Event(long number, String topic, String text) {}

  /** What a tab wants to know, kept for a while when its stream breaks off. */
  private static final class Tab {
    private Set<String> topics = Set.of();
    private @Nullable EventStream stream;
  }

  private final int remembered;
  private final Duration heartbeat;
  private final ArrayDeque<Event> recent = new ArrayDeque<>();
  private final LinkedHashMap<String, Tab> tabs = new LinkedHashMap<>(16, 0.75f, true);
  private long newest;
  private long characters;
  private boolean closed;

  /** With no events yet. */
  public Feed() {
    this(REMEMBERED, HEARTBEAT);
  }

  /**
   * @param remembered how many events can be sent again
   * @param heartbeat how long a stream may be silent
   */
  Feed(int remembered, Duration heartbeat) {
    this.remembered = remembered;
    this.heartbeat = heartbeat;
  }

  /**
   * Tells a message to all tabs that want to know of its topic. Never waits for one.
   *
   * @param topic letters, digits, and {@code . _ / -}
   * @return the number of the event
   */
  public long publish(String topic, Map<String, ?> message) {
    checkTopic(topic);
    String data = Json.text(Map.of("topic", topic, "message", message));
    synchronized (this) {
      Event event = new Event(++newest, topic, "id: " + newest + "\ndata: " + data + "\n\n");
      remember(event);
      for (Tab tab : tabs.values()) {
        if (tab.stream != null && tab.topics.contains(topic)) {
          tab.stream.send(event.text());
        }
      }
      return newest;
    }
  }

  /** The number of the last event: 0 before the first. */
  public synchronized long newest() {
    return newest;
  }

  /** How many streams are open. */
  synchronized int streams() {
    return (int) tabs.values().stream().filter(tab -> tab.stream != null).count();
  }

  /** What the server has to route here. */
  List<Route> routes() {
    return List.of(
        Route.get("/api/events", this::events), Route.post("/api/subscribe", this::subscribe));
  }

  /** Ends all streams. */
  @Override
  public synchronized void close() {
    closed = true;
    tabs.values().forEach(Feed::cut);
  }

  // --- requests --------------------------------------------------------------------------------

  private Reply subscribe(Call call) {
    String name = tabName(call.body().text("tab"));
    Set<String> topics = topics(call.body().texts("topics"));
    synchronized (this) {
      tab(name).topics = topics;
      return Reply.json(Map.of("newest", newest));
    }
  }

  private Reply events(Call call) {
    String name = tabName(call.query("tab"));
    String listed = call.query("topics", "");
    Set<String> topics = topics(listed.isEmpty() ? List.of() : List.of(listed.split(",", -1)));
    String last = call.header("last-event-id");
    return Reply.stream("text/event-stream", out -> open(name, topics, last).writeTo(out))
        .with("Connection", "close"); // a stream that ends takes its connection with it
  }

  /**
   * A new stream to a tab, which ends the one before.
   *
   * @param topics what the tab wants to know, unless it has said so before
   * @param last the number of the last event that it has, or null
   */
  private synchronized EventStream open(String name, Set<String> topics, @Nullable String last) {
    boolean known = tabs.containsKey(name);
    Tab tab = tab(name);
    cut(tab);
    if (!known) {
      tab.topics = topics;
    }
    List<String> first = new ArrayList<>();
    first.add("retry: 1000\n\n");
    long from = last == null ? newest : number(last);
    if (from < 0 || from > newest || from < newest - recent.size()) {
      first.add("id: " + newest + "\nevent: reset\ndata: {\"newest\":" + newest + "}\n\n");
    } else {
      for (Event event : recent) {
        if (event.number() > from && tab.topics.contains(event.topic())) {
          first.add(event.text());
        }
      }
      first.add("id: " + newest + "\nevent: open\ndata: {\"newest\":" + newest + "}\n\n");
    }
    EventStream[] self = new EventStream[1];
    EventStream stream = new EventStream(first, MOST_WAITING, heartbeat, () -> ended(tab, self[0]));
    self[0] = stream;
    tab.stream = stream;
    if (closed) {
      stream.cut();
    }
    return stream;
  }

  private synchronized void ended(Tab tab, EventStream stream) {
    if (tab.stream == stream) {
      tab.stream = null;
    }
  }

  // --- what is kept ----------------------------------------------------------------------------

  private void remember(Event event) {
    recent.addLast(event);
    characters += event.text().length();
    while (recent.size() > remembered || characters > REMEMBERED_CHARACTERS) {
      characters -= recent.removeFirst().text().length();
    }
  }

  /** The tab of a name; if there are too many, the one that was silent longest is forgotten. */
  private Tab tab(String name) {
    Tab tab = tabs.computeIfAbsent(name, _ -> new Tab());
    Iterator<Tab> oldest = tabs.values().iterator();
    while (tabs.size() > MOST_TABS) {
      cut(oldest.next());
      oldest.remove();
    }
    return tab;
  }

  private static void cut(Tab tab) {
    if (tab.stream != null) {
      tab.stream.cut();
      tab.stream = null;
    }
  }

  // --- words -----------------------------------------------------------------------------------

  private static String tabName(String name) {
    if (!TAB.matcher(name).matches()) {
      throw new DataException("a tab is named by 1 to 64 letters, digits, _ or -");
    }
    return name;
  }

  private static Set<String> topics(List<String> topics) {
    if (topics.size() > MOST_TOPICS) {
      throw new DataException("a tab can watch " + MOST_TOPICS + " topics, not " + topics.size());
    }
    topics.forEach(Feed::checkTopic);
    return Set.copyOf(topics);
  }

  private static void checkTopic(String topic) {
    if (!TOPIC.matcher(topic).matches()) {
      throw new DataException(
          "a topic is up to 200 letters, digits, and . _ / -, such as race/1; not " + topic);
    }
  }

  /** The number in a {@code Last-Event-ID}; −1 if it is none of ours. */
  private static long number(String text) {
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
