"""A person who uses the keyboard alone."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

MANY = 150  # stops on the way to a control; past this the page has too many, or the control cannot be reached

# Where the focus is, and whether it can be seen: an outline on the control or on what is drawn in its stead, on the
# screen, and with nothing lying over it.
FOCUS_IS_SEEN = """control => {
  const drawn = getComputedStyle(control).opacity === "0" ? control.nextElementSibling : control;
  const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
  const box = drawn.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, Math.max(box.top, 0) + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, y);
  const label = control.closest("label");
  return outlineStyle !== "none" && parseFloat(outlineWidth) > 0
    && [control, drawn, label].some(part => part && top && (part.contains(top) || top.contains(part)));
}"""
HAS_FOCUS = "control => control === document.activeElement"


Name = str | re.Pattern[str]


class Keyboard:
    """Moves with Tab and the arrows, answers with Space, Enter and letters. Never touches a pointer.

    A name that is text is the whole name of a control; a pattern may be a part of it.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def letter(self, key: str, times: int = 1) -> None:
        """A letter that the page offers at its foot, which is shown from when letters are heard."""
        expect(self.page.get_by_text("Keyboard shortcuts")).to_be_visible()
        self.press(key, times)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, role: Any, name: Name, *, within: Locator | None = None, back: bool = False) -> Locator:
        """Tab until this control has the focus, and see that the focus shows."""
        control = (within or self.page).get_by_role(role, name=name, exact=isinstance(name, str)).first
        control.wait_for(state="attached")
        self.page.wait_for_load_state()  # a page's own keys are heard once its scripts have run
        element = control.element_handle()  # found once: looking a name up takes longer than a key
        for _ in range(MANY):
            if element.evaluate(HAS_FOCUS):
                assert element.evaluate(FOCUS_IS_SEEN), f"The focus on “{name}” cannot be seen"
                return control
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{MANY} stops did not lead to the {role} “{name}”")

    def follow(self, name: Name) -> None:
        self.tab_to("link", name)
        self.press("Enter")

    def push(self, name: Name) -> None:
        self.tab_to("button", name)
        self.press("Enter")

    def tick(self, name: Name) -> None:
        self.tab_to("checkbox", name)
        self.press("Space")

    def write(self, name: Name, text: str, role: Any = "textbox", **where: Any) -> None:
        self.tab_to(role, name, **where)
        self.type(text)

    def pick(self, name: Name, option: str) -> None:
        """Choose from a list that stays closed by typing how the option begins."""
        control = self.tab_to("combobox", name)
        self.type(option)
        assert control.evaluate("list => list.selectedOptions[0].label").startswith(option)

    def choose(self, stop: Name, downwards: int = 0, **where: Any) -> None:
        """Choose from radio buttons: `stop` is where Tab arrives, and from there some arrows down."""
        self.tab_to("radio", stop, **where)
        self.press("Space")
        self.press("ArrowDown", downwards)
