"""The applications that are over: turned down on either side, gone quiet for good, or taken."""

from declines.demo.story import Mode, Moved, No, Round, Stage, Story, Wrote
from declines.services.reflecting import Weighed
from declines.situation import Channel, Reason
from tracker.models import Application, Status

Said = Application.TheySaid

CLINICS = """Senior Product Manager, Clinics

Lumen Health makes the software that runs small clinics: appointments, records, the queue at the door. \
We are fourteen people and we are looking for the fifteenth.

You will talk to clinics every week. On call one week in six.
Hellerup, four days a week in the house."""

WITHDRAWN = (
    Story(
        "St Mary’s NHS Trust",
        "Digital Service Manager",
        applied=80,
        source="Company site",
        location="London",
        mode=Mode.ON_SITE,
        salary=(50_000, 56_000, "GBP"),
        people=("karin",),
        liked="how much the night porters knew, and that everybody asked them",
        notes="We parted warmly. Patient transport would be a reason to go back.",
        tags="health",
        steps=(
            Round(Stage.PHONE_SCREEN, invited=76, held=73, clock="10:00", minutes=30, who=("karin",)),
            Round(Stage.SECOND, invited=67, held=59, clock="13:30", who=("karin",), place="Praed Street, London"),
            No(
                64,
                Reason.RELOCATION,
                Channel.EMAIL,
                "karin",
                told_after=25,
                openings=True,
                hello_today=True,
                weighed=Weighed(
                    why="circumstances",
                    why_note="London is too far while the children are at school here.",
                    revisit="yes",
                    revisit_note="A post that can be done from Copenhagen.",
                    fit="towards",
                ),
            ),
        ),
    ),
    Story(
        "Killjoy Studios",
        "Producer",
        applied=52,
        source="LinkedIn",
        location="Malmö",
        mode=Mode.ON_SITE,
        salary=(600_000, 660_000, "SEK"),
        people=("nils",),
        liked="the care that went into the sound of a closing door",
        tags="games",
        steps=(
            Round(
                Stage.PHONE_SCREEN,
                invited=47,
                held=43,
                clock="16:00",
                minutes=30,
                who=("nils",),
                asked="17:40",
                hours=21,
            ),
            Round(Stage.TAKE_HOME, invited=38, held=25, clock="12:00", minutes=480),
            No(31, Reason.PROCESS_TOO_LONG, Channel.EMAIL, "nils", told_after=40),
        ),
    ),
    Story(
        "Lumen Health",
        "Senior Product Manager, Clinics",
        applied=24,
        source="Agency: Ashby & Lund",
        posting=CLINICS,
        location="Hellerup",
        mode=Mode.ON_SITE,
        salary=(680_000, 740_000, "DKK"),
        people=("amin", "tom"),
        liked="that everybody there spends a morning a month at a clinic’s front desk",
        tags="agency, health",
        steps=(
            Round(Stage.PHONE_SCREEN, invited=19, held=15, clock="9:00", minutes=45, who=("amin",)),
            Round(Stage.PANEL, invited=3, ahead=5, clock="14:00", minutes=90, who=("amin",)),
            No(
                1,
                Reason.HOURS_TRAVEL,
                Channel.PHONE,
                "amin",
                told_after=75,
                thanks_today=True,
                weighed=Weighed(why="circumstances", revisit="maybe", revisit_note="Fewer days on the road."),
            ),
        ),
    ),
)

TAKEN = (
    Story(
        "Brygge Bikes ApS",
        "Operations Consultant, six weeks",
        applied=84,
        source="Referral",
        location="Copenhagen",
        mode=Mode.ON_SITE,
        salary=(85_000, 85_000, "DKK"),
        people=("freja",),
        liked="a workshop where the bell on the door is tuned",
        notes="Six weeks of paid work while I look. They would take me again.",
        tags="short contract",
        steps=(
            Round(Stage.HIRING_MANAGER, invited=82, held=81, clock="9:30", minutes=45),
            Moved(79, Status.OFFER),
            Moved(78, Status.ACCEPTED, clock="8:50"),
            Wrote(47, "Last day. The new rota holds, and there was cake."),
        ),
    ),
)

