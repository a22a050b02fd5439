"""Who may sign in: invite, change the role, disable, and let somebody in again who has lost everything."""

from collections.abc import Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gateway.console.slices import Slice, slice_of
from gateway.console.visit import Visit, go, page_as_json
from gateway.errors import NotAllowed, NotFound
from gateway.flow.sign_in import ROLE_OF
from gateway.model.account import Account, AccountRole, Factor
from gateway.model.record import EventKind

ROLES = {
    AccountRole.CLERK: ("Clerk", "reads all mail, decides, and sets the policy"),
    AccountRole.DEPUTY: ("Deputy", "reads all mail, and decides as the Clerk does"),
    AccountRole.MEMBER: ("Councillor", "sees their own messages"),
    AccountRole.OFFICER: ("Officer", "sees their own messages"),
    AccountRole.AUDITOR: ("Auditor", "reads the record and the audit trail, changes nothing"),
    AccountRole.SYSADMIN: ("Sysadmin", "looks after accounts, reads no mail"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page."""

    account: Account
    factors: tuple[Factor, ...]


async def show(visit: Visit) -> Response:
    """All accounts, and the people of the council who have none."""
    return await _page(visit)


async def list_json(visit: Visit) -> Response:
    """The same for programs."""
    page = _sliced(visit, await visit.console.store.accounts(visit.council))
    rows = [
        {"address": one.account.address, "role": one.account.role, "created_at": one.account.created_at}
        | {"disabled_at": one.account.disabled_at, "second_steps": len(one.factors)}
        for one in await _lines(visit, page.rows)
    ]
    return page_as_json(rows, page.next, page.total)


async def show_one(visit: Visit) -> Response:
    """One account, and what can be done with it."""
    account = await _account(visit, visit.request.query_params.get("address", ""))
    return await _one(visit, account)


async def invite(visit: Visit) -> Response:
    """A link for somebody who shall have an account, or who has forgotten the password. It is shown this once."""
    address, role = visit.form.text("address").lower(), visit.form.text("role")
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return await _page(visit, "Write an email address, such as cllr.smith@council.example.", address, role)
    if role not in ROLES:
        return await _page(visit, "Choose what the account is for.", address, role)
    known = await visit.console.store.account(visit.council, address)
    if known is not None:
        return await _page(visit, "There is an account of that address already: it is in the list.", address, role)
    return await _link(visit, address, AccountRole(role), None)


async def change(visit: Visit) -> Response:
    """What the pressed button says. Whatever it is, the account's sessions end."""
    account, by, accounts = await _account(visit, visit.form.text("address")), visit.signed_in, visit.console.accounts
    try:
        match visit.form.get("do"):
            case "role" if visit.form.get("role") in ROLES:
                changed = await accounts.change(account.address, AccountRole(visit.form.get("role")), by)
                said = f"made {account.address} {changed.role}"
            case "disable":
                await accounts.disable(account.address, by, visit.now)
                said = f"disabled {account.address}"
            case "enable":
                await accounts.enable(account.address, by)
                said = f"enabled {account.address}"
            case "steps":
                await accounts.forget_steps(account.address, by)
                said = f"took away the second steps of {account.address}"
            case "link" if account.address != by.address and account.disabled_at is None:
                return await _link(visit, account.address, account.role, account)
            case _:
                raise HTTPException(400)
    except NotAllowed as error:
        return await _one(visit, account, str(error))
    await visit.note(EventKind.ACCOUNT, said)
    return go(f"/accounts?{visit.query(done=said)}")


async def _link(visit: Visit, address: str, role: AccountRole, known: Account | None) -> Response:
    link = visit.console.accounts.invite(address, role, known, visit.now)
    await visit.note(EventKind.ACCOUNT, f"made a link for {address} as {role}")
    return await visit.page("invited.html", address=address, link=link, known=known, role=ROLES[role][0])


async def _page(visit: Visit, problem: str = "", address: str = "", role: str = "") -> Response:
    accounts = await visit.console.store.accounts(visit.council)
    page, have = _sliced(visit, accounts), {one.address for one in accounts}
    council = visit.console.in_force.council
    without = [person for person in council.people if person.address.lower() not in have]
    return await visit.page(
        "accounts.html",
        422 if problem else 200,
        page=page,
        lines=await _lines(visit, page.rows),
        without=[(person, ROLE_OF.get(person.role, AccountRole.MEMBER)) for person in without],
        roles=ROLES,
        problem=problem,
        typed=address[:254],
        role=role or AccountRole.MEMBER,
        done=visit.request.query_params.get("done", "")[:400],
        needed=visit.console.in_force.config.console.second_step,
    )


async def _one(visit: Visit, account: Account, problem: str = "") -> Response:
    return await visit.page(
        "one_account.html",
        422 if problem else 200,
        one=account,
        factors=await visit.console.store.factors(visit.council, account.address),
        sessions=await visit.console.sessions.all(account, visit.now),
        roles=ROLES,
        problem=problem,
        own=account.address == visit.signed_in.address,
    )


def _sliced(visit: Visit, accounts: Sequence[Account]) -> Slice[Account]:
    return slice_of(accounts, lambda one: one.address, visit.after)


async def _lines(visit: Visit, accounts: Sequence[Account]) -> list[Line]:
    store = visit.console.store
    return [Line(one, tuple(await store.factors(visit.council, one.address))) for one in accounts]


async def _account(visit: Visit, address: str) -> Account:
    account = await visit.console.store.account(visit.council, address.lower())
    if account is None:
        raise NotFound("no such account")
    return account
