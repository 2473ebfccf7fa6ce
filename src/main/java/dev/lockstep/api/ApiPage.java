package dev.lockstep.api;

import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Swagger UI with our contract, at {@code /api/docs/}; everything that it loads is in the jar. */
@Controller
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ApiPage {

  private static final String ADDRESS = "/api/docs/";

  @GetMapping(path = "/api/openapi.yaml", produces = "application/yaml")
  @ResponseBody
  Resource contract() {
    return Contract.FILE;
  }

  @GetMapping(path = ADDRESS, produces = MediaType.TEXT_HTML_VALUE)
  @ResponseBody
  Resource page() {
    return new org.springframework.core.io.ClassPathResource("api/docs/index.html");
  }

  /** Where its parts are. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Parts implements WebMvcConfigurer {

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
      registry.addRedirectViewController("/api/docs", ADDRESS);
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
      registry
          .addResourceHandler(ADDRESS + "**")
          .addResourceLocations("classpath:/api/docs/", swaggerUi());
    }

    /** In the WebJar, below the folder of its version. */
    private static String swaggerUi() {
      try {
        Resource[] found =
            new PathMatchingResourcePatternResolver()
                .getResources(
                    "classpath*:/META-INF/resources/webjars/swagger-ui/*/swagger-ui-bundle.js");
        String bundle = found[0].getURL().toString();
        return bundle.substring(0, bundle.lastIndexOf('/') + 1);
      } catch (IOException e) {
        throw new IllegalStateException("Swagger UI is not on the class path", e);
      }
    }
  }
}
