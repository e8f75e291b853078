"""Words of six languages from which the bench writes practices: common ones, names, and rare ones."""

import random

LANGUAGES = ("en", "fr", "de", "es", "it", "sv")
COMMON = {
    "en": (
        "the city integration of newcomers and families with volunteers in a course that begins every autumn language "
        "housing work school mentor group meets weekly neighbours help each other to find a job learn together learnt "
        "municipality project offers advice legal health care children women young people refugees migrants residents "
        "support training partner association public service evaluation shows results after two years participants "
        "employers internship qualification recognised step plan trust culture sport kitchen garden library bus rent"
    ),
    "fr": (
        "la ville intégration des nouveaux arrivants et des familles avec des bénévoles dans un cours qui commence "
        "chaque automne langue logement travail école parrain groupe se réunit voisins aident trouver un emploi "
        "apprendre ensemble commune projet offre conseil droit santé enfants femmes jeunes réfugiés migrants habitants "
        "soutien formation partenaire association service public évaluation montre résultats après deux ans "
        "participants employeurs stage qualification reconnue étape confiance culture sport cuisine jardin loyer"
    ),
    "de": (
        "die Stadt Integration von Neuzugewanderten und Familien mit Freiwilligen in einem Kurs der jeden Herbst "
        "beginnt Sprache Wohnung Arbeit Schule Patin Gruppe trifft sich Nachbarn helfen einander eine Stelle finden "
        "gemeinsam lernen Gemeinde Projekt bietet Beratung Recht Gesundheit Kinder Frauen Jugendliche Geflüchtete "
        "Zugewanderte Bewohner Unterstützung Ausbildung Partner Verein Dienst Auswertung zeigt Ergebnisse nach zwei "
        "Jahren Teilnehmende Betriebe Praktikum Abschluss anerkannt Schritt Vertrauen Kultur Sport Küche Garten Miete"
    ),
    "es": (
        "la ciudad integración de recién llegados y familias con voluntarios en un curso que empieza cada otoño lengua "
        "vivienda trabajo escuela mentor grupo se reúne vecinos ayudan encontrar un empleo aprender juntos municipio "
        "proyecto ofrece asesoramiento derecho salud niños mujeres jóvenes refugiados migrantes apoyo formación socio "
        "asociación servicio público evaluación muestra resultados después de dos años participantes empresas prácticas"
    ),
    "it": (
        "la città integrazione dei nuovi arrivati e delle famiglie con volontari in un corso che inizia ogni autunno "
        "lingua alloggio lavoro scuola mentore gruppo si riunisce vicini aiutano trovare un impiego imparare insieme "
        "comune progetto offre consulenza diritto salute bambini donne giovani rifugiati migranti sostegno formazione "
        "partner associazione servizio pubblico valutazione mostra risultati dopo due anni partecipanti aziende"
    ),
    "sv": (
        "staden integration av nyanlända och familjer med volontärer i en kurs som börjar varje höst språk bostad "
        "arbete skola mentor grupp träffas grannar hjälper varandra hitta ett jobb lära tillsammans kommun projekt "
        "erbjuder rådgivning juridik hälsa barn kvinnor unga flyktingar migranter stöd utbildning partner förening "
        "tjänst utvärdering visar resultat efter två år deltagare arbetsgivare praktik behörighet steg förtroende"
    ),
}
SYLLABLES = (
    "ba", "be", "bri", "co", "da", "del", "en", "fal", "gor", "hal", "in", "jo", "kal", "lin", "mar", "nor", "ol",
    "per", "qui", "ras", "sal", "tor", "un", "val", "wen", "xan", "yor", "zel",
)  # fmt: skip
EVERYWHERE = "welcoming"  # in 80 of 100 practices, and no word of the lists above


def rare_word(chance: random.Random) -> str:
    """Return an invented name, as of a street or a programme: about twenty thousand of them exist."""
    return "".join(chance.choice(SYLLABLES) for _ in range(3))


def text(chance: random.Random, language: str, words: int) -> str:
    """Return sentences of about `words` words in `language`, the common ones more often than the rare ones."""
    common = COMMON[language].split()
    made = []
    while len(made) < words:
        length = chance.randint(8, 18)
        sentence = [common[int(len(common) * chance.random() ** 1.7)] for _ in range(length)]
        if chance.random() < 0.3:
            sentence[chance.randrange(length)] = rare_word(chance)
        sentence[0] = sentence[0].capitalize()
        made += [*sentence[:-1], sentence[-1] + "."]
    return " ".join(made)
