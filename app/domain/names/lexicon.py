"""The words beside a name: forms, directions, salts, and what is passed over."""

FORMS = {
    "tab": "tablet", "tabs": "tablet", "tablet": "tablet", "tablets": "tablet", "cap": "capsule",
    "caps": "capsule", "capsule": "capsule", "capsules": "capsule", "pill": "tablet",
    "pills": "tablet", "odt": "orally disintegrating tablet", "solution": "solution",
    "soln": "solution", "syrup": "syrup", "suspension": "suspension", "susp": "suspension",
    "drops": "drops", "patch": "patch", "patches": "patch", "injection": "injection",
    "inj": "injection", "spray": "spray", "cream": "cream", "ointment": "ointment", "gel": "gel",
    "suppository": "suppository", "inhaler": "inhaler", "syringe": "syringe",
    "vial": "vial", "autoinjector": "autoinjector", "film": "film", "films": "film",
    "lozenge": "lozenge", "lozenges": "lozenge", "liquid": "liquid", "softgel": "capsule",
    "softgels": "capsule", "gels": "capsule", "caplet": "tablet", "caplets": "tablet",
    "chewable": "chewable tablet", "powder": "powder", "er": "extended release",
    "xr": "extended release", "xl": "extended release", "sr": "extended release",
    "cr": "extended release", "la": "extended release", "ir": "immediate release",
    "dr": "delayed release", "ec": "delayed release",
}  # fmt: skip

DIRECTIONS = {
    "nasal": "into the nose", "rectal": "into the rectum", "topical": "on the skin",
    "transdermal": "on the skin", "sublingual": "under the tongue", "buccal": "in the cheek",
    "puff": "inhaled", "puffs": "inhaled", "po": "by mouth", "oral": "by mouth",
    "orally": "by mouth", "sl": "under the tongue",
    "iv": "into a vein", "im": "into a muscle", "sc": "under the skin", "daily": "once a day",
    "qd": "once a day", "od": "once a day", "bid": "twice a day", "bd": "twice a day",
    "tid": "three times a day", "tds": "three times a day", "qid": "four times a day",
    "qds": "four times a day", "qhs": "at bedtime", "hs": "at bedtime", "nightly": "at bedtime",
    "prn": "as needed", "bedtime": "at bedtime", "q4h": "every 4 hours", "q6h": "every 6 hours",
    "q8h": "every 8 hours", "q12h": "every 12 hours",
}  # fmt: skip

SALTS = frozenset(
    [
        "hydrochloride",
        "hcl",
        "hydrobromide",
        "hbr",
        "sodium",
        "potassium",
        "calcium",
        "magnesium",
        "sulfate",
        "sulphate",
        "phosphate",
        "citrate",
        "tartrate",
        "bitartrate",
        "maleate",
        "mesylate",
        "besylate",
        "succinate",
        "fumarate",
        "acetate",
        "oxalate",
        "malate",
        "nitrate",
        "dipotassium",
        "monohydrate",
        "dihydrate",
        "hemihydrate",
        "anhydrous",
    ]
)

# What is written with several words, as one word of the tables above.
PHRASES = {
    r"orally disintegrating tab(?:let)?s?": "odt",
    r"b\.\s?i\.\s?d\b\.?": "bid",
    r"t\.\s?i\.\s?d\b\.?": "tid",
    r"(?:twice|two times|2x|2 times) (?:a day|daily)": "bid",
    r"(?:three times|3x|3 times) (?:a day|daily)": "tid",
    r"(?:four times|4x|4 times) (?:a day|daily)": "qid",
    r"(?:once|one time|1x) (?:a day|daily)|every day": "qd",
    r"(?:one|1) (?:a|per) day|once nightly": "qd",
    r"(?:prn|as needed)(?: for)? (?:pain|sleep|anxiety|nausea|cough|fever|headache)": "prn",
    r"as needed": "prn",
    r"(?:extended|sustained|prolonged|modified)[ -]release": "er",
    r"immediate[ -]release": "ir",
    r"delayed[ -]release": "dr",
    r"(?:gastro|enteric)[ -](?:resistant|coated)": "ec",
    r"auto[ -]injector": "autoinjector",
    r"by mouth": "po",
    r"at (?:night|bedtime)": "qhs",
    r"(?:glass(?:es)?|cups?|pints?|bottles?|cans?|shots?|mugs?) of": "of",
}

# `two` before `tablets` or `glasses of` says how many, and names nothing.
HOW_MANY = r"\d{1,2}|one|two|three|four|half an?|half|a half|a couple of|a few"
MEASURES = r"of|tab(?:let)?s?|pills?|cap(?:sule)?s?|glass(?:es)?|cups?"

# Words that name no drug: they are passed over, but not counted as "not understood".
FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "my",
        "any",
        "some",
        "take",
        "taking",
        "glass",
        "glasses",
        "cup",
        "cups",
        "at",
        "x",
    ]
)
