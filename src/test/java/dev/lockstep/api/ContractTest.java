package dev.lockstep.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.account.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract against the list of what an installation is to answer. */
class ContractTest {

  /** Syncs, work, accounts and tokens of the design's list of addresses. */
  private static final List<String> WANTED =
      List.of(
          "GET /syncs",
          "GET /syncs/{sync}",
          "POST /syncs/{sync}/pause",
          "POST /syncs/{sync}/resume",
          "POST /syncs/{sync}/resync",
          "GET /syncs/{sync}/plan",
          "POST /syncs/{sync}/approve",
          "POST /syncs/{sync}/discard",
          "GET /syncs/{sync}/records",
          "GET /syncs/{sync}/records/{key}",
          "GET /syncs/{sync}/records/{key}/history",
          "POST /syncs/{sync}/records/{key}/restore",
          // Beyond the list: all records of a span of time.
          "GET /syncs/{sync}/restore",
          "POST /syncs/{sync}/restore",
          "GET /syncs/{sync}/conflicts",
          "POST /syncs/{sync}/conflicts/{key}/resolve",
          "GET /queue",
          "GET /dead-letters",
          "GET /dead-letters/{id}",
          "POST /dead-letters/replay",
          "POST /dead-letters/{id}/skip",
          "GET /audit",
          "GET /accounts",
          "GET /accounts/{owner}",
          "POST /accounts/{owner}/channels/renew",
          "POST /tokens",
          "POST /tokens/{id}/rotate",
          "DELETE /tokens/{id}",
          // Not yet there: connecting by a link, with what an owner's page needs.
          "POST /accounts/{owner}/connect-link",
          "POST /accounts/{owner}/disconnect",
          "POST /accounts/{owner}/disable",
          "POST /accounts/{owner}/enable",
          // Not yet there: exports and their templates.
          "POST /export/sheets/create",
          "GET /export/sheets",
          "GET /export/sheets/{sheet_id}/status",
          "GET /export/sheets/{sheet_id}/events",
          "POST /export/sheets/{sheet_id}/update",
          "POST /export/sheets/{sheet_id}/cancel",
          "GET /export/templates",
          "GET /export/templates/{template_id}",
          "POST /export/templates/create",
          "PUT /export/templates/{template_id}",
          "DELETE /export/templates/{template_id}");

  private static final String[] NOT_YET = {
    "POST /accounts/{owner}/connect-link",
    "POST /accounts/{owner}/disconnect",
    "POST /accounts/{owner}/disable",
    "POST /accounts/{owner}/enable",
    "POST /export/sheets/create",
    "GET /export/sheets",
    "GET /export/sheets/{sheet_id}/status",
    "GET /export/sheets/{sheet_id}/events",
    "POST /export/sheets/{sheet_id}/update",
    "POST /export/sheets/{sheet_id}/cancel",
    "GET /export/templates",
    "GET /export/templates/{template_id}",
    "POST /export/templates/create",
    "PUT /export/templates/{template_id}",
    "DELETE /export/templates/{template_id}"
  };

  private final Contract contract = new Contract();

  @Test
  void everythingThatIsWantedIsThereAndNothingElse() {
    List<String> there =
        contract.operations().stream()
            .map(operation -> operation.method() + " " + operation.path())
            .toList();
    List<String> missing = new ArrayList<>(WANTED);
    missing.removeAll(there);

    assertThat(there).isSubsetOf(WANTED);
    assertThat(missing).containsExactlyInAnyOrder(NOT_YET);
  }

  @Test
  void everyOperationNamesAScopeAndAReadNeedsNoMoreThanToRead() {
    List<String> scopes = Stream.of(Scope.values()).map(Scope::word).toList();
    assertThat(contract.operations())
        .allSatisfy(
            operation -> {
              assertThat(scopes).as(operation.id()).contains(operation.scope());
              assertThat(operation.scope().equals("read"))
                  .as(operation.id())
                  .isEqualTo(operation.isRead());
            });
  }

  @Test
  void whatItNamesIsThere() {
    JsonNode document = Promised.contract();
    List<String> references = new ArrayList<>();
    collect(document, references);
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
    assertThat(document.at("/components/schemas/TokenBody/properties/scopes/items/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(Scope.words());
  }

  /** A comma in a description would make the rest of it a key of its own. */
  @Test
  void everyKeyHasAValue() {
    List<String> empty = new ArrayList<>();
    empty(Promised.contract(), empty);
    assertThat(empty).isEmpty();
  }

  /** A client learns nothing of an object whose fields are not declared. */
  @Test
  void everyObjectDeclaresItsFields() {
    List<String> bare = new ArrayList<>();
    bare(Promised.contract().path("components").path("schemas"), "", bare);
    assertThat(bare).isEmpty();
  }

  private static void bare(JsonNode node, String path, List<String> found) {
    if (node.path("type").asText().equals("object")
        && !node.has("properties")
        && !node.has("additionalProperties")) {
      found.add(path);
    }
    node.properties().forEach(entry -> bare(entry.getValue(), path + "/" + entry.getKey(), found));
  }

  private static void empty(JsonNode node, List<String> found) {
    node.properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNull()) {
                found.add(entry.getKey());
              }
            });
    node.forEach(child -> empty(child, found));
  }

  private static void collect(JsonNode node, List<String> references) {
    if (node.has("$ref")) {
      references.add(node.get("$ref").asText());
    }
    node.forEach(child -> collect(child, references));
  }
}
