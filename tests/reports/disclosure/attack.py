"""A reader who tries to work out what is withheld: every whole number that agrees with all published sums."""

from collections.abc import Hashable, Iterator

Sum = tuple[tuple[Hashable, ...], Hashable | int]  # these add up to that one, or to a number


def solutions(hidden: dict[Hashable, range], known: dict[Hashable, int], sums: list[Sum]) -> Iterator[dict]:
    """Each way to fill in the hidden values (within their ranges) so that all sums hold."""
    equations = [_equation(parts, whole, known) for parts, whole in sums]
    yield from _fill(hidden, {}, [equation for equation in equations if equation[0]])


def _equation(parts, whole, known):
    """`({hidden: sign}, constant)`: the signed hidden values add up to the constant."""
    signs, constant = {}, 0
    for place, sign in (*((part, 1) for part in parts), (whole, -1)):
        if isinstance(place, int):
            constant -= sign * place
        elif place in known:
            constant -= sign * known[place]
        else:
            signs[place] = signs.get(place, 0) + sign
    return {place: sign for place, sign in signs.items() if sign}, constant


def _fill(open_, filled, equations):
    for signs, constant in equations:
        left = [place for place in signs if place not in filled]
        rest = constant - sum(sign * filled[place] for place, sign in signs.items() if place in filled)
        if not left and rest:
            return
        if len(left) == 1:
            value = rest * signs[left[0]]
            if value in open_[left[0]]:
                yield from _fill(open_, filled | {left[0]: value}, equations)
            return
    following = next((place for place in open_ if place not in filled), None)
    if following is None:
        yield filled
        return
    for value in open_[following]:
        yield from _fill(open_, filled | {following: value}, equations)
