"""A small valid seed folder, to be changed by one mistake at a time."""

from pathlib import Path

FILES = {
    "sources/book.yaml": """\
id: book
title: A book
kind: book
publisher: nobody
licence: CC0
version: "1"
text:
  - heading: Introduction
    paragraphs:
      - - aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
""",
    "effects/effects.yaml": """\
- id: sleep
  name: sleep
  description: Sleeping.
  cite: book 1.1.1
""",
    "conditions/conditions.yaml": """\
- id: worry
  name: worry
  kind: symptom
  description: Worrying.
  cite: book § one
- id: great-worry
  name: great worry
  kind: symptom
  description: Worrying much.
  parents:
    - {id: worry, cite: book § one}
  cite: book § one
""",
    "burdens/burdens.yaml": """\
- id: tired
  name: tired
  description: Tired.
  threshold: 3
  advice: {patient: Rest., professional: Review.}
  cite: book § one
""",
    "classes/classes.yaml": """\
- id: calmers
  name: calmer
  kind: effect
  description: Calms.
  cite: book § one
- id: soft-calmers
  name: soft calmer
  kind: effect
  description: Calms softly.
  parents:
    - {id: calmers, cite: book § one}
  cite: book § one
""",
    "therapies/therapies.yaml": """\
- id: talking
  name: talking
  kind: psychotherapy
  description: Talks.
  parts: [class:calmers]
  cite: book § one
""",
    "drugs/alpha.yaml": """\
id: alpha
name: alpha
description: The first.
cite: book § one
names:
  - {text: Alphax, kind: brand, cite: book § one}
codes:
  - {system: rxnorm, code: "1", cite: book § one}
classes:
  - {id: soft-calmers, cite: book § one}
indications:
  - condition: worry
    status: approved
    goal: symptomatic
    why: So.
    cite: book 1.1.1
side_effects:
  - {effect: sleep, cite: book § one}
burdens:
  - {burden: tired, weight: 1, cite: book § one}
""",
    "drugs/beta.yaml": """\
id: beta
name: beta
description: The second.
cite: book § one
classes:
  - {id: soft-calmers, cite: book § one}
""",
    "rules/rules.yaml": """\
- id: alpha-beta
  title: Alpha with beta
  one: drug:alpha
  other: drug:beta
  severity: major
  action: avoid
  evidence: [{kind: label, certainty: high}]
  seriousness: {serious: true}
  consequences: [sleep]
  mechanism: {kind: unknown, pathway: none, text: Unknown.}
  advice: {patient: Ask., professional: Avoid.}
  cite: book § one
""",
}


def write_seed(folder: Path, **changed: str | None) -> Path:
    """The seed; `changed` replaces a file's text, or leaves the file out when it is None.

    A name is the path with two underscores for the slash and without its ending: `drugs__alpha`.
    """
    files = dict(FILES)
    for name, text in changed.items():
        path = f"{name.replace('__', '/').replace('_', '-')}.yaml"
        if text is None:
            del files[path]
        else:
            files[path] = text
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def changed(path: str, old: str, new: str) -> dict[str, str]:
    """One replacement in one file, as `write_seed` takes it."""
    text = FILES[path]
    assert old in text, f"{old!r} does not stand in {path}"
    name = path.removesuffix(".yaml").replace("/", "__").replace("-", "_")
    return {name: text.replace(old, new, 1)}
