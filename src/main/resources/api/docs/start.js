// The token that a person enters is kept by this page alone and is gone with it.
window.ui = SwaggerUIBundle({
  url: "../openapi.yaml",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
