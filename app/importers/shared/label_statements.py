"""What a sentence of a label says of an interaction that the reader saw: forbids, warns, or names.

The words around the name decide: some say that no interaction is meant (an allergy, `see the label
of`, what the product contains), some keep it conditional (a dose, an organ, a genotype). Nothing
else of a sentence makes a severity, and only in two sections can it be had at all. Everything here
looks at a bounded part of the sentence.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.domain.facts import LabelStatement, MentionCondition
from app.importers.shared.label_reader import Mention
from app.importers.shared.label_roles import Role

FORBIDDING = "contraindications"
WARNING = "boxed_warning"
# Sections in which drugs are named for many reasons: here a sentence must speak of both.
_LOOSE = frozenset({"warnings", "warnings_and_cautions", "precautions", "general_precautions"})
_NEAR = 90
_FAR = 200


def _any(words: str) -> re.Pattern[str]:
    return re.compile(words, re.I | re.X)


_TOGETHER = _any(
    r"\b(?: co-?\s?administ\w* | co-?\s?prescri\w* | concomitant\w* | concurrent\w* | combin\w*"
    r"| simultaneous\w* | together | conjunction | co-?medicat\w* | interact\w*"
    r"| (?:use[ds]?|given|taken|taking|administered|receiv\w+|treated|prescribed|added|therapy)"
    r"\ (?:\w+\ ){0,4}(?:with|to) | taking | receiv\w+ | who\ are\ on | those\ on"
    r"| use\ (?:of|with) | plus )\b"
)
# More than that both are taken: a study has patients treated with this and others with that.
_STUDY = _any(
    r"\b(?: 95%\ (?:ci|confidence) | hazard\ ratio | odds\ ratio | study\ \d | studies\ \d | placebo"
    r"| clinical\ trials? | patients\ in\ (?:a|the)\ \w+\ study )\b"
)
_EXPLICIT = _any(
    r"\b(?: co-?\s?administ\w* | concomitant\w* | concurrent\w* | combin\w* | simultaneous\w* | together"
    r"| interact\w* )\b"
)
_ALLERGY = _any(
    r"hypersensitiv | allerg | anaphyla | sensitivity\ to | cross-?\s?(?:react|sensitiv)"
)
_ALLERGY_AFTER = _any(
    r"(?: allerg | urticaria | asthma | bronchospas | hypersens | rhinitis | polyps )"
)
_SEE = _any(
    r"\b(?:see|refer|consult|read)\b[^.;]{0,80}\b(?:label\w* | prescribing | package\ insert"
    r"| insert | monograph | product\ information | medication\ guide)"
)
_FOR_MORE = _any(
    r"\bfor\ (?:(?:more|additional|specific|further|complete)\ ){0,2}information\b[^.;]*$"
)
_OF_LABEL = _any(
    r"(?:label\w* | prescribing\ information | package\ inserts? | full\ prescribing\ information)"
    r"\ (?:for|of|of\ the|for\ the)\s*$"
)
_BEFORE = (
    # without an inhaled corticosteroid; except ritonavir; not a metabolite of
    _any(r"\b(?: without | except(?:\ for)?(?:\ with)? | other\ than | excluding | rather\ than"
         r"| instead\ of | unlike | exception\ of | in\ the\ absence\ of | not\ on"
         r"| not\ (?:also\ )?(?:receiving|taking|treated\ with)(?:\ highly\ active)? )"
         r"\ (?:a\ |an\ |the\ |any\ |concomitant\ |concurrent\ |also\ |taking\ |receiving\ ){0,3}$"),
    # compared to patients treated with warfarin
    _any(r"\b(?: compared\ (?:to|with) | (?:less|more|greater|higher|lower|fewer)\ [^,;]{0,40}\bthan"
         r"| versus | vs\.? | relative\ to | similar\ to | confusion\ with | confused\ with"
         r"| structurally\ (?:related|similar)(?:\ to)? | derivatives?\ of | analogu?es?\ of )"
         r"[^,;()]{0,60}$"),
    # like some other lipid-lowering drugs; it is known to be an inhibitor of CYP3A4
    _any(r"\b(?: (?:like|as\ with|unlike)\ (?:some\ |many\ |all\ |most\ )?other"
         r"| (?:is|are|be)\ (?:also\ |itself\ )?(?:an?|the)(?:\ (?:potent|strong|moderate|weak|known|selective))* )\s*$"),
    # structural relationship with; secretion of growth hormone
    _any(r"\b(?: structural\w*\ (?:relation\w*|similar\w*)\ (?:to|with)"
         r"| (?:secretion|release|production|synthesis|formation|target)\ of"
         r"| consider\ (?:prescribing|administering|giving)"
         r"| treated\ (?:by|with)\ (?:the\ )?(?:administration|use)\ of(?:\ an?)? )\s*$"),
    # resistance to one or to the class of protease inhibitors
    _any(r"\bresistance\ (?:to|against)\ [^.;()]{0,60}$"),
    # abrupt discontinuation of alcohol, benzodiazepines and; not `within 14 days of stopping`
    _any(r"(?<!days\ of\ )(?<!weeks\ of\ )(?<!after\ )(?<!following\ )(?<!hours\ of\ )"
         r"\b(?: (?:abrupt\ |sudden\ )?(?:discontinuation|withdrawal|cessation) )\ of\ [^.;()]{0,60}$"),
    # resistance to the class of protease inhibitors; a metabolite of; binding to albumin
    _any(r"\b(?: resistance\ (?:to|against) | (?:class(?:es)?|metabolites?|moiety|prodrug|component)\ of"
         r"| confusion\ between"
         r"| deficiency\ of | overdos\w+\ (?:of|with) | bound\ to | binds?\ to | bind\ to | binding\ to"
         r"| withdrawal\ (?:of|from)\ (?:the\ )?(?=$) )(?:\ (?:the|class|of|plasma|serum))*\s*$"),
)  # fmt: skip
# can be coadministered with it without a dose adjustment:
_FREELY = _any(
    r"\b(?: can|may )\ be\ (?:safely\ )?(?: co-?\s?administered | given | used | taken )\b[^.;]{0,60}"
    r"\b(?: without | no )\ (?:any\ |a\ )?(?: dos\w+ | adjust\w* | regard )"
)
_CONTAINS = _any(
    r"\b(?: contain(?:s|ing|ed)? | preserved\ with | formulated\ with | excipients? | vehicle"
    r"| inactive\ ingredients? | diluted\ (?:in|with) | dissolved\ in | diluent )\b[^.;]{0,40}$"
)
_MAY_CONTAIN = _any(
    r"\b(?: products? | drugs? | medic\w+ | preparations? | agents? | antacids? | supplements?"
    r"| substitutes? | contraceptives? | regimens? | foods? | beverages? | diets?"
    r"| vitamins | therap\w+ | items? | substances | remedies )"
    r"\ (?:\w+\ ){0,3}contain\w*\b[^.;]{0,40}$"
)
_BEHIND = (
    # nucleoside analogues have previously resulted in leukopenia
    _any(r"^\s(?:have|has|had)\ previously\b"),
    # may lower the risk of this complication
    _any(r"^[^.;]{0,60}\bmay\ (?:lower|reduce|decrease|prevent|diminish)\ (?:the\ )?(?:risk|incidence|severity)"),
    # alcohol abuse; opioid withdrawal; antidepressant-treated; sildenafil-associated
    _any(r"^[\s-]{1,2}(?: abuse | dependence | addiction | use\ disorder | withdrawal | overdos\w+"
         r"| intoxication | poisoning | treated | naive | na\u00efve | tolerant | resistant | refractory"
         r"| allerg\w+ | hypersens\w+ | deficien\w+ | metaboli[sz]ers? | sensitive\ (?:asthma|patients)"
         r"| rechallenge | aminotransferase | transaminase | phosphatase | dehydrogenase"
         r"| analog(?:ue)?s? | induction\b | like\b | antibod\w+ | test\w* | assays? | screen\w* | package\ insert | label\w*"
         r"| prescribing\ information | therapy\ (?:alone|should\ be\ instituted)"
         r"| risk\ evaluation | rems | contents? )\b"),
)  # fmt: skip
_ADJECTIVE = _any(r"^-(?: induced | enhanced | associated | related | mediated | type )\b")
# `anticholinergic agents should be considered`: what helps, and `the kinase inhibitor`, named before.
_HELPS = _any(
    r"^[^.;,]{0,60}\b(?:may|might|should)\ be\ (?:required|needed|necessary|considered|available|readily|instituted|initiated|used\ (?:to|for|as))\b"
)
_MENDED = _any(
    r"\b(?:mitigated|managed|controlled|prevented|reversed|corrected)\ (?:by|with)\b[^.;]{0,60}$"
)
_THAT_HOLD = re.compile(r",?\s{0,2}(?:that|which) contain", re.I)
# What one drug does to another, or must not.
_DOES = _any(
    r"\b(?: enhanc\w* | potentiat\w* | increas\w* | decreas\w* | reduc\w* | avoid\w* | antagoni[sz]\w*"
    r"| exaggerat\w* | prolong\w* | additive | contraindicat\w* | inhibit\w* | induc\w* | impair\w*"
    r"| diminish\w* | attenuat\w* | interfer\w* | caution | lower\w* | elevat\w* | alter\w* | worsen\w*"
    r"| displac\w* | risk )\b"
)
_THE = re.compile(r"\b(?:the|this|that|each)\s*$", re.I)
# What a body holds itself, and is measured.
_OF_BODIES = frozenset(
    [
        "albumin",
        "serum",
        "human",
        "carbon",
        "dioxide",
        "thiamine",
        "vitamin",
        "a",
        "b12",
        "d",
        "e",
        "zinc",
    ]
)
_MEASURED = re.compile(r"\b(?:serum|plasma|blood|urinary)\s*$", re.I)
_HELP = _any(
    r"\b(?: treat(?:ed|ment|ing)? | manag\w+ | premedicat\w* | pretreat\w* | antidote | revers\w+"
    r"| support\w* | resuscitat\w* | prophyla\w+ | rescue | supplement\w* | institut\w+ | require[sd]?"
    r"| respond\w* | relie\w+ | administration\ of | administer | use\ of\ appropriate )\b[^.;]{0,90}$"
)
_STATE = _any(
    r"\b(?: suicid\w+ | dementia-related | tardive | neuroleptic\ malignant | rems"
    r"| risk\ evaluation | class\ effect | misuse,\ and\ abuse )\b"
)
_HISTORY = _any(
    r"\b(?: history\ of | prior\ (?:use|treatment|therapy|exposure) | previously )\b[^.;]{0,60}$"
)

_DOSE = _any(
    r"\b(?: high | higher | large | larger | low | lower | small )[-\ ]?doses?\b"
    r"| \bdos(?:e|es|age|ages|ing)\b[^.;,]{0,30}(?: above | greater | higher | exceed\w* | more\ than | over\b"
    r"| up\ to | [>\u2265] ) | (?: exceed\w* | greater\ than | more\ than | over | above | [>\u2265] )"
    r"\s{0,2}\d[\d.,]{0,6}\s?(?: mg | mcg | g\b | \u00b5g | milligram )"
    r"| \b\d+\s?mg\ (?:once|twice|daily|every|per|or\ (?:more|greater|higher))"
)
_ORGAN = _any(
    r"(?<!risk\ of\ )(?<!result\ in\ )(?<!cause\ )(?<!clinical\ )(?<!acute\ )(?<!\ as\ )(?<!increased\ )"
    r"(?<!worsening\ )(?<!including\ )(?<!subclinical\ and\ clinical\ )"
    r"\b(?: renal | hepatic | kidney | liver | cardiac | hepatorenal | heart )\W+(?:\w+\W+){0,2}"
    r"(?: impair\w* | failure | disease | dysfunction | insufficien\w* | function | decompensat\w* )"
    r"| creatinine\ clearance | \bcrcl\b | \be?gfr\b | child-?\s?pugh | bilirubin | cirrho\w+ | dialysis"
)
_GENOTYPE = _any(
    r"(?: poor | ultra-?\s?rapid | intermediate | extensive | rapid )\ metaboli | genotyp | \bhla-"
    r"| \bcarriers?\b | homozygous | \b(?:cyp\w+|g6pd|nat2|tpmt|ugt\w+)\ (?:pm|deficien\w*)"
)
_AGE = _any(
    r"\b(?: p(?:a)?ediatric | children | child | neonat\w+ | infants? | newborns? | premature"
    r"| adolescents? | (?:younger|older|less|greater)\ than\ \d+\ (?:years|days|months|weeks) | elderly"
    r"| geriatric | years\ of\ age | \d+\ days\ of\ age )\b"
)
_DISEASE = _any(
    r"\b(?: (?:patients?|individuals?|persons|women|men|adults|those|anyone)\ "
    r"(?:with|who\ have|suffering\ from)\ (?!taking|receiving|concomitant|concurrent)"
    r"| with\ (?:type\ \d\ )?diabetes | diabetic\ patients | when\ used\ for | for\ the\ treatment\ of"
    r"| for\ treatment\ of | (?:used|indicated)\ (?:for|in|to\ treat)\ (?!combin|conjunc|patients\ (?:tak|rec|tre)|concom) | in\ the\ setting\ of )"
)
_ROUTE_BEFORE = _any(
    r"\b(?: oral(?:ly\ administered)? | intravenous(?:ly\ administered)? | iv | i\.v\. | parenteral"
    r"| injectable | inhaled | intramuscular | topical | intranasal | intrathecal | ophthalmic"
    r"| sublingual | subcutaneous | epidural | transdermal )\s{1,2}$"
)
_ROUTE = _any(
    r"\b(?: (?:intrathecal|epidural|intravenous|oral|parenteral|topical|intramuscular)"
    r"\ (?:administration|route|injection) | (?:administered|given|used)\ (?:intrathecally|intravenously"
    r"|orally|parenterally|by\ injection|topically|by\ mouth) )\b"
)
_UNLESS = _any(r"\b(?: unless | except(?!ional) | with\ the\ exception )\b")
_THIRD = _any(
    r"\b(?: when\ (?:also\ )?(?:co-?administered|given|taken|used)\ with\ both | boosted"
    r"| contraindicat\w+\ with\ [^.;]{3,80}\ when\ (?:co-?administered|given|taken|used)\ with"
    r"| both\ \w[^.;]{0,60}\band\b[^.;]{0,60}\b(?:together|concomitantly) )\b"
)
_OUTSIDE = _any(r"\b(?: in\ vitro | in\ animals? | rats? | mice | dogs? | rabbits? | monkeys? )\b")
_CONDITIONS = (
    (MentionCondition.OUTSIDE_PEOPLE, _OUTSIDE),
    (MentionCondition.EXCEPT, _UNLESS),
    (MentionCondition.GENOTYPE, _GENOTYPE),
    (MentionCondition.ORGAN, _ORGAN),
    (MentionCondition.DOSE, _DOSE),
    (MentionCondition.AGE, _AGE),
    (MentionCondition.THIRD_DRUG, _THIRD),
    (MentionCondition.ROUTE, _ROUTE),
    (MentionCondition.DISEASE, _DISEASE),
)

_FORBIDS = _any(
    r"\b(?: contraindicat\w+ | (?:should|must|may|can)\ (?:not|never)\ (?:\w+\ ){0,2}(?: use[d]? | tak\w+"
    r"| give[n]? | administer\w* | combine[d]? | receiv\w* | co-?\s?administer\w* | initiat\w* | start\w*"
    r"| prescribe[d]? ) | do\ not\ (?:\w+\ ){0,2}(?: use | take | give | administer | combine"
    r"| co-?\s?administer | initiate | start | prescribe ) | should\ never | must\ never )"
)
_BECAUSE = _any(r"\b(?: because | due\ to | since | as\ (?:this|it|they|there)\b | given\ the | owing\ to"
                r"| resulting\ in | may\b | can\b | has\ been | have\ been | could | might )")  # fmt: skip
# A sentence with these tells what happens, and forbids nothing.
_EXPLAINS = _any(
    r"\b(?: causes? | produces? | results?\ in | leads?\ to | was | were | has\ been | have\ been"
    r"| reported | is\ recommended | may\ (?:result|cause|increase|lead|produce) | requires? )\b"
)
_LIST_ITEM = _any(
    r"^(?: [\W\d]{0,12} | [\W\d]{0,12}contraindications\W{1,4}(?:\d\W{0,3})? )"
    r"(?: (?:the\ )?(?:concomitant | concurrent | simultaneous) | (?:the\ )?co-?\s?administ\w+"
    r"| (?:the\ )?(?:combined|combination) | (?:the\ )?use\ (?:of|with|in) | taking | (?:current\ )?treatment\ with"
    r"| administration | receiving | (?:in\ )?(?:patients|those|persons|individuals)\ (?:who\ are\ )?"
    r"(?: taking | receiving | on\b | treated | using | who\ (?:take|receive|are) )"
    r"| when\ (?:co-?)?(?:administered|used|taken) | within\ \d | with\ (?:concomitant|concurrent)"
    r"| in\ combination | together\ with | with\b | also\ taking | have\ taken | have\ been\ taking )"
)
_BREAK = re.compile(r"[;•●▪◦‣]|[.:]\s|\s[–—]\s|\s\d{1,2}\.\d{1,2}\s")

# `with myasthenia, or in patients receiving ...`: what stands before says nothing of the latter.
_OR_THOSE = re.compile(
    r"\bor (?:in |those |when )?(?:patients |those )?(?:concomitantly )?(?:receiv|tak)ing", re.I
)

Said = tuple[LabelStatement, MentionCondition | None]


def said_of(section: str, text: str, mentions: Sequence[Mention], number: int) -> Said | None:
    """What a sentence says of an interaction that was seen in it; None where the words around the
    name show that none is meant.
    """
    mention = mentions[number]
    if _is_one_product(text, mentions, number):
        return None
    if number and _is_short_for(text, mentions[number - 1], mention):
        # `proton pump inhibitors (PPIs)`
        return said_of(section, text, mentions, number - 1)
    part, place = _part(text, mention)
    before, behind = part[:place], part[place + mention.end - mention.start :]
    if _means_none(section, text, mention, before, behind):
        return None
    if section not in (FORBIDDING, WARNING):
        outside = _OUTSIDE.search(part) is not None
        return LabelStatement.NAMES, MentionCondition.OUTSIDE_PEOPLE if outside else None
    condition = condition_of(text, mentions, number)
    if condition is not None or _is_some(text, mention, before, behind):
        return LabelStatement.NAMES, condition
    # A class that is an example of another one is meant only as far as it is that.
    partly = mention.role is Role.EXAMPLE and _is_class(mention)
    if section == FORBIDDING and not partly and _forbids(text, mention):
        return LabelStatement.FORBIDS, None
    if section == WARNING:
        return LabelStatement.WARNS, None
    return LabelStatement.NAMES, None


def condition_of(text: str, mentions: Sequence[Mention], number: int) -> MentionCondition | None:
    """What keeps a mention conditional."""
    part, place = _part(text, mentions[number])
    condition = _condition(part, part[:place])
    if condition is None and _needs_third(text, mentions, number):
        return MentionCondition.THIRD_DRUG
    return condition


def _is_one_product(text: str, mentions: Sequence[Mention], number: int) -> bool:
    """`Darunavir/ritonavir` in a label of darunavir."""
    before = mentions[number - 1] if number else None
    own = before is not None and before.role is Role.OWN
    return own and text[mentions[number - 1].end : mentions[number].start].strip() in ("/", "-")


def _is_short_for(text: str, before: Mention, mention: Mention) -> bool:
    return mention.keys == before.keys and text[before.end : mention.start] in (" (", " [")


def _needs_third(text: str, mentions: Sequence[Mention], number: int) -> bool:
    """`Simvastatin, when co-administered with cyclosporine`, in a label of neither."""
    if re.match(r"\s{0,2}\(\s{0,2}with \w+\s{0,2}\)", text[mentions[number].end :]):
        return True
    for before, one in pairwise(mentions[number:]):
        if _WHEN_WITH.search(text[before.end : one.start]):
            return one.role is not Role.OWN
    return False


_WHEN_WITH = re.compile(r"\bwhen (?:co-?administered|used|given|taken) (?:\w+ )?with\b", re.I)


def _is_some(text: str, mention: Mention, before: str, behind: str) -> bool:
    """Whether only some of a class are meant: `certain narcotics`, `non-selective MAO inhibitors`,
    `drugs that are metabolised by CYP3A4, and for which ...`.
    """
    if not _is_class(mention):
        return False
    words = text[mention.start : mention.end].lower()
    if _SOME.search(before[-30:]) or _PARTLY.search(words):
        return True
    return re.match(r"[^.;]{0,30}\b(?:for which|whose|with (?:a )?narrow)\b", behind) is not None


def _is_class(mention: Mention) -> bool:
    return len(mention.keys) > 1 or not mention.keys or mention.keys[0].startswith("class:")


_SOME = _any(r"\b(?:some|certain|select|selected|several|a\ number\ of|many|most|few)\s*$")
_PARTLY = _any(
    r"substrate | metaboli[sz]ed | dependent | ^(?:non-?\s?|)selective\ (?!serotonin)"
    r"| ^(?:ir)?reversible | (?:long|short)[\s-]acting | narrow\ thera"
)


def _part(text: str, mention: Mention) -> tuple[str, int]:
    """The part of a sentence between two marks that holds the name, and the name's place in it."""
    start = max(0, mention.start - 600)
    for found in _BREAK.finditer(text, start, mention.start):
        start = found.end()
    for found in _OR_THOSE.finditer(text, start, mention.start):
        start = found.start()
    end = _BREAK.search(text, mention.end, mention.end + 600)
    last = end.start() if end is not None else min(len(text), mention.end + 600)
    return text[start:last], mention.start - start


