// The reference page: reads openapi.json and writes every operation with its example.
import { element, prose, showError } from "./elements.js";

const METHODS = ["get", "post", "put", "patch", "delete"];

function resolved(schema, document) {
  const seen = new Set();
  while (schema?.$ref && !seen.has(schema.$ref)) {
    seen.add(schema.$ref);
    schema = schema.$ref.slice(2).split("/").reduce((part, name) => part[name], document);
  }
  return schema ?? {};
}

function typeOf(schema, document) {
  if (schema?.$ref) return schema.$ref.split("/").pop().replace(/(Out|In)$/, "");
  const plain = schema ?? {};
  const options = plain.anyOf ?? plain.oneOf;
  if (options) return options.map((option) => typeOf(option, document)).join(" or ");
  if (plain.type === "array") return `list of ${typeOf(plain.items, document)}`;
  if (plain.const !== undefined) return JSON.stringify(plain.const);
  return plain.type ?? "any";
}

function words(schema, document) {
  const plain = resolved(schema, document);
  const values = plain.enum ?? plain.anyOf?.flatMap((one) => resolved(one, document).enum ?? []);
  return values?.length ? values.map((value) => `${value}`).join(" · ") : "";
}

function table(head, rows) {
  return element("div", { class: "scroll" }, [
    element("table", {}, [
      element("thead", {}, [element("tr", {}, head.map((name) => element("th", { scope: "col" }, [name])))]),
      element("tbody", {}, rows.map((row) => element("tr", {}, row.map((cell) => element("td", {}, [cell].flat()))))),
    ]),
  ]);
}

function parameters(operation, document) {
  const found = operation.parameters ?? [];
  if (!found.length) return [];
  const rows = found.map((parameter) => [
    element("code", {}, [parameter.name]),
    parameter.required ? `${parameter.in}, required` : parameter.in,
    typeOf(parameter.schema, document),
    prose([parameter.description, words(parameter.schema, document)].filter(Boolean).join(": ")),
  ]);
  return [element("h4", {}, ["Parameters"]), table(["Name", "Where", "Type", "Meaning"], rows)];
}

function fields(schema, document) {
  const plain = resolved(schema, document);
  const rows = Object.entries(plain.properties ?? {}).map(([name, field]) => [
    element("code", {}, [name]),
    typeOf(field, document),
    prose([field.description, words(field, document)].filter(Boolean).join(": ")),
  ]);
  return rows.length ? [table(["Field", "Type", "Meaning"], rows)] : [];
}

function example(title, value) {
  if (value === undefined || value === null) return [];
  return [
    element("details", {}, [
      element("summary", {}, [title]),
      element("pre", { tabindex: "0" }, [JSON.stringify(value, null, 2)]),
    ]),
  ];
}

function body(operation, document) {
  const media = operation.requestBody?.content?.["application/json"];
  if (!media) return [];
  return [
    element("h4", {}, ["Body"]),
    ...fields(media.schema, document),
    ...example("An example of a body", media.example),
  ];
}

function answers(operation, document) {
  const rows = Object.entries(operation.responses).map(([status, answer]) => [status, answer.description]);
  const media = operation.responses["200"]?.content?.["application/json"];
  return [
    element("h4", {}, ["Answers"]),
    table(["Status", "Meaning"], rows),
    ...(media ? fields(media.schema, document) : []),
    ...example("An example, as this server answers it", media?.example),
  ];
}

function section(path, method, operation, document) {
  return element("section", { id: operation.operationId, class: "operation" }, [
    element("h3", {}, [
      element("span", { class: `method ${method}` }, [method.toUpperCase()]),
      element("code", {}, [path]),
      element("a", { href: `#${operation.operationId}`, "aria-label": `Link to ${operation.operationId}` }, ["#"]),
    ]),
    ...(operation.description ?? "").split(/\n\s*\n/).map((text) => element("p", {}, prose(text))),
    ...parameters(operation, document),
    ...body(operation, document),
    ...answers(operation, document),
  ]);
}

function write(document) {
  const contents = window.document.getElementById("contents");
  const operations = window.document.getElementById("operations");
  const intro = document.info.description.trim().split(/\n\s*\n/);
  operations.replaceChildren(
    element("h1", {}, [`${document.info.title} ${document.info.version}`]),
    ...intro.map((text) => element("p", {}, prose(text))),
  );
  for (const tag of document.tags) {
    const found = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]?.tags?.includes(tag.name)).map((method) => [path, method, item[method]]),
    );
    contents.append(
      element("h2", {}, [tag.name]),
      element("ul", {}, found.map(([, method, operation]) =>
        element("li", {}, [
          element("a", { href: `#${operation.operationId}` }, [
            element("span", { class: `method ${method}` }, [method.toUpperCase()]),
            operation.operationId.replaceAll("_", " "),
          ]),
        ]))),
    );
    operations.append(
      element("h2", {}, [tag.name]),
      element("p", {}, [tag.description]),
      ...found.map(([path, method, operation]) => section(path, method, operation, document)),
    );
  }
  if (location.hash) window.document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

try {
  const answer = await fetch("openapi.json");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  write(await answer.json());
} catch (error) {
  showError(document.getElementById("operations"), "The reference cannot be shown", error.message);
}
