// "Is it prescribed for…?" as the page shows it.
import { element, sources, words } from "./elements.js";

const VERDICTS = {
  approved: "Approved for this",
  off_label: "Used for this without approval (off label)",
  adjunct_only: "Only beside another treatment",
  investigational: "Only in research",
  not_indicated: "A source says that it does not treat this",
  advised_against: "Advised against",
  unknown: "Not known here: no loaded source says",
};

function limits(one) {
  const said = [one.duration, one.population, one.line].filter(Boolean);
  return said.length ? element("p", {}, [`Limits: ${said.join("; ")}.`]) : null;
}

function also(one) {
  const where = one.relation === "exact" ? "" : ` (${one.condition.name}, a ${one.relation} condition)`;
  return element("li", {}, [element("strong", {}, [VERDICTS[one.status]]), `${where}: ${one.why}`]);
}

function list(title, items) {
  return items.length ? [element("h3", {}, [title]), element("ul", {}, items)] : [];
}

export function showVerdict(place, answer) {
  const relieves = answer.relieves.map((one) => one.name).join(", ");
  place.replaceChildren(
    element("article", { class: `finding verdict ${answer.verdict}` }, [
      element("h4", {}, [`${answer.drug.name} for ${answer.condition.name}: ${VERDICTS[answer.verdict]}`]),
      element("p", {}, [answer.why]),
      limits(answer.limits),
      relieves ? element("p", {}, [`It relieves: ${relieves}. Goal: ${words(answer.goal)}.`]) : null,
      sources(answer.citations),
    ]),
    ...list("What it is treated with", answer.instead.map((one) =>
      element("li", {}, [element("strong", {}, [one.subject.name]), ` (${words(one.role)}): ${one.how}`]))),
    ...list("Also said", answer.also.map(also)),
    ...list("Cautions", answer.cautions.map((one) =>
      element("li", {}, [element("strong", {}, [one.title]), `: ${one.text}`]))),
    element("p", { class: "notice" }, [answer.notice]),
  );
}
