"""What people write short or in another language beside a name, in plain English words.

Only words that stand beside names are rewritten: no name of a drug becomes another one. Every
pattern has bounded repetitions, so the work grows with the length of the text alone.
"""

import re
import unicodedata
from functools import cache

# What is counted in a dose.
MEASURES = (
    "tab(?:let)?s?|pills?|cap(?:sule|let)?s?|puffs?|inhalations?|actuations?|drops?|gtts?|"
    "sprays?|patch(?:es)?|"
    "teaspoon(?:ful)?s?|tsps?|tablespoon(?:ful)?s?|tbsps?|applications?|applicator(?:ful)?s?|"
    "lozenges?|suppositor(?:y|ies)|supps?|capfuls?|packets?|sachets?|scoops?|vials?|amp(?:oule|"
    "ule)s?|"
    "nebs?|softgels?|gummies|gelcaps?|doses?|unit dose|glass(?:es)?|cups?|cans?|bottles?|shots?|"
    "mugs?|pints?"
)
# What people take a medicine for; other conditions are known to the data.
REASONS = (
    r"(?:(?:back|neck|chest|joint|knee|muscle|nerve|tooth|ear|abdominal|stomach|post[ -]?op|cancer|"
    r"neuropathic|leg|bone|body|period|menstrual|throat|eye) )?(?:pain|aches?|spasms?|cramps?|"
    r"soreness)"
    r"|(?:high |elevated )?(?:blood pressure|bp|sbp|cholesterol|blood sugar)|htn|hld|"
    r"hyperlipidemia|"
    r"headaches?|migraines?|(?:high )?fever|temp(?:erature)?|cough|colds?|flu|congestion|"
    r"runny nose|sneezing|"
    r"nausea(?:/vomiting)?|vomiting|n/v|nv|anxiety|panic(?: attacks?)?|agitation|restlessness|"
    r"sleep|insomnia|itch(?:ing|iness)?|"
    r"rash|hives|allerg(?:y|ies)(?: symptoms)?|allergic reactions?|heartburn|indigestion|"
    r"acid reflux|reflux|gerd|"
    r"constipation|diarrh(?:o?ea)|gas|bloating|wheez(?:e|ing)|sob|shortness of breath|dyspnea|"
    r"bronchospasm|asthma|copd|hypertension|diabetes|dm2?|t2dm|depression|mood|"
    r"bipolar(?: disorder)?|seizures?|"
    r"epilepsy|"
    r"infections?|uti|inflammation|swelling|o?edema|fluid|gout(?: (?:flares?|attacks?))?|"
    r"a-?fib|atrial fibrillation|"
    r"heart(?: failure)?|chf|"
    r"angina|chest tightness|thyroid|hypothyroidism|dizziness|vertigo|muscle relaxation|sedation|"
    r"dry eyes?|"
    r"glaucoma|acne|eczema|psoriasis|arthritis|neuropathy|adhd|focus|attention|smoking cessation|"
    r"blood clots?|clots?|dvt|stroke prevention|stroke|prevention|hiccups|withdrawal symptoms|"
    r"cravings|symptoms|"
    r"bladder|overactive bladder|bph|prostate|osteoporosis|menopause|hot flashes|contraception|"
    r"birth control"
)


