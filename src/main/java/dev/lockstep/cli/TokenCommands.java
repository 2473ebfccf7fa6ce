package dev.lockstep.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.account.AccessTokens;
import dev.lockstep.account.Scope;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The tokens of the API. */
@Command(
    name = "token",
    description = "Makes, rotates and revokes tokens of the API.",
    subcommands = {
      TokenCommands.Create.class,
      TokenCommands.Rotate.class,
      TokenCommands.Revoke.class
    })
final class TokenCommands implements Callable<Integer> {

  @ParentCommand private Commands lockstep;

  @Override
  public Integer call() {
    throw new InputFault("say what: token create, token rotate or token revoke");
  }

  /** What they have in common. */
  private abstract static class OnTokens implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @ParentCommand private TokenCommands token;

    @Option(names = "--json", description = "Prints it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      try (CommandDatabase database = CommandDatabase.installed(token.lockstep.settings())) {
        AccessTokens tokens = new AccessTokens(database.jdbc());
        spec.commandLine().getOut().println(act(tokens));
        return Commands.DONE;
      }
    }

    abstract String act(AccessTokens tokens);

    String words(AccessTokens.Made made) {
      if (json) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("id", made.id().toString()).put("name", made.name()).put("token", made.token());
        made.scopes().stream().sorted().forEach(node.putArray("scopes")::add);
        node.put("expires_at", made.expiresAt() == null ? null : made.expiresAt().toString());
        return node.toString();
      }
      return "%s%n%s for %s, %s: it cannot be shown again"
          .formatted(
              made.token(),
              made,
              made.scopes().stream().sorted().toList(),
              made.expiresAt() == null ? "does not expire" : "expires at " + made.expiresAt());
    }

    String done(String what, UUID id) {
      return json
          ? new ObjectMapper()
              .createObjectNode()
              .put("id", id.toString())
              .put(what, true)
              .toString()
          : "token %s is %s".formatted(id, what);
    }

    static InputFault unknown(UUID id) {
      return new InputFault("there is no token %s, or it is revoked or expired".formatted(id));
    }
  }

  /** A new one. */
  @Command(name = "create", description = "Makes a token and prints it, this once.")
  static final class Create extends OnTokens {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Option(
        names = "--name",
        required = true,
        converter = Given.Name.class,
        description = "Whose it is, for people.")
    private String name;

    @Option(
        names = "--scope",
        required = true,
        description = "read, operate, accounts, tokens, or * for all. Can be repeated.")
    private List<String> scopes;

    @Option(names = "--expires", description = "After so long: 12h, 90d. Never if not given.")
    private @Nullable String expires;

    @Override
    String act(AccessTokens tokens) {
      scopes.stream()
          .filter(scope -> !Scope.words().contains(scope))
          .findFirst()
          .ifPresent(
              scope -> {
                throw new InputFault(
                    "'%s' is no scope; there are: %s"
                        .formatted(scope, String.join(", ", Scope.words())));
              });
      return words(tokens.create(name, scopes, expires == null ? null : lifetime(expires)));
    }

    private static Duration lifetime(String text) {
      try {
        Duration lifetime = DurationStyle.detectAndParse(text);
        if (lifetime.isPositive() && lifetime.compareTo(LONGEST) <= 0) {
          return lifetime;
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
      throw new InputFault("'%s' is no time like 12h or 90d, 100 years at most".formatted(text));
    }
  }

  /** The same with another secret. */
  @Command(
      name = "rotate",
      description = "Makes a token's secret anew and prints it; the old one ends at once.")
  static final class Rotate extends OnTokens {
    @Parameters(
        index = "0",
        paramLabel = "ID",
        converter = Given.TokenId.class,
        description = "The token's id.")
    private UUID id;

    @Override
    String act(AccessTokens tokens) {
      return words(tokens.rotate(id).orElseThrow(() -> unknown(id)));
    }
  }

  /** No more. */
  @Command(name = "revoke", description = "Ends a token at once.")
  static final class Revoke extends OnTokens {
    @Parameters(
        index = "0",
        paramLabel = "ID",
        converter = Given.TokenId.class,
        description = "The token's id.")
    private UUID id;

    @Override
    String act(AccessTokens tokens) {
      if (!tokens.revoke(id)) {
        throw unknown(id);
      }
      return done("revoked", id);
    }
  }
}
