"""Mail providers: domains in which an address says nothing of who its owner belongs to."""

NAMES = """
    gmail.com googlemail.com outlook.com outlook.co.uk hotmail.com hotmail.co.uk live.com live.co.uk msn.com
    yahoo.com yahoo.co.uk ymail.com rocketmail.com icloud.com me.com mac.com aol.com aol.co.uk btinternet.com
    btopenworld.com bt.com sky.com virginmedia.com virgin.net ntlworld.com ntlworld.co.uk blueyonder.co.uk
    talktalk.net talktalk.co.uk tiscali.co.uk plusnet.com plus.com zen.co.uk proton.me protonmail.com pm.me
    gmx.com gmx.co.uk gmx.net mail.com fastmail.com fastmail.co.uk tutanota.com tuta.io orange.net o2.co.uk
    ee.co.uk waitrose.com uwclub.net phonecoop.coop freeserve.co.uk lineone.net supanet.com onetel.com pipex.com
    f2s.com demon.co.uk hushmail.com zoho.com yandex.com mail.ru qq.com web.de inbox.com lycos.co.uk
    wanadoo.co.uk fsmail.net tesco.net toucansurf.com vodafone.net three.co.uk myphone.coop posteo.net hey.com
    duck.com wp.pl o2.pl onet.pl
"""
PROVIDERS = frozenset(NAMES.split())


def is_provider(domain: str) -> bool:
    """Whether a domain, in lower case, is one where anybody can have an address."""
    return domain in PROVIDERS
