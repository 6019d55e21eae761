// The landing page's two questions, asked of the same API that everybody uses.
import { ask, element, showError } from "./elements.js";
import { showCheck } from "./check.js";
import { showVerdict } from "./verdict.js";

function answerInto(form, question, show) {
  const place = form.parentElement.querySelector("[aria-live]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    place.replaceChildren(element("p", {}, ["Asking…"]));
    place.setAttribute("aria-busy", "true");
    try {
      show(place, await question());
    } catch (error) {
      showError(place, error.title ?? "Something failed here", error.message);
    } finally {
      place.removeAttribute("aria-busy");
    }
  });
}

const names = document.getElementById("names");
answerInto(
  document.getElementById("check"),
  () =>
    ask("interactions/check", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        drugs: names.value.split(/[,;\n]/).map((name) => name.trim()).filter(Boolean),
        audience: "patient",
      }),
    }),
  showCheck,
);

const drug = document.getElementById("drug");
const condition = document.getElementById("condition");
answerInto(
  document.getElementById("prescribed"),
  () => ask(`drugs/${encodeURIComponent(drug.value.trim())}/indications/${encodeURIComponent(condition.value.trim())}`),
  showVerdict,
);

for (const chip of document.querySelectorAll("[data-names]")) {
  chip.addEventListener("click", () => {
    names.value = chip.dataset.names;
    document.getElementById("check").requestSubmit();
  });
}
for (const chip of document.querySelectorAll("[data-drug]")) {
  chip.addEventListener("click", () => {
    drug.value = chip.dataset.drug;
    condition.value = chip.dataset.condition;
    document.getElementById("prescribed").requestSubmit();
  });
}
