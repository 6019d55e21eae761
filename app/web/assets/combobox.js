// Completes what is typed from a list below the field (WAI-ARIA combobox). A help only: without it the name is
// typed to its end and read as ever.
import { element } from "./elements.js";

const PAUSE = 120;
let made = 0;

// `find` gives suggestions of the form {value, label}; `list` completes the last of several with commas between;
// `pick` is called with the chosen one, in place of writing it into the field.
export function complete(input, find, { list = false, pick = null } = {}) {
  made += 1;
  const box = element("ul", { class: "suggested", role: "listbox", id: `suggested-${made}`, "aria-label": "Suggestions", hidden: "" });
  const status = element("p", { class: "told", role: "status" });
  let [options, active, newest, waiting] = [[], -1, 0, 0];

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", box.id);
  input.after(box, status);
  input.parentElement.classList.add("completed");

  const open = () => !box.hidden;
  function close() {
    newest += 1;
    clearTimeout(waiting);
    box.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }
  function mark(place) {
    active = (place + options.length + 1) % (options.length + 1);
    if (active === options.length) active = -1;
    [...box.children].forEach((one, at) => one.setAttribute("aria-selected", `${at === active}`));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", box.children[active].id);
    box.children[active].scrollIntoView({ block: "nearest" });
  }
  function choose(one) {
    close();
    if (pick) return pick(one);
    const before = list ? input.value.match(/^.*[,;]\s*/s)?.[0] ?? "" : "";
    input.value = `${before}${one.value}`;
  }
  function show(found) {
    options = found;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    box.replaceChildren(...found.map((one, at) => {
      const item = element("li", { role: "option", id: `${box.id}-${at}`, "aria-selected": "false" }, [one.label]);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(one));
      return item;
    }));
    box.hidden = !found.length;
    input.setAttribute("aria-expanded", `${found.length > 0}`);
    status.textContent = found.length ? `${found.length} suggestions` : "";
  }
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    newest += 1;
    const mine = newest;
    const typed = (list ? input.value.split(/[,;]/).at(-1) : input.value).trim();
    if (!typed) return close();
    waiting = setTimeout(async () => {
      const found = await find(typed).catch(() => []);
      if (mine === newest) show(found);
    }, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    // What was typed so far is taken, or given up: no suggestion may come after that.
    if (!open() && (event.key === "Enter" || event.key === "Escape")) close();
    if (!open()) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    else if (event.key === "Enter" && active >= 0) choose(options[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  input.addEventListener("blur", close);
  input.form?.addEventListener("submit", close);
  return { close };
}
