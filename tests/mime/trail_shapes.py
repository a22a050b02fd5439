# ruff: noqa: E501 - lines as long as clients write them
"""Mail in the shapes of the common clients: what its author wrote, and how the client quotes what it answers."""

from typing import NamedTuple

OWN = "Dear Pat\n\nThank you, we will look at the path on Thursday.\n\nKind regards\nTess Ter\nCouncillor\n"
ASKED = "Dear Tess\n\nThe path behind the hall is under water again.\nWhen will somebody look at it?\n\nPat\n"
PAT = "Pat Jones <pat@home.test>"


class Shape(NamedTuple):
    """`body` is a text or HTML whose trail begins with `begins`; nothing of it may stay, and all of `above` must."""

    name: str
    body: str
    begins: str
    above: str = "Kind regards"


def marked(text: str, mark: str = "> ") -> str:
    return "".join(f"{mark}{line}".rstrip() + "\n" for line in text.splitlines())


HEADER = "From: Pat Jones <pat@home.test>\nSent: 02 March 2026 09:12\nTo: Cllr Tess Ter <cllr.test@council.test>\nSubject: The path\n"
RULE = "________________________________\n"

PLAIN = [
    Shape("Outlook for Windows", f"{OWN}\n{HEADER}\n{ASKED}", "From: Pat"),
    Shape("Outlook, plain text", f"{OWN}\n-----Original Message-----\n{HEADER}\n{ASKED}", "-----Original"),
    Shape("Outlook on the web", f"{OWN}{RULE}{HEADER}\n{ASKED}", RULE.strip()),
    Shape(
        "Outlook for iOS",
        f"{OWN}\nGet Outlook for iOS<https://aka.ms/o0ukef>\n{RULE}{HEADER}\n{ASKED}",
        RULE.strip(),
        "Get Outlook for iOS",
    ),
    Shape("Outlook for Android", f"{OWN}\n{RULE}{HEADER.replace('Sent:', 'Sent: Monday,')}\n{ASKED}", RULE.strip()),
    Shape(
        "Exchange, header in German",
        f"{OWN}\nVon: {PAT}\nGesendet: Montag, 2. März 2026 09:12\nAn: Tess Ter\nBetreff: Der Weg\n\n{ASKED}",
        "Von: Pat",
    ),
    Shape(
        "Exchange, header in Welsh",
        f"{OWN}\nOddi wrth: {PAT}\nAnfonwyd: 02 Mawrth 2026 09:12\nAt: Tess Ter\nPwnc: Y llwybr\n\n{ASKED}",
        "Oddi wrth",
    ),
    Shape("Gmail", f"{OWN}\nOn Mon, 2 Mar 2026 at 09:12, {PAT} wrote:\n\n{marked(ASKED)}", "On Mon"),
    Shape(
        "Gmail, folded",
        f"{OWN}\nOn Mon, 2 Mar 2026 at 09:12, Pat Jones-Featherstonehaugh <\npat@home.test> wrote:\n\n{marked(ASKED)}",
        "On Mon",
    ),
    Shape("Gmail for Android", f"{OWN}\nOn Mon, 2 Mar 2026, 09:12 Pat Jones, <pat@home.test> wrote:\n\n{marked(ASKED)}", "On Mon"),
    Shape("Gmail in French", f"{OWN}\nLe lun. 2 mars 2026 à 09:12, {PAT} a\nécrit :\n\n{marked(ASKED)}", "Le lun."),
    Shape("Gmail in Polish", f"{OWN}\npon., 2 mar 2026 o 09:12 {PAT} napisał(a):\n\n{marked(ASKED)}", "pon., 2"),
    Shape("Gmail in Spanish", f"{OWN}\nEl lun, 2 mar 2026 a las 9:12, Pat (<pat@home.test>) escribió:\n\n{marked(ASKED)}", "El lun"),
    Shape("Apple Mail on a Mac", f"{OWN}\n> On 2 Mar 2026, at 09:12, {PAT} wrote:\n> \n{marked(ASKED)}", "> On 2"),
    Shape(
        "Apple Mail on a phone",
        f"{OWN}\nSent from my iPhone\n\n> On 2 Mar 2026, at 09:12, {PAT} wrote:\n> \n> \ufeff{marked(ASKED)[2:]}",
        "> On 2",
        "Sent from my iPhone",
    ),
    Shape("Thunderbird", f"{OWN}\nOn 02/03/2026 09:12, Pat Jones wrote:\n{marked(ASKED)}", "On 02/03"),
    Shape("Thunderbird in German", f"{OWN}\nAm 02.03.26 um 09:12 schrieb Pat Jones:\n{marked(ASKED)}", "Am 02"),
    Shape("Yahoo", f"{OWN}\n    On Monday 2 March 2026 at 09:12:01 GMT, {PAT} wrote:  \n \n {ASKED}", "    On Monday"),
    Shape("Proton", f"{OWN}\nOn Monday, March 2nd, 2026 at 9:12 AM, {PAT} wrote:\n\n{marked(ASKED)}", "On Monday"),
    Shape("Samsung", f"{OWN}\n-------- Original message --------\nFrom: {PAT}\nDate: 02/03/2026 09:12 (GMT+00:00)\nTo: Tess\nSubject: The path\n\n{ASKED}", "-------- Original"),
    Shape("Notes", f"{OWN}\n-----Pat Jones <pat@home.test> wrote: -----\nTo: Tess Ter\nFrom: {PAT}\nDate: 02/03/2026 09:12\nSubject: The path\n\n{ASKED}", "-----Pat"),
    Shape("marked, in a language that nobody here knows", f"{OWN}\nPat Jones <pat@home.test> idatzi du 2026-03-02 09:12:\n{marked(ASKED)}", "Pat Jones"),
    Shape("marked, with no introduction", f"{OWN}\n{marked(ASKED)}", "> Dear Tess"),
    Shape("mail upon mail", f"{OWN}\n{HEADER}\nYes.\n\nOn 1 Mar 2026, at 10:00, Tess wrote:\n{marked(OWN)}", "From: Pat"),
    Shape("Outlook in French", f"{OWN}\nDe : {PAT}\nEnvoyé : lundi 2 mars 2026 09:12\nÀ : Tess Ter\nObjet : RE: Le chemin\n\n{ASKED}", "De : Pat"),
    Shape("Outlook in Korean", f"{OWN}\n보낸 사람: {PAT}\n보낸 날짜: 2026년 3월 2일 월요일 오전 9:12\n받는 사람: Tess Ter\n제목: RE: 길\n\n{ASKED}", "보낸 사람"),
    Shape("Outlook in Hebrew", f"{OWN}\nמאת: {PAT}\nנשלח: יום שני 2 מרץ 2026 09:12\nאל: Tess Ter\nנושא: RE: השביל\n\n{ASKED}", "מאת: Pat"),
    Shape("a header in a language that nobody here knows", f"{OWN}\nप्रेषक: {PAT}\nभेजा गया: 2 मार्च 2026 09:12\nप्रति: Tess Ter\nविषय: बाग\n\n{ASKED}", "प्रेषक: Pat"),
    Shape("a header of which the first word is known", f"{OWN}\nDe: {PAT}\nEnviat el: dilluns, 2 de març de 2026 9:12\nPer a: Tess Ter\nTema: RE: Camí\n\n{ASKED}", "De: Pat"),
    Shape("Outlook in Hungarian, plain text", f"{OWN}\n-----Eredeti üzenet-----\nFeladó: {PAT}\nElküldve: 2026. 03. 02. 9:12\nCímzett: Tess Ter\nTárgy: Az út\n\n{ASKED}", "-----Eredeti"),
    Shape("a rule with words that nobody here knows", f"{OWN}\n---------- Původní e-mail ----------\nOd: {PAT}\nKomu: Tess Ter\nDatum: 2. 3. 2026 9:12\nPředmět: Cesta\n\n{ASKED}", "---------- P"),
    Shape("BlackBerry", f"{OWN}\nSent from my BlackBerry 10 smartphone.\n\n  Original Message  \nFrom: Pat Jones\nSent: Monday, 2 March 2026 09:12\nTo: Tess Ter\nSubject: Re: The path\n\n{ASKED}", "  Original", "BlackBerry"),
    Shape("Proton, older", f"{OWN}\n\u2010\u2010\u2010\u2010\u2010\u2010\u2010 Original Message \u2010\u2010\u2010\u2010\u2010\u2010\u2010\nOn Monday, March 2nd, 2026 at 9:12 AM, {PAT} wrote:\n\n{ASKED}", "\u2010"),
    Shape("Gmail in Greek", f"{OWN}\nΣτις Δευ 2 Μαρ 2026 στις 9:12 π.μ., ο/η {PAT}\nέγραψε:\n\n{marked(ASKED)}", "Στις"),
    Shape("Gmail in Chinese", f"{OWN}\n{PAT} 于2026年3月2日周一 09:12写道：\n\n{marked(ASKED)}", "Pat Jones"),
    Shape("Gmail in Hebrew", f"{OWN}\n\u202bבתאריך יום ב׳, 2 במרץ 2026 ב-9:12 מאת \u202aPat Jones\u202c\u200f <\u202apat@home.test\u202c\u200f>:\u202c\n\n{marked(ASKED)}", "\u202b"),
    Shape("Gmail in Vietnamese", f"{OWN}\nVào Th 2, 2 thg 3, 2026 vào lúc 09:12 {PAT}\nđã viết:\n\n{marked(ASKED)}", "Vào"),
    Shape("Mail.ru", f"{OWN}\nПонедельник, 2 марта 2026, 9:12 +03:00 от {PAT}:\n \n{ASKED}", "Понедельник"),
    Shape("Yahoo on a phone", f"{OWN}\nSent from Yahoo Mail on Android \n \n  On Mon, 2 Mar 2026 at 9:12, Pat Jones<pat@home.test> wrote:   {ASKED}", "  On Mon", "Sent from Yahoo"),
    Shape("Yahoo in German", f"{OWN}\n    Am Montag, 2. März 2026 um 09:12:01 MEZ hat {PAT} Folgendes geschrieben:  \n \n {ASKED}", "    Am Montag"),
    Shape("GroupWise", f"{OWN}\n>>> {PAT} 02/03/2026 09:12 >>>\n{ASKED}", ">>> Pat"),
    Shape("GroupWise, folded", f"{OWN}\n>>> On 02/03/2026 at 09:12, in message <5E8B1234.A@gw>, Pat Jones\n<pat@home.test> wrote:\n{marked(ASKED)}", ">>> On"),
    Shape("Notes, older", f"{OWN}\n{PAT} \n02/03/2026 09:12\n\nTo\nTess Ter\ncc\n\nSubject\nThe path\n\n\n\n{ASKED}", "Pat Jones"),
    Shape("Thunderbird, without a date", f"{OWN}\nPat Jones wrote:\n{marked(ASKED)}", "Pat Jones wrote"),
    Shape("Samsung, older", f"{OWN}\n---- Pat Jones wrote ----\n\n{ASKED}", "---- Pat"),
    Shape("Apple Mail in Dutch, forwarded", f"{OWN}\nBegin doorgestuurd bericht:\n\nVan: {PAT}\nOnderwerp: Het pad\nDatum: 2 maart 2026 om 09:12:00 CET\nAan: Tess Ter\n\n{ASKED}", "Begin doorgestuurd"),
]  # fmt: skip


