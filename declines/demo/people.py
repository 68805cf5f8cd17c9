"""Whom Maya has met on the way."""

from declines.demo.story import Person, Role

PEOPLE: dict[str, Person] = {
    "jean-luc": Person(
        "Jean-Luc d’Artois",
        Role.COORDINATOR,
        "Tallinn Traffic OÜ",
        email="jean-luc.dartois@tallinn-traffic.example",
        called="Jean-Luc",
        phone="+372 5550 0142",
        notes="Writes in the evenings. Always answers within the hour.",
    ),
    "kadri": Person(
        "Kadri Tamm", Role.HIRING_MANAGER, "Tallinn Traffic OÜ", email="kadri@tallinn-traffic.example", called="Kadri"
    ),
    "hanh": Person(
        "Nguyễn Thị Hạnh",
        Role.INTERVIEWER,
        "Fjord Analytics AS",
        email="hanh@fjord-analytics.example",
        called="Hạnh",
        notes="Family name first. Built the forecasting team from nothing.",
    ),
    "amin": Person(
        "Dr. Amin El-Sayed",
        Role.HIRING_MANAGER,
        "Lumen Health",
        email="a.el-sayed@lumen-health.example",
        called="Dr. El-Sayed",
        phone="+45 55 50 01 17",
    ),
    "priya": Person(
        "Priya Raghunathan",
        Role.RECRUITER,
        "Casa do Pão",
        email="priya@casa-do-pao.example",
        called="Priya",
        phone="+351 555 010 233",
    ),
    "karin": Person(
        "Karin Müller-Lüdenscheidt",
        Role.RECRUITER,
        "St Mary’s NHS Trust",
        email="k.mueller-luedenscheidt@st-marys.example",
        called="Ms Müller-Lüdenscheidt",
        notes="Said I should call her if anything in patient transport turns up.",
    ),
    "tom": Person(
        "Tom Ashby",
        Role.AGENCY_RECRUITER,
        "Ashby & Lund Search",
        email="tom@ashby-lund.example",
        called="Tom",
        phone="+44 7700 900 351",
        notes="Agency. Tell him first, he may be able to mend it.",
    ),
    "freja": Person(
        "Freja Bang Nørgaard",
        Role.REFERRER,
        "Kattegat Ferries A/S",
        email="freja@norgaard.example",
        called="Freja",
        notes="We shared a desk for three years. Put in a word for me twice.",
    ),
    "sato": Person(
        "佐藤 由美 (Satō Yumi)",
        Role.INTERVIEWER,
        "Kumagai Gumi 熊谷組",
        email="y.sato@kumagai.example",
        called="Satō-san",
    ),
    "maëlle": Person(
        "Maëlle Le Goff", Role.HIRING_MANAGER, "Rivière Robotics", email="maelle@riviere.example", called="Maëlle"
    ),
    "obrien": Person(
        "Aoife O’Brien",
        Role.HIRING_MANAGER,
        "O’Brien & Co. Solicitors",
        email="aoife@obrien-co.example",
        called="Aoife",
    ),
    "dmitri": Person("Dmitri Ozols", Role.COORDINATOR, "Halcyon Maps", email="dmitri@halcyon-maps.example"),
    "ruth": Person(
        "Ruth Adeyemi-Clarke",
        Role.HIRING_MANAGER,
        "Halcyon Maps",
        email="ruth@halcyon-maps.example",
        called="Ruth",
        notes="In New York. Started as a cartographer.",
    ),
    "nils": Person("Nils Åkerblom", Role.INTERVIEWER, "Killjoy Studios", email="nils@killjoy.example", called="Nils"),
    "hana": Person(
        "هناء السعدي (Hana al-Saadi)", Role.RECRUITER, "مكتبة النور", email="hana@alnoor.example", called="Hana"
    ),
    "none": Person("", Role.RECRUITER, "None Gallery", email="jobs@none-gallery.example"),
}
