package dev.lockstep.api;

import dev.lockstep.account.AccessTokens;
import io.github.bucket4j.TimeMeter;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * Who may call what of the API. It stands in front of {@code /api/} alone: webhooks, feeds, health
 * and pages have their own ways of knowing who comes.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ApiSecurity {

  /** What the page that shows the API may load: what is served here, and nothing inline. */
  private static final String OURS_ALONE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  @Bean
  static DelegatingFilterProxyRegistrationBean securityInFrontOfTheApi() {
    DelegatingFilterProxyRegistrationBean filter =
        new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
    filter.setUrlPatterns(List.of("/api/*"));
    return filter;
  }

  @Bean
  @Order(1)
  SecurityFilterChain apiByToken(
      HttpSecurity http,
      AccessTokens tokens,
      Contract contract,
      ApiSettings settings,
      ObjectProvider<CamelContext> camel)
      throws Exception {
    TimeMeter time = TimeMeter.SYSTEM_NANOTIME;
    ApiLimits ofTokens =
        new ApiLimits(settings.requestsPerMinute(), settings.requestsPerMinute() / 10, time);
    ApiLimits ofFailures =
        new ApiLimits(settings.failuresPerMinute(), settings.failuresPerMinute(), time);
    return bare(http.securityMatcher(Contract.BASE + "/**"))
        .headers(headers -> headers.cacheControl(cache -> cache.disable()))
        .addFilterBefore(new TokenFilter(tokens, ofTokens, ofFailures), AuthorizationFilter.class)
        .addFilterBefore(
            new ContractFilter(
                contract,
                settings.longestBody(),
                () -> camel.stream().anyMatch(CamelContext::isStarted)),
            AuthorizationFilter.class)
        .authorizeHttpRequests(requests -> requests.anyRequest().access(byScope()))
        .exceptionHandling(
            failures ->
                failures
                    .authenticationEntryPoint(
                        (request, response, e) ->
                            ApiProblem.unauthenticated("no token was sent")
                                .document()
                                .write(response))
                    .accessDeniedHandler(
                        (request, response, e) ->
                            ApiProblem.forbidden(
                                    ((Contract.Operation)
                                            request.getAttribute(ContractFilter.OPERATION))
                                        .scope())
                                .document()
                                .write(response)))
        .build();
  }

  private static AuthorizationManager<RequestAuthorizationContext> byScope() {
    return (known, context) -> {
      Contract.Operation operation =
          (Contract.Operation) context.getRequest().getAttribute(ContractFilter.OPERATION);
      return new AuthorizationDecision(
          known.get() != null
              && known.get().getPrincipal() instanceof AccessTokens.Holder holder
              && holder.may(operation.scope()));
    };
  }

  /** The page that shows the API, and the contract that it reads. */
  @Bean
  @Order(2)
  SecurityFilterChain apiPages(HttpSecurity http) throws Exception {
    return bare(http.securityMatcher("/api/**"))
        .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(OURS_ALONE)))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  private static HttpSecurity bare(HttpSecurity http) throws Exception {
    return http.csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable);
  }

  @Bean
  RequestRejectedHandler pathsThatAreRefused() {
    return (request, response, e) -> ApiProblem.unsafePath().document().write(response);
  }
}
