"""Fictional people: who they are, and in which weeks they are there. Any likeness is chance."""

from dataclasses import dataclass

from lunchbatch.core.model.people import Person
from lunchbatch.demo.people.behaviour import Habit

HOME = "Europe/Berlin"
HOLIDAY = "palm_tree"


TEAMS = {
    title: team
    for team, titles in {
        "Product": (
            "Head of Product",
            "Data Analyst",
            "UX Research",
            "Technical Writer",
        ),
        "Engineering": (
            "Backend Engineer",
            "QA Lead",
            "Site Reliability",
            "Mobile Engineer",
            "Platform Engineer",
            "Security Engineer",
            "Frontend Engineer",
        ),
        "Customers": (
            "Customer Care",
            "Sales",
            "Partnerships",
            "Support",
            "Solutions Engineer",
        ),
        "Office": (
            "Legal Counsel",
            "Finance",
            "Office & Events",
            "People Operations",
            "Accounting",
            "Controlling",
            "Facilities",
        ),
        "Marketing": (
            "Brand Designer",
            "Marketing",
            "Art Director",
        ),
    }.items()
    for title in titles
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fictional:
    """Somebody in the demo. Weeks are counted from 0, the week in which the demo begins.

    In the weeks of `on_holiday` the Slack status is `HOLIDAY`; `leaves` is the first week
    """

    person: Person
    habit: Habit
    joins: int = 0
    leaves: int | None = None
    is_closed_down: bool = False
    on_holiday: range = range(0)
    pauses: range = range(0)

    @property
    def team(self) -> str:
        """What stands beside their name in People, as an organiser types it."""
        return TEAMS.get(self.person.title, "")

    def is_there(self, week: int) -> bool:
        """Whether this person is in the channel in that week."""
        return self.joins <= week and (self.leaves is None or week < self.leaves)


def _person(number: int, name: str, title: str, zone: str = HOME) -> Person:
    key = f"U0{number:02}{''.join(filter(str.isascii, name)).upper()}"
    member = "".join(filter(str.isalnum, key))[:11].ljust(9, "0")
    return Person(
        id=member,
        name=name,
        title=title,
        photo=f"https://avatars.example.org/{member}.png",
        email=f"{member.lower()}@example.org",
        time_zone=zone,
    )


CAST = (
    Fictional(person=_person(1, "Adaeze Okafor", "Head of Product"), habit=Habit.PROMPT),
    Fictional(person=_person(2, "Bartosz Wiśniewski", "Backend Engineer"), habit=Habit.FORGETFUL),
    Fictional(person=_person(3, "Camila Rojas", "Customer Care"), habit=Habit.PROMPT),
    Fictional(person=_person(4, "陳志明", "Data Analyst"), habit=Habit.PLANNER),
    Fictional(person=_person(5, "Divya Raman", "QA Lead", "Asia/Kolkata"), habit=Habit.LATE),
    Fictional(
        person=_person(6, "Emeka Nwosu", "Site Reliability"), habit=Habit.BUSY, pauses=range(1, 5)
    ),
    Fictional(person=_person(7, "Freya Lindqvist", "UX Research"), habit=Habit.PROMPT),
    Fictional(
        person=_person(8, "Giulia De Santis", "Legal Counsel"),
        habit=Habit.PLANNER,
        on_holiday=range(1, 3),
    ),
    Fictional(person=_person(9, "Hiroshi Tanaka", "Mobile Engineer"), habit=Habit.SILENT),
    Fictional(person=_person(10, "Ingrid Bakken", "Finance"), habit=Habit.LATE),
    Fictional(person=_person(11, "João Ferreira", "Sales", "Europe/Lisbon"), habit=Habit.WAVERING),
    Fictional(person=_person(12, "Kwame Mensah", "Office & Events"), habit=Habit.PROMPT),
    Fictional(person=_person(13, "Layla Haddad", "Brand Designer"), habit=Habit.BUSY),
    Fictional(person=_person(14, "Mateusz Zając", "Platform Engineer"), habit=Habit.SILENT),
    Fictional(
        person=_person(15, "Nguyễn Thị Lan", "People Operations"),
        habit=Habit.PROMPT,
        on_holiday=range(4, 5),
    ),
    Fictional(person=_person(16, "Олена Коваль", "Security Engineer"), habit=Habit.FORGETFUL),
    Fictional(
        person=_person(17, "Priya Chatterjee", "Marketing", "Europe/London"), habit=Habit.PLANNER
    ),
    Fictional(person=_person(18, "Quentin Moreau", "Technical Writer"), habit=Habit.WAVERING),
    Fictional(person=_person(19, "Rania El-Sayed", "Partnerships"), habit=Habit.PROMPT),
    Fictional(person=_person(20, "Seán Ó Conaill", "Support", "Europe/Dublin"), habit=Habit.LATE),
    Fictional(person=_person(21, "Tamar Gelashvili", "Accounting"), habit=Habit.FORGETFUL),
    Fictional(
        person=_person(22, "Uchenna 'Uche' Eze", "Solutions Engineer"), habit=Habit.BUSY, leaves=2
    ),
    Fictional(person=_person(23, "Valentina Petrova", "Frontend Engineer"), habit=Habit.PROMPT),
    Fictional(person=_person(24, "Wanjiru Kamau", "Working Student"), habit=Habit.PLANNER, joins=1),
    Fictional(person=_person(25, "Ximena Castro", "Controlling"), habit=Habit.SILENT),
    Fictional(
        person=_person(26, "Yusuf Demir", "Machine Learning", "America/New_York"),
        habit=Habit.PROMPT,
        joins=2,
    ),
    Fictional(
        person=_person(27, "Zoë van Dijk", "Art Director"),
        habit=Habit.LATE,
        leaves=2,
        is_closed_down=True,
    ),
    Fictional(person=_person(28, "Ahmet Yıldız", "Facilities"), habit=Habit.FORGETFUL),
)

ORGANISER = "U015NGUYNTH"
GUESTS = (_person(31, "Bram Peeters", "Auditor"), _person(32, "Chiara Fontana", "Photographer"))
