"""What each group of ATC holds, in our own words, for the groups of the drugs that curators wrote.

They stand in `className` where no imported index of ATC names the group.
"""

_LINES = """
A01AB antimicrobials for the mouth
A02AA antacids with magnesium
A02BA H2 blockers
A02BC proton pump inhibitors
A02BX other medicines for ulcer and reflux
A03AB synthetic anticholinergics of the gut, quaternary
A03BA belladonna alkaloids, tertiary amines
A03FA medicines that move the gut
A04AA serotonin 5-HT3 blockers
A04AD other medicines against vomiting
A06AH peripheral opioid blockers
A07DA medicines that slow the gut
A07EA corticosteroids for the bowel
A10BA biguanides
A10BB sulfonylureas
A10BG glitazones
A10BH DPP-4 inhibitors
A10BJ GLP-1 analogues
A10BK SGLT2 inhibitors
A10BX other glucose-lowering medicines
A12BA potassium
B01AA vitamin K antagonists
B01AB heparins
B01AC platelet inhibitors without heparin
B01AE direct thrombin inhibitors
B01AF direct factor Xa inhibitors
B02BA vitamin K
B03AA iron by mouth, bivalent
B03BA vitamin B12
B03BB folic acid and its derivatives
B05XA electrolyte solutions
C01AA digitalis glycosides
C01BA antiarrhythmics, class Ia
C01BB antiarrhythmics, class Ib
C01BC antiarrhythmics, class Ic
C01BD antiarrhythmics, class III
C01CA adrenergic and dopaminergic heart stimulants
C01DA organic nitrates
C01EB other heart medicines
C02AC imidazoline receptor agonists
C02CA alpha blockers
C02DB hydrazinophthalazines
C02DC pyrimidines that widen vessels
C02KX medicines for pulmonary arterial hypertension
C03AA thiazides
C03BA sulfonamide diuretics that act like thiazides
C03CA sulfonamide loop diuretics
C03DA aldosterone antagonists
C03DB other potassium-sparing diuretics
C05AA corticosteroids for hemorrhoids
C07AA beta blockers, not selective
C07AB beta blockers, selective
C07AG alpha and beta blockers
C08CA dihydropyridines
C08DA phenylalkylamines
C08DB benzothiazepines
C09AA ACE inhibitors
C09CA angiotensin II receptor blockers
C10AA statins
C10AB fibrates
C10AX other lipid-changing medicines
D01AC imidazole and triazole antifungals for the skin
D01AE other antifungals for the skin
D01BA antifungals for the skin, by mouth
D04AA antihistamines for the skin
D04AB anesthetics for the skin
D06BX other anti-infectives for the skin
D07AA weak corticosteroids for the skin
D07XA weak corticosteroids for the skin, combined
D11AH medicines for dermatitis without corticosteroids
D11AX other medicines for the skin
G01AF imidazoles for the vagina
G02AB ergot alkaloids for the womb
G02CB prolactin inhibitors
G03AC progestogens for contraception
G03AD emergency contraceptives
G03CA estrogens, natural and semisynthetic
G03DC estren derivatives
G04BD medicines for frequent urination and incontinence
G04BE medicines for erectile dysfunction
G04CA alpha blockers for the prostate
G04CB 5-alpha-reductase inhibitors
H02AB systemic glucocorticoids
H03AA thyroid hormones
J01AA tetracyclines
J01CA broad-spectrum penicillins
J01DB first-generation cephalosporins
J01EA trimethoprim and derivatives
J01EC intermediate-acting sulfonamides
J01FA macrolides
J01MA fluoroquinolones
J01XD imidazole antibacterials
J01XE nitrofurans
J01XX other antibacterials
J02AB imidazole antifungals, systemic
J02AC triazole antifungals, systemic
J04AB antibiotics against tuberculosis
J04AC hydrazides against tuberculosis
J05AE HIV protease inhibitors
J05AG non-nucleoside reverse transcriptase inhibitors
L01BA folic acid analogues
L01BB purine analogues
L01BC pyrimidine analogues
L01CE topoisomerase 1 inhibitors
L01EA BCR-ABL tyrosine kinase inhibitors
L01EX other protein kinase inhibitors
L01XB methylhydrazines
L01XX other medicines against cancer
L02BA anti-estrogens
L04AA selective immunosuppressants
L04AD calcineurin inhibitors
L04AH mTOR kinase inhibitors
L04AX other immunosuppressants
M01AB acetic acid NSAIDs
M01AC oxicams
M01AE propionic acid NSAIDs
M01AH coxibs
M01AX other NSAIDs
M02AA NSAIDs for the skin
M03BA carbamic acid muscle relaxants
M03BC ether muscle relaxants
M03BX other central muscle relaxants
M03CA dantrolene and derivatives
M04AA inhibitors of uric acid production
M04AC gout medicines without effect on uric acid
M05BA bisphosphonates
N01AB halogenated anesthetics
N01AH opioid anesthetics
N01AX other general anesthetics
N01BB amide local anesthetics
N02AA natural opium alkaloids
N02AB phenylpiperidine opioids
N02AE oripavine opioids
N02AF morphinan opioids
N02AX other opioids
N02BA salicylates
N02BE anilides
N02BF gabapentinoids
N02CA ergot alkaloids for migraine
N02CC triptans
N03AA barbiturates against seizures
N03AB hydantoins
N03AD succinimides
N03AE benzodiazepines against seizures
N03AF carboxamides
N03AG fatty acid derivatives against seizures
N03AX other antiseizure medicines
N04AA tertiary amine anticholinergics
N04AC ether anticholinergics
N04BB adamantanes
N04BC dopamine agonists
N04BD MAO-B inhibitors
N04BX other dopaminergic medicines
N05AA phenothiazines with an aliphatic chain
N05AB phenothiazines with a piperazine ring
N05AD butyrophenones
N05AE indole antipsychotics
N05AG diphenylbutylpiperidines
N05AH diazepines, oxazepines and thiazepines
N05AN lithium
N05AX other antipsychotics
N05BA benzodiazepines for anxiety
N05BB diphenylmethanes for anxiety
N05BE azaspirodecanediones
N05CD benzodiazepines for sleep
N05CF medicines for sleep like benzodiazepines
N05CJ orexin receptor blockers
N05CM other medicines for sleep
N06AA non-selective monoamine reuptake inhibitors
N06AB selective serotonin reuptake inhibitors
N06AF MAO inhibitors, not selective
N06AG MAO-A inhibitors
N06AX other antidepressants
N06BA central sympathomimetics
N06BC xanthines
N06DA anticholinesterases for dementia
N06DX other medicines for dementia
N07AA anticholinesterases
N07BA medicines for nicotine dependence
N07BB medicines for alcohol dependence
N07BC medicines for opioid dependence
N07XX other medicines for the nervous system
P01AB nitroimidazoles against protozoa
P01BA aminoquinolines against malaria
R01AB sympathomimetics for the nose, combined
R01AD corticosteroids for the nose
R03AC selective beta-2 agonists, inhaled
R03BA inhaled glucocorticoids
R03BB inhaled anticholinergics
R03DA xanthines for the airways
R03DC leukotriene receptor blockers
R05CA expectorants
R05DA opium alkaloids and derivatives for cough
R06AA aminoalkyl ether antihistamines
R06AB alkylamine antihistamines
R06AD phenothiazine antihistamines
R06AE piperazine antihistamines
R06AX other antihistamines
S01AA antibiotics for the eye
S01AE fluoroquinolones for the eye
S01BA corticosteroids for the eye
S01BC NSAIDs for the eye
S01EC carbonic anhydrase inhibitors
S01ED beta blockers for the eye
S01FA anticholinergics for the eye
S01FB sympathomimetics that widen the pupil
S01XA other medicines for the eye
S03AA anti-infectives for eye and ear
S03BA corticosteroids for eye and ear
V03AB antidotes
V04CG tests of stomach secretion
"""
ATC_GROUPS = dict(line.split(" ", 1) for line in _LINES.strip().splitlines())