REJECTED = (
    Story(
        "Vintergade Bank",
        "Product Manager, Savings",
        applied=83,
        source="LinkedIn",
        location="Copenhagen",
        mode=Mode.HYBRID,
        salary=(640_000, 700_000, "DKK"),
        steps=(Moved(74, Status.REJECTED, because=Said.NOTHING),),
    ),
    Story(
        "Grønbæk Seeds",
        "Product Owner, Webshop",
        applied=77,
        source="Newspaper",
        location="Odense",
        mode=Mode.ON_SITE,
        salary=(470_000, 520_000, "DKK"),
        liked="a catalogue that names the person who found each bean",
        tags="small team",
        steps=(
            Round(Stage.PHONE_SCREEN, invited=72, held=70, clock="11:00", minutes=20),
            Moved(66, Status.REJECTED, because=Said.OTHER_CANDIDATE),
            Wrote(66, "They took somebody from inside. Kind about it."),
        ),
    ),
    Story(
        "Trygve Shipping ASA",
        "Product Lead, Ports",
        applied=69,
        source="Company site",
        location="Oslo",
        mode=Mode.HYBRID,
        salary=(950_000, 1_050_000, "NOK"),
        tags="transport",
        steps=(Moved(60, Status.REJECTED, clock="8:15", because=Said.NOTHING),),
    ),
    Story(
        "Umbra Lighting GmbH",
        "Senior Product Manager",
        applied=58,
        source="Cold approach",
        location="Köln",
        mode=Mode.REMOTE,
        salary=(70_000, 78_000, "EUR"),
        steps=(
            Moved(53, Status.IN_CONVERSATION),
            Round(Stage.TECHNICAL, invited=50, held=44, clock="14:30"),
            Moved(39, Status.REJECTED, because=Said.EXPERIENCE),
            Wrote(39, "They wanted somebody who has built hardware. Fair."),
        ),
    ),
    Story(
        "Northwood Libraries",
        "Digital Services Lead",
        applied=49,
        source="Newsletter",
        location="Manchester",
        mode=Mode.REMOTE,
        salary=(42_000, 47_000, "GBP"),
        liked="fines abolished, and the letter that said so",
        tags="books",
        steps=(
            Round(Stage.PANEL, invited=41, held=35, clock="10:00", minutes=75),
            Moved(30, Status.REJECTED, because=Said.OTHER_CANDIDATE),
        ),
    ),
    Story(
        "Plover Education",
        "Product Manager, Maths",
        applied=34,
        source="LinkedIn",
        location="Edinburgh",
        mode=Mode.REMOTE,
        salary=(52_000, 58_000, "GBP"),
        steps=(Moved(27, Status.REJECTED, clock="17:05", because=Said.NOTHING),),
    ),
    Story(
        "Tidemark Insurance",
        "Product Owner, Claims",
        applied=28,
        source="Agency: Ashby & Lund",
        location="Copenhagen",
        mode=Mode.HYBRID,
        salary=(610_000, 660_000, "DKK"),
        people=("tom",),
        tags="agency",
        steps=(
            Moved(16, Status.REJECTED, because=Said.FILLED),
            Wrote(16, "Tom heard that the post is frozen until summer.", who="tom"),
        ),
    ),
)

LAPSED = (
    Story(
        "Café Lumière Software",
        "Product Manager",
        applied=75,
        source="LinkedIn",
        location="Paris",
        mode=Mode.REMOTE,
        salary=(56_000, 62_000, "EUR"),
        steps=(Moved(40, Status.LAPSED),),
    ),
    Story(
        "Sixpence Software",
        "Product Manager, Billing",
        applied=65,
        source="Newsletter",
        location="Bristol",
        mode=Mode.REMOTE,
        salary=(58_000, 64_000, "GBP"),
        priority=3,
        steps=(
            Moved(57, Status.IN_CONVERSATION),
            Wrote(57, "A quick call, then nothing.", who=""),
            Moved(32, Status.LAPSED),
        ),
    ),
    Story(
        "Blue Lantern Childcare",
        "Service Manager",
        applied=54,
        source="Job fair",
        location="Roskilde",
        mode=Mode.ON_SITE,
        salary=(500_000, 540_000, "DKK"),
        steps=(Moved(29, Status.LAPSED),),
    ),
    Story(
        "Atelier Nørd",
        "Product Designer",
        applied=45,
        source="Company site",
        location="Copenhagen",
        mode=Mode.HYBRID,
        liked="chairs that come with a letter from whoever made them",
        tags="makers, change of field",
        steps=(Moved(20, Status.LAPSED),),
    ),
)

ENDED = (*TAKEN, *REJECTED, *WITHDRAWN, *LAPSED)
