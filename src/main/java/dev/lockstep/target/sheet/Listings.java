package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Page;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lists what has changed in a tab: one look, judged, handed out page by page. */
final class Listings {

  /** Records to a page. */
  static final int PAGE = 1000;

  private final SheetRules rules;
  private final TabShape shape;
  private final SheetStore store;
  private final Tabs tabs;
  private final Looks looks;
  private final SettledLooks settled;
  private final Remotes remotes;
  private final Layouts layouts;
  private final NoteWriter notes;
  private final KeyWriter keys;
  private final Witness witness;
  private final LookPace pace;
  private final Map<PartitionKey, Listing> listings = new ConcurrentHashMap<>();

  Listings(
      SheetRules rules,
      TabShape shape,
      SheetStore store,
      Tabs tabs,
      Looks looks,
      SettledLooks settled,
      Remotes remotes,
      Layouts layouts,
      NoteWriter notes,
      KeyWriter keys,
      Witness witness,
      LookPace pace) {
    this.rules = rules;
    this.shape = shape;
    this.store = store;
    this.tabs = tabs;
    this.looks = looks;
    this.settled = settled;
    this.remotes = remotes;
    this.layouts = layouts;
    this.notes = notes;
    this.keys = keys;
    this.witness = witness;
    this.pace = pace;
  }

  /** A listing between two pages. */
  private record Listing(
      Judged judged, Set<String> fresh, boolean awaited, Instant at, String cursor) {}

  Page changes(PartitionKey partition, @Nullable String cursor, @Nullable String pageToken)
      throws Exception {
    Listing listing = pageToken == null ? null : listings.get(partition);
    if (listing != null) {
      return page(partition, listing, Integer.parseInt(String.valueOf(pageToken)));
    }
    listing = list(partition, cursor);
    if (listing == null) {
      return new Page(List.of(), null, cursor);
    }
    listings.put(partition, listing);
    return page(partition, listing, 0);
  }

  /** What a look says; null where nothing has changed since the cursor. */
  private @Nullable Listing list(PartitionKey partition, @Nullable String cursor) throws Exception {
    tabs.heard(partition, store.looks().heard(partition));
    Tab tab = tabs.of(partition, rules, shape);
    Look look =
        tabs.wasJustMade(partition)
            ? looks.made(partition, tab, shape)
            : settled.look(partition, tab);
    Instant now = store.now();
    String digest = look.digest();
    if (!look.rows().isEmpty()) {
      layouts.apply(partition, tab, look.columns());
    }
    if (digest.equals(cursor) && !notes.isDue(partition)) {
      lookAgain(partition, now, null, false);
      return null;
    }
    Map<String, Sighting> before = store.sightings().of(partition);
    Judged judged =
        new Judge(shape, rules.takesUp(), rules.drawsKeys(), rules.settle())
            .judge(look, witness.known(partition), before, now, cursor == null);
    store.together(
        () -> {
          store.sightings().replace(partition, before, judged.sightings());
          witness.problems(partition, judged.problems());
          witness.stand(partition, judged.standing());
        });
    notes.write(partition, tab, look, judged.marks());
    if (!judged.keyless().isEmpty()) {
      keys.write(partition, tab, judged);
    }
    lookAgain(partition, now, judged.lookAgain(), judged.lively());
    boolean isPending = judged.lookAgain() != null || !judged.keyless().isEmpty();
    return new Listing(
        judged,
        new HashSet<>(judged.fresh()),
        store.batches().isAwaited(tab.spreadsheetId(), look.batch()),
        now,
        isPending ? digest + "~" : digest);
  }

  private void lookAgain(
      PartitionKey partition, Instant now, @Nullable Instant settles, boolean lively) {
    Duration every =
        pace.next(
            store.looks().every(partition).orElse(null),
            lively,
            store.tabs().tabsOf(partition.account()));
    Instant at = now.plus(every);
    store
        .looks()
        .again(partition, settles != null && settles.isBefore(at) ? settles : at, settles, every);
  }

  private Page page(PartitionKey partition, Listing listing, int from) {
    List<SheetRow> changed = listing.judged().changed();
    int to = Math.min(changed.size(), from + PAGE);
    List<Remote> items = new ArrayList<>();
    for (SheetRow row : changed.subList(from, to)) {
      Set<Remote.Trait> traits = Remotes.traits(listing.awaited());
      if (listing.fresh().contains(row.key())) {
        traits.add(Remote.Trait.FRESH);
      }
      items.add(
          remotes.of(partition, String.valueOf(row.key()), row.cells(shape), listing.at(), traits));
    }
    if (to < changed.size()) {
      return new Page(items, String.valueOf(to), null);
    }
    listing.judged().gone().forEach(key -> items.add(remotes.gone(key, listing.at())));
    listings.remove(partition);
    return new Page(items, null, listing.cursor());
  }
}
