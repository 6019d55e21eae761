// Sends the page's own forms, and puts the answer of the server into the page without leaving it.
// Without this script the same forms are sent by the browser, and the same answers come as a page.
import { element, paragraph } from "./elements.js";
import { completeWhileTyping } from "./suggest.js";

const PATIENCE = 30_000;
const FIELDS = ["names", "conditions", "drug", "condition"];
let newest = 0;

// The short sentence is told to screen readers; the whole answer stands below it, to be read at leisure.
async function answerInto(section, form, submitter) {
  newest += 1;
  const mine = newest;
  const [told, place] = [section.querySelector(".told"), section.querySelector(".answer")];
  const picked = place.contains(form);
  const body = new URLSearchParams(new FormData(form, submitter));
  told.textContent = "Asking…";
  if (!picked) place.replaceChildren(element("p", {}, ["Asking…"]));
  place.setAttribute("aria-busy", "true");
  const answer = await asked(body).catch((problem) => problem);
  if (mine !== newest) return;
  place.removeAttribute("aria-busy");
  if (answer instanceof Error) {
    told.textContent = "";
    return showFailure(place, answer, section.id);
  }
  const same = answer.getElementById(section.id);
  for (const name of FIELDS) {
    const field = same.querySelector(`form[id] [name=${name}]`);
    if (field) section.querySelector(`form[id] [name=${name}]`).value = field.value;
  }
  told.textContent = same.querySelector(".told").textContent;
  place.replaceChildren(...document.adoptNode(same.querySelector(".answer")).childNodes);
  // What was pressed is gone: who uses the keyboard goes on at the new answer.
  if (picked) (place.querySelector("[tabindex]") ?? section.querySelector("[name=names]")).focus();
}

async function asked(body) {
  let answer;
  let text;
  try {
    answer = await fetch("./", { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    text = await answer.text();
  } catch {
    throw new Error("The server could not be reached.");
  }
  if (answer.headers.get("content-type")?.startsWith("text/html")) return new DOMParser().parseFromString(text, "text/html");
  throw new Error(reason(text));
}

function reason(text) {
  try {
    return JSON.parse(text).detail ?? "The server gave no reason.";
  } catch {
    return "The server gave no reason.";
  }
}

function showFailure(place, problem, section) {
  const consequence = section === "section-check" ? "Nothing was checked." : "The question was not answered: that is neither yes nor no.";
  const words = [element("strong", {}, ["No answer"]), paragraph(problem.message), paragraph(consequence)];
  place.replaceChildren(element("div", { class: "error", role: "alert" }, words));
}

for (const section of document.querySelectorAll("main > section")) {
  section.addEventListener("submit", (event) => {
    event.preventDefault();
    answerInto(section, event.target, event.submitter);
  });
}

// A list is mostly one line; Shift + Enter begins another.
document.getElementById("names").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit(event.target.form.querySelector("[value=check]"));
});

completeWhileTyping(document.getElementById("drug"), document.getElementById("suggestions"));
