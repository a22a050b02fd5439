"""The words with which mail programs introduce quoted mail, in the languages of their editions, and how they write
times and addresses.
"""

from enum import StrEnum

import re2

SPAN = 4  # lines over which a client may fold an introducing line
LENGTH = 400  # characters of a line that are looked at
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
UNSEEN = dict.fromkeys(map(ord, BIDI))
TIME = re2.compile(r"\b\d{1,2}[:.h]\d{2}\b|\d{1,2}\s?[apAP]\.?[mM]\b")
YEAR = re2.compile(r"\b(?:19|20)\d\d(?:\b|[^\d\s])")
ADDRESS = re2.compile(r"[^\s<>()\[\],;:\"'*|=]+@[^\s<>()\[\],;:\"'*|=]+\.[^\s<>()\[\],;:\"'*|=]+")


class Label(StrEnum):
    """A field of a quoted header."""

    FROM = "from"
    SENT = "sent"
    DATE = "date"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"


LABELS = {
    Label.FROM: "from|von|de|da|van|fra|från|od|lähettäjä|от|oddi wrth|feladó|kimden|reply-to|de la|από|від|nuo|"
    "saatja|pošiljatelj|expéditeur|absender|remitente|mittente|afzender|מאת|من|差出人|发件人|寄件者|寄件人|보낸 사람|"
    "보낸사람|จาก|từ|dari",
    Label.SENT: "sent|gesendet|envoyé|enviado|enviado el|enviado em|enviada em|enviada|inviato|verzonden|sendt|skickat|"
    "wysłano|lähetetty|отправлено|anfonwyd|odesláno|odoslané|elküldve|trimis|gönderildi|gönderilen|στάλθηκε|"
    "надіслано|išsiųsta|siųsta|nosūtīts|saadetud|poslano|изпратено|נשלח|تاريخ الإرسال|送信日時|发送时间|發送時間|"
    "寄件日期|傳送時間|보낸 날짜|날짜|ส่ง|đã gửi|dikirim|date d'envoi",
    Label.DATE: "date|datum|fecha|data|dato|päivämäärä|дата|dyddiad|日期|日付|sent on|dátum|tarih|ημερομηνία|kuupäev|"
    "תאריך|التاريخ",
    Label.TO: "to|an|à|a|para|aan|til|till|do|vastaanottaja|кому|at|komu|címzett|către|kime|προς|kam|kuni|za|до|אל|إلى|"
    "宛先|收件人|收件者|받는 사람|받는사람|ถึง|đến|tới|kepada",
    Label.CC: "cc|kopie|kopi|kopia|kopio|копия|importance|attachments|organisation|organization|másolatot kap|bilgi|"
    "κοιν|копія|kopija|עותק|نسخة|抄送|副本|참조|copie à|copia|priority|anhänge|reply to",
    Label.SUBJECT: "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|temat|aihe|тема|pwnc|předmět|"
    "predmet|tárgy|subiect|konu|θέμα|tema|teema|נושא|הנדון|الموضوع|件名|主题|主旨|主題|제목|เรื่อง|chủ đề|subjek",
}
LABEL_OF = {word: label for label, words in LABELS.items() for word in words.split("|")}

VERB = re2.compile(
    r"(?i)(?:\b(?:wrote|writes|schrieb|schreibt|geschrieben|geschreven|skrev|schreef|escreveu|ha scritto|a scris|pisze|"
    r"kirjoitti|ysgrifennodd)\b|\ba écrit|\bescribió|\bnapisał|\bnapsal|\bnapísal|написал|пишет|писал|пише|"
    r"написа|yazdı|írta|rašė|έγραψε|đã viết|写道|寫道|님이 작성|のメール|كتب|كتابة)"
)
OPENER = re2.compile(
    r"(?i)^\W{0,3}(?:on|am|le|el|il|op|den|på|em|dnia|w dniu|dne|ar|vào|στις|на|в|في)\s.*\d|^\W{0,3}\d{4}[年년]"
)

SEPARATOR = re2.compile(
    r"(?m)^(?:[-_=*>\x{2010}-\x{2015}\s]{2,}(?:"
    r"original (?:message|appointment|e-?mail)|reply message|(?:begin )?forwarded message|forwarded by [^@]*|"
    r"urspr(?:ü|ue)ngliche nachricht|weitergeleitete nachricht|message (?:transféré|d['\x{2019}]origine|original)|"
    r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|"
    r"oorspronkelijk bericht|doorgestuurd bericht|oprindelig (?:meddelelse|besked)|videresendt (?:meddelelse|besked)|"
    r"opprinnelig melding|ursprungligt meddelande|vidarebefordrat meddelande|alkuperäinen viesti|"
    r"(?:wiadomość oryginalna|treść przekazanej wiadomości|przekazana wiadomość)|původní zpráva|"
    r"исходное сообщение|пересылаемое сообщение|neges wreiddiol|neges a anfonwyd ymlaen|eredeti üzenet|"
    r"(?:özgün i\x{307}?leti|orijinal mesaj)|original-nachricht|mesaj original|αρχικό μήνυμα|"
    r"原始邮件|原始郵件|元のメッセージ|원본 메시지"
    r")[-_=*\x{2010}-\x{2015}\s:]*|begin forwarded message:|anfang der weitergeleiteten nachricht:|"
    r"début du message (?:réexpédié|transféré) ?:|"
    r"inizio messaggio inoltrato:|inicio del mensaje reenviado:|original message processed by .*)$"
)
FORWARDED = re2.compile(r"forward|weitergeleitet|transféré|réexpédié|reenviado|encaminhad|inoltrat|doorgestuurd|"
                        r"videresend|vidarebefordra|przekazan|пересыла|ymlaen")  # fmt: skip

_HOW = (
    r"(?:in-?\s?line|inter(?:spersed|leaved)|in (?:red|blue|green|purple|orange|bold|italics?|capitals|caps|colou?r)|"
    r"in the (?:body|text)|(?:under|after|beside|against|beneath) each|between (?:your|the))\b"
)
ANSWERS = re2.compile(  # words with which people say that they have answered within what they quote
    r"(?i)\b(?:my|our) (?:answers?|comments|repl(?:y|ies)|responses?|notes|remarks)(?: are| is)? "
    rf"(?:below|underneath|{_HOW})|"
    r"\b(?:answers?|comments|replies|responses?|answered|replied|responded|commented|see)(?: are| is| all)?"
    rf"(?: below| underneath)?,? {_HOW}"
)