_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
DAYS = (
    rf"(?:(?:on )?{_DAY_NAME}(?:(?:, ?| ?/ ?| ?& ?| and | ){_DAY_NAME}){{1,6}}|m/w/f|mwf|"
    r"t/th/s(?:at?)?(?:/s(?:un?)?)?|(?:all |on )?(?:the )?other days|rest of the week)"
)
"""Some days of the week: `Mon/Wed/Fri`, `all other days`."""
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d(?:-\d\d)?|\d{1,2}/\d{2,4}|"
    r"(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
    r"(?: \d{1,2},?)?(?: (?:19|20)\d\d)?|(?:19|20)\d\d)"
)
LABELLED = (
    r"(?:(?:last )?(?:re)?filled|dispensed|ordered|started|start(?: date)?|since|exp(?:iry)?|"
    rf"dated|reviewed)\.?:? ?(?:on |in )?{_DATE}(?!\w)"
    r"|lot(?: no\.?| number)?[ #:]{1,3}[a-z]{0,3}\d{3,10}[a-z]{0,3}"
    r"|ndc[ #:]{1,3}\d{4,5}-\d{3,4}-\d{1,2}"
    r"|(?:rx|prescription) ?(?:#|no\.?|number)[ :]{0,2}\d{4,12}"
)
"""What a pharmacy prints beside a name: dates since when, lots, numbers of packages."""
_COURSE = (
    r"(?:short|long|first|second|initial|maintenance|chronic|daily|usual|same|current|home|new) "
    r"(?:course|dose|therapy|medication|med|treatment|regimen)|(?:loading|bolus|starting|starter|"
    r"test|booster|split|single|divided|weight[ -]based|renal) doses?"
)
_PART_OF_DAY = (
    r"(?:a\.?m\.?|p\.?m\.?|q?hs|mornings?|evenings?|noon|midday|afternoons?|nights?|bedtime)"
)
_BEGUN = (
    r"(?:just |newly |recently )?(?:re)?(?:started|begun|prescribed)(?: it)? (?:today|yesterday|"
    r"tonight|recently|(?:last|this) (?:week|month|year|night|morning)|"
    r"(?:a few |an? |\d{1,2} |two |three )(?:days?|weeks?|months?|years?) ago)"
)
_BY_WHOM = (
    r"(?:prescribed |ordered |given )?(?:from|by) (?:my|the|his|her|our) (?:doctor|gp|physician|"
    r"specialist|[a-z]{4,12}ologist|psychiatrist|dentist|surgeon|nurse|pcp|hospital|clinic)"
)
REMARKS = (
    rf"(?:{_COURSE})|{_BEGUN}|{_BY_WHOM}|\(new\)|new (?:rx|script|prescription|order)|brand name|"
    r"(?:continuous|intermittent|slow|iv) (?:infusion|drip|push|bolus)|bolus|"
    r"starter (?:pack|kit)|titrat(?:e|ed|ing|ion)(?: (?:up|down|as tolerated|to effect|slowly))?|"
    r"as tolerated|to effect|scheduled|standing(?: order)?|around the clock|continued?|"
    r"restart(?:ed)?|maintenance|home med(?:ication)?s?|uad|npo|"
    r"per ssi|ssi protocol|(?:one|1)[ -](?:time|off)|"
    r"per (?:pharmacy|md|doctor|rph|pcp|nursing)(?: (?:to dose|protocol|consult))?|times (?:one|1)|"
    rf"(?:(?:in|at|every) (?:the )?)?{_PART_OF_DAY}(?: ?(?:,|&|/|and) ?(?:(?:in|at) (?:the )?)?"
    rf"{_PART_OF_DAY}){{1,3}}|every {_DAY_NAME}|m-w-f|tu?-th(?:-sa?)?|qac|"
    r"(?:start|begin)(?:ing)?(?: on)? (?:today|tomorrow|tonight)|"
    r"brand (?:name )?(?:only|(?:medically )?necessary)|daw ?\d?|no substitutions?|"
    r"(?:a )?thin (?:layer|film)|change (?:patch )?(?:every|weekly|daily)|"
    r"take \d now,? (?:and )?then (?:take )?\d(?: a day| daily)?|today only"
)
"""How it is given and by whose order: none of it tells another drug, or that it is not taken."""
_SIGN_OF_LIFE = r"(?:sbp|dbp|bp|hr|heart rate|pulse|map|rr|inr|k\+?|blood pressure|glucose|bg)"
HOLD = (
    rf"hold (?:dose )?(?:for |if |when )?{_SIGN_OF_LIFE} ?(?:is )?(?:<=?|>=?|less than|below|under|"
    rf"above|over) ?\d{{1,3}}(?:/\d{{2,3}})?(?:(?:,? or |,? and |, ?| ?/ ?){_SIGN_OF_LIFE} ?"
    r"(?:<=?|>=?|less than|below|under|above|over) ?\d{1,3}){0,2}"
)
"""When a dose is left out, which says that the others are taken: `hold for SBP < 100`."""
SCHEME = r"(?:(?:[0-4](?:[.,]5)?|1/2)- ?){2,3}(?:[0-4](?:[.,]5)?|1/2)(?![-/.\d]| ?m?c?g)"
"""How many in the morning, at noon, in the evening (and at night): `1-0-1`."""

