// Shows the description that the server makes of itself; validatorUrl would send it elsewhere.
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  validatorUrl: null,
});
