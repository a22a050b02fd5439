"""The front door for mail: SMTP in (RFC 5321), submission (RFC 6409) and mail for the council's own domains."""
