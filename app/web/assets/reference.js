// The reference page: reads openapi.json and writes every operation and every shape, with examples.
import { ask, showProblem } from "./asking.js";
import { element, more, prose } from "./elements.js";

const METHODS = ["get", "head", "post", "put", "patch", "delete", "options"];
const OTHER = "Other";
const index = document.getElementById("index");
const operations = document.getElementById("operations");

const base = new URL(".", document.baseURI);
const description = await ask("openapi.json").catch((problem) => {
  showProblem(operations, problem, "The reference cannot be shown.");
});

function resolved(part) {
  const seen = new Set();
  while (part?.$ref && !seen.has(part.$ref)) {
    seen.add(part.$ref);
    part = part.$ref.slice(2).split("/").reduce((found, name) => found?.[name.replaceAll("~1", "/")], description);
  }
  return part ?? {};
}

// What a value is, in words; named shapes are links to where they are written out.
function typeOf(schema) {
  if (schema?.$ref) {
    const name = schema.$ref.split("/").pop();
    return [element("a", { href: `#shape-${name}` }, [name])];
  }
  const plain = schema ?? {};
  const options = plain.anyOf ?? plain.oneOf ?? plain.allOf;
  const joined = plain.allOf ? " and " : " or ";
  if (options) return options.flatMap((option, place) => [place ? joined : "", ...typeOf(option)]);
  if (plain.type === "array") return plain.items?.anyOf ? ["list of (", ...typeOf(plain.items), ")"] : ["list of ", ...typeOf(plain.items)];
  if (plain.const !== undefined) return [JSON.stringify(plain.const)];
  if (plain.type === "object" && plain.additionalProperties) return ["text to ", ...typeOf(plain.additionalProperties)];
  const type = [plain.type ?? "any"].flat().join(" or ");
  return [plain.format ? `${type} (${plain.format})` : type];
}

// Allowed values, bounds and the default.
function bounds(schema) {
  const plain = resolved(schema);
  const all = [plain, ...(plain.anyOf ?? [])].map(resolved);
  const values = all.flatMap((one) => one.enum ?? []).map((value) => `\`${value}\``).join(" · ");
  const limits = [
    ["minimum", "from"], ["maximum", "to"], ["minLength", "characters from"], ["maxLength", "characters to"],
    ["minItems", "items from"], ["maxItems", "items to"],
  ].flatMap(([key, words]) => all.filter((one) => one[key] !== undefined).map((one) => `${words} ${one[key]}`));
  const usual = plain.default === undefined || plain.default === null ? "" : `default \`${JSON.stringify(plain.default)}\``;
  return [values, limits.join(", "), usual].filter(Boolean).join("; ");
}

function meaning(told, schema) {
  const text = told ?? schema?.description;
  return prose([text, bounds(schema)].filter(Boolean).join(": "));
}

function table(head, rows) {
  return element("div", { class: "scroll", tabindex: "0" }, [
    element("table", {}, [
      element("thead", {}, [element("tr", {}, head.map((name) => element("th", { scope: "col" }, [name])))]),
      element("tbody", {}, rows.map((row) => element("tr", {}, row.map((cell) => element("td", {}, [cell].flat()))))),
    ]),
  ]);
}

function fields(schema) {
  const plain = resolved(schema);
  const required = new Set(plain.required ?? []);
  const rows = Object.entries(plain.properties ?? {}).map(([name, field]) => [
    element("code", {}, [name]),
    [...typeOf(field), required.has(name) ? "" : ", optional"],
    meaning(field.description, field),
  ]);
  if (rows.length) return [table(["Field", "Type", "Meaning"], rows)];
  const values = bounds(schema);
  return values ? [element("p", {}, prose(values))] : [];
}

function parameters(found) {
  if (!found.length) return [];
  const rows = found.map((one) => [
    element("code", {}, [one.name]),
    one.required ? `${one.in}, required` : one.in,
    typeOf(one.schema),
    meaning(one.description, one.schema),
  ]);
  return [element("h4", {}, ["Parameters"]), table(["Name", "Where", "Type", "Meaning"], rows)];
}

function exampleOf(media) {
  return media?.example ?? resolved(Object.values(media?.examples ?? {})[0]).value ?? resolved(media?.schema).examples?.[0];
}

function shown(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return element("pre", { tabindex: "0" }, [text]);
}

// The example parameters of the document, as a command that can be tried in a terminal.
function request(path, method, found, sent) {
  const given = found.filter((one) => one.example !== undefined);
  const filled = given.filter((one) => one.in === "path")
    .reduce((text, one) => text.replace(`{${one.name}}`, encodeURIComponent(one.example)), path);
  const query = given.filter((one) => one.in === "query")
    .flatMap((one) => [one.example].flat().map((value) => `${one.name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`));
  const server = new URL(description.servers?.[0]?.url ?? ".", base).href.replace(/\/$/, "");
  const lines = [`curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}'${server}${filled}${query.length ? `?${query.join("&")}` : ""}'`];
  const value = exampleOf(sent?.[1]);
  if (value !== undefined) {
    lines.push(`  -H 'Content-Type: ${sent[0]}'`, `  -d '${JSON.stringify(value).replaceAll("'", "'\\''")}'`);
  }
  return [element("h4", {}, ["Example"]), shown(lines.join(" \\\n"))];
}

function body(sent) {
  if (!sent) return [];
  return [element("h4", {}, [`Body (${sent[0]})`]), element("p", {}, typeOf(sent[1].schema)), ...fields(sent[1].schema)];
}

