// "Is it prescribed for…?" as the page shows it.
import { element, list, paragraph, sources, words } from "./elements.js";

const VERDICTS = {
  approved: "Approved for this",
  off_label: "Used for this without approval (off label)",
  adjunct_only: "Only beside another treatment",
  investigational: "Only in research",
  not_indicated: "A source says that it does not treat this",
  advised_against: "Advised against",
  unknown: "Not known here. No loaded source says, which is neither yes nor no",
};

const GOALS = {
  disease_modifying: "to change the course of the illness",
  symptomatic: "to ease symptoms, not the illness itself",
  preventive: "to prevent it",
  unknown: "not said by the sources",
};

const LIMITS = { duration: "How long", population: "For whom", line: "Where in the treatment" };

function told(status) {
  return VERDICTS[status] ?? words(status);
}

function facts(one) {
  const relieves = one.relieves.map((each) => each.name).join(", ");
  const rows = Object.entries(LIMITS).map(([field, title]) => [title, one.limits[field]]);
  const said = [["Goal", GOALS[one.goal] ?? words(one.goal)], ["It eases", relieves], ...rows].filter(([, value]) => value);
  return element("dl", {}, said.flatMap(([title, value]) => [element("dt", {}, [title]), element("dd", {}, [value])]));
}

// Whose statement it is: an answer from a broader or narrower condition, or from the class, says so.
function matched({ matched: read, condition, drug }) {
  const from = [];
  if (read.relation === "broader" || read.relation === "narrower") {
    from.push(`The statement is about ${words(read.answered_from ?? `a ${read.relation} condition`)}, which is ${read.relation} than ${condition.name}.`);
  }
  if (read.through) from.push(`It is said of the class ${words(read.through)}, to which ${drug.name} belongs.`);
  const asked = read.asked.toLowerCase() === condition.name.toLowerCase() ? "" : `“${read.asked}” was read as ${condition.name}.`;
  return paragraph([asked, ...from].filter(Boolean).join(" "), "detail");
}

function also(one) {
  const where = one.relation === "exact" ? "" : ` (${one.condition.name}, a ${one.relation} condition)`;
  const limits = Object.values(one.limits).filter(Boolean).join("; ");
  return element("li", {}, [
    element("strong", {}, [told(one.status)]), `${where}: ${one.why}`,
    limits ? element("span", { class: "detail" }, [`Limits: ${limits}.`]) : null,
    sources(one.citations),
  ]);
}

function treatment(one) {
  const detail = [one.for_whom && `For: ${one.for_whom}.`, one.aim && `Aim: ${one.aim}.`].filter(Boolean).join(" ");
  return element("li", {}, [
    element("strong", {}, [one.subject.name]), ` (${words(one.role)}): ${one.how}`,
    detail ? element("span", { class: "detail" }, [detail]) : null,
    sources(one.citations),
  ]);
}

function caution(one) {
  return element("li", {}, [element("strong", {}, [one.title]), `: ${one.text}`, sources(one.citations)]);
}

function antidepressant({ is_antidepressant: is, drug, condition }) {
  return is === false && /depress/i.test(condition.name) ? paragraph(`${drug.name} is not an antidepressant.`) : null;
}

export function showVerdict(place, answer) {
  const headline = `${answer.drug.name} for ${answer.condition.name}: ${told(answer.verdict)}`;
  place.replaceChildren(
    element("article", { class: `finding verdict ${answer.verdict}` }, [
      element("h3", {}, [headline]),
      matched(answer) ?? "",
      paragraph(answer.why) ?? "",
      antidepressant(answer) ?? "",
      facts(answer),
      sources(answer.citations),
    ]),
    ...list("Also said", answer.also.map(also)),
    ...list(`What ${answer.condition.name} is treated with`, answer.instead.map(treatment)),
    ...list("Cautions", answer.cautions.map(caution)),
    element("p", { class: "notice" }, [answer.notice]),
    element("p", { class: "release" }, [`Data: ${answer.release}`]),
  );
  return headline;
}
