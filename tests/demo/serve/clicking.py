"""A person at the browser of `demo --serve`."""

from playwright.sync_api import Page, expect


class Person:
    """Somebody at the keyboard: finds things by what they say, as people and screen readers do."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def become(self, name: str) -> None:
        self.page.get_by_label("You are").select_option(name)
        expect(self.page.get_by_label("You are").locator("option:checked")).to_have_text(name)

    def visit(self, name: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=name).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)

    def wait_and_run(self, what: str) -> str:
        """Let time pass until this is due, and run the job; what it said."""
        button = self.page.get_by_role("button", name="Until ")
        for _ in range(6):
            is_it = what in button.inner_text()
            button.click()
            if is_it:
                break
        self.page.get_by_role("button", name="Run the job").click()
        return self.page.get_by_role("status").inner_text()

    def click(self, emoji: str, message: int = 0) -> None:
        answers = self.page.get_by_role("group", name="Answer by emoji").nth(message)
        answers.get_by_role("button", name=f"{emoji},").click()
        pressed = answers.get_by_role("button", name=f"{emoji},", pressed=True)
        expect(pressed).to_have_count(1)
