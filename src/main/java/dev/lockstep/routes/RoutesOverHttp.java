package dev.lockstep.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.AsyncHandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * A request to a `platform-http:` route is carried out by the virtual thread that read it. Camel
 * hands it to another one, after which the request passes all filters a second time: twice the work
 * for a notification, of which thousands may come in a second.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class RoutesOverHttp {

  @Bean("platform-http-engine")
  PlatformHttpEngine platformHttpEngine(@Value("${server.port:8080}") int port) {
    return new SpringBootPlatformHttpEngine(port, Runnable::run);
  }

  @Bean
  static BeanPostProcessor answersThatAreThere() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof RequestMappingHandlerAdapter adapter
            && adapter.getReturnValueHandlers() != null) {
          List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
          handlers.add(new Done());
          handlers.addAll(adapter.getReturnValueHandlers());
          adapter.setReturnValueHandlers(handlers);
        }
        return bean;
      }
    };
  }

  /** An answer that is written already needs no second dispatch. */
  private static final class Done implements AsyncHandlerMethodReturnValueHandler {

    @Override
    public boolean supportsReturnType(MethodParameter type) {
      return CompletableFuture.class.isAssignableFrom(type.getParameterType());
    }

    @Override
    public boolean isAsyncReturnValue(@Nullable Object value, MethodParameter type) {
      return false;
    }

    @Override
    public void handleReturnValue(
        @Nullable Object value,
        MethodParameter type,
        ModelAndViewContainer container,
        NativeWebRequest request)
        throws Exception {
      container.setRequestHandled(true);
      try {
        ((CompletableFuture<?>) value).join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }
  }
}
