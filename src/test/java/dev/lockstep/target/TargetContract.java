package dev.lockstep.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.core.Value;
import dev.lockstep.target.Remote.Trait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every target keeps, whatever stands behind it. */
public abstract class TargetContract {

  protected static final Value NINE = Value.instant(Instant.parse("2027-03-01T09:00:00Z"));
  protected static final Value TEN = Value.instant(Instant.parse("2027-03-01T10:00:00Z"));
  protected static final Value ELEVEN = Value.instant(Instant.parse("2027-03-01T11:00:00Z"));

  private static final Target.Progress NO_LEASE = () -> {};

  /** The target under test; one record to a page at least once there are three. */
  protected abstract Target target();

  protected abstract PartitionKey partition();

  /** Somebody else at the same calendar or tab. */
  protected abstract Person person();

  /** What a person does there, past the target under test. */
  protected interface Person {
    String creates(Fields fields);

    void edits(String remoteId, Fields changes);

    void deletes(String remoteId);
  }

  /** Every cursor that was given so far becomes worthless. */
  protected abstract void cursorsExpire();

  /** The next call is refused for its rate. */
  protected abstract void nextCallIsRefusedForItsRate();

  /** The next write is applied, but its answer is lost. */
  protected abstract void anAnswerIsLost();

  /** What a target may lack: those that have it keep to it. */
  protected enum Ability {
    /** Its versions and its times are its own, not made up at each look. */
    VERSIONS,
    /** Marks of ours tell which write was the last. */
    WRITE_NUMBERS,
    /** An id is used once: another life of the key, another sync, has another. */
    IDS_ARE_USED_ONCE,
    /** What was deleted leaves a tombstone. */
    TOMBSTONES,
    /** Cursors expire. */
    CURSORS_EXPIRE
  }

  protected Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  private void only(Ability ability) {
    assumeTrue(abilities().contains(ability), "this target has no such ability: " + ability);
  }

  /** The engine has taken note of this record. */
  protected void noted(Remote remote) {}

  /** A text that is longer than the target takes. */
  protected int tooLong() {
    return 5_000;
  }

  @Test
  void whatIsInsertedIsThereAsSent() {
    Remote written = insert("1", "Visit");

    assertThat(written.remoteId()).isEqualTo(id("1"));
    assertThat(text(written, "summary")).isEqualTo("Visit");
    assertThat(written.fields().get("start").same(shown("start", NINE))).isTrue();
    Remote read = read(written.remoteId());
    assertThat(read.fields()).isEqualTo(written.fields());
    assertThat(read.version()).isEqualTo(written.version());
    if (abilities().contains(Ability.VERSIONS)) {
      assertThat(read).isEqualTo(written);
    }
  }

  @Test
  void whatWeWriteBearsOurStamp() {
    Remote written = insert("1", "Visit");

    Remote.Stamp stamp = written.stamp();
    assertThat(stamp).isNotNull();
    assertThat(stamp.isOn(written)).isTrue();
    assertThat(stamp.isOf("1")).isTrue();
    assertThat(stamp.sync()).isEqualTo(partition().sync());
    if (abilities().contains(Ability.WRITE_NUMBERS)) {
      assertThat(stamp.writeNumber()).isEqualTo(7);
    }
  }

  @Test
  void aKeyOfAnyLengthCanBeStamped() {
    String key = "k".repeat(3000);

    Remote written = insert(key, "Visit");

    assertThat(written.stamp()).isNotNull();
    assertThat(written.stamp().isOf(key)).isTrue();
    assertThat(written.stamp().isOf(key + "k")).isFalse();
  }

  @Test
  void theIdOfARecordIsAlwaysTheSameAndOfNoOther() {
    assertThat(id("1")).isEqualTo(target().remoteId(partition(), "1", 0));
    assertThat(id("1")).isNotEqualTo(id("2"));
    only(Ability.IDS_ARE_USED_ONCE);
    assertThat(id("1"))
        .isNotEqualTo(target().remoteId(partition(), "1", 1))
        .isNotEqualTo(
            target()
                .remoteId(
                    new PartitionKey("other", partition().account(), partition().calendar()),
                    "1",
                    0));
  }

  @Test
  void aFullListingShowsWhatIsThereAndEndsWithACursor() {
    insert("1", "One");
    insert("2", "Two");
    person().creates(visit("Three"));

    Listing all = list(null);

    assertThat(all.items()).extracting(r -> text(r, "summary")).contains("One", "Two", "Three");
    assertThat(all.cursor()).isNotNull();
  }

