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

// What Swagger UI leaves to be wished for by those who listen to a page or use the keyboard: names of
// controls, no link within a button, headings in their order. It draws itself anew, so we look again.
function mend(root) {
  for (const field of root.querySelectorAll("select:not([aria-label]), textarea:not([aria-label]), input:not([aria-label])")) {
    if ([...(field.labels ?? [])].some((label) => label.textContent.trim()) && field.tagName !== "SELECT") continue;
    const row = field.closest("tr")?.querySelector(".parameter__name")?.firstChild?.textContent;
    field.setAttribute("aria-label", row || (field.id === "servers" ? "Server" : field.placeholder || (field.tagName === "TEXTAREA" ? "Body of the request" : "Choice")));
  }
  for (const [part, name] of [[".information-container", "About the API"], [".scheme-container", "Server"], [".filter-container", "Filter"]]) {
    for (const found of root.querySelectorAll(`${part}:not([role])`)) {
      found.setAttribute("role", "region");
      found.setAttribute("aria-label", name);
    }
  }
  for (const link of root.querySelectorAll("button a[href]")) link.removeAttribute("href");
  for (const title of root.querySelectorAll("h3.opblock-tag:not([aria-level]), .models > h4:not([aria-level])")) title.setAttribute("aria-level", "2");
  for (const title of root.querySelectorAll(".opblock h4:not([aria-level]), .opblock h5:not([aria-level])")) title.setAttribute("aria-level", "3");
  for (const part of root.querySelectorAll("pre:not([tabindex]), .table-container:not([tabindex])")) {
    if (!part.closest("button, .info")) part.setAttribute("tabindex", "0");
  }
}
const docs = document.getElementById("docs");
let due = false;
new MutationObserver(() => {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    mend(docs);
  });
}).observe(docs, { childList: true, subtree: true });