# What is written, and the plain words for it. None of these stands alone for a drug.
_REWRITTEN = {
    # Of prescribers and pharmacies.
    r"vit[. -]{1,2}(?=[abcdek]\d{0,2}(?!\w))": "vitamin ",
    r"w/o": "without",
    r"(?<!/)w/ ?": "with ",
    r"w (?=(?:food|meals?|breakfast|lunch|dinner|supper|water|milk)(?!\w))": "with ",
    r"(?:x ?|for )?(?<![\d/.])(?P<days>\d{1,2})/7(?![\d/.])": r"for \g<days> days",
    r"(?:x ?|for )?(?<![\d/.])(?P<weeks>\d{1,2})/52(?![\d/.])": r"for \g<weeks> weeks",
    r"(?:x ?|for )(?<![\d/.])(?P<months>\d{1,2})/12(?![\d/.])": r"for \g<months> months",
    r"(?:dose )?(?:as )?(?:per|by|according to) (?:the )?(?:inr|warfarin|anticoagulation|coumadin)"
    r"(?: (?:clinic|results?|book|chart))?": "as directed",
    r"swish (?:&|and) (?:swallow|spit)": "by mouth",
    r"\d{1,2} ?(?:h|hrs?|hours?) on,? (?:and |then )?\d{1,2} ?(?:h|hrs?|hours?) off": "as directed",
    r"(?<=[a-z\d] )c (?=(?:food|meals?)(?!\w))": "with ",
    r"e/c": "ec",
    r"[ms]/r": "er",
    r"s/c": "sc",
    r"i/m": "im",
    r"i/v": "iv",
    r"s/l": "sl",
    r"p/o": "po",
    r"pr (?=supp)": "rectal ",
    r"pr (?=prn|bid|tid|qhs|q\d)": "rectal ",
    r"(?:evo|accu|auto|easy|click|next|spiro)haler|easi-?breathe": "inhaler",
    r"soltabs?|zydis|m-tabs?|oro-?dispersible(?: tab(?:let)?s?)?|quicklets?": "odt",
    r"(?:for )?ext(?:ernal)? use(?: only)?": "topical",
    r"(?<=[a-z] )ext(?:\.|ended)?(?: rel(?:ease)?)?(?= (?:\d|cap|tab))": "er",
    r"(?<=[a-z] )om": "in the morning",
    r"(?<=[gl\ds] )on(?=\W{0,3}$)": "at night",
    r"over[ -]the[ -]counter|otc": " ",
    r"syp": "syrup",
    r"(?:before|prior to) (?:sex(?:ual activity)?|intercourse|exercise|dialysis)": "as directed",
    r"(?:one|ii?|i) (?=(?:po|p\.o\.|by mouth|od|qd|bid|bd|tid|tds|qid|qds|hs|qhs|prn|daily|nocte)"
    r"(?!\w))": "1 dose ",
    r"i (?=(?:tabs?|tablets?|caps?|capsules?|puffs?|gtts?|drops?)(?!\w))": "1 ",
    r"ii (?=(?:tabs?|tablets?|caps?|capsules?|puffs?|gtts?|drops?)(?!\w))": "2 ",
    r"iii (?=(?:tabs?|tablets?|caps?|capsules?|puffs?|gtts?|drops?)(?!\w))": "3 ",
    r"per night": "at night",
    r"t\. (?=[a-z]{4})": "tablet ",
    r"baby (?=aspirin)": " ",
    # The words of salts cut short, behind the name of their base.
    r"(?<=[a-z] )sod": "sodium",
    r"(?<=[a-z][ -])pot(?= (?:clav|chlor|citr|gluc|bicarb))": "potassium",
    r"(?<=[a-z] )mononit(?:r)?": "mononitrate",
    r"(?<=[a-z] )monohyd(?:/macro| macro)?": "monohydrate",
    r"(?<=[a-z] )succ": "succinate",
    r"(?<=[a-z] )tart": "tartrate",
    r"(?<=[a-z] )sulf": "sulfate",
    r"(?<=[a-z] )hydrochlor(?:ide)?": "hydrochloride",
    r"(?<=[a-z] )fum": "fumarate",
    r"(?<=ethinyl )estrad": "estradiol",
    # German.
    r"(?:film|retard|brause|schmelz|kau)?tabletten?|tbl\.?|tabl\.?|filmtbl\.?": "tablet",
    r"(?:hart|weich)?kapseln?|kps\.?": "capsule",
    r"(?:augen)tropfen": "eye drops",
    r"tropfen|trpf\.?": "drops",
    r"salbe": "ointment",
    r"zapfchen|supp\.": "suppository",
    r"pflaster": "patch",
    r"saft": "syrup",
    r"(?:fertig)?spritzen?": "injection",
    r"morgens|fruh": "in the morning",
    r"mittags": "at noon",
    r"abends": "in the evening",
    r"(?:zur nacht|nachts|vor dem schlafen)": "at bedtime",
    r"(?:bei bedarf|b\.? ?b\.|bei schmerzen)": "as needed",
    r"(?P<tgl>\d) ?(?:x|mal) ?(?:taglich|tgl\.?|am tag|pro tag)": r"\g<tgl> times a day",
    r"(?:ein ?mal )?taglich|tgl\.?": "daily",
    r"zwei ?mal taglich": "twice daily",
    r"drei ?mal taglich": "three times daily",
    r"(?:ein ?mal )?(?:wochentlich|pro woche)": "weekly",
    r"alle (?P<stunden>\d{1,2}) (?:stunden|std\.?|h)": r"every \g<stunden> hours",
    r"(?:vor|nach|zu) (?:dem|der) (?:essen|mahlzeit(?:en)?)": "with food",
    r"stuck|stk\.?": " ",
    r"(?P<hub>\d) ?(?:hub|hube)": r"\g<hub> puffs",
    # French.
    r"comprimes?(?: (?:pellicules?|effervescents?|secables?))?|cp[rs]?\.?": "tablet",
    r"gelules?": "capsule",
    r"gouttes?": "drops",
    r"pommade": "ointment",
    r"sirop": "syrup",
    r"suppositoires?": "suppository",
    r"collyre": "eye drops",
    r"(?:le |chaque |tous les )(?:matins?)|au reveil": "in the morning",
    r"(?:le |a )midi": "at noon",
    r"(?:le |chaque |tous les )soirs?": "in the evening",
    r"au coucher": "at bedtime",
    r"(?P<fois>\d) ?(?:x|fois) ?(?:/ ?|par )(?:j|jour)": r"\g<fois> times a day",
    r"par jour|chaque jour|tous les jours|/j": "daily",
    r"(?:une fois )?par semaine": "weekly",
    r"toutes les (?P<heures>\d{1,2}) ?(?:heures|h)": r"every \g<heures> hours",
    r"si (?:besoin|douleurs?|necessaire|fievre)": "as needed",
    r"pendant (?P<jours>\d{1,2}) ?(?:jours|j)": r"for \g<jours> days",
    r"(?:avant|apres|pendant) (?:le |les )?repas": "with food",
    # Spanish, Portuguese and Italian.
    r"comprimidos?|compresse?|(?<=\d )comp\.?": "tablet",
    r"capsulas?|capsule": "capsule",
    r"gotas|gocce": "drops",
    r"jarabe|xarope": "syrup",
    r"pomada": "ointment",
    r"(?:cada|c/) ?(?P<cada>\d{1,2}) ?(?:horas?|h|hrs)": r"every \g<cada> hours",
    r"cada (?P<dias>\d{1,2}) dias": r"every \g<dias> days",
    r"(?:una vez|uma vez|una volta|1 vez) (?:al|por|ao|al) ?(?:dia|giorno)": "once a day",
    r"(?P<veces>\d) (?:veces|vezes|volte) (?:al|por|ao) ?(?:dia|giorno)": r"\g<veces> times a day",
    r"(?:al|por|ao|cada|todos los|todos os) dias?": "daily",
    r"(?:por|en|de|a|pela) (?:la )?noche|pela noite|a noite": "at bedtime",
    r"(?:por|en|de|pela) (?:la )?manana|pela manha": "in the morning",
    r"(?:por|durante) (?P<tantos>\d{1,2}) dias": r"for \g<tantos> days",
    r"si (?:hay )?dolor|si es necesario|en caso de dolor|se necessario|al bisogno": "as needed",
    r"(?:con|com) (?:las |la )?(?:comidas?|alimentos|cena|desayuno)": "with food",
    r"via oral": "by mouth",
}  # fmt: skip
# It ends with a word, or with a sign that ends one. Without groups the places are found five times
# as fast.
_ANY_REWRITE = re.compile(
    r"(?<![\w.])(?:" + re.sub(r"\?P<\w+>", "?:", "|".join(_REWRITTEN)) + r")(?:(?<=\W)|(?!\w))"
)


