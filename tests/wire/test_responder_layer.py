from typing import Any

import pytest

from inspector.wire.http import HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Layer, Wrapper, layers


class Leaf(Layer):
    def __init__(self, *others: Responder) -> None:
        self.others = others

    def inside(self) -> tuple[Responder, ...]:
        return self.others

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return HttpResponse(body=b"leaf")


class Plain:
    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return HttpResponse(body=b"plain")


class Around(Wrapper):
    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return self.inner.respond(request, at)


def test_layers_are_met_from_the_outside_in() -> None:
    first, second = Leaf(), Leaf()
    middle = Leaf(first, second)
    outside = Around(middle)
    assert list(layers(outside)) == [outside, middle, first, second]


def test_a_responder_that_is_no_layer_is_passed_over() -> None:
    around = Around(Plain())
    assert list(layers(around)) == [around]
    assert list(layers(Plain())) == []


def test_a_layer_that_contains_itself_is_not_walked_for_ever() -> None:
    around = Around(Plain())
    around.inner = around
    assert 1 <= len(list(layers(around))) < 100


@pytest.mark.parametrize("layer", [Leaf(), Around(Plain())])
def test_a_layer_has_nothing_to_show_unless_it_says_so(layer: Layer) -> None:
    layer.reset()
    shown: list[Any] = [layer.state(0.0), layer.listed("misses"), layer.control("GET", "faults", b"")]
    assert shown == [{}, None, None]