  @Test
  void aPreviewShowsAllThatIsThere() {
    Remote one = insert("1", "One");
    Remote two = insert("2", "Two");

    Preview preview = target().preview(partition(), Renaming.NONE);
    List<Remote> shown = new ArrayList<>();
    @Nullable String token = null;
    do {
      Page page = preview.page(token);
      shown.addAll(page.items());
      token = page.nextPageToken();
    } while (token != null);

    assertThat(shown).extracting(Remote::remoteId).contains(one.remoteId(), two.remoteId());
    assertThat(shown).extracting(Remote::fields).contains(one.fields(), two.fields());
    Map<String, Remote> read = preview.read(List.of(two.remoteId(), id("never")));
    assertThat(read.keySet()).containsExactly(two.remoteId());
    assertThat(read.get(two.remoteId()).fields()).isEqualTo(two.fields());
  }

  @Test
  void afterACursorOnlyWhatChangedIsListed() {
    Remote one = insert("1", "One");
    insert("2", "Two");
    Listing all = list(null);

    person().edits(one.remoteId(), Fields.of("summary", Value.text("Changed")));
    Listing changes = list(all.cursor());

    assertThat(changes.items()).extracting(Remote::remoteId).containsExactly(one.remoteId());
    assertThat(text(changes.items().getFirst(), "summary")).isEqualTo("Changed");
    assertThat(list(changes.cursor()).items()).isEmpty();
  }

  @Test
  void aDeleteIsListedAsDeleted() {
    Remote one = insert("1", "One");
    insert("2", "Two");
    Listing all = list(null);

    person().deletes(one.remoteId());

    assertThat(settled(all.cursor()).items())
        .singleElement()
        .matches(remote -> remote.is(Trait.DELETED))
        .extracting(Remote::remoteId)
        .isEqualTo(one.remoteId());
  }

  @Test
  void anExpiredCursorIsToldApartFromAFailure() {
    only(Ability.CURSORS_EXPIRE);
    insert("1", "One");
    Listing all = list(null);

    cursorsExpire();

    assertThatThrownBy(() -> list(all.cursor())).isInstanceOf(CursorExpired.class);
    assertThat(list(null).items()).hasSize(1);
  }

  @Test
  void readingLeavesOutWhatIsNotKnown() {
    Remote one = insert("1", "One");

    Map<String, Remote> found = target().read(partition(), List.of(one.remoteId(), id("9")));

    assertThat(found).containsOnlyKeys(one.remoteId());
  }

  @Test
  void aPatchChangesItsFieldsAndNoOther() {
    Remote one = insert("1", "One");

    Outcome outcome = write(patch("1", one.version(), Fields.of("summary", Value.text("New"))));

    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    Remote now = ((Outcome.Written) outcome).now();
    assertThat(text(now, "summary")).isEqualTo("New");
    assertThat(text(now, "location")).isEqualTo("Hall");
    assertThat(now.version()).isNotEqualTo(one.version());
    assertThat(now.stamp()).isNotNull();
    if (abilities().contains(Ability.WRITE_NUMBERS)) {
      assertThat(now.stamp().writeNumber()).isEqualTo(8);
    }
  }

  @Test
  void aFieldCanBeTakenAway() {
    Remote one = insert("1", "One");

    write(patch("1", one.version(), Fields.of("location", Value.NULL)));

    assertThat(read(one.remoteId()).fields().get("location")).isEqualTo(Value.NULL);
    assertThat(text(read(one.remoteId()), "summary")).isEqualTo("One");
  }

  /** FAULTS 34. */
  @Test
  void aPatchOnAnOldVersionIsStaleAndShowsWhatIsThere_34() {
    Remote one = insert("1", "One");
    person().edits(one.remoteId(), Fields.of("location", Value.text("Garden")));

    Outcome outcome = write(patch("1", one.version(), Fields.of("summary", Value.text("New"))));

    assertThat(outcome).isInstanceOf(Outcome.Stale.class);
    Remote present = ((Outcome.Stale) outcome).present();
    assertThat(text(present, "location")).isEqualTo("Garden");
    assertThat(text(read(one.remoteId()), "summary")).isEqualTo("One");
  }

  /** FAULTS 35. */
  @Test
  void aPatchOfWhatAPersonDeletedChangesNothingAndSaysSo_35() {
    Remote one = insert("1", "One");
    person().deletes(one.remoteId());

    Outcome outcome = write(patch("1", one.version(), Fields.of("summary", Value.text("New"))));

    assertThat(isGone(outcome)).as(outcome.toString()).isTrue();
    assertThat(list(null).items()).isEmpty();
  }

