// Builds the page from text only: data of an answer is never read as HTML.
export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  for (const child of children.flat()) if (child !== null && child !== undefined) made.append(child);
  return made;
}

export function showError(place, title, detail) {
  place.replaceChildren(
    element("div", { class: "error", role: "alert" }, [element("strong", {}, [title]), element("p", {}, [detail])]),
  );
}

// Asks the API. An error of any kind is thrown with the words of the problem, never read as an empty answer.
export async function ask(address, question) {
  let answer;
  try {
    answer = await fetch(address, question);
  } catch {
    throw new Problem("No answer", "The server could not be reached. Nothing was checked.");
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok && body !== null) return body;
  const near = (body?.candidates ?? []).map((candidate) => candidate.matched_name);
  const hint = near.length ? ` Did you mean: ${[...new Set(near)].join(", ")}?` : "";
  throw new Problem(body?.title ?? `Error ${answer.status}`, `${body?.detail ?? "Nothing was checked."}${hint}`);
}

export class Problem extends Error {
  constructor(title, detail) {
    super(detail);
    this.title = title;
  }
}

// Text in which `backticks` mark code.
export function prose(text) {
  return text.split("`").map((part, place) => (place % 2 ? element("code", {}, [part]) : part));
}

export function words(code) {
  return `${code}`.replaceAll("_", " ");
}

export function sources(citations) {
  if (!citations?.length) return null;
  const said = citations.map((citation) => {
    const place = citation.paragraph ? `, paragraph ${citation.paragraph}, sentence ${citation.sentence}` : "";
    return element("li", {}, [
      element("a", { href: `sources/${encodeURIComponent(citation.source)}` }, [citation.source]),
      `: ${citation.section}${place}`,
    ]);
  });
  return element("details", { class: "sources" }, [
    element("summary", {}, [`Sources (${said.length})`]),
    element("ul", {}, said),
  ]);
}
