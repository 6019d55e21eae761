// Helps with the pages: completes names, keeps the list as chips, and shows answers without leaving the page.
import { addFilter, answerInto, asked, markOld } from "./answers.js";
import { chipList } from "./chips.js";
import { complete } from "./combobox.js";
import { addTools, keepOnDevice, sharedList } from "./device.js";
import { ROOT, both, conditions, medicines } from "./rest.js";

const check = document.getElementById("check");
const field = (name) => document.getElementById(name);

if (field("drug")) complete(field("drug"), medicines);
if (field("condition")) complete(field("condition"), conditions);
if (check) startHome();

function startHome() {
  complete(field("conditions"), conditions, { list: true });
  complete(field("allergies"), medicines, { list: true });
  complete(field("words"), both, { pick: goTo });
  const chips = chipList(field("names"), readList);
  keepOnDevice(check, chips);

  for (const section of document.querySelectorAll("main > section")) {
    section.addEventListener("submit", async (event) => {
      // A form within an answer that asks another part of the page is left to the browser.
      if (!event.target.id) return;
      event.preventDefault();
      const { target, submitter } = event;
      if (target === check && submitter?.name !== "example") await chips.settle();
      await answerInto(section, target, submitter, (place) => target === check && shown(place, chips));
    });
  }
  for (const kind of ["input", "change"]) check.addEventListener(kind, (event) => {
    const { name } = event.target;
    if (name && name !== "audience") markOld(document.querySelector("#section-check .answer"), document.querySelector("#section-check > .told"));
  });
  // A form of another page was answered by a whole page.
  const answered = document.querySelector("#section-check .answer");
  if (answered.querySelector(".top")) shown(answered, chips);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("a[href='#about']")) return;
    event.preventDefault();
    document.getElementById("about").open = true;
    field("conditions").focus();
  });
  const shared = sharedList();
  if (shared) askShared(shared, chips);
}

function shown(place, chips) {
  const lines = [...place.querySelectorAll(".inputs li[data-status]")];
  const statuses = new Map(lines.map((one) => [one.querySelector("strong").textContent, one.dataset.status]));
  for (const one of place.querySelectorAll(".inputs .open > strong")) if (!statuses.has(one.textContent)) statuses.set(one.textContent, "unresolved");
  chips.draw(statuses);
  const tools = place.querySelector(".tools");
  if (tools) addTools(tools, chips.lines(), check.elements.audience.value);
  addFilter(place);
}

// Only the server knows which names have a comma; if it cannot be asked, the check will part the list.
async function readList(text) {
  const answer = await asked(new URLSearchParams({ question: "list", names: text })).catch(() => null);
  const read = answer?.getElementById("names")?.value ?? text;
  return read.split(read.includes("\n") ? "\n" : ", ").filter(Boolean);
}

function askShared({ names, audience }, chips) {
  chips.keep(names);
  if (audience === "professional") check.elements.audience.value = audience;
  check.requestSubmit(check.querySelector("[value=check]"));
}

function goTo(one) {
  const pages = { drug: "drugs", condition: "conditions" };
  if (pages[one.kind]) return location.assign(new URL(`pages/${pages[one.kind]}/${encodeURIComponent(one.id)}`, ROOT));
  field("words").value = one.value;
  field("search").requestSubmit();
}