def html(body: str, *, style: str = "") -> str:
    return f"<html><head><style>{style}p {{ margin: 0 }}</style></head><body>{body}</body></html>"


OWN_HTML = "<div>Dear Pat</div><div><br></div><div>We will look on Thursday.</div><div>Kind regards<br>Tess</div>"
ASKED_HTML = "<div>Dear Tess</div><div><br></div><div>The path is under water.</div><div>Pat</div>"
HEADER_HTML = (
    "<b>From:</b> Pat Jones &lt;pat@home.test&gt;<br><b>Sent:</b> 02 March 2026 09:12<br>"
    "<b>To:</b> Tess Ter<br><b>Subject:</b> The path"
)

HTML = [
    Shape(
        "Outlook for Windows",
        html(
            '<div class="WordSection1"><p class="MsoNormal">Kind regards<o:p></o:p></p><p class="MsoNormal">&nbsp;</p>'
            '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
            f'<p class="MsoNormal">{HEADER_HTML}</p></div></div><p class="MsoNormal">&nbsp;</p>'
            '<p class="MsoNormal">Dear Tess</p></div>'
        ),
        '<div><div style="border:none',
    ),
    Shape(
        "Outlook on the web",
        html(
            f'<div class="elementToProof">{OWN_HTML}</div><div id="appendonsend"></div><hr style="width:98%">'
            f'<div id="divRplyFwdMsg" dir="ltr"><font>{HEADER_HTML}</font><div>&nbsp;</div></div>{ASKED_HTML}'
        ),
        "<hr",
    ),
    Shape(
        "Outlook for iOS",
        html(
            f'{OWN_HTML}<div id="ms-outlook-mobile-signature">Get Outlook for iOS</div>'
            f'<div id="mail-editor-reference-message-container"><hr><div dir="ltr">{HEADER_HTML}</div>{ASKED_HTML}</div>'
        ),
        '<div id="mail-editor',
        "Get Outlook for iOS",
    ),
    Shape(
        "Gmail",
        html(
            f'<div dir="ltr">{OWN_HTML}</div><br><div class="gmail_quote gmail_quote_container">'
            '<div dir="ltr" class="gmail_attr">On Mon, 2 Mar 2026 at 09:12, Pat &lt;<a href="mailto:pat@home.test">'
            'pat@home.test</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">'
            f"{ASKED_HTML}</blockquote></div>"
        ),
        '<div class="gmail_quote',
    ),
    Shape(
        "Apple Mail",
        html(
            f'{OWN_HTML}<div><br><blockquote type="cite"><div>On 2 Mar 2026, at 09:12, Pat &lt;pat@home.test&gt; wrote:'
            f'</div><br class="Apple-interchange-newline"><div>{ASKED_HTML}</div></blockquote></div>'
        ),
        '<div><br><blockquote type="cite"',
    ),
    Shape(
        "Apple Mail on a phone",
        html(
            f'{OWN_HTML}<div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 2 Mar 2026, at '
            f'09:12, Pat &lt;pat@home.test&gt; wrote:<br><br></blockquote></div><blockquote type="cite">{ASKED_HTML}</blockquote>'
        ),
        '<div dir="ltr"><br><blockquote type="cite">On',
        "Sent from my iPhone",
    ),
    Shape(
        "Thunderbird",
        html(
            f'{OWN_HTML}<div class="moz-cite-prefix">On 02/03/2026 09:12, Pat Jones wrote:<br></div>'
            f'<blockquote type="cite" cite="mid:1@home.test">{ASKED_HTML}</blockquote>'
        ),
        '<div class="moz-cite-prefix"',
    ),
    Shape(
        "Gmail in a language that nobody here knows",
        html(
            f'<div dir="ltr">{OWN_HTML}</div><br><div class="gmail_quote"><div class="gmail_attr">Pat idatzi du:</div>'
            f'<blockquote class="gmail_quote">{ASKED_HTML}</blockquote></div>'
        ),
        '<div class="gmail_quote',
    ),
    Shape(
        "Yahoo",
        html(
            f'<div>{OWN_HTML}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>On Monday 2 March 2026 at 09:12, '
            f"Pat &lt;pat@home.test&gt; wrote:</div>{ASKED_HTML}</div></div>"
        ),
        '<div id="yahoo_quoted_1"',
    ),
]

