"""The names and short forms under which tables, manifests and folders know the cell classes.

The languages are those of the program (English, Indonesian) and others in which data sets and laboratory systems are
labelled (Latin, French, German, Spanish). Names are written here without accents and in lower case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from training.core.classes import NO_CLASSES

_NAMES: Mapping[str, str] = {
    "NEU": "neutrophil, neutrophils, neutrophile, neutrophiles, neutro, neut, ne, pmn,"
    " neutrophil granulocyte, neutrophilic granulocyte, neutrophils granulocyte, polymorphonuclear,"
    " neutrofil, netrofil, granulosit neutrofil,"
    " neutrophilus, granulocytus neutrophilus, neutrophiler, neutrophiler granulozyt, neutrophile granulozyten,"
    " polynucleaire neutrophile, polynucleaires neutrophiles, granulocyte neutrophile, pnn,"
    " neutrofilo, neutrofilos",
    "LYM": "lymphocyte, lymphocytes, lympho, lymphos, lymph, lymphs, ly,"
    " limfosit, lymphocytus, lymphozyt, lymphozyten, linfocito, linfocitos, linfo",
    "MON": "monocyte, monocytes, mono, monos, mo, monosit, monocytus, monozyt, monozyten, monocito, monocitos",
    "EOS": "eosinophil, eosinophils, eosinophile, eosinophiles, eosino, eosinos, eo,"
    " eosinophilic granulocyte, eosinofil, granulosit eosinofil,"
    " eosinophilus, granulocytus eosinophilus, eosinophiler, eosinophiler granulozyt, eosinophile granulozyten,"
    " polynucleaire eosinophile, polynucleaires eosinophiles, granulocyte eosinophile, pne,"
    " eosinofilo, eosinofilos",
    "BAS": "basophil, basophils, basophile, basophiles, baso, basos, ba,"
    " basophilic granulocyte, basofil, granulosit basofil,"
    " basophilus, granulocytus basophilus, basophiler, basophiler granulozyt, basophile granulozyten,"
    " polynucleaire basophile, polynucleaires basophiles, granulocyte basophile, pnb,"
    " basofilo, basofilos",
    "IG": "immature granulocyte, immature granulocytes, igs, granulosit imatur, granulosit muda,"
    " granulocyte immature, granulocytes immatures, unreifer granulozyt, unreife granulozyten,"
    " granulocito inmaduro, granulocitos inmaduros",
    "ERB": "erythroblast, erythroblasts, normoblast, normoblasts, nrbc, nrbcs,"
    " nucleated red blood cell, nucleated red blood cells, nucleated red cell, nucleated red cells,"
    " eritroblas, eritroblast, normoblas, erythroblastus, normoblastus, erythroblaste, erythroblastes,"
    " erythroblasten, normoblasten, eritroblasto, eritroblastos, normoblasto, normoblastos",
    "PLT": "platelet, platelets, thrombocyte, thrombocytes, plts, trombosit, keping darah, thrombocytus,"
    " plaquette, plaquettes, thrombozyt, thrombozyten, blutplattchen, blutplaettchen,"
    " plaqueta, plaquetas, trombocito, trombocitos",
    "UNI": "unidentified, unknown, tak teridentifikasi, tidak teridentifikasi, tidak diketahui",
    "NC": "not classed, not classified, artefact, artefacts, artifact, artifacts, smudge, smudge cell,"
    " smudge cells, tidak diklasifikasi, artefak",
}
"""Code -> names of the class itself."""

_STAGES: Mapping[str, str] = {
    "NEU": "segmented neutrophil, segmented neutrophils, segmented, seg, segs, sne, band neutrophil, band neutrophils,"
    " band, bands, band cell, stab, stabs, bne, neutrofil segmen, neutrofil batang, segmen, batang,"
    " segmentkerniger, segmentkernige, stabkerniger, stabkernige, segmentado, segmentados, cayado, cayados",
    "IG": "metamyelocyte, metamyelocytes, myelocyte, myelocytes, promyelocyte, promyelocytes, mmy, my, pmy,"
    " metamielosit, mielosit, promielosit, metamyelozyt, metamyelozyten, myelozyt, myelozyten,"
    " promyelozyt, promyelozyten, metamielocito, metamielocitos, mielocito, mielocitos, promielocito, promielocitos",
}
"""Code -> names of stages that the differential counts in the class. A model may tell them apart, so that they are no
names of the class in a manifest."""

_NUMBER = re.compile(r"^\d+ (?=\D)")


def code_of_name(text: str) -> str | None:
    """The code that a code, a name or a short form means, also that of a stage (band, myelocyte), else None.

    Letter case, accents, and how words are separated do not matter.
    """
    return _CODES_WITH_STAGES.get(_plain(text))


def code_of_class(text: str) -> str | None:
    """Return the code of a name of the class itself, not of a stage, which may be a class of its own here."""
    return _CODES.get(_plain(text))


def code_of_folder(folder: str) -> str | None:
    """The class code that a data set's folder name means (``NEUTROPHIL``, ``03_eosinophil``), or None.

    A number in front is ignored; Unidentified and Not classed are no classes to learn.
    """
    code = code_of_name(_NUMBER.sub("", _plain(folder)))
    return None if code in NO_CLASSES else code


def _plain(text: str) -> str:
    """Lower case without accents; whatever is neither letter nor digit is one space."""
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def _spelled(tables: tuple[Mapping[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Each name with its code; a name of several words also in one word."""
    for table in tables:
        for code, names in table.items():
            for name in (code.lower(), *(name.strip() for name in names.split(","))):
                yield name, code
                yield name.replace(" ", ""), code


_CODES = dict(_spelled((_NAMES,)))
_CODES_WITH_STAGES = dict(_spelled((_NAMES, _STAGES)))
