"use strict";

// Everything comes from this server: no validator, no fonts, no pictures of others.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

// Behind a path prefix that the server was not told of, requests still go beside this page.
function besideThisPage(answer) {
  if (!answer.url.endsWith("/openapi.json") || !answer.ok) return answer;
  const description = JSON.parse(answer.text);
  description.servers ??= [{ url: new URL(".", document.baseURI).pathname }];
  answer.text = JSON.stringify(description);
  return answer;
}

window.SwaggerUIBundle({
  url: "openapi.json",
  domNode: document.getElementById("docs"),
  deepLinking: true,
  filter: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  responseInterceptor: besideThisPage,
});
