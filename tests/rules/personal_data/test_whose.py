"""Whose a datum is, by the words around it: each leak beside a message that is nearly the same and clean."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.extract import with_documents
from gateway.model.person import Known, Standing, Statement, Thread
from gateway.policy.rule import Action, Finding
from gateway.testing import NOW, make_message, view
from rules.personal_data import Options, check
from rules.personal_data.weights import Weights

CLERK = "Ann Lee <clerk@council.test>"
HELEN, FIRM = "Helen Barker <helen.barker@gmail.com>", "office@mowing-and-more.co.uk"
AGENT = "Ms Fosdyke <n.fosdyke@fosdyke-lamb.co.uk>"


def held(text: str, to: str | list[str] = HELEN, **more: Any) -> list[str]:
    recipients = [to] if isinstance(to, str) else to
    known, options = more.pop("known", Known()), more.pop("options", Options())
    looked_at = view(make_message(from_=CLERK, to=recipients, text=text, **more), known=known)
    looked_at = replace(looked_at, content=with_documents(looked_at.content))
    return [f.kind for f in check(looked_at, options) if isinstance(f, Finding) and f.action is None]


def named(text: str) -> bool:
    found = check(view(make_message(from_=CLERK, to=FIRM, text=text)), Options())
    return any(isinstance(f, Finding) and f.kind == "name" for f in found)


PAIRS = {
    "she is somebody else, you are the reader": (
        "Dear Helen,\n\nI spoke to Mrs Pike. Her number is 07700 900123.\n",
        "Dear Helen,\n\nI spoke to Mrs Pike. Your number is still 07700 900123.\n",
    ),
    "to do it yourself is not to own": (
        "Dear Helen,\n\nI spoke to Mrs Pike. You can ring her yourself on 07700 900123.\n",
        "Dear Helen,\n\nI spoke to Mrs Pike. Keep your own number, 07700 900123, to yourself.\n",
    ),
    "to be rung is not to own": (
        "Helen, a lady found your cat. Try 07700 900123.\n",
        "Helen, I have 07700 900123 for you. Is that right?\n",
    ),
    "a house number is a home beside a person": (
        "Helen, it is the bloke opposite you at no 27.\n",
        "Helen, the lamp outside no 27 works again.\n",
    ),
    "a house's name is a home behind a person": (
        "Helen, the boy came from The Wern.\n",
        "Helen, the footpath runs past The Wern.\n",
    ),
    "a role": (
        "Helen, the objector is Penny Grey, 01632 960555.\n",
        "Helen, the dog warden for Eden is Penny Grey, 01632 960555.\n",
    ),
    "a recommended trade": (
        "Helen, next door is Mrs Oates. 01632 960555.\n",
        "Helen, the sweep we use is Perran Oates; he is very clean. 01632 960555.\n",
    ),
    "a firm that bears the surname": (
        "Helen, ring Alan Sewell, 01632 960144.\n",
        "Helen, ring J. Sewell & Son (Alan Sewell, 01632 960144).\n",
    ),
    "a firm's own, in brackets": (
        "Helen, the bench (Odhran Kells, 01632 960144) goes on Wednesday.\n",
        "Helen, Fell & Fettle Ltd (Mr Odhran Kells, 01632 960144) will take it down.\n",
    ),
    "of a firm, by its name alone": (
        "Helen, the finder is Sam Okoro, 01632 960144.\n",
        "Helen, speak to Sam Okoro at Eden Kennels, 01632 960144.\n",
    ),
    "an office with its duty": (
        "Helen, the officer who came said it was Ravi Menon, 01632 960144.\n",
        "Helen, the planning officer for 26/0011 is Ravi Menon, 01632 960144.\n",
    ),
    "one of ours": (
        "Helen, the keys are with Mr Sims, 01632 960144.\n",
        "Helen, the keys are with our Mr Sims, 01632 960144.\n",
    ),
    "the other of one name": (
        "Dear Helen,\n\nThe other H Barker lives at 6 Tern Close.\n",
        "Dear Helen,\n\nI have H Barker at 6 Tern Close.\n",
    ),
    "a street that begins as a month does": (
        "Helen, it was the people at 5 Market Street.\n",
        "Helen, it was on the 5 March street stall.\n",
    ),
    "a number's name owns nothing": (
        "Helen, your National Insurance number is missing, but Tom Rudd's is JM 12 34 56 C.\n",
        "Helen, the letter showed your National Insurance number JM 12 34 56 C.\n",
    ),
    "what you have is where it happens": (
        "Helen, the driver who hit your wall was in a red Fiesta, AB12 CDE.\n",
        "Helen, your car by the wall, AB12 CDE, may stay.\n",
    ),
    "a label is no request": (
        "Dear Helen,\n\nPlease telephone 01632 960555 and 07700 900123.\n",
        "Dear Helen,\n\nWe hold this about you:\n- telephone 01632 960555 and 07700 900123\n",
    ),
    "whoever works for all": (
        "Helen, the man who complained of the gutters: 07700 900123.\n",
        "Helen, the man who does the gutters: 07700 900123.\n",
    ),
    "who lives at a house by its name": (
        "Helen, Roy (the chap with the lurcher) lives at Lock Cottage.\n",
        "Helen, Roy (the chap with the lurcher) was by Lock Cottage.\n",
    ),
    "a flat in a house": (
        "Helen, Joyce asked for post. Her new address is Flat 2, The Maltings.\n",
        "Helen, you asked for post. Your new address is Flat 2, The Maltings.\n",
    ),
    "a child of the reader": (
        "Dear Helen,\n\nThe other winner is Zion Cole, born 3.11.2014.\n",
        "Dear Helen,\n\nYour son's form says: Name: Zion Barker. Born: 3.11.2014.\n",
    ),
    "the reader's husband": (
        "Helen, his husband Frank is on 07700 900124.\n",
        "Helen, your husband Frank is on 07700 900124.\n",
    ),
    "a car that somebody tells of": (
        "Helen, it was a blue van that blocked you, AB12 CDE.\n",
        "Helen, your permit is against AB12 CDE.\n",
    ),
    "the dead, and who lives": (
        "For the late Walter Dean. His widow is Joyce Dean, 2 Tern Close, 01632 960344.\n",
        "Pte Walter Dean of 2 Tern Close fell at Loos in 1915.\n",
    ),
    "a street is not a home without a name": (
        "Yusuf Khan of Mill Lane asked about speeding.\n",
        "A resident of Mill Lane asked about speeding.\n",
    ),
    "a surname is no house": (
        "Helen, applicant is Mrs Tegwen Bright, Hill House, Mill Lane.\n",
        "Helen, bright, Hill House, Mill Lane is not.\n",
    ),
    "a trade that no list has": (
        "Helen, the troublemaker is Ayo Bello, 01632 960555.\n",
        "Helen, the harpsichord maker is Ayo Bello, 01632 960555.\n",
    ),
    "a trade behind the name": (
        "Helen, it was Len Fox, a teenager, 01632 960555.\n",
        "Helen, it was Len Fox, their bandleader, 01632 960555.\n",
    ),
    "a name under a topic": (
        "Other winners. Bev Hart, 01632 960555.\n",
        "Who to ask. Planning - Bev Hart, 01632 960555.\n",
    ),
    "whoever is at an office": (
        "Helen, the man at the end house is a Mr Perowne, 01632 960555.\n",
        "Helen, the man at the county is a Mr Perowne, 01632 960555.\n",
    ),
    "opening hours": (
        "Several neighbours rang. Try 01632 960555 at weekends.\n",
        "Several neighbours rang. Env health, open 9-5, 01632 960555.\n",
    ),
    "initials for an office": (
        "Several neighbours rang about it. Bins, see MUM 01632 960555.\n",
        "Several neighbours rang about it. Bins, see SFDC 01632 960555.\n",
    ),
    "a firm with a capital inside": (
        "Helen, a Mr MacLeod at no 9 rang.\n",
        "Helen, call SecureTek on 01632 960555.\n",
    ),
    "a street that is called after an age": (
        "Mrs Ida Pike, 14 Tudor Close, 01632 960344.\n",
        "Mrs Ida Pike, in Victorian times, of 14 Mill Lane.\n",
    ),
    "one of several in an office": (
        "Helen, the objectors were Jean Pike, 01632 960555 and Omar Sheikh, 01632 960556.\n",
        "Helen, the councillors were Jean Pike, 01632 960555 and Omar Sheikh, 01632 960556.\n",
    ),
    "an office that is described": (
        "Helen, the tree's a decent sort. Dunstan Brewer, 01632 960555.\n",
        "Helen, the tree officer's a decent sort, Dunstan Brewer. 01632 960555.\n",
    ),
    "whoever stands for us": (
        "Helen, the poor old man is Graham Tilley, 01632 960555.\n",
        "Helen, our camera man is Graham Tilley, 01632 960555.\n",
    ),
    "for the attention of": (
        "Post it to Mr J. Quaile, 14 Bridge Street, 01632 960555.\n",
        "Post it to Fen Solicitors LLP, attn. Mr J. Quaile, 14 Bridge Street, 01632 960555.\n",
    ),
    "a bank is no owner": (
        "Tom Rudd paid. His bank is 20-11-22 33445566.\n",
        "You paid. Your bank is 20-11-22 33445566.\n",
    ),
    "what visitors are given": (
        "Helen, our visitors live at 13 Swan Mews.\n",
        "Helen, visitors' scratch cards go to 13 Swan Mews.\n",
    ),
    "the office of a sentence": (
        "Helen, somebody rang about a bag. Try 01632 960555.\n",
        "Helen, Priti rang. The pharmacy that delivers is by the bridge, 01632 960555.\n",
    ),
    "a name no list has, before what is theirs": (
        "Helen, Pruett Oakes's new address is Flat 3, Mere Court.\n",
        "Helen, the Oakes's new gate is by Flat 3, Mere Court.\n",
    ),
    "what is asked about is yours": (
        "Helen, your mother Joan had 5 Tern Close. Is it still in her name, 14 Mill Lane?\n",
        "Helen, your mother Joan had it. Is it still 14 Mill Lane?\n",
    ),
    "grandma, where it is about a child": (
        "Helen, the man on the lane is Grandpa Pat, 01632 960555.\n",
        "Helen, Logan's form: your son, year 3. Emergency: you, then Grandma Pat 01632 960555.\n",
    ),
    "a house by its name behind a name": (
        "Helen, the man to see is Lionel Sharman, Mill House, Mill Lane.\n",
        "Helen, the man to see is Lionel Sharman, 01632 960555.\n",
    ),
    "a surname alone, of the reader": (
        "Chip says Harker, 14 Tern Close. Come to the pound.\n",
        "Chip says Barker, 14 Tern Close. Come to the pound.\n",
    ),
    "an initial before it": (
        "Len's not on the list but we have I Barton, 01632 960555.\n",
        "Len's not on the list but you are: H Barker, 01632 960555.\n",
    ),
    "what is held for you": (
        "It was for the Oakes family. What we hold for them is this: 14 Tern Close.\n",
        "It was for the Oakes family. What we hold for you is this: 14 Tern Close.\n",
    ),
    "still so": (
        "Dear Helen,\n\nLen Fox is on the door. 07700 900201 for the morning.\n",
        "Dear Helen,\n\nLen Fox is on the door. Still 07700 900201 for the morning?\n",
    ),
    "a verb is no surname": (
        "hi helen got ur msg, bartek novak on 07700 900204 will ring\n",
        "hi helen got ur msg, crew ring 07700 900204 when near\n",
    ),
    "a name from before": (
        "Deed poll: Helen's friend Carys Hope, born 1 May 1980.\n",
        "Deed poll: Helen Barker, formerly Helen Hope, born 1 May 1980.\n",
    ),
    "the hand's own number": (
        "Ask the neighbours. Or the Tates: 01632 960555.\n",
        "Ask the neighbours. Or me: 01632 960555.\n",
    ),
    "the executor and the dead": (
        "Dear Helen, you wrote of the executor, Joan Howells. Her home is 5 Tern Close.\n",
        "Dear Helen, you wrote as executor of Joan Howells. Her home was 5 Tern Close.\n",
    ),
    "you, to be rung": (
        "Helen, I have Len Fox down, to be rung first on 07700 900204.\n",
        "Helen, I have Len Fox down, and you to be rung first on 07700 900204.\n",
    ),
    "a machine's address": (
        "Helen, the comment was posted from 81.2.69.160.\n",
        "Helen, our mail relay is on 81.2.69.160.\n",
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_a_leak_and_its_near_miss(pair: tuple[str, str]) -> None:
    leak, clean = pair
    assert held(leak)
    assert not held(clean)


@pytest.mark.parametrize(
    "text",
    [
        "surname,first,house,street,pc\nAblett,Ron,4,Tern Close,IP12 4BG\nNwosu,Chidi,9,Tern Close,IP12 4BG\n",
        "Name: Gareth Pym\nDate of birth: 07/11/1983\nPlot: any\n",
        "Week  Holder       Ring\n1     J. Catchpole  01632 960650\n2     Sunita Rao   07700 900834\n",
        "Bus passes:\n- Beti Prosser 26-03-1946\n- Gwenda Jarman 02-10-1951\n",
        "Surname / given / passport\nBRANDT JOACHIM  C4VYT2LJ9\n",
        "Occupiers we wrote to:\n78 Mill Lane, Testford\n80 Mill Lane, Testford\n",
        "bob, ring aoife brennan 07700 900120 shes the one at 3 pilots walk\n",
    ],
)
def test_rows_forms_and_lists_belong_to_whoever_they_are_about(text: str) -> None:
    assert held(text, to=FIRM)


@pytest.mark.parametrize(
    "text",
    [
        "Organisation  Contact      Phone\nBowling Club  Harry Proud  01632 960771\nSurgery       desk         101\n",
        "ref\tdate\titem\tpersons\nBK 1\t1838\tTithe map\t\nBK 2\t1794\tSettlement\tHannah Watkins, of Upper House\n",
        "Please fit it outside 3 High Street, Testford. Order 07700-900, serial 07700900123.\n",
    ],
)
def test_rows_of_offices_history_and_goods_are_nobodys(text: str) -> None:
    assert not held(text, to=FIRM)


def test_an_agent_with_authority_may_have_the_principals_data() -> None:
    data = "The licence of Dorothy Larwood, 2 Low Road, runs to March.\n"
    assert held("Dear Ms Fosdyke,\n\n" + data, to=AGENT)
    assert held("Dear Ms Fosdyke,\n\nYou have no authority yet. " + data, to=AGENT)
    assert not held("Dear Ms Fosdyke,\n\nThank you for her signed authority. " + data, to=AGENT)


def test_one_house_shares_and_a_namesake_does_not() -> None:
    both = ["Colin Stannard <c.stannard@sky.com>", "Bea Stannard <bea.stannard@sky.com>"]
    text = "Dear Colin and Bea,\n\nColin, I have 07700 900143 for you; Bea, 07700 900144.\n"
    assert not held(text, to=both)
    assert held(text.replace("Bea", "Ida"), to=[both[0], "Ida Cole <ida.cole@sky.com>"])
    other = "Dear Mr Smith\n\nWe mixed you up with the other John Smith, of 60 Mill Lane.\n"
    assert held(other, to="John Smith <johnsmith1950@aol.com>")


def test_an_answer_goes_back_to_whoever_wrote_and_no_further() -> None:
    quoted = (
        "Done.\n\nFrom: Garrod, Neil\nSent: 20 March 2026 09:19\nTo: Clerk\nSubject: Light\n\n"
        "Customer: Mrs Ada Okonkwo, 20 Mill Lane, 07700 900945.\n"
    )
    assert not held(quoted, to="neil.garrod@eastmarch.gov.uk", subject="RE: Light")
    assert held(quoted, to="ruth.evans@police.uk", subject="FW: Light")


def test_an_answer_within_an_answer_was_had_by_whom_it_answered() -> None:
    text = (
        "Great.\n\nOn 2 Mar 2026, at 10:40, Tess Darby <tessdarby@me.com> wrote:\n"
        "> I am at 16 Mill Lane, 07700 900291.\n>\n"
        "> On 1 Mar 2026, at 21:07, Mo Farooqi <mo.farooqi@gmail.com> wrote:\n>> Anyone need a lift?\n"
    )
    assert not held(text, to=["Mo Farooqi <mo.farooqi@gmail.com>", "Tess Darby <tessdarby@me.com>"])
    assert held(text, to=["Mo Farooqi <mo.farooqi@gmail.com>", "Ida Cole <ida.cole@sky.com>"])


def test_the_home_of_staff_is_private_and_the_office_is_not() -> None:
    assert held("The spare key is with Tess Ter, at home, 33 Mill Lane, Testford.\n", to=FIRM)
    assert not held("The spare key is with Tess Ter at the Town Hall, 01632 960101.\n", to=FIRM)


def test_what_a_reviewer_says_of_somebody_counts() -> None:
    text = "Dave Pugh will ring you from 07700 900555.\n"
    said = Known(statements={"dave pugh": Statement("Dave Pugh", Standing.CONTRACTOR, CLERK, NOW)})
    assert held(text)
    assert not held(text, known=said)


def test_doubt_has_an_action_of_its_own_and_a_threshold() -> None:
    text = (
        "Dear Helen,\n\nYusuf Khan asked about the new drain, the one planned by the pond in front of 14 Mill Lane.\n"
    )
    looked_at = view(make_message(from_=CLERK, to=[FIRM], text=text))
    actions = {f.kind: f.action for f in check(looked_at, Options()) if isinstance(f, Finding)}
    assert actions["address"] is Action.WARN
    assert "address" in held(text, to=FIRM, options=Options(sure_from=1.0))
    assert "address" not in held(text, to=FIRM, options=Options(weights=Weights(address=-5.0)))


def test_the_reason_says_which_kind_and_whose_and_never_the_value() -> None:
    looked_at = view(make_message(from_=CLERK, to=[HELEN], text="Yusuf Khan is on 07700 900123.\n"))
    (why,) = {f.why for f in check(looked_at, Options()) if isinstance(f, Finding) and f.kind == "phone"}
    assert why == "A telephone number of somebody named here, who is not among those it goes to, stands in the text."


AGENTS = {
    "your client": (
        "Dear Ms Fosdyke,\n\nYour neighbour hired the hall. He gave his number as 07700 900123.\n",
        "Dear Ms Fosdyke,\n\nYour client hired the hall. He gave his number as 07700 900123.\n",
    ),
    "the other side": (
        "You act for Mrs Kubiak. The husband, Stanislaw Kubiak, is at 7 Tern Close.\n",
        "You act for Mr Kubiak. Stanislaw Kubiak is at 7 Tern Close.\n",
    ),
    "leave to speak for somebody": (
        "We have Mr Cole's letter of 3 May that you may not see. He is at 2 Tern Close.\n",
        "We have Mr Cole's letter of 3 May that you may speak for him. He is at 2 Tern Close.\n",
    ),
    "no leave to act": (
        "I cannot accept that you act for Mrs Oakes. She lives at 17 Tern Close.\n",
        "I can accept that you act for Mrs Oakes. She lives at 17 Tern Close.\n",
    ),
    "a client, but another's fence": (
        "Your client is Mr Tate, but the fence is Mrs Fell's, 9 Tern Close.\n",
        "Your client is Mrs Fell, but the fence is hers, 9 Tern Close.\n",
    ),
    "consent that is signed": (
        "Mrs Larwood: no consent form yet. She is at 2 Tern Close.\n",
        "Mrs Larwood: thank you for the consent form she signed. She is at 2 Tern Close.\n",
    ),
    "an appointee": (
        "Miss Lloyd's letter came. Her date of birth on file is 2.2.1940.\n",
        "As Miss Lloyd's appointee you want this: her date of birth on file is 2.2.1940.\n",
    ),
    "another in the next sentence": (
        "You act for Mr Nye. The other tenant, Gail Root, lives at 8 Tern Close.\n",
        "You act for Mr Nye. Mr Nye lives at 8 Tern Close.\n",
    ),
}


def test_a_relative_told_of_in_another_column_owns_nothing() -> None:
    rows = "post,name,mobile,born,emergency\nGate A,{},07700 900143,12/05/1990,your sister Bel\n"
    to = "Rosa Whitlock <rosa.w@gmail.com>"
    assert not held(rows.format("Rosa Whitlock"), to)
    assert held(rows.format("Nick Yeo"), to)


def test_a_value_in_a_table_is_known_as_it_is_in_a_list() -> None:
    to = "Rosa Whitlock <rosa.w@gmail.com>"
    rows = "name,mobile,plot\nNick Yeo,7700 900143,4\nLen Fox,7700 900143,5\n"
    assert held(rows, to)
    assert not held(rows, to, known=Known({"rosa.w@gmail.com": frozenset({("phone", "07700900143")})}))


def test_a_form_is_of_whoever_holds_the_licence() -> None:
    form = "Licensee: {}\nHome: 3 Pier Road\nMobile: 07700 900208\n"
    assert not held(form.format("H Barker"))
    assert held(form.format("B Okoro"))


FORM = (
    "Dear Helen,\n\nWe can move the bench.\n\nAnn\n\n-----Original Message-----\nFrom: {hand}\n"
    "Sent: 04 May 2026 21:10\nTo: Clerk\nSubject: enquiry\n\nname: {name}\n{label}{address}\nphone: 01632 960556\n"
    "enquiry: My husband Alf had dementia. He lived at 3 Pier Road.\n"
)
OWN = {"hand": "website@council.test", "name": "H Barker", "label": "email: ", "address": "helen.barker@gmail.com"}


@pytest.mark.parametrize(
    "changed",
    [{}, {"hand": "Web forms <no-reply@forms.test>"}, {"label": "Your e-mail address\n"}, {"label": "* Email: "}],
    ids=str,
)
def test_a_form_of_the_website_is_in_the_words_of_whoever_gave_their_address_in_it(changed: dict[str, str]) -> None:
    assert not held(FORM.format(**OWN | changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "P Pike", "address": "p.pike@gmail.com"},
        {"name": "P Pike", "label": "not known: "},
        {"name": "P Pike", "hand": "Cllr Test <cllr.test@council.test>"},
        {"name": "P Pike", "hand": "office@council.test"},  # a mailbox that people share
        {"name": "P Pike", "hand": "Pen Pike <p.pike@gmail.com>"},
    ],
    ids=str,
)
def test_but_not_in_those_of_whoever_is_only_told_of_it(changed: dict[str, str]) -> None:
    assert held(FORM.format(**OWN | changed))


def test_a_table_of_services_is_of_offices() -> None:
    rows = "{},Who,Phone\nHalls,Kev Stannard,01632 960555\nDogs,Bea Lunn,01632 960556\n"
    assert not held(rows.format("Service"))
    assert held(rows.format("Plot"))


@pytest.mark.parametrize(("leak", "clean"), AGENTS.values(), ids=AGENTS)
def test_for_whom_a_solicitor_acts(leak: str, clean: str) -> None:
    assert held(leak, AGENT)
    assert not held(clean, AGENT)


def test_two_of_one_household_with_different_names() -> None:
    both = ["Wilf Upex <wilf.upex@gmail.com>", "Beryl Tack <beryl.tack@talktalk.net>"]
    text = "Hi both\n\nAs you are {}at 11 Tern Close, I pay Wilf's account, 11-05-33 00771840.\n"
    assert not held(text.format("one household "), both)
    assert held(text.format("good neighbours "), both)


@pytest.mark.parametrize("greeting", ["Dear Gethin, dear Iris", "Hi Gethin & Iris", "Hello Gethin, Iris!"])
def test_a_couple_that_is_greeted_one_by_one(greeting: str) -> None:
    both = ["Gethin Rowe <gethin.rowe@sky.com>", "Iris Mallory <iris.mallory@gmail.com>"]
    text = greeting + "\n\nYour wedding. Iris's account is 20-11-33 44556677, I have {} on 07700 900124.\n"
    assert not held(text.format("Gethin"), both)
    assert held(text.format("Joan Pike"), both)


def test_a_number_that_is_asked_about() -> None:
    assert not held("Iris, I have you and Gethin Rowe. Is 07700 900123 yours or his?\n", "iris.mallory@gmail.com")
    assert held("Iris, I have you and Gethin Rowe. Is 07700 900123 still his?\n", "iris.mallory@gmail.com")


def test_somebody_told_of_right_behind_a_site() -> None:
    assert held("Leave the hedge at 12 Mill Lane. The occupier has a bad back.\n", FIRM)
    assert not held("Leave the hedge at 12 Mill Lane. The work is done.\n", FIRM)


def test_the_text_tells_what_a_name_in_the_subject_is() -> None:
    subject = "Odhran Kells, 01632 960144"
    assert held("Helen, Odhran Kells rang for you.\n", subject=subject)
    assert not held("Helen, Odhran Kells is the surveyor.\n", subject=subject)


def test_a_chat_with_the_reader_by_first_name() -> None:
    chat = "[04/05/2026, 08:12] {}: ring me 01632 960112\n[04/05/2026, 08:15] Ann: in ten min\n"
    assert not held(chat.format("Helen"))
    assert held(chat.format("Hettie"))


def test_a_firms_own_hand_by_the_surname_in_its_domain() -> None:
    quoted = "OK.\n\nFrom: {}\nSent: 4 May\nTo: Clerk\nSubject: planks\n\nMy lad Joe Frith brings them, 07700 900302.\n"
    assert not held(quoted.format("Terry Bunn"), "terry@bunnandsons.co.uk")
    assert held(quoted.format("Terry Larwood"), "terry@bunnandsons.co.uk")


MORE_PAIRS = {
    "at a firm whose trade no list has": (
        "Helen, ask Baz at Yettington Lodge, 01632 960144.\n",
        "Helen, ask Baz at Yettington Caretaking, 01632 960144.\n",
    ),
    "in a team": (
        "Helen, the caller is Kieron Batt in the white van, 01632 960144.\n",
        "Helen, the person dealing is Kieron Batt in the neighbourhood highways team, 01632 960144.\n",
    ),
    "what a supervisor is called": (
        "Helen, my neighbour's called Wendy, 01632 960144.\n",
        "Helen, the supervisor's called Wendy, 01632 960144.\n",
    ),
    "a role of long ago": (
        "Helen, try Cuthbert Rix, he was Clerk till 2011: 01632 960144.\n",
        "Helen, try Cuthbert Rix, the Clerk at Testford: 01632 960144.\n",
    ),
    "letters behind a name": (
        "Helen, it was Callum Reyes BEd, my neighbour, 01632 960144.\n",
        "Helen, it was Callum Reyes BEd NPQH, Headteacher, 01632 960144.\n",
    ),
    "outside a house": (
        "Helen, my wife saw him. He lives at 47 Tern Road and works nights.\n",
        "Helen, my wife saw him. He mends the lamp outside 47 Tern Road on Friday.\n",
    ),
    "a number that only people have, near an office": (
        "Helen, Mair and I met her at the Reading Room. Hers is AB123456C.\n",
        "Helen, Mair and I see you at the Reading Room. I have AB123456C.\n",
    ),
    "a national insurance number is no insurer's": (
        "Dear Helen,\n\nMrs Pike, National Insurance AB123456C, wrote.\n",
        "Dear Helen,\n\nYou are Helen Barker, National Insurance AB123456C.\n",
    ),
    "from home": (
        "Helen, our tutor is Meera Solanki, trading from home at 15 Tern Drive.\n",
        "Helen, our tutor is Meera Solanki, next lesson at the Hall, 15 Tern Drive.\n",
    ),
    "a hirer is no firm": (
        "Helen, the wake is in the Village Hall. Hirer Lorraine Eddowes 07700 900123.\n",
        "Helen, the wake is in the Village Hall. Caretaker Lorraine Eddowes 07700 900123.\n",
    ),
    "any driver is nobody": (
        "Helen, the driver from your road asked. It is 07700 900123.\n",
        "Helen, any authorised driver may. You are down with 07700 900123.\n",
    ),
    "an account called so and mistyped": (
        "Helen, the family is Odile Garrec, IBAN FR76 3000 4028 3700 0104 7712 943.\n",
        "Helen, the form is FR76 3000 4028 3700 0104 7712 943.\n",
    ),
    "the end house": (
        "Helen, it is Tracey Hulme from the end house in Back Lane.\n",
        "Helen, it is mud from the end field in Back Lane.\n",
    ),
    "what ails one of ours": (
        "Helen, our Mr Sims is away. Mo Yor has cancer.\n",
        "Helen, our Mr Sims is away. Mo Yor is off sick.\n",
    ),
    "a birth in living memory is no death": (
        "Helen, the claimant is Moira Pike, date of birth 22 March 1937, tel 01632 960144.\n",
        "Helen, on the stone is Moira Pike, born 22 March 1837, plot 01632 960144.\n",
    ),
    "a contact number is no contact": (
        "Helen, Agnes Pike saw them. Contact number +447700900123.\n",
        "Helen, the press contact is Agnes Pike, +447700900123.\n",
    ),
    "the late father of a soldier": (
        "Helen, it is the son of Wm Lumsden, 9 Tern Row.\n",
        "Helen, it is a soldier of 1915, son of the late Wm Lumsden, 9 Tern Row.\n",
    ),
    "a street of one word": (
        "Helen, it was Mr Adeyemi ower the back at Flat 2, 86 Gowanbank.\n",
        "Helen, it was the 86 Gowanbank bus.\n",
    ),
    "a day is nobody": (
        "Helen, I have put Thora down for Thursdays, 07700 900123.\n",
        "Helen, I have put you down for Thursdays from the 6th, 07700 900123.\n",
    ),
    "a firm by its founder and its town": (
        "Helen, the Barkers of March are in. Ring Neville on 01632 960144.\n",
        "Helen, Barkers of March are doing it, ring Neville on 01632 960144.\n",
    ),
    "somebody's shop": (
        "Helen, lunch at Adwoa's, 31 High Street (ring 07700 900123).\n",
        "Helen, lunch at Adwoa's Kitchen, 31 High Street (ring 07700 900123).\n",
    ),
    "whoever quotes for it": (
        "Helen, two helpers: Fenland 612 hours (Martin Osgood, 01632 960144).\n",
        "Helen, two quotes: Fenland 612 plus VAT (Martin Osgood, 01632 960144).\n",
    ),
    "whoever the county sends": (
        "Helen, I met the end-house lady, Hannah Stroud, 01632 960144.\n",
        "Helen, I met the County lady, Hannah Stroud, 01632 960144.\n",
    ),
    "a family on a street": (
        "Helen, it was the Purcells on Quarry Rise.\n",
        "Helen, it was the potholes on Quarry Rise.\n",
    ),
    "a direct line": (
        "Helen, Hattie's mobile is 01632 960144.\n",
        "Helen, Hattie's direct line is 01632 960144.\n",
    ),
    "an applicant in another sentence": (
        "Helen, the applicant is Claire Beeby, 01632 960145.\n",
        "Helen, tell the applicant. Case officer is Claire Beeby, 01632 960145.\n",
    ),
    "the depot's tractor": (
        "Helen, the lead is Mr Sowden. A tractor, AE55 LNB, is across the road.\n",
        "Helen, the lead is Mr Sowden. The depot tractor, AE55 LNB, is across the road.\n",
    ),
    "a dock called after a king": (
        "Helen, it is at Hull, Georgina Dock, of 14 Tern Close.\n",
        "Helen, it is at Hull, King George Dock, HU9 5PR.\n",
    ),
    "a day before a place": (
        "Helen, with Lady Caroline Pike, 7 Corn Street.\n",
        "Helen, with Lady Caroline Pike, 7 November, Corn Exchange.\n",
    ),
    "an initial before a surname that no list has": (
        "Helen, paid to S Ivington 40-22-19 33445566.\n",
        "Helen, paid to you at 40-22-19 33445566.\n",
    ),
    "two initials and one surname are no firm": (
        "Helen, next door are R & M Tolliday at 11 Tern Close.\n",
        "Helen, the roof is by R & M Plumbing at 11 Tern Close.\n",
    ),
    "a man retired": (
        "Helen, the retired policeman at 12 Tern Close writes daily.\n",
        "Helen, the policeman outside 12 Tern Close writes daily.\n",
    ),
    "a firm by its first word": (
        "Helen, the oak is Nick's at Oakshott, 01632 960144.\n",
        "Helen, Oakshott Tree Care come on Monday. Ring Nick at Oakshott, 01632 960144.\n",
    ),
    "whoever is asked for": (
        "Helen, Pontlas (01632 960340, he is Jan) can.\n",
        "Helen, Pontlas (01632 960340, ask for Jan) can.\n",
    ),
    "whose he is, in brackets": (
        "Helen, Mr Gwyn Tapscott (tenor), 01632 960144.\n",
        "Helen, Mr Gwyn Tapscott (county), 01632 960144.\n",
    ),
    "a house that is called a bank": (
        "Helen, it was reported by Gwen Airey of Rowan Bank, 01632 960144.\n",
        "Helen, it was reported by Gwen Airey of Lloyds Bank, 01632 960144.\n",
    ),
    "you, down as somebody": (
        "Helen, a responsible person is on 07700 900124, 17 Tern Close.\n",
        "Helen, I've put you down as responsible person on 07700 900124, 17 Tern Close.\n",
    ),
    "you are his son": (
        "Helen, it is about Stan and his son, born 11 March 1957.\n",
        "Helen, it is about Stan. You are his son, born 11 March 1957.\n",
    ),
    "what belongs to the council": (
        "Helen, somebody drives a Transit, GP69 FKD, which belongs to Joan Pike.\n",
        "Helen, the bus is a Transit, GP69 FKD, which belongs to the council.\n",
    ),
    "a surname cut short": (
        "Helen, the account is Wendy T's, at 10 Tern Cottages.\n",
        "Helen, the account is yours, at 10 Tern Cottages.\n",
    ),
    "killed, in the next sentence": (
        "Helen, Pte William Starling, no. 16224, lived at 2 Tern Cottages, not 4. Kept his medals, 19 in all.\n",
        "Helen, Pte William Starling, no. 16224, lived at 2 Tern Cottages, not 4. Killed 1 July 1916, aged 19.\n",
    ),
    "a day is no surname": (
        "Helen, the permit is Valid Tuffnell's, of 14 Tern Close.\n",
        "Helen, the permit is Valid Tuesdays, of 14 Tern Close.\n",
    ),
    "initials of somebody with a title elsewhere": (
        "Helen, Mr Tizzard rang.\n\nN. Tizzard, Fairhaven, 2 Back Lane\n",
        "Helen, nobody rang.\n\nNo Parking, Fairhaven, 2 Back Lane\n",
    ),
}


@pytest.mark.parametrize(("leak", "clean"), MORE_PAIRS.values(), ids=MORE_PAIRS)
def test_more_of_whose_it_is(leak: str, clean: str) -> None:
    assert held(leak)
    assert not held(clean)


def test_an_address_that_the_header_shows_is_no_secret() -> None:
    both = [HELEN, "Joan Pike <joan.pike@gmail.com>"]
    text = "Helen, Joan,\n\nYou reach {} at joan.pike{}@gmail.com.\n"
    assert not held(text.format("Joan", ""), both)
    assert held(text.format("Mrs Grey", "2"), both)


def test_what_a_reader_wrote_may_be_said_again() -> None:
    text = "Hi Helen\n\nMotorhome {}.\n\nOn 3 May, Helen Barker <helen.barker@gmail.com> wrote:\n> It is HN67 OVJ.\n"
    assert not held(text.format("HN67 OVJ"), ["Helen Barker <helen.barker@gmail.com>"])
    assert held(text.format("blocked by Mrs Pike's car, KM70 LGR"), ["Helen Barker <helen.barker@gmail.com>"])


@pytest.mark.parametrize("head", ["wrote to Jo Rudd, Ann Lee:\n", "wrote:\n> To: Jo Rudd; Ann Lee\n"])
def test_an_introduction_may_say_who_had_it(head: str) -> None:
    both = [HELEN, "Jo Rudd <jo.rudd@rudd-buses.co.uk>"]
    text = "Thanks both.\n\nOn 3 May 2026 Helen Barker <helen.barker@gmail.com> {}> Ring me on 07700 900123.\n"
    assert not held(text.format(head), both)
    assert held(text.format(head.replace("Jo Rudd", "Ed Cole")), both)


def test_all_who_are_greeted_together_had_it() -> None:
    both = [HELEN, "Jo Rudd <jo.rudd@sky.com>"]
    text = (
        "Cake at mine.\n\nOn 3 May 2026, Helen Barker <helen.barker@gmail.com> wrote:\n> {}, ring me on 07700 900123.\n"
    )
    assert not held(text.format("All"), both)
    assert held(text.format("Ann"), both)
    known = Known(thread=Thread("helen.barker@gmail.com", ("clerk@council.test", "ed@sky.com"), ()))
    assert held(text.format("All"), both, known=known)


def test_a_colleague_at_the_readers_office_is_of_it() -> None:
    quoted = (
        "Done.\n\nFrom: Una Idowu <u.idowu@{}>\nTo: clerk@council.test\nSubject: x\n\nMy lad has it, 07700 900123.\n"
    )
    assert not held(quoted.format("mowing-and-more.co.uk"), FIRM)
    assert held(quoted.format("gmail.com"), FIRM)


def test_a_surname_has_a_form_for_a_woman() -> None:
    both = ["Tomasz Nowicki <tnowicki82@gmail.com>", "Aga {} <aga{}@gmail.com>"]
    text = "Tomasz, Aga,\n\nTomasz's number is 07700 900123.\n"
    assert not held(text, [both[0], both[1].format("Nowicka", "82")])
    assert held(text, [both[0], both[1].format("Malik", "82")])


def test_a_carer_with_authority_is_not_somebody_else() -> None:
    text = "Dear Marika\n\n{} Her number is 01632 960445.\n"
    marika = "Marika Lund <marika@homehands-care.co.uk>"
    assert not held(text.format("Mrs Savva's signed note lets us deal with you as her carer."), marika)
    assert held(text.format("Mrs Savva's note says that she wants a carer."), marika)


def test_the_council_s_own_vehicles_and_those_of_strangers() -> None:
    assert not held("Hello Dave, can you squeeze KM70 LGR in for its MOT on Friday?\n", FIRM)
    assert not held("Please swap the council's Berlingo KM70 LGR for a Kangoo.\n", FIRM)
    assert held("One plate on Steve's film can be read: KM70 LGR. The rider got away.\n", FIRM)
    assert held("As asked, the sleepers in vans. Mon KM70 LGR, Tue CA20 HHX.\n", FIRM)


def test_a_visitor_is_not_the_member_who_was_abused() -> None:
    log = "Abuse about our Clerk. The log:\n\n22:41 POST /contact 86.153.44.209\nCookie: wp_sess=9f3ac77be210d445\n"
    assert sorted(held(log, "support@parish-sites.co.uk")) == ["cookie", "ip"]


def test_an_account_in_a_row_is_of_the_firm_in_it() -> None:
    rows = "id,who,phone,sort,account\nS014,{},01632 960226,20-33-19,60418827\n"
    assert not held(rows.format("Greenways Arb Ltd"), FIRM)
    assert held(rows.format("Joan Pike"), FIRM)


def test_a_document_about_its_reader() -> None:
    text = "STATEMENT OF {}\nBorn 4 July 1944. National Insurance AB 12 34 56 C.\n"
    for name, is_held in (("HELEN BARKER", False), ("JOAN PIKE", True)):
        attached = [("statement.txt", "text/plain", text.format(name).encode())]
        assert bool(held("Please sign.\n", attachments=attached)) is is_held


def test_a_hint_of_one_readers_health_is_kept_from_the_other() -> None:
    text = "Hello both.\n\nHelen has dialysis on Mondays.\n"
    assert held(text, [HELEN, "Jo Rudd <jo.rudd@sky.com>"]) == ["health"]
    assert not held(text, [HELEN])
    assert not held(text, [HELEN, "Tom Barker <tom.barker@sky.com>"])


def test_somebody_of_the_readers_firm_is_asked_for() -> None:
    assert not held("We paid on the 14th. Could Maureen Kidd look again? I spoke to her on 01632 960144.\n", FIRM)
    assert held("We paid on the 14th. Would Maureen Kidd like the grass? I spoke to her on 01632 960144.\n", FIRM)


def test_an_event_in_a_calendar_is_of_whom_it_tells() -> None:
    event = "BEGIN:VEVENT\r\nPRODID:-//X//Office//EN\r\nSUMMARY:{}\r\nLOCATION:Flat 2, 13 Mill Lane\r\nEND:VEVENT\r\n"
    hers = "Tree overhang - Ms Begbie\r\nDESCRIPTION:Ring first 01632 960331"
    for summary, is_held in ((hers, True), ("Tree overhang", False)):
        attached = [("visit.ics", "text/calendar", event.format(summary).encode())]
        assert bool(held("See attached.\n", FIRM, attachments=attached)) is is_held


def test_a_candidate_for_an_office_does_not_hold_it() -> None:
    assert held("Interviews for caretaker: Darren Leake, 01632 960144.\n", FIRM)
    assert not held("Ring the caretaker: Darren Leake, 01632 960144.\n", FIRM)


def test_a_subject_that_is_answered_was_had() -> None:
    quoted = "Noted.\n\nFrom: {} <{}>\nSent: 4 May\nTo: Clerk\nSubject: 12 Tern Lane, Mrs Pike\n\nWhat do you hold?\n"
    subject = "RE: 12 Tern Lane, Mrs Pike"
    assert not held(quoted.format("Helen Barker", "helen.barker@gmail.com"), subject=subject)
    assert held(quoted.format("Hettie Rook", "hettie@gmail.com"), subject=subject)


def test_a_reader_is_called_as_quoted_headers_call_them() -> None:
    both = ["jo@rudd-buses.co.uk", "kev@kev-scaffolds.co.uk"]
    quoted = (
        "Kev first.\n\nFrom: Kev Bull <kev@kev-scaffolds.co.uk>\nSent: 4 May\nTo: {}; Ann Lee\nSubject: x\n\n"
        "My lad Stefan, 07700 900123, comes.\n\nFrom: Jo Rudd <jo@rudd-buses.co.uk>\nSent: 3 May\n"
        "To: Kev Bull; Ann Lee\nSubject: x\n\nWho goes first?\n"
    )
    assert not held(quoted.format("Jo Rudd"), both)
    assert held(quoted.format("Ed Cole"), both)


def test_a_quoted_signature_is_an_offices_where_its_author_holds_one() -> None:
    quoted = (
        "From the head.\n\n> From: Callum Reyes\n> Sent: 4 May\n> To: Ann Lee\n> Subject: Gate\n>\n> It is empty.\n"
    )
    quoted += "> Callum Reyes, {}\n> 01632 960117\n"
    assert not held(quoted.format("Headteacher, Eden Primary School"), FIRM)
    assert held(quoted.format("next door"), FIRM)


def test_those_whom_a_letter_to_a_solicitor_names_are_not_all_clients() -> None:
    assert not held("In fairness to your client Bob Dunscombe, his number is 07811 204557.\n", AGENT)
    assert held(
        "In fairness to your client here is who has signed: Jean Escott, Bob Dunscombe (07811 204557).\n", AGENT
    )


def test_nobody_is_asked_to_ring_themselves() -> None:
    ben = "Ben Ash <ben@limb-and-leaf.co.uk>"
    assert held("ben the ash is over the garden. ring 07527 661094 before you go up, they have a dog\n", ben)
    assert not held("ben the ash is over the garden. you are down with 07527 661094, is that still right?\n", ben)


def test_an_introduction_may_name_its_readers_by_first_names() -> None:
    both = ["Sue Dibble <sue.dibble@sky.com>", "Teo Manea <teo.manea@gmail.com>"]
    text = "See you.\n\nOn 3 May, Teo Manea <teo.manea@gmail.com> wrote to Ann and {}:\n> My number is 07700 900123\n"
    assert not held(text.format("Sue"), both)
    assert held(text.format("Ed"), both)


def test_initials_before_a_surname_are_no_part_of_a_house() -> None:
    assert held("Dear Helen\n\nOne letter, from Miss A. Kitto, The Leat House, who was flooded.\n")
    assert not held("Dear Helen\n\nOne letter, from the A. Kitto Trust, about floods.\n")


def test_an_address_is_told_to_a_crowd_though_the_header_shows_it() -> None:
    crowd = [HELEN, "jo.rudd@sky.com", "t.shev51@outlook.com", "ed.cole@gmail.com"]
    text = "Hi everyone\n\nWelcome to Tariq Shev who offered to help. He is on t.shev51@outlook.com.\n"
    assert held(text, crowd) == ["email"]
    assert not held("Hi everyone\n\nWelcome. Bring a torch.\n", crowd)


def test_people_of_a_year_long_ago_in_the_subject() -> None:
    table = "From the minute book:\n\nName            Age  Lived\nJohn Charlton   26   4 Pilot Street\n"
    assert not held(table, subject="Loss of the Eliza Gray, 1868")
    assert held(table, subject="Allotment holders, 2026")


def test_your_log_owns_no_car() -> None:
    police = "PC Yasmin Armstrong <y.armstrong@northshire.police.uk>"
    assert held("For your log: KM70 LGR, silver estate, left across the slip on Tuesday.\n", police) == ["vehicle"]
    assert not held("Your car, KM70 LGR, is on the list.\n", HELEN)


def test_two_who_marry_share_what_is_noted() -> None:
    both = ["Keith Mackenzie <keithm21@yahoo.co.uk>", "Hye-Jin Park <h.park@icloud.com>"]
    text = "Dear Keith and Hye-Jin\n\n{} Noted: Keith Mackenzie, 15 Tern Cottages, Ashford TN26 8AB.\n"
    assert not held(text.format("The ceremony is on the bandstand."), both)
    assert held(text.format("Next door objects."), both)


def test_a_greeting_in_what_is_quoted_greets_no_reader() -> None:
    quoted = (
        "Still not done.\n\nOn 3 May, Winsome Dacres <wdacres54@sky.com> wrote:\n> {} cut it.\n> mob 07700 900123\n"
    )
    seo = "Ji-won Seo <jiwon.seo@lowfield-grounds.co.uk>"
    assert held(quoted.format("Hello, the laurel is over the path, can somebody"), seo)
    assert held(quoted.format("Dear Laurel, can somebody"), seo)
    assert not held(quoted.format("Dear Ji-won, can you"), seo)


def test_the_home_number_of_somebody_at_work() -> None:
    assert held("Helen, have a word with the organiser, Mrs Hathersage (home number 07700 900123).\n")
    assert not held("Helen, have a word with the organiser, Mrs Hathersage (work number 07700 900123).\n")


def test_a_birth_date_in_brackets_behind_a_name() -> None:
    assert "birth-date" in held("Mrs Pettifer (22-Nov-1933)\n", FIRM)
    assert not held("Mrs Pettifer (22-Nov-2026)\n", FIRM)


@pytest.mark.parametrize(
    "said",
    [
        "Mrs Pike asked what can be done for her.",
        "Mrs Pike asked whether the plan was adopted and who is on the electoral register.",
        "Mrs Pike has possession of the keys and custody of the minute book.",
        "Mrs Pike won the community service award and is a fit and proper person.",
        "Mrs Pike says that the message was released from the server.",
    ],
)
def test_what_is_no_hint_of_health_debt_or_crime(said: str) -> None:
    assert not {"health", "benefits", "criminal", "care"} & set(held(f"Dear Helen\n\n{said}\n"))


REPORT = (
    b"From: clerk@council.test\r\nTo: office@mowing-and-more.co.uk\r\nSubject: Returned\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/%s; report-type=delivery-status; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain\r\n\r\nNot delivered to jo.rudd@sky.com, 07700 900123.\r\n"
    b"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
    b"Final-Recipient: rfc822; jo.rudd@sky.com\r\nAction: failed\r\nStatus: 5.1.1\r\n--x--\r\n"
)


def test_a_delivery_report_goes_back_to_whoever_wrote_to_the_addresses_in_it() -> None:
    def kinds(raw: bytes) -> set[str]:
        return {f.kind for f in check(view(raw), Options()) if isinstance(f, Finding) and f.action is None}

    assert kinds(REPORT % b"report") == {"phone"}
    assert kinds(REPORT % b"mixed") == {"email", "phone"}


def test_what_quoted_mail_says_may_stand_in_the_subject() -> None:
    quoted = "Will do.\n\nOn 3 May, {} wrote:\n\nHi Ann, letters for Mum (Irene Pike, 2 Tern Close) to me please.\n"
    subject = "Mum's rent - 2 Tern Close"
    assert not held(quoted.format("Helen Barker <helen.barker@gmail.com>"), subject=subject)
    assert held(quoted.format("Hettie Rook <hettie@gmail.com>"), subject=subject)


def test_my_in_the_subject_of_an_answer_is_the_readers() -> None:
    assert not held("Filed.\n", subject="RE: My mother, Edna Pike, 2 Tern Close")
    assert held("Filed.\n", subject="RE: Mother, Edna Pike, 2 Tern Close")


def test_what_comes_through_a_list_was_had_by_all_on_it() -> None:
    quoted = "I'll come.\n\nOn 3 May, Joan Pike <joan.pike@sky.com> via {} wrote:\n> Ring me on 07700 900123.\n"
    everybody = "Tern Close <all@tern-close.groups.io>"
    assert not held(quoted.format("all@tern-close.groups.io"), everybody)
    assert not held(quoted.format("all"), everybody)
    assert held(quoted.format("all@tern-lane.groups.io"), everybody)


def test_an_answer_among_several_goes_to_all_of_them() -> None:
    three = ["Ed Cole <ed.cole@gmail.com>", "Meg Lund <meg.lund@sky.com>", "Pat Hollis <pat.hollis@aol.com>"]
    quoted = (
        "Fine.\n\n> On 2 June, Pat Hollis <pat.hollis@aol.com> wrote:\n> I'm at 12 Tern Close if someone can call.\n"
        ">> On 2 June, Meg Lund <meg.lund@sky.com> wrote:\n>> Hi Pat, {}. I have a car.\n"
    )
    assert not held(quoted.format("Ed"), three)
    assert held(quoted.format("Ann"), three)


def test_a_letter_that_is_quoted_is_its_signers() -> None:
    quoted = "We hold one letter:\n\n> The gate was open again.\n> {}\n> 57 Tern Close NE65 1TJ\n\nAsk for a review.\n"
    assert held(quoted.format("Hamish O'Hagan"))
    assert not held(quoted.format("Helen Barker"))


def test_accounts_in_cells_of_a_table() -> None:
    rows = "Refunds on Friday:\n\nTern Rovers\tnone\t\t150\n{}\t07-04-26\t29518840\t100\n"
    assert "bank-account" in held(rows.format("Mrs Joan Pike"), FIRM)
    assert "bank-account" not in held(rows.format("Mrs Joan Pike").replace("Refunds", "Letters"), FIRM)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("Mrs Pike is disabled.", "Mark the two disabled bays, Mrs Pike asks."),
        ("Mrs Pike uses the food bank.", "Mrs Pike runs the food bank."),
        ("Mrs Pike is blind.", "Mrs Pike asks for a mirror at the blind corner."),
    ],
)
def test_a_place_is_no_hint(told: str, said: str) -> None:
    assert held(f"Dear Helen\n\n{told}\n")
    assert not held(f"Dear Helen\n\n{said}\n")


def test_a_namesake_whose_home_is_another() -> None:
    known = Known({"helen.barker@gmail.com": frozenset({("address", "2 tern close")})})
    text = "Dear Mrs Barker\n\nRefund to Mrs H Barker, {}.\n"
    assert held(text.format("71 Mill Road"), known=known) == ["address"]
    assert not held(text.format("2 Tern Close"), known=known)
    assert not held(text.format("71 Mill Road, your new address"), known=known)


def test_the_dead_of_the_subject_are_dead_in_the_text() -> None:
    text = "She signed it in 1986, with a broken arm. Winifred Pike, at 8 Tern Road then, chaired it.\n"
    assert not held(text, subject="The late Alderman Mrs Winifred Pike")
    assert held(text, subject="Alderman Mrs Winifred Pike")


def test_a_reader_by_a_short_first_name() -> None:
    both = ["Emma Sharpe <emma@gmail.com>", "{} <d.okoro88@gmail.com>"]
    text = "Hi Emma and Dan,\n\nYou're both at 12 Wold View, and Dan is on 07700 900123 for the wedding.\n"
    assert not held(text, [both[0], both[1].format("Daniel Okoro")])
    assert held(text, [both[0], both[1].format("Joan Okoro")])


def test_an_office_among_the_readers_is_no_secret_in_a_calendar() -> None:
    three = ["chair@tern-rbl.org.uk", "rector@tern-church.org.uk", "jo.rudd@sky.com"]
    event = "BEGIN:VEVENT\r\nSUMMARY:Safety\r\nATTENDEE;CN=Jo:mailto:{}\r\nEND:VEVENT\r\n"
    for address in (three[0], three[2]):
        attached = [("visit.ics", "text/calendar", event.format(address).encode())]
        assert ("email" in held("Hi all\n\nSee attached.\n", three, attachments=attached)) is (address == three[2])


def test_a_client_is_named_in_the_sentence_that_says_so() -> None:
    assert not held("I hear that Mr Toynton of 9 Tern Road is your client.\n", AGENT)
    assert held("One objects: Mr Toynton, 9 Tern Road.\nHe says he knows your client.\n", AGENT)
    assert held("Try Sharon Odling on 07700 900123, she might let you have it for the week.\n", AGENT)


def test_only_an_answer_quotes_its_reader_without_a_word() -> None:
    quoted = "As you asked.\n\n> Mrs Pike is on 07700 900123.\n\nAnn\n"
    assert held(quoted, subject="Footpath") == ["phone", "name"]
    assert not held(quoted, subject="Re: Footpath")


LETTER = "{}\n\nI live at 14 Tern Close. My number is 07700 900123. I have angina.\n\nYours, {}\n"


@pytest.mark.parametrize(
    ("greeting", "hand", "is_held"),
    [
        ("Dear Clerk,", "Jean Pike", True),
        ("Dear Sirs", "a neighbour", True),
        ("Hello", "Jean Pike", True),
        ("Dear Clerk,", "Helen Barker", False),
    ],
)
def test_a_letter_that_goes_with_a_message_is_its_signers(greeting: str, hand: str, is_held: bool) -> None:
    attached = [("letter.txt", "text/plain", LETTER.format(greeting, hand).encode())]
    found = held("See attached.\n", attachments=attached)
    assert ({"address", "phone", "health"} <= set(found)) is is_held
    assert bool(found) is is_held


def test_the_head_of_a_letter_is_its_signers() -> None:
    letter = "14 Tern Close\nTestford\n\nDear {},\n\nPlease cut the hedge.\n\nYours\nJean Pike\n"
    for greeted, is_held in (("Clerk", True), ("Helen", False)):
        attached = [("letter.txt", "text/plain", letter.format(greeted).encode())]
        assert ("address" in held("See attached.\n", attachments=attached)) is is_held


NESTED = (
    "From: Ann Lee <clerk@council.test>\r\nTo: Helen Barker <helen.barker@gmail.com>\r\nSubject: Path\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSee below.\r\n--x\r\n"
    "Content-Type: {}\r\n\r\nFrom: {}\r\nTo: clerk@council.test\r\nSubject: Path\r\n\r\n"
    "My number is 07700 900123. I have angina.\r\n--x--\r\n"
)


@pytest.mark.parametrize("kind", ["message/rfc822", 'application/octet-stream; name="sent.eml"'])
def test_a_message_that_is_attached_is_in_the_words_of_its_author(kind: str) -> None:
    def found(author: str) -> set[str]:
        looked_at = view(NESTED.format(kind, author).encode())
        looked_at = replace(looked_at, content=with_documents(looked_at.content))
        return {f.kind for f in check(looked_at, Options()) if isinstance(f, Finding) and f.action is None}

    assert {"phone", "health"} <= found("Jean Pike <jean.pike@gmail.com>")
    assert not found(HELEN)


def test_what_we_wrote_to_somebody_else_is_about_them() -> None:
    inner = "From: {}\r\nTo: {}\r\nSubject: Path\r\n\r\nYour number is 07700 900123.\r\n"
    for to, is_held in (("Jean Pike <jean.pike@gmail.com>", True), (HELEN, False)):
        attached = [("", "message/rfc822", inner.format(CLERK, to).encode())]
        assert ("phone" in held("See below.\n", attachments=attached)) is is_held


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("ADR;TYPE=home:;;14 Mill Lane;Testford;;LN2 3AB;UK", "address"),
        ("TEL;TYPE=cell:07700 900123", "phone"),
        ("BDAY:19410704", "birth-date"),
        ("EMAIL:jean.pike@gmail.com", "email"),
    ],
)
def test_a_card_is_of_whom_it_names(field: str, kind: str) -> None:
    card = "BEGIN:VCARD\r\nN:Pike;Jean;;;\r\nFN:Jean Pike\r\n{}\r\nTEL:01632 960331\r\nEND:VCARD\r\n"
    for fields, is_held in ((field, True), ("ORG:Pike Plumbing Ltd", False)):
        attached = [("jean.vcf", "text/vcard", card.format(fields).encode())]
        assert (kind in held("See attached.\n", FIRM, attachments=attached)) is is_held


def test_whoever_wrote_an_attached_message_is_told_by_its_header() -> None:
    inner = "From: Jean Pike <{}>\r\nTo: clerk@testford-pc.gov.uk\r\nSubject: Path\r\n\r\nThe path is wet.\r\n"
    for author, is_held in (("jean.pike@gmail.com", True), ("highways@county.test", False)):
        attached = [("", "message/rfc822", inner.format(author).encode())]
        assert ("email" in held("See below.\n", attachments=attached)) is is_held


def test_a_letter_within_the_text_is_its_signers() -> None:
    text = "Helen, this came:\n\nDear Clerk\nMy number is 07700 900123.\nYours\n{}\n\nRegards\nAnn Lee\n01632 960000\n"
    assert held(text.format("Jean Pike")) == ["phone"]
    assert not held(text.format("Helen Barker"))
    assert not held("Dear Clerk\nMy number is 07700 900123.\nYours\nAnn Lee\n", "clerk@testford-pc.gov.uk")


@pytest.mark.parametrize(
    "said",
    [
        '{} wrote: "My number is 07700 900123."',
        "{} told me: I am on 07700 900123.",
        "{} said 'ring me on 07700 900123'",
    ],
)
def test_my_in_what_somebody_says_is_theirs(said: str) -> None:
    assert "phone" in held(f"Helen,\n\n{said.format('Mrs Pike')}\n")
    assert not held(f"Helen,\n\n{said.format('You')}\n")


HINTS = {
    "health": ("has MS", "ran the MS walk"),
    "of one at work": ("the plumber has cancer", "the plumber quoted for the cancer charity"),
    "of one who teaches": ("is a teacher and has angina", "is a teacher and gave a talk on angina"),
    "benefits": ("is on UC", "is on time"),
    "criminal": ("is suspected of theft", "is suspected to be late"),
    "expecting": ("is expecting in August", "is expecting an answer in August"),
    "charged": ("was charged with theft", "was charged with arranging the fete"),
    "care": ("was excluded from Testford School", "was excluded from the grant"),
    "belief": ("is Muslim", "is at the Muslim centre"),
    "union": ("belongs to Unison", "belongs to the choir"),
    "origin": ("is an asylum seeker", "is a seeker of quiet"),
    "figures": ("stole a bike", "asked for the police's burglary figures"),
}


@pytest.mark.parametrize(("told", "said"), HINTS.values(), ids=HINTS)
def test_what_is_said_of_somebody_and_what_is_only_a_topic(told: str, said: str) -> None:
    assert held(f"Dear Helen\n\nMr Gary Potts {told}.\n")
    assert not held(f"Dear Helen\n\nMr Gary Potts {said}.\n")


def test_the_ills_of_a_relative_whose_relative_is_named() -> None:
    assert held("Dear Helen\n\nMrs Pike's son has ADHD.\n")
    assert not held("Dear Helen\n\nYour son has ADHD.\n")


def test_a_topic_before_a_name_makes_no_office_where_a_tale_is_told() -> None:
    assert held("Allotments: Jean Pike is in arrears, ring 07700 900123.\n")
    assert not held("Allotments: Jean Pike, 01632 960555.\nGrants: Omar Sheikh, 01632 960556.\n")


def test_somebody_retired_is_at_work_no_more() -> None:
    assert held("Helen, it was Mrs Pike, a retired nurse, 07700 900123.\n")
    assert not held("Helen, it was Mrs Pike, the parish nurse, 07700 900123.\n")


def test_whom_the_subject_names_may_own_a_number_in_the_text() -> None:
    assert held("As you asked; the number is 07700 900123.\n", subject="Mrs Jean Pike")
    assert not held("As you asked; the number is 07700 900123.\n", subject="Mrs Helen Barker")


def test_a_line_of_somebody_else_in_a_signature() -> None:
    signed = "Helen, done.\n\nKind regards\n\nAnn Lee\nClerk\n{} 07700 900123\n"
    assert "phone" in held(signed.format("Jean Holroyd"))
    assert not held(signed.format("Mobile:"))


def test_a_column_says_that_its_values_are_of_health_or_belief() -> None:
    rows = "Name,Post,{}\nJean Holroyd,none,{}\nRaj Patel,none,none\n"
    for heading, value, kind in (
        ("Diagnosis", "COPD", "health"),
        ("Religion", "Hindu", "belief"),
        ("Arrears", "412", "benefits"),
    ):
        attached = [("list.csv", "text/csv", rows.format(heading, value).encode())]
        assert kind in held("See attached.\n", attachments=attached)
        attached = [("list.csv", "text/csv", rows.format(heading, "none").encode())]
        assert kind not in held("See attached.\n", attachments=attached)


def test_a_child_does_not_act_for_its_school() -> None:
    form = "See below.\n\nName: Ellie Holroyd\n{}: Testford Primary\nAllergies: peanuts\n"
    assert held(form.format("School"))
    assert not held(form.format("Employer").replace("Allergies: peanuts", "Post: teacher"))


def test_rows_of_a_table_are_no_labels_of_a_form() -> None:
    rows = "House\tWho\tContact\n7 River Street\tK Stroud\t07700 900123\n9 River Street\tD Whittle\t07700 900124\n"
    assert {"address", "phone", "name"} <= set(held(f"First count.\n\n{rows}", FIRM))
    streets = "Street\tHouses\n7 River Street\t40\n9 River Street\t12\n"
    assert not held(f"First count.\n\n{streets}", FIRM)


def test_a_hand_whose_domain_is_called_after_it() -> None:
    quoted = "See below.\n\nFrom: Ryan Tolliver <ryan@{}>\nSent: 4 May\nTo: Ann Lee\nSubject: x\n\n"
    quoted += "Hi\n\nRyan Tolliver\n07700 900123\n"
    assert "phone" in held(quoted.format("tolliver-ryan.co.uk"), FIRM)
    assert not held(quoted.format("tolliver-buses.co.uk"), FIRM)


def test_a_letter_of_a_firm_is_the_firms() -> None:
    letter = "Dear Clerk,\n\nOur number is 01632 960144.\n\n{}\n"
    for signer, is_held in (("Tern Landscapes Ltd", False), ("a neighbour", True)):
        attached = [("quote.txt", "text/plain", letter.format(signer).encode())]
        assert bool(held("See attached.\n", attachments=attached)) is is_held


def test_two_ordinary_words_are_a_name_where_they_are_said_to_be_a_resident() -> None:
    assert named("Helen, it came from Faith Hill, a resident.\n")
    assert not named("Helen, it came from Church Hill, a road.\n")


def test_she_is_not_the_dead_man_of_whom_his_was_said() -> None:
    text = (
        "For the late Private Joseph Dacre, who died in 1918. His name is missing. His granddaughter, Mrs Amelia Pike, "
        "holds his papers. {} may be found by telephone on 01632 960288.\n"
    )
    assert held(text.format("She"), FIRM) == ["phone", "name"]
    assert not held(text.format("Our office"), FIRM)


def test_a_namesake_who_wrote_from_another_address() -> None:
    quoted = "Hi Helen\n\nRenewed.\n\nOn 3 May, H Barker <{}> wrote:\n> Same house. H Barker, 7 Tarn Street\n"
    assert "address" in held(quoted.format("hettie1944@sky.com"))
    assert not held(quoted.format("helen.barker@gmail.com"))


def test_he_who_is_ill_is_the_one_person_named() -> None:
    text = "You asked about {}. Honest lad. He had 41 days off with depression.\n"
    assert "health" in held(text.format("Lee Brockbank"), FIRM)
    assert not held(text.format("the post"), FIRM)


def test_whoever_is_thanked_by_a_committee_is_not_of_it() -> None:
    assert named("The Playing Field Committee would like to thank Sheila Bray and Nigel Ovington for the teas.\n")
    assert not named("The Playing Field Committee sent its chair Sheila Bray and secretary Nigel Ovington.\n")


COUNTY = "highways@county.gov.test"
BY_FIRM = "Grant Pole <grant@polememorials.co.uk>"
SPOKEN = {
    "a stranger's car is not of those who are told of it": (
        COUNTY,
        "Your officers may like to look in. A blue Astra, AB12 CDE, stands across the drive.\n",
        "Your officers may like to look in. The drive to the depot is blocked, AB12 in the plan.\n",
    ),
    "a house called by somebody's trade": (
        FIRM,
        "I hear from Mr Kowal at Shepherd's Piece that his wife works nights.\n",
        "I hear from the desk at Shepherd's Garage that they work nights.\n",
    ),
    "the house of that name": (
        FIRM,
        "It is Col. Dace, at the Grange, who locks the gate.\n",
        "It is Col. Dace, at the hall, who locks the gate.\n",
    ),
    "a home makes a hint somebody's": (
        COUNTY,
        "The lady at Samphire cannot get out, bad hip.\n",
        "Nobody can get out by the ramp, which has a bad hip.\n",
    ),
    "the lady, though you can": (
        COUNTY,
        "Shut it early if you can as the lady at Samphire has a bad hip.\n",
        "Shut it early if you can as the ramp at Samphire has a bad bend.\n",
    ),
    "where somebody went is not of whom it is": (
        COUNTY,
        "Mrs Pike came to the Reading Room about the hardship fund.\n",
        "The Reading Room has leaflets about the hardship fund.\n",
    ),
    "whose partner it is": (
        COUNTY,
        "Mr Prowse, Tinker's, partner has MS and walks with sticks.\n",
        "Mr Prowse is a partner in MS Walks.\n",
    ),
    "behind with what": (
        COUNTY,
        "Mrs Pike is behind with her council tax.\n",
        "Mrs Pike is behind the council tax stand.\n",
    ),
    "living with somebody on a street": (
        COUNTY,
        "It was Kyle Marsh, who lives with his nan on Tern Close.\n",
        "It was Kyle Marsh who read to the old people on Tern Close.\n",
    ),
    "an office that moved": (
        COUNTY,
        "She moved from 3 Tern Court to 15 Abbey Road.\n",
        "The office moved from 3 Tern Court to 15 Abbey Road.\n",
    ),
    "messrs": (
        FIRM,
        "The tenants are Messrs J and P Croft, jcroft61@hotmail.com.\n",
        "Messrs. Legg (Mr David Legg, 07700 900412) come on the 12th.\n",
    ),
    "a room is nobody's place of work": (
        FIRM,
        "Ask the lady whether she would move to the Oak Room, it's Emma Pole on 07700 900418.\n",
        "Ask the gallery whether they would move it to the Oak Gallery, it's Emma Pole on 07700 900418.\n",
    ),
    "a great-niece is alive": (
        FIRM,
        "Albert Rudge (1893-1917) has a great-niece here. She is Pauline Cope, she lives at 11 Station Road.\n",
        "Albert Rudge (1893-1917) of 11 Station Road had a great-niece.\n",
    ),
    "the register's dead": (
        FIRM,
        "The list of keyholders:\n\nJosiah Rudge, 4 Mill Road\nFlorence Rudge, 22 Coppice Way\n",
        "The burial register of 1889:\n\n1889  Josiah Rudge, 4 Mill Road\n1944  Florence Rudge, 22 Coppice Way\n",
    ),
    "a late brother": (
        FIRM,
        "The plot is beside his brother Ernest Cope, 11 Station Road.\n",
        "The plot is beside his late brother Ernest Cope, 11 Station Road.\n",
    ),
    "codes and deeds": (
        FIRM,
        "Two lamps, ring 07700 900118, for the hall.\n",
        "Two lamps, code 07700 900118, and deed 0189 563 0447.\n",
    ),
    "a starter's data are no signature": (
        "payroll@bureau.test",
        "New starter 1 Sept.\n\nAnn Lee\nDOB 22/11/1998\n",
        "New starter 1 Sept.\n\nAnn Lee\n01632 960002\n",
    ),
    "a car that is not ours": (
        "ops@parking-control.co.uk",
        "The red Fiesta has a flat tyre. AB12 CDE. Can you shift it, not one of ours.\n",
        "Can you bring our van, AB12 CDE, back from its MOT?\n",
    ),
    "a serial number": (
        FIRM,
        "The mower driver, AB123456C.\n",
        "The mower, ser. no. AB123456C.\n",
    ),
    "prostate": (
        FIRM,
        "Mr Pringle won't be back this season, it is his prostate.\n",
        "Mr Pringle won't be back this season, it is his choice.\n",
    ),
    "in both names": (
        HELEN,
        "Plot 5 is in his name. Geoff's mobile is 07700 900667.\n",
        "Plot 5 is in both names, you and Geoff. Geoff's mobile is 07700 900667.\n",
    ),
    "in both names, once": (
        HELEN,
        "It was in both names, but you have separated. Geoff's mobile is 07700 900667.\n",
        "It is in both names, and you have signed. Geoff's mobile is 07700 900667.\n",
    ),
    "my little girl": (
        HELEN,
        "I hear of Emma's broken arm.\n\nHelen Barker wrote:\n> Is it free for a friend?\n",
        "I hear of Emma's broken arm.\n\nHelen Barker wrote:\n> Is it free for my little girl?\n",
    ),
    "what is small at the end of a cell is no surname": (
        FIRM,
        "time\twho\tcontact\n10:30\tPat Check\t07700 900418\n11:00\tAl Pole\t07700 900419\n",
        "time\twho\tcontact\n10:30\tPA check\t01632 960418\n11:00\tstage check\t01632 960419\n",
    ),
    "no convictions": (
        FIRM,
        "Mr Liam Frow has convictions.\n",
        "Mr Liam Frow has no convictions.\n",
    ),
    "a certificate": (
        FIRM,
        "For the payroll: PW583012A.\n",
        "The clock is unmetered, cert PW583012A.\n",
    ),
    "the mobile for you": (
        BY_FIRM,
        "Same rate as last time? Have I still got the right mobile for Mrs Pike, 07970 661832?\n",
        "Same rate as last time? Have I still got the right mobile for you, 07970 661832?\n",
    ),
    "a street called bank": (
        "Agnes Rut <agnes.rut@gmail.com>",
        "She lives alone, Mere Bank 37, tel. 07700 900123.\n",
        "Ask at Mere Bank, tel. 01632 960123, what they charge.\n",
    ),
    "a firm of three words": (
        FIRM,
        "Frank Pledge will be on standby (01632 960555, at home).\n",
        "Frank Pledge Recovery will be on standby (01632 960555).\n",
    ),
    "a hundred years ago": (
        FIRM,
        "This month: Albert Legg of 3 Forge Lane was fined for riding furiously.\n",
        "A hundred years ago this month: Albert Legg of 3 Forge Lane was fined for riding furiously.\n",
    ),
    "a magazine's name is nobody's": (
        "The Brook magazine <editor@brook-magazine.org.uk>",
        "The lady with the kittens says ring at teatime, 01632 960927.\n",
        "Orders for the kittens calendar, 01632 960927.\n",
    ),
    "surnames first, and a list": (
        HELEN,
        "The form is from Price, Emma: RK 48 29 17 D.\n",
        "You see us (Price, Emma and Jo). I have RK 48 29 17 D off your form.\n",
    ),
}


@pytest.mark.parametrize("case", SPOKEN)
def test_what_is_said_in_passing(case: str) -> None:
    to, leak, clean = SPOKEN[case]
    assert held(leak, to)
    assert not held(clean, to)


def test_an_answer_about_my_daughter_is_about_the_readers_house() -> None:
    text = "Dear Ms Ashworth,\n\nI was sorry to read about Emma's fractured arm.\n"
    kelly = "Kelly Ashworth <kellyash@outlook.com>"
    assert not held(text, kelly, subject="RE: My daughter hurt on your slide")
    assert held(text, kelly, subject="RE: The slide")


@pytest.mark.parametrize(
    "introduced",
    [
        "On 2 Sept, {} wrote to {}:",
        "{} wrote on 14/08/2025 to {}:",
        "On 4 Dec 2025 {} wrote (to {}):",
    ],
)
def test_whom_a_quoted_message_went_to(introduced: str) -> None:
    both = ["Sir Hugh Penrose MP <hugh.penrose.mp@parliament.test>", HELEN]
    quoted = introduced.format("Helen Barker <helen.barker@gmail.com>", "{}, Chair")
    text = f"Dear both,\n\nThe council agrees.\n\n{quoted}\n> I live at 3 Pier Road. 07700 900539\n"
    assert not held(text.format("Sir Hugh Penrose"), both)
    assert held(text.format("Ann Lee"), both)


def test_who_wrote_to_the_council_is_told_by_a_quoted_header() -> None:
    text = "See below.\n\nFrom: Jean Pike <jean.pike@gmail.com>\nSent: 4 May\nTo: {}\nSubject: Dogs\n\nThey bark.\n"
    assert "email" in held(text.format("Clerk"), FIRM)
    assert not held(text.format("Jo Rudd"), FIRM)
    assert not held(text.replace("jean.pike@gmail.com", "highways@county.gov.test").format("Clerk"), FIRM)


THREE = ["jo.rudd@sky.com", "al.pike@gmail.com", HELEN]


def test_a_former_wife_is_of_another_house() -> None:
    text = "Dear Mr Quint,\n\nYour {} wife, Sarah Quint, is on our list at 14 Tern Way.\n"
    reader = "D Quint <dquint@gmail.com>"
    assert "address" in held(text.format("former"), reader)
    assert not held(text.format("dear"), reader)


def test_an_age_is_of_nobody_at_work() -> None:
    assert named("It was Tommy Briggs, he's 14 and at Tern Academy.\n")
    assert not named("It was Tommy Briggs, he's in the office at Tern Academy.\n")


def test_private_people_are_not_shown_each_others_addresses() -> None:
    def asked(to: list[str], text: str = "Dear all\n\nRents are due.\n", **more: Any) -> bool:
        found = check(view(make_message(from_=CLERK, to=to, text=text, **more)), Options())
        return any(isinstance(f, Finding) and f.action is Action.ASK for f in found)

    assert asked(THREE)
    assert not asked(THREE[:2])
    assert not asked(THREE, subject="Re: Rents")
    assert not asked([*THREE[:2], "office@mowing-and-more.co.uk", "clerk@testford-pc.gov.uk"])
    assert not asked(["Jo Barker <jo.barker@sky.com>", "Al Barker <al.pike@gmail.com>", HELEN])
