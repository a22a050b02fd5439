"""How people write that somebody is to be rung, written to or asked."""

CONTACT = (
    rb"(?:ring|call|phone|telephone|text|email|e-mail|contact|try|reach|get|catch|message|whatsapp|write to|speak to"
    rb"|ask)"
)
