// Builds the page from text only: data of an answer is never read as HTML.
export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  for (const child of children.flat()) if (child !== null && child !== undefined) made.append(child);
  return made;
}

export function paragraph(text, kind = "") {
  return text ? element("p", kind ? { class: kind } : {}, [text]) : null;
}

export function more(title, children, attributes = {}) {
  const shown = children.flat().filter(Boolean);
  return shown.length ? element("details", attributes, [element("summary", {}, [title]), ...shown]) : null;
}

// Text in which `backticks` mark code.
export function prose(text) {
  return text.split("`").map((part, place) => (place % 2 ? element("code", {}, [part]) : part));
}

// What may have been meant: a press puts it where the unknown name stood.
export function suggestions(candidates, pick) {
  const seen = new Map((candidates ?? []).map((one) => [one.matched_name, one]));
  if (!seen.size) return null;
  const buttons = [...seen.values()].map((one) => {
    const other = one.name.toLowerCase() === one.matched_name.toLowerCase() ? "" : ` (${one.name})`;
    const button = element("button", { type: "button" }, [`${one.matched_name}${other}`]);
    button.addEventListener("click", () => pick(one.matched_name));
    return button;
  });
  return element("p", { class: "chips" }, ["Did you mean: ", ...buttons]);
}