@cache
def _rewrite() -> re.Pattern[str]:
    """The same with a group for each phrase, by its place among them; compiled when one is met."""
    phrases = (f"(?P<_{place}>{written})" for place, written in enumerate(_REWRITTEN))
    return re.compile(rf"(?<![\w.])(?:{'|'.join(phrases)})(?:(?<=\W)|(?!\w))")


_PLAIN = {f"_{place}": plain for place, plain in enumerate(_REWRITTEN.values())}
# Who takes it, and that it is taken: nothing here says that it is not, or no longer.
_NARRATED = re.compile(
    r"^(?:(?:um+|uh+|so|well|ok(?:ay)?),? )?(?:(?:i|he|she|they|we|(?:the )?(?:pt|patient)) |i'm |"
    r"he's |she's )(?:(?:currently|also|still|now|usually|just) )?(?:(?:am|is|are) )?"
    r"(?:(?:currently|also|still|now) )?(?:takes?|taking|on|uses?|using)(?: like| about)? (?=\S)",
    re.IGNORECASE,
)
# What a prescriber orders, or a list says is new.
_ORDERED = re.compile(
    r"^(?:start(?:ed)?|begin|initiated?|continued?|resumed?|restart(?:ed)?|increased?|decreased?|"
    r"reduced?|changed?|new|added?|prescribed|refill)(?: (?:on|with|taking))?(?: ?[:\-])? "
    r"(?=[a-z\d])(?!from )",
    re.IGNORECASE,
)
_TO_A_DOSE = re.compile(r"(?<=\w) to (?=\d)")
_HALF = re.compile(
    rf"^(?:take )?(?:half|1/2)(?: of)?(?: an?| the)? (?:of )?(?=[a-z]{{4}})"
    rf"(?!(?:{MEASURES})(?!\w))",
    re.IGNORECASE,
)
# `108 (90 Base) mcg`: what is counted of the base is written beside the strength of the salt.
_OF_THE_BASE = re.compile(
    r"(?<=\d) ?\(\d{1,4}(?:\.\d{1,3})? ?(?:m?c?g )?(?:base|fe|elemental(?: iron)?|iron)\)(?: eq)?",
    re.IGNORECASE,
)
# `10 mg/1`: in registers, what one tablet holds.
_IN_ONE = re.compile(r"(?<=mg|cg)/1(?![\d.,/])", re.IGNORECASE)