def _means_none(section: str, text: str, mention: Mention, before: str, behind: str) -> bool:
    near = before[-_NEAR:]
    if any(one.search(near) for one in _BEFORE) or any(one.match(behind[:40]) for one in _BEHIND):
        return True
    if _CONTAINS.search(near) and not _MAY_CONTAIN.search(before[-_FAR:]):
        return True
    # Of some of a class nobody knows which.
    several = len(mention.keys) > 1 and mention.keys[0][:1] != "c"
    if several and (_SOME.search(before[-30:]) or _THAT_HOLD.match(behind)):
        return True
    if _FREELY.search(text[max(0, mention.start - 600) : mention.start]):
        return True
    if _FOR_MORE.search(text[: mention.start]):
        return True
    if _is_allergy(before[-_FAR:], behind[:_NEAR]) or _is_elsewhere(near, behind[:_FAR]):
        return True
    name = text[mention.start : mention.end].lower()
    if _OF_BODIES.issuperset(re.findall(r"\w+", name)):
        return True
    if mention.role is Role.OWN_CLASS and not re.search(
        r"\b(?:other|another|additional)\b", near[-30:]
    ):
        return True
    if _THE.search(before[-8:]) and len(name) > 1 and name[-1] != "s" and _is_class(mention):
        return True
    part = before + name + behind
    together = _TOGETHER.search(part) is not None
    if section == WARNING and not together and not _FORBIDS.search(part):
        return True
    explicit = _EXPLICIT.search(part) is not None
    if section in (WARNING, *_LOOSE) and not explicit:
        if _MEASURED.search(near) or _STATE.search(text):
            return True
    if section in (WARNING, *_LOOSE) and not together:
        if _HELP.search(before[-_FAR:]) or _ADJECTIVE.match(behind):
            return True
    if section not in (WARNING, *_LOOSE):
        return False
    if (
        _HELPS.match(behind[:_NEAR])
        or _MENDED.search(near)
        or (_STUDY.search(text) and not explicit)
    ):
        return True
    if section == WARNING:
        return False
    return not together and not (mention.sure and _DOES.search(part))


