// Completes the name of a medicine while it is typed, by the API's own suggestions.
import { element } from "./elements.js";

const PAUSE = 120;

export function completeWhileTyping(input, list) {
  let waiting;
  let newest = 0;
  input.setAttribute("list", list.id);
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    newest += 1;
    const mine = newest;
    const typed = input.value.trim();
    if (!typed) return list.replaceChildren();
    waiting = setTimeout(async () => {
      const found = await suggested(typed);
      if (mine === newest) list.replaceChildren(...found);
    }, PAUSE);
  });
}

// A help only: without it the name is typed to its end and read as ever.
async function suggested(typed) {
  try {
    const answer = await fetch(`suggest?q=${encodeURIComponent(typed)}&limit=8`);
    if (!answer.ok) return [];
    const { suggestions } = await answer.json();
    return suggestions.map((one) => element("option", { value: one.text, label: one.label }));
  } catch {
    return [];
  }
}
