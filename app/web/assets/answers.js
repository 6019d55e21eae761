// Sends the page's own forms, and puts the answer of the server into the page without leaving it. Without this script
// the same forms are sent by the browser, and the same answers come as a page.
import { element, paragraph } from "./elements.js";
import { ROOT } from "./rest.js";

const PATIENCE = 30_000;
const TEXTS = ["words", "names", "conditions", "allergies", "age", "kidney", "week", "drug", "condition"];
const CONSEQUENCES = {
  "section-check": "Nothing was checked.",
  "section-prescribed": "The question was not answered: that is neither yes nor no.",
  "section-search": "Nothing was looked up.",
};
let newest = 0;

// The short sentence is told to screen readers; the whole answer stands below it, to be read at leisure.
export async function answerInto(section, form, submitter, shown) {
  newest += 1;
  const mine = newest;
  const [told, place] = [section.querySelector(".told"), section.querySelector(".answer")];
  const body = new URLSearchParams(new FormData(form, submitter));
  told.textContent = "Asking…";
  place.setAttribute("aria-busy", "true");
  const answer = await asked(body).catch((problem) => problem);
  if (mine !== newest) return;
  place.removeAttribute("aria-busy");
  told.textContent = "";
  if (answer instanceof Error) showFailure(place, answer, section.id);
  else takeAnswer(section, answer, body);
  shown?.(place);
  // What was pressed may be gone: whoever uses the keyboard goes on at the new answer.
  (place.querySelector("[tabindex='-1']") ?? place).focus();
}

function takeAnswer(section, answer, body) {
  const same = answer.getElementById(section.id);
  for (const name of TEXTS) {
    const field = same.querySelector(`form[id] [name=${name}]`);
    if (field) section.querySelector(`form[id] [name=${name}]`).value = field.value;
  }
  const audience = body.getAll("audience").at(-1);
  const radio = section.querySelector(`[name=audience][value="${audience === "professional" ? "professional" : "patient"}"]`);
  if (radio) radio.checked = true;
  section.querySelector(".answer").replaceChildren(...document.adoptNode(same.querySelector(".answer")).childNodes);
}

export async function asked(body) {
  let answer;
  let text;
  try {
    answer = await fetch(ROOT, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    text = await answer.text();
  } catch {
    throw new Error("The server could not be reached.");
  }
  if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(reason(text));
  const page = new DOMParser().parseFromString(text, "text/html");
  // Something between this page and its server may answer with a page of its own.
  if (!page.getElementById("section-check")) throw new Error("What came back is no answer of this server.");
  return page;
}

function reason(text) {
  try {
    return JSON.parse(text).detail ?? "The server gave no reason.";
  } catch {
    return "The server gave no reason.";
  }
}

// An answer below a list that was changed since then would be read as the answer to that list.
export function markOld(place, told) {
  if (!place.querySelector(".top") || place.querySelector(".old")) return;
  const words = "You changed the list or what you said of yourself. This answer is the one from before: check again.";
  for (const one of [place, place.querySelector(".card")]) one?.prepend(paragraph(words, "gap old"));
  told.textContent = words;
}

function showFailure(place, problem, section) {
  const rest = CONSEQUENCES[section];
  const words = [element("strong", {}, ["No answer"]), paragraph(problem.message), problem.message.includes(rest.slice(0, -1)) ? null : paragraph(rest)].filter(Boolean);
  place.replaceChildren(element("div", { class: "error", role: "alert", tabindex: "-1" }, words));
}

// For a long answer: only what one medicine takes part in. How much is hidden is said.
export function addFilter(place) {
  const filters = place.querySelector(".filters");
  if (!filters) return;
  const names = [...new Set([...place.querySelectorAll("[data-of]")].flatMap((one) => one.dataset.of.split("\n")))].sort();
  const choice = element("select", { id: "only" }, [element("option", { value: "" }, ["everything"]), ...names.map((one) => element("option", {}, [one]))]);
  const note = element("p", { class: "gap", role: "status", hidden: "" });
  choice.addEventListener("change", () => {
    const all = [...place.querySelectorAll(".group .finding")];
    for (const one of all) one.hidden = choice.value !== "" && !one.dataset.of.split("\n").includes(choice.value);
    const left = all.filter((one) => one.hidden).length;
    note.hidden = !left;
    note.textContent = left ? `${left} of ${all.length} findings are hidden by your choice.` : "";
  });
  filters.append(element("p", {}, [element("label", { for: "only" }, ["Only what concerns "]), choice]), note);
}
