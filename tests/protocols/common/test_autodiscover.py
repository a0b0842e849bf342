from inspector.protocols.common.autodiscover import point_to

HERE = "http://127.0.0.1:8080"


def moved(url: str, upstream: str = "mail.example.com") -> str:
    return point_to(f"<EwsUrl>{url}</EwsUrl>".encode(), HERE, upstream).decode()[8:-9]


def test_ews_um_and_activesync_addresses_move_whatever_host_they_name() -> None:
    assert moved("https://mail.example.com/EWS/Exchange.asmx") == f"{HERE}/EWS/Exchange.asmx"
    assert moved("https://ex01.corp.local:8443/ews/exchange.asmx?x=1") == f"{HERE}/ews/exchange.asmx?x=1"
    assert moved("https://ex01/EWS/UM2007Legacy.asmx") == f"{HERE}/EWS/UM2007Legacy.asmx"
    assert moved("https://m/Microsoft-Server-ActiveSync") == f"{HERE}/Microsoft-Server-ActiveSync"


def test_an_autodiscover_redirect_moves_only_if_it_leads_to_the_upstream() -> None:
    path = "/autodiscover/autodiscover.xml"
    assert moved(f"https://mail.example.com{path}") == HERE + path
    assert moved(f"https://autodiscover.other.example{path}") == f"https://autodiscover.other.example{path}"


def test_other_addresses_and_namespaces_stay() -> None:
    for url in (
        "https://mail.example.com/owa/",
        "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
        "https://mail.example.com/OAB/8f/",
    ):
        assert moved(url) == url