INLINE = [
    f"On 02/03/2026 09:12, Pat Jones wrote:\n{marked(ASKED)}\nOn Thursday.\n\nTess\n",
    "On 02/03/2026 09:12, Pat Jones wrote:\n> The path?\n\nOn Thursday.\n\n> And the hall?\n\nOn Friday.\n",
    f"See below.\n\nOn 02/03/2026 09:12, Pat <pat@home.test> wrote:\n{marked(ASKED)}\nOn Thursday.\n",
    "> The path is wet.\n> Again.\n\nYes, it is.\n\n> Who mends it?\n> And when?\n\nWe do.\n",
    html(
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Mar 2026 at 09:12, Pat &lt;pat@home.test&gt; wrote:</div>'
        '<blockquote class="gmail_quote">The path?</blockquote><div>On Thursday.</div>'
        '<blockquote class="gmail_quote">And the hall?</blockquote></div>'
    ),
]

NONE = [
    OWN,
    "On Monday we wrote to the contractor:\nthey will come.\n",
    "Mrs Jones wrote on 2 March:\n\nThe path is wet.\n\nShe is right.\n",
    "The hall is booked as follows.\n\nDate: Monday 4 May\nFrom: 10:00\nTo: 12:00\nHirer: the brass band\n",
    "From: the Parish Office\nDear all\n\nThe meeting is on 4 May at 19:30.\n",
    "--\nTess Ter\nCouncillor\n____________________\nThis message is for its recipients only.\n",
    "The results:\n\n> 100 votes for\n\nWe are content.\n",
    "Questions for the meeting at 19:30:\n\n1. Bins\n2. Paths\n",
    "The hall is booked.\n\nDate: 4 May 2026\nFrom: 19:00\nTo: 22:00\nSubject: quiz night\n",
    "Contact: Pat <pat@home.test>\nNext meeting: 12 March 2026 19:30\nPlace: village hall\nTopic: the path\n\nAll welcome.\n",
    "Dear Sir\n\nYou wrote on 12 March 2026 at 09:14 by email:\nwe have no record of it.\n\nTess\n",
    "Log of calls:\n\n09:14 Pat Jones <pat@home.test>: about the hedge\n10:20 Sam Brown: the bins\n",
    "I send the original by post.\n\nOriginal message\n\nis on file.\n",
    "You wrote:\n\nMay I have the plot?\n\nYes.\n",
    "FW: the agenda as I said\n\nHere is what I said.\n",
    html(f'{OWN_HTML}<blockquote style="margin:0 0 0 40px;border:none;padding:0px">Item one<br>Item two</blockquote><div>Tess</div>'),
    html('<div>Kind regards<hr><p>Tess Ter, Councillor</p></div>'),
]  # fmt: skip