def in_plain_words(text: str) -> str:
    """The text with its shorthand and its German, French and Spanish directions in plain words.

    Accents are taken off where there are any. What says that a drug is not taken stays as it is.
    """
    if not text.isascii():
        text = _without_accents(text)
    if "(" in text:
        text = _OF_THE_BASE.sub("", text)
    if "/1" in text:
        text = _IN_ONE.sub("", text)
    text = _without_beginning(text)
    lowered = text.lower()
    if len(lowered) != len(text):  # a sign that is two in small letters: `İ`
        text = lowered
    kept, end = [], 0
    for place in _ANY_REWRITE.finditer(lowered):
        found = _rewrite().match(lowered, place.start())
        assert found is not None and found.lastgroup is not None
        kept += [text[end : found.start()], found.expand(_PLAIN[found.lastgroup])]
        end = found.end()
    return "".join([*kept, text[end:]]) if kept else text


def _without_beginning(text: str) -> str:
    """The text without who orders or takes it; half of one is written as a dose."""
    ordered = _ORDERED.match(text)
    if ordered is not None:
        text = _TO_A_DOSE.sub(" ", text[ordered.end() :], count=1)
    narrated = _NARRATED.match(text)
    if narrated is not None:
        text = text[narrated.end() :]
    half = _HALF.match(text)
    return text if half is None else f"1/2 tablet of {text[half.end() :]}"


def _without_accents(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parted if not unicodedata.combining(sign))