def _is_allergy(before: str, behind: str) -> bool:
    """`hypersensitivity to aspirin`, `urticaria after taking aspirin`; not `angioedema with both`."""
    found = None
    for found in _ALLERGY.finditer(before):
        pass
    if found is not None and not _TOGETHER.search(before, found.end()):
        return True
    taken = re.search(
        r"\b(?:after|by|following|to)\ (?:taking|use\ of|the\ use\ of|ingestion\ of)?[^.;]{0,60}$",
        before,
    )
    return taken is not None and _ALLERGY_AFTER.search(before) is not None


def _is_elsewhere(near: str, behind: str) -> bool:
    """`see the prescribing information of ritonavir`."""
    return _OF_LABEL.search(near) is not None or (_SEE.search(near) is not None and "[" not in near)


def _condition(part: str, before: str) -> MentionCondition | None:
    if _ROUTE_BEFORE.search(before[-30:]):
        return MentionCondition.ROUTE
    return next((kind for kind, words in _CONDITIONS if words.search(part)), None)


def _forbids(text: str, mention: Mention) -> bool:
    """Whether a sentence among the contraindications itself forbids taking both."""
    start = 0
    for found in re.finditer(r"[•●▪◦‣]|[.\])]\s(?=[A-Z])|[.\]]\s", text[: mention.start]):
        start = found.end()
    end = re.compile(r"[•●▪◦‣]|\.\s(?=[A-Z])").search(text, mention.end)
    part = text[start : end.start() if end else len(text)]
    place = mention.start - start
    because = _BECAUSE.search(part)
    if _FORBIDS.search(part):
        if because is None or because.start() > place:
            return True
        # `Because it may rise, the use of both is contraindicated`: the names behind the comma.
        comma = part.find(",", because.start())
        return 0 <= comma < place and _FORBIDS.search(part, comma) is not None
    if _LIST_ITEM.match(part) is None or _EXPLAINS.search(part):
        return False
    return because is None or because.start() > place


def forbids_all(text: str) -> bool:
    """Whether a sentence before a list forbids whatever the list names."""
    return _FORBIDS.search(text) is not None and _condition(text, "") is None