function answers(responses) {
  const rows = [];
  const examples = [];
  for (const [status, reference] of Object.entries(responses)) {
    const answer = resolved(reference);
    const [type, media] = Object.entries(answer.content ?? {})[0] ?? ["no body", null];
    rows.push([status, [answer.description], media ? [...typeOf(media.schema), ` (${type})`] : type]);
    const value = exampleOf(media);
    if (value !== undefined) examples.push(more(`Answer ${status}, as this server gives it`, [shown(value)]));
  }
  return [...examples, element("h4", {}, ["Answers"]), table(["Status", "Meaning", "Shape"], rows)];
}

function section({ path, method, operation, id, shared }) {
  const found = [...shared, ...(operation.parameters ?? [])].map(resolved);
  const sent = Object.entries(resolved(operation.requestBody).content ?? {})[0];
  const told = (operation.description ?? operation.summary ?? "").split(/\n\s*\n/).filter(Boolean);
  return element("section", { id, class: "operation" }, [
    element("h3", {}, [
      element("span", { class: `method ${method}` }, [method.toUpperCase()]),
      element("code", {}, [path]),
      element("a", { href: `#${id}`, "aria-label": `Link to ${id}` }, ["#"]),
    ]),
    ...told.map((text) => element("p", {}, prose(text))),
    ...parameters(found),
    ...body(sent),
    ...request(path, method, found, sent),
    ...answers(operation.responses ?? {}),
  ]);
}

// Every operation of the document is shown: one without a known tag stands under "Other".
function everyOperation(tags) {
  const known = new Set(tags.map((tag) => tag.name));
  return Object.entries(description.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const operation = item[method];
      const id = operation.operationId ?? `${method}${path.replaceAll(/\W+/g, "-")}`;
      const tag = (operation.tags ?? []).find((name) => known.has(name)) ?? OTHER;
      return { path, method, operation, id, tag, shared: item.parameters ?? [] };
    }),
  );
}

function link(one) {
  const method = element("span", { class: `method ${one.method}` }, [one.method.toUpperCase()]);
  return element("li", {}, [element("a", { href: `#${one.id}` }, [method, one.id.replaceAll("_", " ")])]);
}

function group(title, told, links, sections) {
  index.append(element("div", { class: "group" }, [element("h2", {}, [title]), element("ul", {}, links)]));
  operations.append(element("div", { class: "group" }, [
    element("h2", {}, [title]),
    told ? element("p", {}, prose(told)) : null,
    ...sections,
  ]));
}

// Apps beside the REST API, which speak languages of others and stand in no OpenAPI document.
const APPS = [
  ["/REST", "RxNav", "The questions of RxNav, in its own shape, as JSON or XML: names, codes, packages, classes and interactions.", "REST/version.json"],
  ["/fhir", "FHIR R5 and R4", "Resources to be read and searched, terminology, and a check whose findings are `DetectedIssue`.", "fhir/r5/metadata"],
  ["/cds-services", "CDS Hooks", "Services for electronic records: cards with the findings of a check.", "cds-services"],
  ["/mcp", "Model Context Protocol", "Tools for assistants, over streamable HTTP. A guide for language models:", "llms.txt"],
];

function app([prefix, name, told, address]) {
  return element("section", { id: `app-${prefix.slice(1)}`, class: "shape" }, [
    element("h3", {}, [`${name}: ${prefix}`]),
    element("p", {}, [...prose(told), " ", element("a", { href: address }, [address])]),
  ]);
}

function write() {
  const tags = description.tags ?? [];
  const all = everyOperation(tags);
  const intro = (description.info.description ?? "").trim().split(/\n\s*\n/).filter(Boolean);
  operations.replaceChildren(
    element("h1", {}, [`${description.info.title} ${description.info.version}`]),
    ...intro.map((text) => element("p", {}, prose(text))),
  );
  group("Other apps", "The same knowledge for programs that speak another language.",
    APPS.map(([prefix, name]) => element("li", {}, [element("a", { href: `#app-${prefix.slice(1)}` }, [name])])), APPS.map(app));
  for (const tag of [...tags, { name: OTHER }]) {
    const found = all.filter((one) => one.tag === tag.name);
    if (found.length) group(tag.name, tag.description, found.map(link), found.map(section));
  }
  const shapes = Object.entries(description.components?.schemas ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  if (shapes.length) {
    group("Shapes", "What the bodies above are made of.",
      shapes.map(([name]) => element("li", {}, [element("a", { href: `#shape-${name}` }, [name])])),
      shapes.map(([name, schema]) => element("section", { id: `shape-${name}`, class: "shape" }, [
        element("h3", {}, [name]),
        schema.description ? element("p", {}, prose(schema.description)) : null,
        ...fields(schema),
      ])));
  }
  document.getElementById("filter").addEventListener("input", filter);
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

function filter({ target }) {
  const wanted = target.value.trim().toLowerCase().replaceAll("_", " ");
  let count = 0;
  for (const item of index.querySelectorAll("li")) {
    const part = document.getElementById(item.firstElementChild.getAttribute("href").slice(1));
    const text = `${item.textContent} ${part.querySelector("h3").textContent} ${part.querySelector("p")?.textContent ?? ""}`;
    item.hidden = part.hidden = !text.toLowerCase().replaceAll("_", " ").includes(wanted);
    count += item.hidden ? 0 : 1;
  }
  for (const part of document.querySelectorAll(".group")) part.hidden = !part.querySelector("li:not([hidden]), section:not([hidden])");
  document.getElementById("shown").textContent = wanted ? `${count} shown` : "";
}

if (description) write();
