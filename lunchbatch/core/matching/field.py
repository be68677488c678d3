"""Arithmetic in finite fields: numbers that add and multiply within a prime power of them."""

from functools import cache


class Field:
    """The field with `prime ** degree` elements, written as whole numbers in base `prime`.

    `power[e]` is the e-th power of an element whose powers are all elements but 0.
    """

    def __init__(self, prime: int, degree: int, power: list[int]) -> None:
        self.prime = prime
        self.degree = degree
        self.size: int = prime**degree
        self.power = power
        self.log = {element: exponent for exponent, element in enumerate(power)}

    def add(self, one: int, other: int) -> int:
        return _add(one, other, self.prime, self.degree)

    def times(self, one: int, other: int) -> int:
        if not one or not other:
            return 0
        return self.power[(self.log[one] + self.log[other]) % (self.size - 1)]


@cache
def field(size: int) -> Field | None:
    """The field of that size; there is one only for powers of a prime."""
    if size < 2:
        return None
    prime = next(factor for factor in range(2, size + 1) if size % factor == 0)
    degree = 1
    while prime**degree < size:
        degree += 1
    if prime**degree != size:
        return None
    # Try every rule for what x**degree is, and in a field of prime size every x itself.
    for rule in range(1, size):
        power = _powers(prime, degree, rule)
        if len(power) == size - 1:
            return Field(prime, degree, power)
    return None


def _powers(prime: int, degree: int, rule: int) -> list[int]:
    """The different powers of x, where x**degree is `rule`."""
    power, seen, top = [1], {1}, prime ** (degree - 1)
    while True:
        lead, rest = divmod(power[-1], top)
        following = rest * prime
        for _ in range(lead):
            following = _add(following, rule, prime, degree)
        if following in seen:
            return power
        power.append(following)
        seen.add(following)


def _add(one: int, other: int, prime: int, degree: int) -> int:
    total, place = 0, 1
    for _ in range(degree):
        total += (one // place + other // place) % prime * place
        place *= prime
    return total
