// One finding of a check, with what a patient needs first and the whole record behind it.
import { element, list, more, paragraph, sources, words } from "./elements.js";

const ACTIONS = {
  avoid: "avoid taking these together",
  use_only_if_benefit_outweighs: "only if the benefit outweighs the risk, as a doctor decides",
  adjust_or_separate: "the dose may need a change, or the two a distance in time",
  monitor: "watch for the effects named here",
  no_special_precaution: "the source asks for no special precaution",
  insufficient_information: "not enough is known to say what to do",
};

function factor(one) {
  const action = ACTIONS[one.action] ?? words(one.action);
  return element("li", {}, [`${one.applies ? "Applies here: " : ""}${one.text} (${action})`]);
}

function rating(one) {
  const said = one.text ? `: ${one.text}` : "";
  return element("li", {}, [`${one.source} says “${one.rating}”, read here as ${words(one.severity)}${said} (licence: ${one.licence})`, sources(one.citations)]);
}

function wider(one) {
  return element("li", {}, [`${one.title} (severity ${words(one.severity)})`, sources(one.citations)]);
}

function record(one) {
  const evidence = one.evidence.map((each) => `${words(each.kind)} (certainty ${words(each.certainty)})`).join(", ");
  const { exposure, harm } = one.frequency;
  return [
    paragraph(one.mechanism.text),
    paragraph(`Evidence: ${evidence || "none named"}.`),
    paragraph(`Serious outcomes: ${one.seriousness.outcomes.join(", ") || "none named"}. Onset: ${words(one.onset)}.`),
    paragraph(`How many take both: ${words(exposure)}. How many come to harm: ${words(harm)}.`),
    paragraph(`Shown as ${words(one.display)}: ${one.display_reason}.`),
    list("What changes the risk", one.factors.map(factor), "h5"),
    list("Ratings of the sources", one.native_ratings.map(rating), "h5"),
    list("Wider rules that say the same", one.also.map(wider), "h5"),
    list("How this was found", one.explanation.map((step) => element("li", {}, [step])), "h5"),
  ];
}

export function finding(one) {
  const between = one.participants.map((part) => part.input).join(" + ");
  return element("article", { class: `finding ${one.severity}` }, [
    element("h4", {}, [element("span", { class: "severity" }, [`severity ${words(one.severity)}`]), one.title]),
    paragraph(between, "detail"),
    paragraph(one.advice.patient, "advice"),
    element("p", {}, [element("strong", {}, ["Action: "]), `${ACTIONS[one.action] ?? words(one.action)}.`]),
    one.consequences.length
      ? element("p", {}, [element("strong", {}, ["What may follow: "]), `${one.consequences.join("; ")}.`])
      : null,
    more("How, how sure, and why", record(one)),
    sources(one.citations),
  ]);
}
