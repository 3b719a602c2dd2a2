# Tocsin — BrowserTests: what a person sees of the trail, in the office's story
# SPDX-License-Identifier: Apache-2.0
"""A check of office_story.py: the locum's phone shows the account, in German."""


def shows_what_was_done(office):
    """a person sees what was done with the account, by themselves and by others"""
    page = office.phone
    page.click("[data-key=show-access]")
    page.locator("[data-action='session.begun']", has_text="von Ihnen").first.wait_for()
    page.locator("[data-action='account.added']", has_text="administrator").wait_for()
    page.locator(".card", has_text="Das ist alles.").wait_for()
    office.windows.look(page, "access-phone-dark-de")
