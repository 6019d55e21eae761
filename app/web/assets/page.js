// The landing page's two questions, asked of the same API that everybody uses.
import { ask, showProblem } from "./asking.js";
import { element } from "./elements.js";
import { showCheck } from "./check.js";
import { completeWhileTyping } from "./suggest.js";
import { showVerdict } from "./verdict.js";

// The short sentence is told to screen readers; the whole answer stands below it, to be read at leisure.
function answerInto(form, { question, show, consequence, pick }) {
  const told = form.parentElement.querySelector(".told");
  const place = form.parentElement.querySelector(".answer");
  let newest = 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    newest += 1;
    const mine = newest;
    told.textContent = "Asking…";
    place.replaceChildren(element("p", {}, ["Asking…"]));
    try {
      const answer = await question();
      if (mine === newest) told.textContent = show(place, answer, pick);
    } catch (problem) {
      if (mine !== newest) return;
      told.textContent = "";
      showProblem(place, problem, consequence, pick);
    }
  });
}

function written() {
  return names.value.split(/[,;\n]/).map((name) => name.trim()).filter(Boolean);
}

const check = document.getElementById("check");
const names = document.getElementById("names");
answerInto(check, {
  question: () =>
    ask("interactions/check", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ drugs: written(), audience: "patient" }),
    }),
  show: showCheck,
  consequence: "Nothing was checked.",
  pick: (name, place) => {
    const before = written();
    // A problem does not say which name its suggestion is for: then it is added, and nothing is replaced but a lone name.
    const index = Number.isInteger(place) ? place : before.length === 1 ? 0 : before.length;
    before[index] = name;
    names.value = before.join(", ");
    check.requestSubmit();
  },
});

const prescribed = document.getElementById("prescribed");
const drug = document.getElementById("drug");
const condition = document.getElementById("condition");
answerInto(prescribed, {
  question: () =>
    ask(`drugs/${encodeURIComponent(drug.value.trim())}/indications/${encodeURIComponent(condition.value.trim())}`),
  show: showVerdict,
  consequence: "The question was not answered: that is neither yes nor no.",
  pick: (name, kind) => {
    (kind.endsWith("condition") ? condition : drug).value = name;
    prescribed.requestSubmit();
  },
});

for (const chip of document.querySelectorAll("[data-names]")) {
  chip.addEventListener("click", () => {
    names.value = chip.dataset.names;
    check.requestSubmit();
  });
}
for (const chip of document.querySelectorAll("[data-drug]")) {
  chip.addEventListener("click", () => {
    drug.value = chip.dataset.drug;
    condition.value = chip.dataset.condition;
    prescribed.requestSubmit();
  });
}

completeWhileTyping(document.getElementById("drug"), document.getElementById("suggestions"));
