"""What the documents say is what the program does."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from core import jobs
from esafety.demonstration.people import PASSWORD, everybody
from esafety.demonstration.people import read as read_demonstration
from incidents.access import IncidentAccess, InvestigationAccess
from incidents.codes import WayIn
from incidents.investigation_states import STEPS
from incidents.routing import DUTIES
from incidents.states import TRANSITIONS, Status
from incidents.telling import TOLD
from incidents.ways_in import FIRST_STEPS
from people import set_up
from people.roles import OPENS_RECORDS, Role
from policies.states import TRANSITIONS as STEPS_OF_A_VERSION

from .sources import APPS, ROOT, modules

README = (ROOT / "README.md").read_text()
SECURITY = (ROOT / "docs" / "security.md").read_text()
PROCEDURE = (ROOT / "docs" / "procedure.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def section(heading: str) -> str:
    """The text of one section of the README."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no section “{heading}”"
    return found[1]


def table(text: str) -> list[list[str]]:
    """The rows of the first table in a text, without its head."""
    rows = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows[2:]]


def words(cell: str) -> tuple[str, ...]:
    """What stands in a cell as code."""
    return tuple(re.findall(r"`([^`]+)`", cell))


def steps() -> set[tuple[str, str, str]]:
    """The table of states, written as the README writes it."""
    return {(str(t.source), f"{t.verb} ({t.answer})" if t.answer else t.verb, str(t.target)) for t in TRANSITIONS}


class TestStatuses:
    def test_the_table_is_the_table_of_the_program(self):
        rows = [tuple(row[:3]) for row in table(section("How an incident moves"))]

        assert set(rows) == steps()
        assert len(rows) == len(set(rows))

    def test_so_is_the_drawing(self):
        arrows = re.findall(r"^ +(\w+) --> (\w+): (.+)$", section("How an incident moves"), re.MULTILINE)

        assert {(source, verb, target) for source, target, verb in arrows} == steps()
        assert f"[*] --> {Status.REPORTED}: report\n" in section("How an incident moves")

    def test_that_of_an_investigation_is_the_one_of_the_program_too(self):
        told = table(section("How an investigation moves"))

        assert [tuple(row) for row in told] == [(str(s.source), s.verb, str(s.target)) for s in STEPS]

    def test_each_verb_has_a_rule_of_its_name(self):
        assert all(callable(getattr(IncidentAccess, transition.verb)) for transition in TRANSITIONS)
        assert all(callable(getattr(InvestigationAccess, step.verb)) for step in STEPS)


class TestProcedure:
    RULES = re.findall(r"^\| ([^|]+) \| `([^`]+)` \| `([^`]+)` \|$", PROCEDURE, re.MULTILINE)

    def test_each_rule_stands_once_and_there_is_nothing_else_in_the_tables(self):
        rows = [line for line in PROCEDURE.splitlines() if line.startswith("| ") and "| enforced in |" not in line]

        assert len({rule for rule, _, _ in self.RULES}) == len(self.RULES) == len(rows) > 0

    def test_where_it_is_enforced_is_there(self):
        assert [place for _, place, _ in self.RULES if not (ROOT / place).is_file()] == []

    def test_so_is_the_test_of_each(self):
        named = [test.split("::") for _, _, test in self.RULES]

        assert [name for path, name in named if f"def {name}(" not in (ROOT / path).read_text()] == []

    def test_the_ways_into_the_illegal_branch_are_those_of_the_program(self):
        told = table(section("Ways into the illegal branch"))

        assert [(words(way)[0], label) for way, label, _ in told] == [(way.value, way.label) for way in WayIn]
        assert [first for _, _, first in told] == [FIRST_STEPS[way].text for way in WayIn]


class TestVersionsOfPolicies:
    def test_the_table_is_the_table_of_the_program(self):
        rows = [tuple(row[:3]) for row in table(section("How a version of a policy moves"))]

        assert rows == [(str(source), verb, str(target)) for verb, source, target in STEPS_OF_A_VERSION]


class TestRoles:
    def test_every_role_is_named_as_it_is_shown(self):
        rows = [(words(row[0])[0], row[1]) for row in table(section("Who does what"))]

        assert rows == [(role.value, role.label) for role in Role]

    def test_which_of_them_open_records(self):
        opening = {words(row[0])[0] for row in table(section("Who does what")) if row[2] == "yes"}

        assert opening == {str(role) for role in OPENS_RECORDS}

    def test_who_handles_closes_and_decides_on_each_route(self):
        told = {
            words(row[0])[0]: tuple(words(cell) for cell in row[2:])
            for row in table(section("Who reads which incident"))
        }

        assert told == {str(route): tuple(tuple(map(str, roles)) for roles in duty) for route, duty in DUTIES.items()}


