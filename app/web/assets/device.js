// What stays with the person: an address to share, a card to print, and a list on this device if it is asked for.
// The address holds the medicines behind its #, which no browser sends to a server; nothing else of the person.
import { element } from "./elements.js";

const KEY = "materia:list";

export function sharedList() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return fields.has("list") ? { names: fields.get("list").split("\n").filter(Boolean), audience: fields.get("for") } : null;
}

function address(names, audience) {
  const fields = new URLSearchParams({ list: names.join("\n"), ...(audience === "professional" ? { for: audience } : {}) });
  return `${location.href.split("#")[0]}#${fields}`;
}

// The tools of an answer, beside those that the server put there.
export function addTools(tools, names, audience) {
  const print = element("button", { type: "button", class: "quiet" }, ["Print a card"]);
  const share = element("button", { type: "button", class: "quiet" }, ["Make an address to share"]);
  print.addEventListener("click", () => window.print());
  share.addEventListener("click", () => {
    const text = address(names, audience);
    const field = element("input", { id: "shared", readonly: "", value: text });
    const told = element("p", { class: "detail", role: "status" }, ["It holds your medicines, and nothing you said of yourself. What stands behind the # is sent to no server."]);
    share.after(element("div", { class: "shared" }, [element("label", { for: field.id }, ["Address of this list"]), field, told]));
    share.remove();
    field.focus();
    field.select();
    navigator.clipboard?.writeText(text).then(() => told.prepend("Copied. "), () => {});
  });
  tools.append(print, share);
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

// Below the list: keeps it on this device once the box is checked, and forgets it when it is not.
export function keepOnDevice(form, chips) {
  const area = form.querySelector("[name=names]");
  const box = element("input", { type: "checkbox", id: "keep" });
  const words = "Keep this list on this device";
  form.querySelector(".audience").before(element("p", { class: "keep" }, [element("label", {}, [box, ` ${words}`])]));
  const write = () => {
    try {
      if (box.checked) localStorage.setItem(KEY, JSON.stringify(chips.lines()));
      else localStorage.removeItem(KEY);
    } catch {
      box.checked = false;
    }
  };
  const kept = stored();
  if (Array.isArray(kept)) {
    box.checked = true;
    if (!chips.lines().length) chips.keep(kept.map(String));
  }
  box.addEventListener("change", write);
  area.addEventListener("change", write);
}
