"""Names and codes of languages, as BCP 47 primary tags.

Owns one table (ISO 639-1 with the codes of ISO 639-2 and 639-3 and the English name) and the
reading of a card's list.  What the table lacks is unknown and said so.
"""

from __future__ import annotations

from msm_rules.frozen import record

# ISO 639: the shortest code (which BCP 47 demands), the three-letter ones, English names.
# Source: Library of Congress, https://www.loc.gov/standards/iso639-2/php/code_list.php
_TABLE = """
af afr Afrikaans|ak aka Akan|am amh Amharic|ar ara Arabic|as asm Assamese|az aze Azerbaijani
ba bak Bashkir|be bel Belarusian|bg bul Bulgarian|bm bam Bambara|bn ben Bengali
bo bod tib Tibetan|br bre Breton|bs bos Bosnian|ca cat Catalan|co cos Corsican
cs ces cze Czech|cy cym wel Welsh|da dan Danish|de deu ger German|dv div Dhivehi
el ell gre Greek|en eng English|eo epo Esperanto|es spa Spanish|et est Estonian
eu eus baq Basque|fa fas per Persian|ff ful Fulah|fi fin Finnish|fo fao Faroese
fr fra fre French|fy fry Frisian|ga gle Irish|gd gla Gaelic|gl glg Galician|gn grn Guarani
gu guj Gujarati|ha hau Hausa|he heb Hebrew|hi hin Hindi|hr hrv Croatian|ht hat Haitian
hu hun Hungarian|hy hye arm Armenian|ia ina Interlingua|id ind Indonesian|ig ibo Igbo
is isl ice Icelandic|it ita Italian|iu iku Inuktitut|ja jpn Japanese|jv jav Javanese
ka kat geo Georgian|ki kik Kikuyu|kk kaz Kazakh|km khm Khmer|kn kan Kannada|ko kor Korean
ks kas Kashmiri|ku kur Kurdish|ky kir Kirghiz|la lat Latin|lb ltz Luxembourgish
lg lug Ganda|ln lin Lingala|lo lao Lao|lt lit Lithuanian|lv lav Latvian|mg mlg Malagasy
mi mri mao Maori|mk mkd mac Macedonian|ml mal Malayalam|mn mon Mongolian|mr mar Marathi
ms msa may Malay|mt mlt Maltese|my mya bur Burmese|nb nob Bokmål|ne nep Nepali
nl nld dut Dutch|nn nno Nynorsk|no nor Norwegian|ny nya Chichewa|oc oci Occitan
om orm Oromo|or ori Oriya|pa pan Punjabi|pl pol Polish|ps pus Pashto|pt por Portuguese
qu que Quechua|rm roh Romansh|rn run Rundi|ro ron rum Romanian|ru rus Russian
rw kin Kinyarwanda|sa san Sanskrit|sd snd Sindhi|si sin Sinhala|sk slk slo Slovak
sl slv Slovenian|sm smo Samoan|sn sna Shona|so som Somali|sq sqi alb Albanian
sr srp Serbian|st sot Sotho|su sun Sundanese|sv swe Swedish|sw swa Swahili|ta tam Tamil
te tel Telugu|tg tgk Tajik|th tha Thai|ti tir Tigrinya|tk tuk Turkmen|tl tgl Tagalog
tn tsn Tswana|to ton Tonga|tr tur Turkish|ts tso Tsonga|tt tat Tatar|tw twi Twi
ug uig Uighur|uk ukr Ukrainian|ur urd Urdu|uz uzb Uzbek|vi vie Vietnamese|wo wol Wolof
xh xho Xhosa|yi yid Yiddish|yo yor Yoruba|zh zho chi cmn Chinese|zu zul Zulu
ast Asturian|awa Awadhi|bho Bhojpuri|ceb Cebuano|doi Dogri|fil Filipino|fon Fon|haw Hawaiian
hmn Hmong|ilo Iloko|kok Konkani|mai Maithili|mni Manipuri|nso Pedi|sat Santali|scn Sicilian
tum Tumbuka|war Waray|yue Cantonese
"""
# Deprecated tags and their preferred value: IANA language subtag registry.  `sh` has none.
_DEPRECATED = {"iw": "he", "in": "id", "jw": "jv", "ji": "yi", "mo": "ro"}
# Qwen's and IBM's own spellings of the two scripts of Chinese.
_SCRIPTS = {"zhs": "zh", "zht": "zh"}
_NOT_NATURAL = frozenset(("code", "zxx"))
_OPEN = frozenset(("multilingual", "mul", "und", "other", "others", "mis"))
NO_LANGUAGES = _NOT_NATURAL | _OPEN
"""Words that stand where languages are listed and name none, as is known."""


def _entries() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _TABLE.strip().replace("\n", "|").split("|"):
        tag, *names = line.split()
        table.update((name.casefold(), tag) for name in (tag, *names))
    return {**table, **_DEPRECATED, **_SCRIPTS}


_TAGS = _entries()


def primary_tag(text: str) -> str | None:
    """The BCP 47 primary tag of a code, a longer tag (`eng-Latn`) or an English name; None if
    the table has none."""
    word = text.strip().lstrip("\\").casefold()
    return _TAGS.get(word) or _TAGS.get(word.replace("_", "-").split("-")[0])


@record
class Languages:
    """A list of languages: the tags, whether they are all of them, and what was dropped."""

    tags: tuple[str, ...]
    complete: bool
    note: str | None = None


def languages(declared: object) -> Languages | None:
    """A card's `language` entry.  `no` read as YAML's false is Norwegian; `multilingual` and
    what the table lacks leave the list open; None where nothing was declared."""
    if declared is None or declared == []:
        return None
    words = ["no" if w is False else str(w) for w in _listed(declared) if w is not None]
    lowered = [word.strip().casefold() for word in words]
    open_ = [w for w in lowered if w in _OPEN]
    strange = [w for w in lowered if w not in _OPEN | _NOT_NATURAL and primary_tag(w) is None]
    tags = {tag for w in lowered if w not in _OPEN | _NOT_NATURAL and (tag := primary_tag(w))}
    dropped = [w for w in lowered if w in _NOT_NATURAL or w in open_ or w in strange]
    note = "left out: " + ", ".join(f"`{w}`" for w in dropped) if dropped else None
    complete = not open_ and not strange and bool(tags)
    return Languages(tuple(sorted(tags)), complete, note)


def _listed(declared: object) -> list[object]:
    if isinstance(declared, str):
        return list(declared.replace(";", ",").split(","))
    return list(declared) if isinstance(declared, (list, tuple)) else [declared]