class TestDemonstration:
    def test_the_sign_ins_are_those_of_the_demonstration(self):
        places = {school["code"]: school["name"] for school in read_demonstration("people")["school"]}
        places["federation"] = "Alder Grove Federation"
        first_page = ("federation", "ALD")

        told = [(words(row[0])[0], *row[1:]) for row in table(section("Sign-ins of the demonstration"))]

        assert sorted(told) == sorted(
            (address, Role(who["role"]).label, places[who["at"]], who["name"])
            for address, who in everybody()
            if "role" in who and who["at"] in first_page
        )

    def test_the_other_schools_have_the_same_roles(self):
        held = {at: {who.get("role") for _, who in everybody() if who["at"] == at} for at in ("ALD", "BRK", "CED")}

        assert held["ALD"] == held["BRK"] == held["CED"] == {None, *Role}
        assert f"`{PASSWORD}`" in section("Sign-ins of the demonstration")


READERS = {"required", "switch", "hosts", "address", "mailboxes", "port"}  # of esafety/settings/environment.py


class TestSettings:
    @staticmethod
    def read_from_the_environment() -> Iterator[str]:
        """Names that the settings of a school's own server ask for: env.kind("NAME", …), required("NAME", …), …"""
        for path in ("esafety/settings/production.py", "esafety/settings/environment.py"):
            for node in ast.walk(modules()[path]):
                if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                    continue
                called = ast.unparse(node.func)
                if called in READERS or called.startswith("env."):
                    yield node.args[0].value

    def test_the_example_names_exactly_what_is_read(self):
        example = (ROOT / ".env.example").read_text()

        named = re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, re.MULTILINE)

        assert sorted(named) == sorted(set(self.read_from_the_environment()))

    def test_the_environment_is_read_nowhere_else(self):
        readers = {
            path for path, tree in modules().items() if re.search(r"\b(environ|getenv|env)\b[.(\[]", ast.unparse(tree))
        }

        assert readers == {
            "esafety/settings/environment.py",
            "esafety/settings/production.py",
            "esafety/settings/demonstration.py",
            "esafety/wsgi.py",
        }


class TestTelling:
    def test_who_is_told_what_is_the_table_of_the_program(self):
        rows = [(words(row[0])[0], words(row[1])[0], row[2]) for row in table(section("Who is told what"))]

        assert rows == [(verb, line.who.__name__, line.wanted) for verb, lines in TOLD.items() for line in lines]


class TestJobs:
    def test_the_jobs_of_every_day_are_those_of_the_program(self):
        text = OPERATIONS[OPERATIONS.index("| when (local time)") :]

        told = sorted((row[0], *words(row[1])) for row in table(text[: text.index("\n\n")] + "\n"))

        assert told == sorted((f"{daily.at:%H:%M}", daily.job.module_path) for daily in jobs.periodic())


class TestPlaces:
    def test_the_apps_are_listed_in_the_order_of_their_imports(self):
        listed = re.findall(r"^(\w+)/ ", section("Where things go"), re.MULTILINE)

        assert [name for name in listed if name in APPS] == list(reversed(APPS))

    def test_every_folder_that_is_listed_is_there(self):
        listed = re.findall(r"^(\w+)/ ", section("Where things go"), re.MULTILINE)

        assert [name for name in listed if not (ROOT / name).is_dir()] == []

    def test_every_make_target_that_is_named_is_there(self):
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

        assert set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE)) <= targets

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
    def test_every_link_leads_somewhere(self, document):
        links = re.findall(r"\]\(([^)#]+)\)", document.read_text())

        assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []

    def test_every_test_that_is_named_is_there(self):
        named = re.findall(r"`(tests/[\w/]+\.py)`", SECURITY)

        assert named
        assert [name for name in named if not (ROOT / name).is_file()] == []

    @pytest.mark.parametrize(("section", "least"), [("# Attacks that were tried", 18), ("# Faults that were tried", 6)])
    def test_every_attack_and_fault_names_tests_that_there_are(self, section, least):
        tried = table(SECURITY.split(section)[1].split("\n# ")[0])
        named = [tuple(test.split("::")) for row in tried for test in words(row[2])]

        assert len(tried) >= least
        assert [row[0] for row in tried if "::" not in row[2]] == []
        assert [at for at in named if f"def {at[1]}(" not in (ROOT / at[0]).read_text()] == []

    @pytest.mark.parametrize("decision", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.name)
    def test_a_decision_is_short_and_bears_its_number(self, decision):
        lines = decision.read_text().splitlines()

        assert len(lines) <= 15
        assert lines[0].startswith(f"# {int(decision.name[:4])}. ")

    def test_no_two_decisions_have_one_number(self):
        numbers = Counter(path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md"))

        assert [number for number, times in numbers.items() if times > 1] == []


def test_the_first_school_is_set_up_as_the_operations_say(db, capsys):
    assert "`manage.py set_up_link`" in OPERATIONS

    call_command("set_up_link")

    assert capsys.readouterr().out.strip() == set_up.link()