  /** FAULTS 5. */
  @Test
  void anInsertUnderAnIdInUseShowsWhoHasIt_5() {
    insert("1", "One");

    Outcome outcome = write(new Write.Insert("1", id("1"), visit("Again"), 9));

    assertThat(outcome).isInstanceOf(Outcome.Exists.class);
    Remote present = ((Outcome.Exists) outcome).present();
    assertThat(text(present, "summary")).isEqualTo("One");
    assertThat(present.stamp()).isNotNull();
    assertThat(present.stamp().isOf("1")).isTrue();
  }

  @Test
  void anInsertUnderTheIdOfSomethingDeletedShowsTheTombstone() {
    only(Ability.TOMBSTONES);
    Remote one = insert("1", "One");
    person().deletes(one.remoteId());

    Outcome outcome = write(new Write.Insert("1", id("1"), visit("Again"), 9));

    assertThat(outcome).isInstanceOf(Outcome.Exists.class);
    assertThat(((Outcome.Exists) outcome).present().is(Trait.DELETED)).isTrue();
  }

  @Test
  void whatWasDeletedCanBeBroughtBack() {
    Remote one = insert("1", "One");
    person().deletes(one.remoteId());
    String version =
        abilities().contains(Ability.TOMBSTONES) ? read(one.remoteId()).version() : null;

    Outcome outcome = write(new Write.Revive("1", one.remoteId(), version, visit("Back"), 9));

    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    assertThat(read(one.remoteId()).is(Trait.DELETED)).isFalse();
    assertThat(text(read(one.remoteId()), "summary")).isEqualTo("Back");
  }

  @Test
  void aDeleteIsDoneHoweverOftenItIsAsked() {
    Remote one = insert("1", "One");

    assertThat(write(new Write.Delete("1", one.remoteId(), one.version())))
        .isInstanceOf(Outcome.Deleted.class);
    assertThat(write(new Write.Delete("1", one.remoteId(), one.version())))
        .isInstanceOf(Outcome.Deleted.class);
    assertThat(write(new Write.Delete("9", id("9"), null))).isInstanceOf(Outcome.Deleted.class);
    assertThat(list(null).items()).isEmpty();
  }

  @Test
  void aDeleteOfWhatAPersonJustEditedIsStale() {
    Remote one = insert("1", "One");
    person().edits(one.remoteId(), Fields.of("summary", Value.text("Mine")));

    Outcome outcome = write(new Write.Delete("1", one.remoteId(), one.version()));

    assertThat(outcome).isInstanceOf(Outcome.Stale.class);
    assertThat(text(read(one.remoteId()), "summary")).isEqualTo("Mine");
  }

