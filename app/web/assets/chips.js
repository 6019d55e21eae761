// The list of medicines as chips, with a field that takes one after the other or a pasted list. The text area stays
// the list that is sent: it is hidden, and holds a name on every line.
import { complete } from "./combobox.js";
import { element } from "./elements.js";
import { medicines } from "./rest.js";

// `readList` lets the server part a pasted text into names; it knows which names have a comma.
export function chipList(area, readList) {
  const label = document.querySelector(`label[for=${area.id}]`);
  const how = document.getElementById(area.getAttribute("aria-describedby"));
  const entry = element("input", { id: "entry", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": how.id, placeholder: "clonazepam" });
  const add = element("button", { type: "button", class: "quiet" }, ["Add"]);
  const picked = element("ul", { class: "picked", "aria-label": "Your list" });
  const told = element("p", { class: "told", role: "status" });

  label.htmlFor = entry.id;
  how.textContent = "One after another, or paste a list. Enter adds; Enter in the empty field checks.";
  area.hidden = true;
  area.after(picked, element("div", { class: "row" }, [element("span", { class: "field" }, [entry]), add]), told);

  const lines = () => area.value.split(area.value.includes("\n") ? "\n" : ", ").map((one) => one.trim()).filter(Boolean);
  function keep(names) {
    area.value = names.join("\n");
    draw();
    area.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function remove(place) {
    const names = lines();
    const [gone] = names.splice(place, 1);
    keep(names);
    told.textContent = `${gone} is off the list.`;
    (picked.querySelectorAll("button")[Math.min(place, names.length - 1)] ?? entry).focus();
  }
  function draw(statuses = new Map()) {
    picked.replaceChildren(...lines().map((name, place) => {
      const off = element("button", { type: "button", "aria-label": `Remove ${name}` }, ["×"]);
      off.addEventListener("click", () => remove(place));
      const open = (statuses.get(name) ?? "resolved") !== "resolved";
      const note = open ? element("span", { class: "not-read" }, [" not checked"]) : null;
      return element("li", open ? { class: "open" } : {}, [element("span", {}, [name]), note, off]);
    }));
    picked.hidden = !picked.children.length;
  }
  async function take(text) {
    const words = text.trim();
    if (!words) return;
    suggestions.close();
    entry.value = "";
    const several = /[,;\n]|\s(and|plus|\+|&)\s/i.test(words);
    const names = several ? await readList(words) : [words];
    keep([...lines(), ...names]);
    told.textContent = names.length > 1 ? `${names.length} names are on the list.` : `${names[0]} is on the list.`;
  }

  const suggestions = complete(entry, medicines, { pick: (one) => { keep([...lines(), one.value]); entry.value = ""; told.textContent = `${one.value} is on the list.`; } });
  add.addEventListener("click", () => { take(entry.value); entry.focus(); });
  entry.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Backspace" && !entry.value && lines().length) {
      const names = lines();
      entry.value = names.pop();
      keep(names);
      event.preventDefault();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (entry.value.trim()) take(entry.value);
    else area.form.requestSubmit(area.form.querySelector("[value=check]"));
  });
  entry.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (entry.value.trim() || !/[,;\n]/.test(text.trim())) return;
    event.preventDefault();
    take(text);
  });
  draw();
  return {
    draw,
    keep,
    lines,
    // What still stands in the field belongs to the list.
    async settle() {
      await take(entry.value);
    },
    focus: () => entry.focus(),
  };
}
