"""What shows by its form."""

from inspector.scrub import Scrubber


def test_a_lone_surrogate_in_the_login_of_a_url_stops_nothing() -> None:
    made = Scrubber("identity", "salt").text("https://\\\udced\udc80u0066rie\\h2c53b40f:pw@x.contoso.com/")
    assert "contoso" not in made and "pw@" not in made