  @Test
  void outcomesComeInTheOrderOfTheWrites() {
    Remote two = insert("2", "Two");
    person().edits(two.remoteId(), Fields.of("summary", Value.text("Mine")));
    List<Write> writes = new ArrayList<>();
    writes.add(new Write.Insert("1", id("1"), visit("One"), 9));
    writes.add(patch("2", two.version(), Fields.of("summary", Value.text("Ours"))));
    for (int i = 3; i <= 12; i++) {
      writes.add(new Write.Insert(String.valueOf(i), id(String.valueOf(i)), visit("N" + i), 9));
    }

    List<Outcome> outcomes = target().write(partition(), writes, NO_LEASE);

    assertThat(outcomes)
        .extracting(Outcome::key)
        .containsExactlyElementsOf(writes.stream().map(Write::key).toList());
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Stale.class);
    assertThat(list(null).items()).hasSize(12);
  }

  @Test
  void aRefusalForTheRateStopsTheBatchAndForgetsNoWrite() {
    List<Write> writes =
        List.of(
            new Write.Insert("1", id("1"), visit("One"), 9),
            new Write.Insert("2", id("2"), visit("Two"), 9),
            new Write.Insert("3", id("3"), visit("Three"), 9));
    nextCallIsRefusedForItsRate();

    TargetException stopped =
        catchThrowableOfType(
            TargetException.class, () -> target().write(partition(), writes, NO_LEASE));

    assertThat(stopped.failure().kind()).isEqualTo(Failure.Kind.QUOTA);
    assertThat(stopped.failure().scope()).isNotEqualTo(Failure.Scope.RECORD);
    assertThat(stopped.settled()).extracting(Outcome::key).containsExactly("1", "2", "3");
    assertThat(stopped.settled().subList(1, 3))
        .allMatch(outcome -> outcome instanceof Outcome.NotTried);
    assertThat(list(null).items()).isEmpty();
  }

  /** FAULTS 5, 6: the write was applied and its answer lost, so the next try meets its own id. */
  @Test
  void anInsertWhoseAnswerWasLostIsFoundAgainAndNotDoubled_4_5() {
    anAnswerIsLost();
    List<Write> writes = List.of(new Write.Insert("1", id("1"), visit("One"), 9));
    try {
      assertThat(target().write(partition(), writes, NO_LEASE))
          .allMatch(outcome -> outcome instanceof Outcome.Failed);
    } catch (TargetException e) {
      assertThat(e.failure().kind()).isEqualTo(Failure.Kind.TRANSIENT);
    }

    Outcome again = write(writes.getFirst());

    assertThat(again).isInstanceOf(Outcome.Exists.class);
    assertThat(text(((Outcome.Exists) again).present(), "summary")).isEqualTo("One");
    assertThat(list(null).items()).hasSize(1);
  }

  @Test
  void whatIsShownAfterAWriteIsWhatNormaliseSaid() {
    Fields sent = visit("  One ").with("location", new Value.Text(""));

    Remote written = written(write(new Write.Insert("1", id("1"), sent, 9)));

    Fields expected = target().normalise(sent);
    expected
        .names()
        .forEach(
            name ->
                assertThat(written.fields().get(name).canonical())
                    .as(name)
                    .isEqualTo(expected.get(name).canonical()));
  }

  @Test
  void aTextThatIsTooLongIsRefusedBeforeItIsSent_31() {
    assertThat(target().refusal(visit("One"))).isNull();
    assertThat(target().refusal(visit("x".repeat(tooLong())))).contains("summary");
  }

  @Test
  void theLeaseIsAskedForBeforeEveryCall() {
    List<String> asked = new ArrayList<>();

    target()
        .write(
            partition(),
            List.of(
                new Write.Insert("1", id("1"), visit("One"), 9),
                new Write.Insert("2", id("2"), visit("Two"), 9)),
            () -> asked.add("asked"));

    assertThat(asked).hasSize(2);
  }

  protected Fields visit(String summary) {
    return Fields.of(
        "summary", Value.text(summary), "location", Value.text("Hall"), "start", NINE, "end", TEN);
  }

  protected String id(String key) {
    return target().remoteId(partition(), key, 0);
  }

  protected Remote insert(String key, String summary) {
    return written(write(new Write.Insert(key, id(key), visit(summary), 7)));
  }

  protected Write patch(String key, @Nullable String version, Fields changes) {
    return new Write.Patch(key, id(key), version, changes, 8);
  }

  protected Outcome write(Write write) {
    return target().write(partition(), List.of(write), NO_LEASE).getFirst();
  }

  protected Remote written(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    Remote now = ((Outcome.Written) outcome).now();
    noted(now);
    return now;
  }

  /** A value as this target shows it. */
  protected Value shown(String field, Value value) {
    return target().normalise(Fields.of(field, value)).get(field);
  }

  /** What has changed since the cursor, once it can be told for sure. */
  protected Listing settled(@Nullable String cursor) {
    return list(cursor);
  }

  protected Remote read(String remoteId) {
    Remote remote = target().read(partition(), List.of(remoteId)).get(remoteId);
    assertThat(remote).as(remoteId).isNotNull();
    return remote;
  }

  protected Listing list(@Nullable String cursor) {
    List<Remote> items = new ArrayList<>();
    Page page = target().changes(partition(), cursor, null);
    items.addAll(page.items());
    while (!page.isLast()) {
      assertThat(page.nextCursor()).as("a cursor before the last page").isNull();
      page = target().changes(partition(), cursor, page.nextPageToken());
      items.addAll(page.items());
    }
    items.forEach(this::noted);
    return new Listing(items, page.nextCursor());
  }

  protected record Listing(List<Remote> items, @Nullable String cursor) {}

  protected static @Nullable String text(Remote remote, String name) {
    return remote.fields().get(name) instanceof Value.Text text ? text.text() : null;
  }

  /** Gone, or not there just now where only a second look can tell. */
  private static boolean isGone(Outcome outcome) {
    return outcome instanceof Outcome.Missing
        || outcome instanceof Outcome.Stale stale
            && (stale.present().is(Trait.DELETED) || stale.present().is(Trait.UNSETTLED));
  }
}
